//! The contacts of the CRM over gRPC, each method guarded with what its caller must be permitted.
//!
//! ```text
//! ENTRA_TENANT=<tenant id> cargo run -p example-tonic
//! ```
//!
//! To copy from, in this order: `permissions` (the model), `contacts` (the methods and their guards), and the server below.

mod contacts;
mod permissions;
#[cfg(test)]
mod tests;

use std::error::Error;

use contacts::ContactBook;
use entra_perms_runtime::{EntraLayer, Tenants};
use permissions::TokenValidator;
use proto::contacts_server::ContactsServer;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

/// What is generated of `proto/contacts.proto`.
#[allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "it is generated")]
mod proto {
    tonic::include_proto!("crm");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Why a token is refused, or a caller denied, is in the log.
    tracing_subscriber::fmt().init();
    let tenant = std::env::var("ENTRA_TENANT").map_err(|error| format!("ENTRA_TENANT: {error}"))?;
    let validator = TokenValidator::builder(Tenants::single(&tenant)?).build().await?;
    serve(validator, TcpIncoming::bind(([127, 0, 0, 1], 50051).into())?).await?;
    Ok(())
}

/// Serves until the process ends. All that is behind the layer needs a token.
async fn serve(
    validator: TokenValidator,
    incoming: TcpIncoming,
) -> Result<(), tonic::transport::Error> {
    Server::builder()
        .layer(EntraLayer::grpc(validator))
        .add_service(ContactsServer::new(ContactBook::default()))
        .serve_with_incoming(incoming)
        .await
}
