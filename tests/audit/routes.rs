//! The probe sends a request without a caller to each route, and reports who refused it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use entra_perms_runtime::audit::{Inventory, Outcome, probe};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{Denied, EntraLayer, GuardedFunction, Tenants, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, MaybeCaller, Model, TokenValidator};
use http::{Method, Request, StatusCode};

type Calls = Arc<AtomicUsize>;

#[requires(Contacts::Write::Team)]
async fn guarded(
    State(calls): State<Calls>,
    Path(id): Path<u32>,
    Json(name): Json<String>,
) -> String {
    calls.fetch_add(1, Ordering::Relaxed);
    format!("{id} is {name}")
}

#[requires(Contacts::Read::Team, caller = request)]
async fn given_the_request(request: Request<axum::body::Body>) -> Result<String, Teapot> {
    Ok(request.uri().to_string())
}

/// An error whose response to a denial has no challenge.
struct Teapot;

impl From<Denied> for Teapot {
    fn from(_: Denied) -> Self {
        Self
    }
}

impl IntoResponse for Teapot {
    fn into_response(self) -> Response {
        StatusCode::IM_A_TEAPOT.into_response()
    }
}

#[requires(Contacts::Read::Team)]
fn inner(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

async fn takes_caller(caller: Caller) -> Result<(), Denied> {
    inner(&caller)
}

/// Calls a guarded function, and ignores the denial.
async fn ignores_its_guard(request: Request<axum::body::Body>) -> &'static str {
    if given_the_request(request).await.is_ok() { "secret" } else { "not so secret" }
}

#[requires(Contacts::Read::All, caller = caller)]
async fn guarded_maybe(caller: MaybeCaller) -> Result<(), Denied> {
    Ok(())
}

async fn forgotten(State(calls): State<Calls>) {
    calls.fetch_add(1, Ordering::Relaxed);
}

async fn finds_nothing(Path(_): Path<String>) -> StatusCode {
    StatusCode::NOT_FOUND
}

fn api(calls: &Calls) -> Router {
    Router::new()
        .route("/contacts/{id}", post(guarded))
        .route("/files/{*path}", get(given_the_request))
        .route("/me", get(takes_caller))
        .route("/ignored", get(ignores_its_guard))
        .route("/maybe", get(async |_: MaybeCaller| ()))
        .route("/option", get(async |_: Option<Caller>| ()))
        .route("/guarded-maybe", get(guarded_maybe))
        .route("/optional/{id}", get(async |_: Result<Caller, Denied>, Path(_): Path<u32>| ()))
        .route("/forgotten", post(forgotten))
        .route("/things/{id}", get(finds_nothing))
        .route("/never", get(std::future::pending::<()>))
        .with_state(Arc::clone(calls))
}

fn given_the_request_is_guarded() -> GuardedFunction {
    let functions = Inventory::<Model>::collect();
    functions
        .into_iter()
        .map(|guarded| guarded.function())
        .find(|function| function.name == "given_the_request")
        .unwrap()
}

/// Probes one route. Returns the name of the guard, or the outcome if it is another one.
async fn outcome(api: &mut Router, method: Method, path: &str) -> Result<&'static str, Outcome> {
    let probed = probe(api, [(method, path)]).await.unwrap();
    match &probed[0].outcome {
        Outcome::Guarded(function) => Ok(function.name),
        other => Err(other.clone()),
    }
}

/// Returns the guarded function that looked for a caller, and the status of the response.
fn responded(outcome: Result<&str, Outcome>) -> (Option<GuardedFunction>, StatusCode) {
    match outcome {
        Err(Outcome::Responded { asked, status, .. }) => (asked, status),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn guards_are_named_and_unguarded_handlers_run() {
    let calls = Calls::default();
    let mut api = api(&calls);
    assert_eq!(outcome(&mut api, Method::POST, "/contacts/{id}").await, Ok("guarded"));
    let its_own = |status| (Some(given_the_request_is_guarded()), status);
    assert_eq!(
        responded(outcome(&mut api, Method::GET, "/files/{*path}").await),
        its_own(StatusCode::IM_A_TEAPOT)
    );
    assert_eq!(outcome(&mut api, Method::GET, "/me").await, Err(Outcome::TakesCaller));
    assert_eq!(calls.load(Ordering::Relaxed), 0);

    let unguarded = |status| Err(Outcome::Unguarded(status));
    assert_eq!(outcome(&mut api, Method::POST, "/forgotten").await, unguarded(StatusCode::OK));
    assert_eq!(calls.load(Ordering::Relaxed), 1, "it runs");
    assert_eq!(
        responded(outcome(&mut api, Method::GET, "/ignored").await),
        its_own(StatusCode::OK)
    );
    // The route is open to everybody. The status is 400 because the placeholder is not a number.
    let optional = outcome(&mut api, Method::GET, "/optional/{id}").await;
    assert!(optional.as_ref().is_err_and(|outcome| !outcome.asks_for_caller()));
    assert_eq!(responded(optional), (None, StatusCode::BAD_REQUEST));
    assert_eq!(
        outcome(&mut api, Method::GET, "/things/{id}").await,
        unguarded(StatusCode::NOT_FOUND)
    );
    assert_eq!(outcome(&mut api, Method::GET, "/nowhere").await, unguarded(StatusCode::NOT_FOUND));
    let other_method = outcome(&mut api, Method::DELETE, "/contacts/{id}").await;
    assert_eq!(other_method, unguarded(StatusCode::METHOD_NOT_ALLOWED));
    assert_eq!(outcome(&mut api, Method::GET, "/half way").await, Err(Outcome::InvalidPath));
}

#[tokio::test]
async fn a_route_without_a_response_times_out() {
    let mut api = api(&Calls::default());
    assert_eq!(outcome(&mut api, Method::GET, "/never").await, Err(Outcome::TimedOut));
}

#[tokio::test]
async fn a_layer_in_front_is_reported() {
    let tenant = "11111111-2222-4333-8444-555555555555";
    let keys = DevIssuer::new(tenant).unwrap().jwks();
    let builder = TokenValidator::builder(Tenants::single(tenant).unwrap());
    let mut api =
        api(&Calls::default()).layer(EntraLayer::new(builder.jwks(keys).build().await.unwrap()));
    assert_eq!(outcome(&mut api, Method::POST, "/contacts/{id}").await, Err(Outcome::Layer));
}

/// A handler that also serves anonymous requests is open, unless it is guarded.
#[tokio::test]
async fn handlers_with_an_optional_caller_are_open() {
    let mut open = api(&Calls::default());
    for path in ["/maybe", "/option"] {
        let outcome = outcome(&mut open, Method::GET, path).await;
        assert_eq!(responded(outcome), (None, StatusCode::OK), "{path}");
    }
    let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let layer = EntraLayer::optional(issuer.validator::<Model>().build().await.unwrap());
    let mut layered = open.clone().layer(layer);
    for api in [&mut open, &mut layered] {
        assert_eq!(outcome(api, Method::GET, "/guarded-maybe").await, Ok("guarded_maybe"));
        let forgotten = outcome(api, Method::POST, "/forgotten").await;
        assert_eq!(forgotten, Err(Outcome::Unguarded(StatusCode::OK)));
    }
}
