//! CORS outside of the layer: the preflight request of a page of another origin succeeds, and the
//! page can read each refusal.

use std::net::TcpListener;
use std::thread;

use actix_cors::Cors;
use axum::Router;
use axum::routing::put;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Model, Role, Scope};
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Method};
use reqwest::{Client, Response};
use tonic::transport::{Server, server::TcpIncoming};
use tonic_web::GrpcWebLayer;
use tower::{ServiceBuilder, service_fn};
use tower_http::cors::CorsLayer;

use crate::meaning::Served;
use crate::service::TENANT;
use crate::tower_server;

const PAGE: &str = "https://app.contoso.example";

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin([HeaderValue::from_static(PAGE)])
        .allow_methods([Method::PUT, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER])
}

#[requires(Contacts::Write::Team)]
async fn rename() -> &'static str {
    "renamed"
}

/// Checks the responses that a page of another origin gets from this service.
async fn check(address: &str, issuer: &DevIssuer) {
    let url = format!("{address}/contacts/7");
    let client = Client::new();
    preflight(&url, "PUT", &["authorization", "content-type"]).await;

    let token =
        |role| issuer.user::<Model>().roles([role]).scopes([Scope::CrmReadWriteTeam]).sign();
    let permitted = format!("Bearer {}", token(Role::ContactsWriteTeam));
    let denied = format!("Bearer {}", token(Role::ContactsReadTeam));
    let cases =
        [(None, 401), (Some("Bearer x"), 401), (Some(&*permitted), 200), (Some(&*denied), 403)];
    for (authorization, status) in cases {
        let mut request = client.put(&url).header("origin", PAGE);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers();
        assert_eq!(response.status(), status, "{response:?}");
        assert_eq!(headers["access-control-allow-origin"], PAGE, "{response:?}");
        assert_eq!(headers.contains_key(WWW_AUTHENTICATE), status != 200, "{response:?}");
        assert!(lists(&response, "access-control-expose-headers", &WWW_AUTHENTICATE));
    }
}

/// Sends the preflight request of a browser for a request with these headers, and checks that each
/// header is allowed (Fetch standard, "CORS-preflight fetch").
async fn preflight(url: &str, method: &str, headers: &[&str]) {
    let preflight = Client::new()
        .request(Method::OPTIONS, url)
        .header("origin", PAGE)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers.join(","));
    let response = preflight.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
    for name in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        assert!(lists(&response, "access-control-allow-headers", &name), "{name}: {response:?}");
    }
}

fn lists(response: &Response, header: &str, name: &HeaderName) -> bool {
    let values = response.headers().get_all(header).iter();
    values
        .flat_map(|value| value.to_str().unwrap().split(','))
        .any(|listed| listed.trim() == name.as_str())
}

/// Sends a gRPC-Web request of a page. The body is one empty message with five bytes of prefix.
async fn grpc_web(url: &str, authorization: Option<String>) -> Response {
    let request = Client::new().post(url).header("origin", PAGE).body(vec![0; 5]);
    let mut request = request
        .header("content-type", "application/grpc-web+proto")
        .header("x-grpc-web", "1")
        .header("x-user-agent", "grpc-web-javascript/0.1")
        .header("grpc-timeout", "9S");
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{response:?}");
    assert_eq!(response.headers()["content-type"], "application/grpc-web+proto");
    for name in REFUSAL.map(HeaderName::from_static) {
        assert!(lists(&response, "access-control-expose-headers", &name), "{response:?}");
    }
    response
}

/// The headers that the clients `grpc-web` and `connect-web` send.
const REQUEST: [&str; 5] =
    ["authorization", "content-type", "x-grpc-web", "x-user-agent", "grpc-timeout"];
const REFUSAL: [&str; 4] =
    ["grpc-status", "grpc-message", "grpc-status-details-bin", "www-authenticate"];

#[tokio::test]
async fn grpc_web_pages_can_read_refusals() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let cors = cors()
        .allow_headers(REQUEST.map(HeaderName::from_static))
        .expose_headers(REFUSAL.map(HeaderName::from_static));
    let server = Server::builder()
        .accept_http1(true)
        .layer(cors)
        .layer(GrpcWebLayer::new())
        .layer(EntraLayer::grpc(issuer.validator::<Model>().build().await.unwrap()))
        .layer(tower_http::trace::TraceLayer::new_for_grpc())
        .add_service(Served::<true>);
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let url = format!("http://{}/crm.Operations/Import", incoming.local_addr().unwrap());
    tokio::spawn(server.serve_with_incoming(incoming));

    preflight(&url, "POST", &REQUEST).await;
    let bearer = |token: String| Some(format!("Bearer {token}"));
    let anonymous = grpc_web(&url, None).await;
    assert_eq!(anonymous.headers()["grpc-status"], "16");
    assert_eq!(anonymous.headers()["www-authenticate"], "Bearer");
    let reader = issuer.app::<Model>().roles([Role::ContactsReadAll]).sign();
    let denied = grpc_web(&url, bearer(reader)).await;
    assert_eq!(denied.headers()["grpc-status"], "7");
    let writer = issuer.app::<Model>().roles([Role::ContactsWriteAll]).sign();
    let imported = grpc_web(&url, bearer(writer)).await;
    assert!(!imported.headers().contains_key("grpc-status"), "{imported:?}");
    let body = String::from_utf8_lossy(&imported.bytes().await.unwrap()).into_owned();
    assert!(body.contains("imported") && body.contains("grpc-status:0"), "{body}");
}

async fn listen() -> (tokio::net::TcpListener, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

async fn issuer_and_layer() -> (DevIssuer, EntraLayer<Model>) {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let layer = EntraLayer::new(issuer.validator().build().await.unwrap());
    (issuer, layer)
}

#[tokio::test]
async fn axum() {
    let (issuer, layer) = issuer_and_layer().await;
    let router = || Router::new().route("/contacts/{id}", put(rename));
    let in_a_chain = router().layer(layer.clone()).layer(cors());
    let in_one_stack = router().layer(ServiceBuilder::new().layer(cors()).layer(layer));
    for app in [in_a_chain, in_one_stack] {
        let (listener, address) = listen().await;
        tokio::spawn(async move { axum::serve(listener, app).await });
        check(&address, &issuer).await;
    }
}

#[tokio::test]
async fn tower() {
    let (issuer, layer) = issuer_and_layer().await;
    let rename = async |request: http::Request<hyper::body::Incoming>| {
        #[requires(Contacts::Write::Team, caller = request)]
        fn rename<B>(request: &http::Request<B>) -> Result<String, entra_perms_runtime::Denied> {
            Ok("renamed".to_owned())
        }
        let response = rename(&request).map(http::Response::new);
        Ok::<_, std::convert::Infallible>(
            response.unwrap_or_else(|denied| denied.challenge().into_response()),
        )
    };
    let service = ServiceBuilder::new().layer(cors()).layer(layer).service(service_fn(rename));
    let address = tower_server::serve(service).await;
    check(&format!("http://{address}"), &issuer).await;
}

#[tokio::test]
async fn actix() {
    use actix_web::{App, HttpServer, http::header, web};

    let (issuer, layer) = issuer_and_layer().await;
    let app = move || {
        let cors = Cors::default()
            .allowed_origin(PAGE)
            .allowed_methods(["PUT", "POST"])
            .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
            .expose_headers([header::WWW_AUTHENTICATE, header::RETRY_AFTER]);
        App::new()
            .route("/contacts/{id}", web::put().to(rename))
            .wrap(layer.clone())
            .wrap(cors)
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run())
    });
    check(&address, &issuer).await;
}

/// A service that everybody may use has one `Vary` with the names of both layers, in either order.
#[tokio::test]
async fn vary_names_the_origin_and_the_token_with_optional_sign_in() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let layer = EntraLayer::optional(issuer.validator::<Model>().build().await.unwrap());
    let router = || {
        Router::new()
            .route("/contacts/{id}", put(rename))
            .route("/open", axum::routing::get(async || "open"))
    };
    let outside = router().layer(layer.clone()).layer(cors());
    let inside = router().layer(cors()).layer(layer);
    for app in [outside, inside] {
        let (listener, address) = listen().await;
        tokio::spawn(async move { axum::serve(listener, app).await });
        preflight(&format!("{address}/contacts/7"), "PUT", &["authorization"]).await;
        let client = Client::new();
        let anonymous = client.put(format!("{address}/contacts/7")).header("origin", PAGE);
        let anonymous = anonymous.send().await.unwrap();
        assert_eq!(anonymous.headers()[WWW_AUTHENTICATE], "Bearer");
        let open = client.get(format!("{address}/open")).header("origin", PAGE);
        let open = open.send().await.unwrap();
        for (response, status) in [(anonymous, 401), (open, 200)] {
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["access-control-allow-origin"], PAGE, "{response:?}");
            for name in ["origin", "authorization"] {
                let name = HeaderName::from_static(name);
                assert!(varies_by(&response, &name), "{response:?}");
            }
        }
    }
}

fn varies_by(response: &Response, name: &HeaderName) -> bool {
    let values = response.headers().get_all("vary").iter();
    let names = values.flat_map(|value| value.to_str().unwrap().split(','));
    names.filter(|listed| listed.trim().eq_ignore_ascii_case(name.as_str())).count() == 1
}
