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
use entra_perms_runtime::{EntraLayer, Jwks, Tenants};

use crate::api::permissions::TokenValidator;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a program says on the terminal what it does")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("serve"), Some(tenant)) => {
            serve(TokenValidator::builder(Tenants::single(&tenant)?).build().await?).await
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
    let api = api
        .layer(EntraLayer::new(validator))
        .route("/openapi.json", get(async || Json(document)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, api).await?)
}

/// One for a tenant that is made up, which takes no token: a document needs a tenant, and no keys.
async fn some_validator() -> Result<TokenValidator, Box<dyn Error>> {
    let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    Ok(TokenValidator::builder(tenant)
        .jwks(Jwks::from_json(NOBODYS_KEY)?)
        .build()
        .await?)
}

/// Its private half was thrown away.
const NOBODYS_KEY: &str = r#"{ "keys": [{ "kty": "RSA", "kid": "nobody", "e": "AQAB", "n":
    "w4Y_UaHXF6-Mfp9pSAeBwj5XPDndGw5q30NDjRGNfgmS_JIADbdV_BWNAZAb_BIPpvhFTO7rYtZqjGZSu2PW-8ej_bquVzMiTswkhEToODyG6lsTsKx1efB6SkFDMQqlrkRDW4xKvx-jAwN5rkm68sqNGS08qQhoXCSYeYXSmwZCbaz9wLMdFvTz4EGTxnX8Cf4-MlDhjJNXgOpSFTfMgOTiafbNsUXkb6V8J4jNDGj9ZcUeb3QzLI14d14qa_ZzzhAiqeC01205gLmOKAYZQ4TzCsylxEKetpxEKvV8I2_jk7cSZ_D8QsEcEPd8cQXEv5pN8Tu6emMC4n4xbf7JqQ"
}] }"#;
