//! The operations on axum.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, MaybeCaller, Model};
use entra_perms_tests::wide;
use reqwest::Client;

use super::cases::{Credentials, Sender};
use super::{BASIC, OWN_VARY, RESOURCE, greet, guarded_function};
use crate::service::{TENANT, validator};

async fn catalog(caller: MaybeCaller) -> impl IntoResponse {
    ([("vary", OWN_VARY)], greet(caller.get()))
}

#[requires(Contacts::Write::Team)]
async fn guarded(caller: MaybeCaller) -> &'static str {
    assert!(caller.is_some());
    "guarded"
}

async fn function(caller: MaybeCaller) -> Result<String, Denied> {
    guarded_function(&caller)
}

async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

async fn other(_: wide::MaybeCaller) -> &'static str {
    "other"
}

#[requires(wide::roles::Wide::R6)]
async fn other_guard() -> &'static str {
    "other"
}

async fn option(caller: Option<Caller>) -> String {
    greet(caller.as_ref())
}

#[requires(Contacts::Write::Team, caller = caller)]
async fn guarded_option(caller: Option<Caller>) -> Result<&'static str, Denied> {
    Ok("guarded")
}

async fn other_option(_: Option<wide::Caller>) -> &'static str {
    "other"
}

async fn start() -> (String, Vec<Credentials>) {
    let (validator, credentials) = super::validator_and_credentials().await;
    let outer = EntraLayer::optional(validator.clone());
    let outer = outer.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let required = EntraLayer::new(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let app = Router::new()
        .route("/inner", get(async |caller: MaybeCaller| greet(caller.get())))
        .layer(required.clone())
        .route("/catalog", get(catalog))
        .route("/guarded", get(guarded))
        .route("/function", get(function))
        .route("/me", get(me))
        .route("/other", get(other))
        .route("/otherguard", get(other_guard))
        .route("/option", get(option))
        .route("/guardedoption", get(guarded_option))
        .route("/otheroption", get(other_option))
        .layer(outer.clone());
    let both = Router::new().route("/both", get(me)).layer(outer).layer(required);
    let app = app
        .merge(both)
        .route("/outside", get(catalog))
        .route("/outsideoption", get(option));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, credentials)
}

#[tokio::test]
async fn axum() {
    let (address, credentials) = start().await;
    super::http::check(&address, credentials).await;
}

/// Returns the status and the body of the response to this sender.
async fn get_as(address: &str, path: &str, credentials: &Credentials) -> (u16, String) {
    let mut request = Client::new().get(format!("{address}{path}"));
    for value in &credentials.authorization {
        request = request.header("authorization", value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn an_optional_caller_is_none_only_for_anonymous_requests() {
    let (address, credentials) = start().await;
    let sender = |sender| credentials.iter().find(|one| one.sender == sender).unwrap();
    for (path, who, expected) in [
        ("/option", Sender::Anonymous, 200),
        ("/option", Sender::BadToken, 401),
        ("/option", Sender::Reader, 200),
        ("/guardedoption", Sender::Anonymous, 401),
        ("/guardedoption", Sender::Reader, 403),
        ("/guardedoption", Sender::Writer, 200),
        ("/otheroption", Sender::Anonymous, 500),
        ("/otheroption", Sender::Writer, 500),
        ("/outsideoption", Sender::Anonymous, 500),
        ("/outsideoption", Sender::Writer, 500),
        ("/both", Sender::Anonymous, 401),
        ("/both", Sender::Reader, 200),
    ] {
        let (status, body) = get_as(&address, path, sender(who)).await;
        assert_eq!(status, expected, "{path} {who:?}: {body}");
        if path == "/option" && status == 200 {
            assert_eq!(body == "anonymous", who == Sender::Anonymous, "{body}");
        }
    }
}

/// A token that cannot be verified is refused, not served as if there were none.
#[tokio::test]
async fn a_token_of_an_unknown_key_is_503_while_the_authority_is_unreachable() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = validator(&issuer).await;
    let token = issuer.user::<Model>().header("kid", "made-up").sign();
    drop(issuer);
    let app = Router::new()
        .route("/catalog", get(catalog))
        .layer(EntraLayer::optional(validator));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/catalog", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let refused = Client::new().get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "60");
    assert_eq!(refused.headers()["vary"], "Authorization");
    assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "anonymous");
}
