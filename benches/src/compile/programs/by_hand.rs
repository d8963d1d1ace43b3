//! By hand, with jsonwebtoken and reqwest. Fetches the keys once, and compares roles and scopes as
//! strings.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::{StatusCode, header::AUTHORIZATION, request::Parts};
use axum::routing::put;
use axum::{Json, Router};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

const ISSUER: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
const AUDIENCE: &str = "86bd2ede-e2b4-43db-8272-e1697192d072";

#[derive(serde::Deserialize)]
struct Metadata {
    jwks_uri: String,
}

#[derive(serde::Deserialize)]
struct Claims {
    #[serde(default)]
    roles: Vec<String>,
    scp: Option<String>,
}

#[derive(serde::Deserialize, serde::Serialize)]
struct Contact {
    name: String,
}

async fn fetch_keys() -> reqwest::Result<JwkSet> {
    let client = reqwest::Client::new();
    let metadata = client.get(format!("{ISSUER}/.well-known/openid-configuration")).send().await?;
    let metadata: Metadata = metadata.error_for_status()?.json().await?;
    client.get(metadata.jwks_uri).send().await?.error_for_status()?.json().await
}

fn verify(token: &str, keys: &JwkSet) -> Option<Claims> {
    let kid = decode_header(token).ok()?.kid?;
    let key = DecodingKey::from_jwk(keys.find(&kid)?).ok()?;
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    Some(decode(token, &key, &validation).ok()?.claims)
}

impl FromRequestParts<Arc<JwkSet>> for Claims {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, keys: &Arc<JwkSet>) -> Result<Self, StatusCode> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer "));
        token.and_then(|token| verify(token, keys)).ok_or(StatusCode::UNAUTHORIZED)
    }
}

impl Claims {
    fn may(&self, role: &str, scope: &str) -> bool {
        let is_held = self.roles.iter().any(|held| held == role);
        let Some(scopes) = &self.scp else { return is_held };
        is_held && scopes.split(' ').any(|granted| granted == scope)
    }
}

async fn change(
    claims: Claims,
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
    let keys = Arc::new(fetch_keys().await?);
    let app = Router::new().route("/contacts/{id}", put(change)).with_state(keys);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    Ok(axum::serve(listener, app).await?)
}
