//! The operations on axum.

use axum::extract::{Path, State};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use entra_perms_runtime::{ClaimsRequest, Denied, EntraLayer, requires};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::Client::{Import, Web};
use entra_perms_tests::crm::roles::*;

use super::{BASIC, RESOURCE};

#[requires(Contacts::Write::Team)]
async fn rename(State(()): State<()>, Path(id): Path<u8>, Json(name): Json<String>) -> String {
    assert_eq!(id, 7);
    name
}

#[requires(Contacts::Write::All, by = app)]
async fn import() -> &'static str {
    "imported"
}

#[requires(all(Contacts::Read::My, Accounts::Read::Team))]
async fn both() -> &'static str {
    "both"
}

#[requires(any(Accounts::Read::Team, Proposals::ReadWrite::Team))]
async fn either() -> &'static str {
    "either"
}

#[requires(Contacts::Write::Team)]
async fn purge(caller: Caller) -> Result<&'static str, Denied> {
    caller.require_claims(&ClaimsRequest::authentication_context::<1>())?;
    Ok("purged")
}

#[requires(Contacts::Write::Team, context = 1)]
async fn approve() -> &'static str {
    "approved"
}

#[requires(any(Contacts::Write::Team, Contacts::Write::All), fresh = "15 min")]
async fn transfer() -> &'static str {
    "transferred"
}

#[requires(at_least(Contacts::Write::Team), client = any(Import, Web))]
async fn sync() -> &'static str {
    "synchronized"
}

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
fn contacts(caller: &Caller) -> Result<&'static str, Denied> {
    Ok("Ada, Grace")
}

async fn list(caller: Caller) -> Result<&'static str, Denied> {
    contacts(&caller)
}

async fn me(caller: Caller) -> String {
    format!("{} {:?}", caller.kind(), caller.effective())
}

#[tokio::test]
async fn axum() {
    let (validator, cases) = super::validator_and_cases().await;
    let guarded = Router::new()
        .route("/contacts/{id}", put(rename))
        .route("/contacts", get(list))
        .route("/both", get(both))
        .route("/either", get(either))
        .route("/purge", post(purge))
        .route("/approve", post(approve))
        .route("/transfer", post(transfer))
        .route("/sync", post(sync))
        .route("/me", get(me));
    // Larger services nest and merge their routers.
    let guarded = Router::new()
        .merge(guarded)
        .nest("/import", Router::new().route("/", post(import)));
    let starting = EntraLayer::new(super::validator_without_keys().await);
    let starting = starting.resource(RESOURCE).unwrap().basic_scopes([BASIC]);
    let app = guarded
        .layer(EntraLayer::new(validator).resource(RESOURCE).unwrap().basic_scopes([BASIC]))
        .merge(Router::new().route("/starting", get(both)).layer(starting))
        .route("/health", get(async || "ok"))
        .route("/forgotten", get(both));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    super::http::check(&address, cases).await;
}
