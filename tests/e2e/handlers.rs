//! Guarded handlers of axum: with other attributes and extractors, and with custom refusals.

use core::time::Duration;

use axum::body::Body;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use entra_perms_runtime::challenge::Challenge;
use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_runtime::{Denied, EntraLayer, RefusalResponseLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope};
use futures_util::StreamExt;
use http::StatusCode;
use reqwest::RequestBuilder;
use tokio::io::AsyncReadExt;

use crate::service::{METADATA, Service, validator};

#[derive(Clone)]
struct Crm {
    name: &'static str,
}

#[requires(Contacts::Read::Team)]
#[axum::debug_handler]
async fn stateful(State(crm): State<Crm>, Path(id): Path<u8>, caller: Caller) -> String {
    format!("{} {id} {}", crm.name, caller.kind())
}

#[tracing::instrument(skip_all)]
#[requires(Contacts::Read::Team)]
async fn traced_above() -> &'static str {
    "traced"
}

#[requires(Contacts::Read::Team)]
#[tracing::instrument(skip_all)]
async fn traced_below() -> &'static str {
    "traced"
}

#[cfg(not(target_os = "none"))]
#[requires(Contacts::Read::Team)]
#[cfg(not(target_arch = "nvptx64"))]
async fn configured() -> &'static str {
    "configured"
}

#[expect(clippy::manual_async_fn, reason = "some handlers have this form")]
#[requires(Contacts::Read::Team)]
fn returns_a_future() -> impl Future<Output = &'static str> {
    async { "future" }
}

#[requires(Contacts::Read::Team)]
async fn echo(socket: WebSocketUpgrade) -> Response {
    socket.on_upgrade(async |mut socket| {
        socket.send(Message::from("hello")).await.unwrap_or_default();
    })
}

/// Returns a body that denies the caller after the response has begun.
#[requires(Contacts::Read::Team)]
async fn stream(caller: Caller) -> Response {
    #[requires(Contacts::Write::All)]
    fn more(caller: &Caller) -> Result<&'static str, Denied> {
        Ok("more")
    }
    let parts = [Ok("first, "), more(&caller).map_err(|denied| denied.to_string())];
    // Each part is sent while the next one is awaited.
    let slowly = futures_util::stream::iter(parts).then(async |part| {
        tokio::time::sleep(Duration::from_millis(20)).await;
        part
    });
    Body::from_stream(slowly).into_response()
}

#[requires(Contacts::Write::Team)]
async fn write(Json(_): Json<String>) {}

fn handlers() -> Router {
    let inner = Router::new().route("/{id}", get(stateful)).with_state(Crm { name: "crm" });
    let plain = |challenge: &Challenge| {
        (challenge.status(), challenge.headers(), format!("no: {}", challenge.description()))
            .into_response()
    };
    Router::new()
        .nest("/state", inner)
        .route("/traced/above", get(traced_above))
        .route("/traced/below", get(traced_below))
        .route("/configured", get(configured))
        .route("/future", get(returns_a_future))
        .route("/socket", get(echo))
        .route("/stream", get(stream))
        .route("/write", post(write))
        .route("/plain", get(traced_above).route_layer(RefusalResponseLayer::new(plain)))
}

async fn service() -> Service {
    Service::start(handlers(), Router::new()).await
}

fn reader(service: &Service) -> TokenBuilder<'_, Model> {
    service
        .issuer
        .user()
        .roles([Role::ContactsReadTeam])
        .scopes([Scope::CrmReadTeam])
}

fn stranger(service: &Service) -> TokenBuilder<'_, Model> {
    service.issuer.user().scopes([Scope::CrmReadTeam])
}

async fn send(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn guards_work_with_other_attributes_and_extractors() {
    let service = service().await;
    for (path, expected) in [
        ("/state/7", "crm 7 user"),
        ("/traced/above", "traced"),
        ("/traced/below", "traced"),
        ("/configured", "configured"),
        ("/future", "future"),
    ] {
        let permitted = send(service.get(path).bearer_auth(reader(&service).sign())).await;
        assert_eq!(permitted, (200, expected.to_owned()), "{path}");
        let denied = send(service.get(path).bearer_auth(stranger(&service).sign())).await;
        assert_eq!(denied.0, 403, "{path}");
    }
    // The path is not a `u8`, which a denied caller must not learn.
    assert_eq!(send(service.get("/state/x").bearer_auth(reader(&service).sign())).await.0, 400);
    assert_eq!(send(service.get("/state/x").bearer_auth(stranger(&service).sign())).await.0, 403);
}

#[tokio::test]
async fn only_permitted_callers_open_a_socket() {
    let service = service().await;
    let upgrade = |token: TokenBuilder<'_, Model>| {
        let headers = [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        let request = service.get("/socket").bearer_auth(token.sign());
        headers
            .into_iter()
            .fold(request, |request, (name, value)| request.header(name, value))
            .send()
    };
    let open = upgrade(reader(&service)).await.unwrap();
    assert_eq!(open.status(), 101);
    let frame = &mut [0; 7];
    open.upgrade().await.unwrap().read_exact(frame).await.unwrap();
    assert_eq!(frame, b"\x81\x05hello");
    assert_eq!(upgrade(stranger(&service)).await.unwrap().status(), 403);
    // The request is not a WebSocket request, which a denied caller must not learn.
    assert_eq!(send(service.get("/socket").bearer_auth(stranger(&service).sign())).await.0, 403);
    assert_eq!(send(service.get("/socket").bearer_auth(reader(&service).sign())).await.0, 400);
}

#[tokio::test]
async fn a_denial_during_the_response_ends_it() {
    let service = service().await;
    let response = service
        .get("/stream")
        .bearer_auth(reader(&service).sign())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    response.text().await.unwrap_err();
}

#[tokio::test]
async fn a_route_can_have_its_own_refusals() {
    let service = service().await;
    let response = service
        .get("/plain")
        .bearer_auth(stranger(&service).sign())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(
        response.headers()["www-authenticate"],
        format!(r#"Bearer error="insufficient_scope", resource_metadata="{METADATA}""#)
    );
    assert_eq!(response.text().await.unwrap(), "no: the user lacks the role `Contacts.Read.Team`");
}

#[tokio::test]
async fn aborted_requests_do_not_disturb_the_service() {
    let service = service().await;
    let token = reader(&service).sign();
    for wait in 0..20 {
        let request = service.post("/write").bearer_auth(&token).body("x".repeat(100_000)).send();
        let _ = tokio::time::timeout(Duration::from_micros(100 * wait), request).await;
    }
    assert_eq!(send(service.get("/configured").bearer_auth(&token)).await.0, 200);
}

/// A caller without a token is for tests of handlers without the layer.
#[tokio::test]
async fn a_test_caller_replaces_the_layer() {
    let app = |caller: Caller| handlers().layer(Extension(caller));
    let ask = async |app: Router| {
        let request = http::Request::get("/configured").body(Body::empty()).unwrap();
        tower::ServiceExt::oneshot(app, request).await.unwrap().status()
    };
    let user = Caller::test().user().roles([Role::ContactsReadTeam]);
    assert_eq!(ask(app(user.clone().scopes([Scope::CrmReadTeam]).into())).await, StatusCode::OK);
    assert_eq!(
        ask(app(user.scopes([Scope::SalesReadWriteAll]).build())).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(ask(handlers()).await, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_layer_outside_sees_each_refusal() {
    let service = service().await;
    let layer = EntraLayer::new(validator(&service.issuer).await);
    let count = axum::middleware::map_response(async |response: Response| {
        let refusal = response
            .extensions()
            .get::<Challenge>()
            .map(|challenge| format!("{:?}", challenge.refusal()));
        ([("x-refusal", refusal.unwrap_or_default())], response).into_response()
    });
    let app = handlers().layer(layer).layer(count);
    let ask = async |authorization: String| {
        let request = http::Request::get("/configured").header("authorization", authorization);
        let response =
            tower::ServiceExt::oneshot(app.clone(), request.body(Body::empty()).unwrap())
                .await
                .unwrap();
        response.headers()["x-refusal"].to_str().unwrap().to_owned()
    };
    assert_eq!(ask(format!("Bearer {}", reader(&service).sign())).await, "");
    assert!(
        ask(format!("Bearer {}", stranger(&service).sign()))
            .await
            .starts_with("NotPermitted(")
    );
    assert!(ask("Bearer x".to_owned()).await.starts_with("BadToken("));
    assert!(ask("Bearer".to_owned()).await.starts_with("NoToken("));
}

#[test]
fn no_guard_of_this_crate_is_lost() {
    entra_perms_runtime::audit::Sources::new("e2e/main.rs").check().unwrap();
}
