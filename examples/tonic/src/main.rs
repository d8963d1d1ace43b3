//! A contacts service on tonic that takes its permissions from an Entra app registration.
//!
//! The example guards each gRPC method with `#[requires]` and verifies tokens with
//! [`EntraLayer::grpc`]. Run it with the id of your tenant:
//!
//! ```text
//! ENTRA_TENANT=<tenant id> cargo run -p example-tonic
//! ```
//!
//! Start with `permissions` (the permission model), `contacts` (the methods and their guards), and
//! `serve` in this file. The tests call the service with tokens that a development issuer signs.

mod contacts;
mod permissions;
#[cfg(test)]
mod tests;

use anyhow::Context as _;
use contacts::ContactBook;
use entra_perms_runtime::{EntraLayer, Tenants};
use permissions::TokenValidator;
use proto::contacts_server::ContactsServer;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

/// The code that the build script generates from `proto/contacts.proto`.
#[allow(missing_docs, unreachable_pub, clippy::pedantic, reason = "generated code")]
mod proto {
    tonic::include_proto!("crm");
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The log says why a token was refused or a caller denied.
    tracing_subscriber::fmt().init();
    let tenant = std::env::var("ENTRA_TENANT").context("cannot read `ENTRA_TENANT`")?;
    let validator = TokenValidator::builder(Tenants::single(&tenant)?).build().await?;
    serve(validator, TcpIncoming::bind(([127, 0, 0, 1], 50051).into())?).await?;
    Ok(())
}

/// Serves until the process ends. Every service behind the layer requires a token.
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
