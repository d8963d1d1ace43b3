//! With tower-oauth2-resource-server.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::put;
use axum::{Extension, Json, Router};
use tower_oauth2_resource_server::server::OAuth2ResourceServer;
use tower_oauth2_resource_server::tenant::TenantConfiguration;

const ISSUER: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
const AUDIENCE: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

#[derive(Clone, serde::Deserialize)]
struct Claims {
    #[serde(default)]
    roles: Vec<String>,
    scp: Option<String>,
}

#[derive(serde::Deserialize, serde::Serialize)]
struct Contact {
    name: String,
}

impl Claims {
    fn may(&self, role: &str, scope: &str) -> bool {
        let is_held = self.roles.iter().any(|held| held == role);
        let Some(scopes) = &self.scp else { return is_held };
        is_held && scopes.split(' ').any(|granted| granted == scope)
    }
}

async fn change(
    Extension(claims): Extension<Claims>,
    Path(id): Path<u32>,
    Json(contact): Json<Contact>,
) -> Result<Json<Contact>, StatusCode> {
    if !claims.may("Contacts.Write.Team", "Crm.ReadWrite.Team") {
        return Err(StatusCode::FORBIDDEN);
    }
    println!("contact {id} is now {}", contact.name);
    Ok(Json(contact))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tenant = TenantConfiguration::builder(ISSUER).audiences(&[AUDIENCE]).build().await?;
    let server = OAuth2ResourceServer::<Claims>::builder().add_tenant(tenant).build().await?;
    let app = Router::new().route("/contacts/{id}", put(change)).layer(server.into_layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app).await?)
}
