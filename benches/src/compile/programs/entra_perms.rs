//! With entra-perms.

mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "crm.json",
        scopes = {
            "Crm.Read.*"        => ["Accounts.Read.*", "Contacts.Read.*"],
            "Crm.ReadWrite.*"   => [
                "Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*",
            ],
            "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
        },
        allow = [shared_roles],
    }
}

use axum::extract::Path;
use axum::routing::put;
use axum::{Json, Router};
use entra_perms_runtime::{EntraLayer, Tenants, requires};
use permissions::TokenValidator;
use permissions::roles::*;

#[derive(serde::Deserialize, serde::Serialize)]
struct Contact {
    name: String,
}

#[requires(Contacts::Write::Team)]
async fn change(Path(id): Path<u32>, Json(contact): Json<Contact>) -> Json<Contact> {
    println!("contact {id} is now {}", contact.name);
    Json(contact)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    let validator = TokenValidator::builder(tenant).build().await?;
    let app = Router::new().route("/contacts/{id}", put(change)).layer(EntraLayer::new(validator));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app).await?)
}
