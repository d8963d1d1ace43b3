//! A contacts API on axum whose OpenAPI document states the scopes that each operation requires.
//!
//! ```text
//! cargo run -p example-openapi                        prints the document
//! cargo run -p example-openapi -- serve <tenant id>   serves the API for this tenant's users,
//!                                                     and the document at /openapi.json
//! ```
//!
//! Start with `api`, which has the permission model, the handlers, and the document.

mod api;

use axum::Json;
use axum::routing::get;
use entra_perms_runtime::{EntraLayer, Jwks, Tenants};

use crate::api::permissions::TokenValidator;

/// A JWKS with one public key. The private key was discarded, so no token matches it.
const UNUSED_KEY: &str = include_str!("unused_key.json");

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => print_document().await,
        [command, tenant] if command == "serve" => serve(tenant).await,
        _ => anyhow::bail!("expected no arguments, or `serve <tenant id>`"),
    }
}

#[expect(clippy::print_stdout, reason = "prints the document that the user asked for")]
async fn print_document() -> anyhow::Result<()> {
    let (_, document) = api::routes(&offline_validator().await?)?;
    println!("{}", document.to_pretty_json()?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "tells the user where the service listens")]
async fn serve(tenant: &str) -> anyhow::Result<()> {
    let validator = TokenValidator::builder(Tenants::single(tenant)?).build().await?;
    let (api, document) = api::routes(&validator)?;
    let service = api
        .layer(EntraLayer::new(validator))
        .route("/openapi.json", get(async || Json(document)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, service).await?;
    Ok(())
}

/// Returns a validator that needs no network and refuses every token.
///
/// The document names the tenant's endpoints, and a validator supplies them. It needs no real keys.
async fn offline_validator() -> anyhow::Result<TokenValidator> {
    let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let keys = Jwks::from_json(UNUSED_KEY)?;
    Ok(TokenValidator::builder(tenant).jwks(keys).build().await?)
}
