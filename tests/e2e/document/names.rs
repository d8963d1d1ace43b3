//! The App ID URI in front of scopes is the same in each part of an answer.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entra_perms_runtime::challenge::ProblemJson;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, EntraLayer, RefusalResponseLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope};
use http::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};

use super::{URL, requests, serve};
use crate::service::{RESOURCE, TENANT};

/// An error of the service, which contains the refusal.
struct ServiceError(Denied);

impl From<Denied> for ServiceError {
    fn from(denied: Denied) -> Self {
        Self(denied)
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

#[requires(Contacts::Read::Team)]
async fn guarded() -> &'static str {
    "Ada, Grace"
}

#[requires(Contacts::Read::Team)]
fn contacts(caller: &Caller) -> Result<&'static str, Denied> {
    Ok("Ada, Grace")
}

async fn own_error(caller: Caller) -> Result<&'static str, ServiceError> {
    Ok(contacts(&caller)?)
}

async fn own_body(caller: Caller) -> Response {
    match contacts(&caller) {
        Ok(names) => names.into_response(),
        Err(denied) => denied.challenge().into_response::<axum::body::Body>(),
    }
}

/// Returns the scopes of the header and of the body.
async fn scopes(address: &str, path: &str, bearer: Option<&str>) -> (String, Value) {
    let mut request = requests::get(address, path);
    if let Some(bearer) = bearer {
        request = request.bearer_auth(bearer);
    }
    let response = request.send().await.unwrap();
    let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap();
    let (_, scope) = challenge.split_once("scope=\"").unwrap_or_default();
    let scope = scope.split('"').next().unwrap_or_default().to_owned();
    let body: Value = response.json().await.unwrap();
    (scope, body["scopes"].clone())
}

#[tokio::test]
async fn header_and_body_name_one_uri() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let layer = EntraLayer::new(issuer.validator::<Model>().build().await.unwrap());
    let layers = [
        (layer.clone().resource(RESOURCE).unwrap(), RESOURCE),
        // Without an equal App ID URI, the first one of the manifest is in front.
        (layer.clone().resource(URL).unwrap(), "api://crm-dev.contoso.example"),
        (layer, "api://crm-dev.contoso.example"),
    ];
    let token = issuer
        .user::<Model>()
        .roles([Role::ContactsReadTeam])
        .scopes([Scope::CrmReadMy])
        .sign();
    for (layer, uri) in layers {
        let app = Router::new()
            .route("/guarded", get(guarded))
            .route("/own_error", get(own_error))
            .route("/own_body", get(own_body))
            .route("/replaced", get(guarded).layer(RefusalResponseLayer::new(ProblemJson)))
            .layer(layer.basic_scopes([Scope::CrmReadMy]));
        let address = serve(app).await;
        for path in ["/guarded", "/own_error", "/own_body", "/replaced"] {
            let full = format!("{uri}/Crm.Read.Team");
            let expected = (full.clone(), json!([[full]]));
            assert_eq!(scopes(&address, path, Some(&token)).await, expected, "{path}");
            let full = format!("{uri}/Crm.Read.My");
            let expected = (full.clone(), json!([[full]]));
            assert_eq!(scopes(&address, path, None).await, expected, "{path}");
            assert_eq!(scopes(&address, path, Some("x")).await, expected, "{path}");
            // The client sent a malformed header. Another token does not help.
            let none = (String::new(), Value::Null);
            assert_eq!(scopes(&address, path, Some("a b")).await, none, "{path}");
        }
    }
}
