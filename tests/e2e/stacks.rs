//! The layer next to other layers, outside and inside, at each place that axum has for layers.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::middleware::map_response;
use axum::response::IntoResponse;
use axum::routing::get;
use entra_perms_runtime::challenge::{Challenge, RespondToRefusal};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, RefusalResponseLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope, TokenValidator};
use http::header::{AUTHORIZATION, CONTENT_ENCODING};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::map_response_body::MapResponseBodyLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::service::{METADATA, RESOURCE, TENANT};
use crate::tower_server;

#[requires(Contacts::Read::Team)]
async fn contacts() -> &'static str {
    "Ada, Grace"
}

struct Callers {
    issuer: DevIssuer,
    validator: TokenValidator,
}

impl Callers {
    async fn new() -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let validator = issuer.validator().build().await.unwrap();
        Self { issuer, validator }
    }

    fn layer(&self) -> EntraLayer<Model> {
        EntraLayer::new(self.validator.clone()).resource(RESOURCE).unwrap()
    }

    fn bearer(&self, role: Role, scope: Scope) -> String {
        format!("Bearer {}", self.issuer.user::<Model>().roles([role]).scopes([scope]).sign())
    }

    /// Returns the token, the expected status and a part of the expected body, for an anonymous
    /// caller, a caller with the role, and a caller without it.
    fn cases(&self) -> [(Option<String>, StatusCode, &'static str); 3] {
        let permitted = self.bearer(Role::ContactsReadTeam, Scope::CrmReadTeam);
        let denied = self.bearer(Role::ContactsReadAll, Scope::CrmReadAll);
        [
            (None, StatusCode::UNAUTHORIZED, r#""detail":"no access token was sent""#),
            (Some(permitted), StatusCode::OK, "Ada, Grace"),
            (Some(denied), StatusCode::FORBIDDEN, r#""error":"insufficient_scope""#),
        ]
    }

    async fn ask(&self, place: &str, app: &Router) {
        for (authorization, status, text) in self.cases() {
            for _ in 0..2 {
                let (parts, body) =
                    send(app, "/api/contacts", authorization.as_deref()).await.into_parts();
                let body =
                    String::from_utf8(body.collect().await.unwrap().to_bytes().into()).unwrap();
                assert_eq!(parts.status, status, "{place}: {body}");
                assert!(body.contains(text), "{place}: {body}");
                let challenged = parts.headers.get("www-authenticate").map(HeaderValue::as_bytes);
                let metadata = format!("resource_metadata=\"{METADATA}\"");
                let names = challenged.is_some_and(|value| value.ends_with(metadata.as_bytes()));
                assert_eq!(names, status != StatusCode::OK, "{place}: {challenged:?}");
            }
        }
    }
}

async fn send(app: &Router, path: &str, authorization: Option<&str>) -> Response<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    if let Some(authorization) = authorization {
        request.headers_mut().insert(AUTHORIZATION, authorization.parse().unwrap());
    }
    app.clone().oneshot(request).await.unwrap()
}

/// Sends all requests to services that have this stack at each place that axum has for layers.
macro_rules! everywhere {
    ($callers:expr, $name:expr, $stack:expr) => {{
        let router = || Router::new().route("/contacts", get(contacts));
        let apps = [
            ("layer", Router::new().nest("/api", router()).layer($stack)),
            ("nested", Router::new().nest("/api", router().layer($stack))),
            ("merged", Router::new().merge(Router::new().nest("/api", router()).layer($stack))),
            ("route_layer", Router::new().nest("/api", router().route_layer($stack))),
            ("method router", Router::new().route("/api/contacts", get(contacts).layer($stack))),
            (
                "route of one",
                Router::new().route("/api/contacts", get(contacts).route_layer($stack)),
            ),
        ];
        for (place, app) in apps {
            $callers.ask(&format!("{}, {place}", $name), &app).await;
        }
    }};
}

/// Checks each layer alone, outside and inside of `EntraLayer`.
macro_rules! outside_and_inside {
    ($callers:expr, $($layer:expr),* $(,)?) => {$({
        let outside = || ServiceBuilder::new().layer($layer).layer($callers.layer());
        everywhere!($callers, concat!("outside: ", stringify!($layer)), outside());
        let inside = || ServiceBuilder::new().layer($callers.layer()).layer($layer);
        everywhere!($callers, concat!("inside: ", stringify!($layer)), inside());
    })*};
}

#[tokio::test]
async fn each_layer_works_outside_and_inside() {
    let callers = Callers::new().await;
    outside_and_inside!(
        callers,
        TraceLayer::new_for_http(),
        CompressionLayer::new(),
        CorsLayer::permissive(),
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(9)),
        RequestBodyLimitLayer::new(1024),
        MapResponseBodyLayer::new(Body::new),
        RefusalResponseLayer::new(entra_perms_runtime::challenge::ProblemJson),
    );
}

#[tokio::test]
async fn several_layers_work_on_both_sides() {
    let callers = Callers::new().await;
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(9));
    let stack = || {
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http())
            .layer(CorsLayer::permissive())
            .layer(CompressionLayer::new())
            .layer(timeout)
            .layer(callers.layer())
            .layer(RequestBodyLimitLayer::new(1024))
            .layer(CompressionLayer::new())
            .layer(timeout)
            .layer(CorsLayer::permissive())
            .layer(MapResponseBodyLayer::new(Body::new))
    };
    everywhere!(callers, "both sides", stack());
    // The body of the trace layer has no default, which two of the layers above need.
    let traced = || ServiceBuilder::new().layer(callers.layer()).layer(TraceLayer::new_for_http());
    everywhere!(
        callers,
        "above a trace",
        ServiceBuilder::new().layer(TraceLayer::new_for_http()).layer(traced())
    );
}

/// Such a layer accepts only the body of axum, and [`EntraLayer`] has its own body.
#[tokio::test]
async fn a_layer_for_axum_bodies_works_outside_of_a_mapped_body() {
    let callers = Callers::new().await;
    let of_axum = || map_response(async |response: axum::response::Response| response);
    let mapped = || {
        ServiceBuilder::new()
            .layer(of_axum())
            .layer(MapResponseBodyLayer::new(Body::new))
            .layer(callers.layer())
    };
    everywhere!(callers, "mapped", mapped());
    let inside = || ServiceBuilder::new().layer(callers.layer()).layer(of_axum());
    everywhere!(callers, "inside", inside());
    let router = Router::new().route("/api/contacts", get(contacts));
    callers.ask("in a chain", &router.layer(callers.layer()).layer(of_axum())).await;
}

/// The layer keeps compressed responses of the service, and does not compress its own.
#[tokio::test]
async fn compressed_responses_of_the_service_pass() {
    let callers = Callers::new().await;
    let long = get(async |_: Caller| "Ada, Grace, ".repeat(100));
    let stack = ServiceBuilder::new().layer(callers.layer()).layer(CompressionLayer::new());
    let app = Router::new().route("/", long).layer(stack);
    let ask = async |authorization: Option<&str>| {
        let mut request =
            Request::get("/").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        if let Some(authorization) = authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.parse().unwrap());
        }
        app.clone().oneshot(request).await.unwrap()
    };
    let bearer = callers.bearer(Role::ContactsReadTeam, Scope::CrmReadTeam);
    let served = ask(Some(&bearer)).await;
    assert_eq!(served.headers()[CONTENT_ENCODING], "gzip");
    let bytes = served.into_body().collect().await.unwrap().to_bytes();
    assert!(bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() < 200, "{bytes:?}");
    let refused = ask(None).await;
    assert!(!refused.headers().contains_key(CONTENT_ENCODING));
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
}

/// Custom responses can have the body of another framework than the service.
#[tokio::test]
async fn a_custom_refusal_has_its_own_body() {
    let callers = Callers::new().await;
    let of_axum = |challenge: &Challenge| (challenge.status(), "of axum").into_response();
    let text = |challenge: &Challenge| {
        let mut response = Response::new("a text".to_owned());
        *response.status_mut() = challenge.status();
        response
    };
    let bytes = |_: &Challenge| Response::new(Full::new(Bytes::from_static(b"bytes")));
    let of_tonic =
        |_: &Challenge| tonic::Status::unavailable("closed").into_http::<tonic::body::Body>();
    let apps = [
        (compressed(callers.layer().refusal_response(of_axum)), "of axum"),
        (compressed(callers.layer().refusal_response(text)), "a text"),
        (compressed(callers.layer().refusal_response(bytes)), "bytes"),
        (compressed(callers.layer().refusal_response(of_tonic)), ""),
    ];
    for (app, text) in apps {
        let denied = callers.bearer(Role::ContactsReadAll, Scope::CrmReadAll);
        for authorization in [None, Some(denied.as_str())] {
            let response = send(&app, "/", authorization).await;
            assert!(response.extensions().get::<Challenge>().is_some());
            assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), text);
        }
    }
}

/// Returns a service whose responses are compressed behind this layer.
fn compressed<R: RespondToRefusal>(layer: EntraLayer<Model, R>) -> Router {
    let layers = ServiceBuilder::new()
        .layer(layer)
        .layer(TraceLayer::new_for_http())
        .layer(CompressionLayer::new());
    Router::new().route("/", get(contacts)).layer(layers)
}

/// A service with its own error, and with a boxed body that is `Sync`.
async fn fails(
    request: Request<Full<Bytes>>,
) -> Result<Response<BoxBody<Bytes, Infallible>>, io::Error> {
    if request.uri().path() == "/broken" {
        return Err(io::Error::other("broken"));
    }
    Ok(Response::new(Full::from("served").boxed()))
}

#[tokio::test]
async fn errors_and_boxed_bodies_of_a_plain_service_pass() {
    let callers = Callers::new().await;
    let service = ServiceBuilder::new()
        .layer(MapResponseBodyLayer::new(BodyExt::boxed))
        .layer(callers.layer())
        .layer(TraceLayer::new_for_http())
        .service(service_fn(fails));
    let bearer = callers.bearer(Role::ContactsReadTeam, Scope::CrmReadTeam);
    for known in [false, true] {
        let ask = |path: &str| {
            let request = Request::get(path).header(AUTHORIZATION, &bearer);
            service.clone().oneshot(request.body(Full::default()).unwrap())
        };
        assert_eq!(ask("/broken").await.unwrap_err().to_string(), "broken", "{known}");
        let served = ask("/").await.unwrap().into_body().collect().await.unwrap().to_bytes();
        assert_eq!(served, "served", "{known}");
    }
}

/// Uses HTTP/2 for the trailers, and HTTP/1.1 for the length.
#[tokio::test]
async fn hyper_serves_lengths_and_trailers() {
    let callers = Callers::new().await;
    let with_trailers = async |_: Request<Incoming>| {
        let trailers =
            HeaderMap::from_iter([(http::HeaderName::from_static("x-sum"), HeaderValue::from(7))]);
        let body =
            Full::new(Bytes::from_static(b"served")).with_trailers(async { Some(Ok(trailers)) });
        Ok::<_, Infallible>(Response::new(body))
    };
    let service = ServiceBuilder::new().layer(callers.layer()).service(service_fn(with_trailers));
    let address = tower_server::serve(service).await;

    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    let bearer = callers.bearer(Role::ContactsReadTeam, Scope::CrmReadTeam);
    let request = Request::get("http://crm.example/").header(AUTHORIZATION, bearer);
    let served = client
        .send_request(request.body(Full::<Bytes>::default()).unwrap())
        .await
        .unwrap();
    let served = served.into_body().collect().await.unwrap();
    assert_eq!(served.trailers().unwrap()["x-sum"], "7");
    assert_eq!(served.to_bytes(), "served");

    let refused = reqwest::get(format!("http://{address}/")).await.unwrap();
    assert_eq!(refused.status(), 401);
    let length: usize = refused.headers()["content-length"].to_str().unwrap().parse().unwrap();
    assert_eq!(refused.bytes().await.unwrap().len(), length, "the length of the body differs");
}
