//! With jwt-authorizer, on axum 0.7, which it supports.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::put;
use axum::{Json, Router};
use jwt_authorizer::{Authorizer, IntoLayer, JwtAuthorizer, JwtClaims, Validation};

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
    JwtClaims(claims): JwtClaims<Claims>,
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
    let validation = Validation::new().iss(&[ISSUER]).aud(&[AUDIENCE]);
    let authorizer: Authorizer<Claims> =
        JwtAuthorizer::from_oidc(ISSUER).validation(validation).build().await?;
    let app = Router::new().route("/contacts/:id", put(change)).layer(authorizer.into_layer());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app).await?)
}
