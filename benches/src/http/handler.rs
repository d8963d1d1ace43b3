//! The handler, its guards, and the request that the client sends to each server.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::routing::put;
use axum::{Extension, Json, Router};
use entra_perms_runtime::{EntraLayer, requires};
use jwt_authorizer::{IntoLayer, JwtAuthorizer, Validation};
use serde::{Deserialize, Serialize};

use super::servers::App;
use crate::by_hand::{Claims, Expected, Mapping, Verifier, effective, mapping};
use crate::permissions::crm;
use crate::permissions::crm::roles::Contacts;
use crate::tokens;

#[derive(Deserialize)]
struct Contact {
    name: String,
    email: String,
}

#[derive(Serialize)]
struct Record {
    id: u32,
    name: String,
    email: String,
}

/// Returns the record that each handler responds with.
fn replaced(id: u32, Contact { name, email }: Contact) -> Record {
    Record { id, name, email }
}

/// Returns a request to `PUT /contacts/{id}` with a token. Only guards read the token.
pub fn request(token: &str) -> Vec<u8> {
    let body = r#"{"name":"Ada Lovelace","email":"ada.lovelace@contoso.example"}"#;
    let length = body.len();
    let head = format!(
        "PUT /contacts/4711 HTTP/1.1\r\nhost: crm.contoso.example\r\n\
         authorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    (head + body).into_bytes()
}

fn unguarded() -> Router {
    async fn replace(Path(id): Path<u32>, Json(contact): Json<Contact>) -> Json<Record> {
        Json(replaced(id, contact))
    }
    Router::new().route("/contacts/{id}", put(replace))
}

pub fn bare() -> App {
    App::Axum(unguarded())
}

/// Returns the handler without a guard, behind the smallest layer: one that adds an extension.
pub fn with_extension() -> App {
    App::Axum(unguarded().layer(Extension(())))
}

pub fn entra_perms() -> App {
    #[requires(Contacts::Write::Team)]
    async fn replace(Path(id): Path<u32>, Json(contact): Json<Contact>) -> Json<Record> {
        Json(replaced(id, contact))
    }
    let layer = EntraLayer::new(tokens::with_cache::<crm::Model>());
    App::Axum(Router::new().route("/contacts/{id}", put(replace)).layer(layer))
}

const NEEDED: &str = "Contacts.Write.Team";

/// The state of the extractor [`ContactsWriter`].
struct ByHand {
    verifier: Verifier,
    mapping: Mapping,
}

/// An extractor that admits callers who may write the contacts of their team.
struct ContactsWriter;

impl FromRequestParts<Arc<ByHand>> for ContactsWriter {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        by_hand: &Arc<ByHand>,
    ) -> Result<Self, StatusCode> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer "));
        let token = token.ok_or(StatusCode::UNAUTHORIZED)?;
        let claims = by_hand.verifier.claims(token).ok_or(StatusCode::UNAUTHORIZED)?;
        if !effective(&by_hand.mapping, &claims).contains(NEEDED) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(Self)
    }
}

pub fn by_hand() -> App {
    async fn replace(
        _: ContactsWriter,
        Path(id): Path<u32>,
        Json(contact): Json<Contact>,
    ) -> Json<Record> {
        Json(replaced(id, contact))
    }
    let verifier = Verifier::new(&Expected::from_token(&tokens::small()));
    let state = Arc::new(ByHand { verifier, mapping: mapping() });
    App::Axum(Router::new().route("/contacts/{id}", put(replace)).with_state(state))
}

pub fn jwt_authorizer() -> App {
    use axum07::extract::Path;
    use axum07::routing::put;
    use axum07::{Json, Router};

    async fn replace(Path(id): Path<u32>, Json(contact): Json<Contact>) -> Json<Record> {
        Json(replaced(id, contact))
    }
    let Expected { issuer, audience } = Expected::from_token(&tokens::small());
    let validation = Validation::new().aud(&[audience]).iss(&[issuer]).nbf(true);
    let mapping = mapping();
    let authorizer = JwtAuthorizer::<Claims>::from_jwks_text(&tokens::jwks().to_string())
        .validation(validation)
        .check(move |claims| effective(&mapping, claims).contains(NEEDED));
    let authorizer = tokens::ready(authorizer.build()).expect("the keys are valid");
    App::Axum07(
        Router::new()
            .route("/contacts/:id", put(replace))
            .layer(authorizer.into_layer()),
    )
}
