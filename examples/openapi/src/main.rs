//! An API whose OpenAPI document says which scopes each operation needs, and how a client gets them.
//!
//! ```text
//! cargo run -p example-openapi                     prints the document
//! cargo run -p example-openapi -- serve <tenant>   serves the API for the users of that tenant, and the document at /openapi.json
//! ```

mod api;

use std::error::Error;

use axum::Json;
use axum::routing::get;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, Tenant};

use crate::api::permissions::TokenValidator;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program says on the terminal what it does")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve"), Some(tenant)) => {
            serve(TokenValidator::builder(Tenant::single(&tenant)?).build().await?).await
        }
        (None, _) => {
            let (_, document) = api::routes(&some_validator().await?)?;
            println!("{}", document.to_pretty_json()?);
            Ok(())
        }
        _ => Err("expected nothing, or `serve` and the id of a tenant".into()),
    }
}

#[expect(clippy::print_stdout, reason = "a program says on the terminal what it does")]
async fn serve(validator: TokenValidator) -> Result<(), Box<dyn Error>> {
    let (api, document) = api::routes(&validator)?;
    let api = api.layer(EntraLayer::new(validator)).route("/openapi.json", get(async || Json(document)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, api).await?)
}

/// One for a tenant that is made up. A document needs no keys; these save a way to the authority.
async fn some_validator() -> Result<TokenValidator, Box<dyn Error>> {
    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let keys = DevIssuer::new(TENANT)?.jwks();
    Ok(TokenValidator::builder(Tenant::single(TENANT)?).jwks(keys).build().await?)
}
