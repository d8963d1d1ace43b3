//! README.md: a service with one guarded handler.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => ["Accounts.Read.*", "Accounts.Write.*",
                                    "Contacts.Read.*", "Contacts.Write.*"],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles], // users and background services hold the `.All` roles
    }
}

use axum::{Json, Router, extract::Path, routing::put};
use entra_perms_runtime::{EntraLayer, Tenants, requires};
use permissions::{TokenValidator, roles::*};

#[requires(Contacts::Write::Team)] // checks the caller before the body is read
async fn rename_contact(Path(id): Path<u32>, Json(name): Json<String>) -> String {
    format!("contact {id} is now {name}")
}

fn app(validator: TokenValidator) -> Router {
    Router::new()
        .route("/contacts/{id}", put(rename_contact))
        .layer(EntraLayer::new(validator))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt::init(); // the log says why a request is refused
    let tenants = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let validator = TokenValidator::builder(tenants).build().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app(validator)).await?)
}
