//! An authority that compares `scope` and `resource` as Entra does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope};
use http::StatusCode;
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The URL of Entra.
pub(super) const LOGIN: &str = "https://login.microsoftonline.com";
/// The only client that is registered, and its redirect URI.
pub(super) const CLIENT: Uuid = Uuid::from_u128(0x5b1f_6c9e_8d24_4f0a_9c37_2e61_d8a4_07b3);
pub(super) const REDIRECT: &str = "http://127.0.0.1:33418/callback";

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

const WITHOUT_RESOURCE: [&str; 4] = ["openid", "profile", "email", "offline_access"];

type Parameters = HashMap<String, String>;

pub(super) struct Entra {
    pub(super) issuer: DevIssuer,
    app_id_uris: Vec<String>,
    grants: Mutex<HashMap<String, Grant>>,
    requested: Mutex<Vec<String>>,
}

/// The permissions that a code grants.
struct Grant {
    scope: String,
    scopes: Vec<Scope>,
    resource: String,
    code_challenge: String,
}

impl Entra {
    pub(super) fn new() -> Arc<Self> {
        let manifest = include_str!("../../manifests/crm.json");
        let manifest: Value = serde_json::from_str(manifest).unwrap();
        let app_id_uris = manifest["identifierUris"].as_array().unwrap();
        Arc::new(Self {
            issuer: DevIssuer::new(TENANT).unwrap(),
            app_id_uris: app_id_uris.iter().map(|uri| uri.as_str().unwrap().to_owned()).collect(),
            grants: Mutex::default(),
            requested: Mutex::default(),
        })
    }

    /// Returns the `scope` of each request for authorization.
    pub(super) fn requested(&self) -> Vec<String> {
        self.requested.lock().unwrap().clone()
    }

    /// Returns the scopes that a request is for, or the code of Entra's error.
    fn compare(&self, scope: &str, resource: &str) -> Result<Vec<Scope>, &'static str> {
        if !self.app_id_uris.iter().any(|uri| uri == resource) {
            return Err("AADSTS9010010");
        }
        let mut scopes = Vec::new();
        for name in scope.split(' ').filter(|name| !WITHOUT_RESOURCE.contains(name)) {
            let (uri, name) = name.rsplit_once('/').ok_or("AADSTS650053")?;
            if uri != resource {
                return Err("AADSTS9010010");
            }
            scopes.push(name.parse().map_err(|_| "AADSTS650053")?);
        }
        Ok(scopes)
    }

    /// Returns a code, or the code of Entra's error.
    fn grant(&self, query: &Parameters) -> Result<String, &'static str> {
        let [scope, resource, code_challenge] =
            ["scope", "resource", "code_challenge"].map(|key| parameter(query, key).to_owned());
        self.requested.lock().unwrap().push(scope.clone());
        let scopes = self.compare(&scope, &resource)?;
        let code = Uuid::from_u128(self.requested().len() as u128).to_string();
        let grant = Grant { scope, scopes, resource, code_challenge };
        self.grants.lock().unwrap().insert(code.clone(), grant);
        Ok(code)
    }
}

pub(super) fn router(entra: &Arc<Entra>) -> Router {
    let metadata = format!("/{TENANT}/v2.0/.well-known/openid-configuration");
    Router::new()
        .route(&metadata, get(openid_configuration))
        .route(&format!("/{TENANT}/oauth2/v2.0/authorize"), get(authorize))
        .route(&format!("/{TENANT}/oauth2/v2.0/token"), post(token))
        .with_state(Arc::clone(entra))
}

/// Returns metadata like Entra's, without an endpoint for registration and the methods of PKCE. The
/// methods of authentication lack `none`, although Entra accepts public clients.
async fn openid_configuration() -> Json<Value> {
    Json(json!({
        "issuer": format!("{LOGIN}/{TENANT}/v2.0"),
        "authorization_endpoint": format!("{LOGIN}/{TENANT}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{LOGIN}/{TENANT}/oauth2/v2.0/token"),
        "jwks_uri": format!("{LOGIN}/{TENANT}/discovery/v2.0/keys"),
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "private_key_jwt", "client_secret_basic",
        ],
        "scopes_supported": WITHOUT_RESOURCE,
    }))
}

/// Redirects at once: the user is signed in and consents to everything.
async fn authorize(State(entra): State<Arc<Entra>>, Query(query): Query<Parameters>) -> Response {
    let expected = [
        ("client_id", CLIENT.to_string().as_str()),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
    ]
    .map(|(key, value)| (key, parameter(&query, key) == value));
    if let Some((key, _)) = expected.iter().find(|(_, is_equal)| !is_equal) {
        return (StatusCode::BAD_REQUEST, format!("bad {key}")).into_response();
    }
    let mut answer = vec![("state", parameter(&query, "state").to_owned())];
    match entra.grant(&query) {
        Ok(code) => answer.push(("code", code)),
        Err(error) => answer.extend([
            ("error", "invalid_request".to_owned()),
            ("error_description", error.to_owned()),
        ]),
    }
    let location = Url::parse_with_params(REDIRECT, answer).unwrap();
    Redirect::to(location.as_str()).into_response()
}

/// Takes each code once.
async fn token(State(entra): State<Arc<Entra>>, Form(form): Form<Parameters>) -> Response {
    let grant = entra.grants.lock().unwrap().remove(parameter(&form, "code"));
    let is_good = |grant: &Grant| {
        let hash = Sha256::digest(parameter(&form, "code_verifier"));
        parameter(&form, "grant_type") == "authorization_code"
            && parameter(&form, "client_id") == CLIENT.to_string()
            && parameter(&form, "redirect_uri") == REDIRECT
            && parameter(&form, "resource") == grant.resource
            && grant.code_challenge == URL_SAFE_NO_PAD.encode(hash)
    };
    let Some(grant) = grant.filter(is_good) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })))
            .into_response();
    };
    let token = entra
        .issuer
        .user::<Model>()
        .client_id(CLIENT)
        .roles([Role::ContactsReadMy, Role::ProposalsReadWriteTeam])
        .scopes(grant.scopes)
        .sign();
    let mut granted: Vec<_> = grant.scope.split(' ').collect();
    granted.retain(|name| !WITHOUT_RESOURCE.contains(name));
    Json(json!({
        "token_type": "Bearer",
        "scope": granted.join(" "),
        "expires_in": 3600,
        "access_token": token,
    }))
    .into_response()
}

fn parameter<'a>(parameters: &'a Parameters, key: &str) -> &'a str {
    parameters.get(key).map_or("", String::as_str)
}
