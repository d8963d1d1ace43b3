//! Layers at the root serve the document, and never pass these requests on.

use core::convert::Infallible;

use actix_web::{App, web};
use axum::Router;
use axum::routing::get;
use entra_perms_runtime::EntraLayer;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tonic::transport::{Server, server::TcpIncoming};
use tower::{ServiceBuilder, service_fn};

use super::requests::check;
use super::{PATH, SHORT_PATH, URL, layer_and_bearer, serve, serve_actix, validator};
use crate::meaning::Served;
use crate::tower_server;

/// The check finds a request that is passed on by its body.
async fn passed_on() -> &'static str {
    "passed on"
}

#[tokio::test]
async fn axum() {
    let (layer, bearer) = layer_and_bearer().await;
    let without_routes = Router::new().fallback(passed_on);
    let with_routes = Router::new()
        .route(SHORT_PATH, get(passed_on).post(passed_on))
        .route(PATH, get(passed_on).post(passed_on))
        .fallback(passed_on);
    for app in [without_routes, with_routes] {
        let address = serve(app.layer(layer.clone())).await;
        check(&address, &bearer).await;
    }
}

#[tokio::test]
async fn tower() {
    let (layer, bearer) = layer_and_bearer().await;
    let service =
        ServiceBuilder::new()
            .layer(layer)
            .service(service_fn(async |_: Request<Incoming>| {
                Ok::<_, Infallible>(Response::new("passed on".to_owned()))
            }));
    let address = tower_server::serve(service).await;
    check(&format!("http://{address}"), &bearer).await;
    check_http2(address).await;
}

#[tokio::test]
async fn actix() {
    let (layer, bearer) = layer_and_bearer().await;
    let around_app = layer.clone();
    let address = serve_actix(move || {
        App::new()
            .default_service(web::to(passed_on))
            .route(PATH, web::route().to(passed_on))
            .wrap(around_app.clone())
    });
    check(&address, &bearer).await;
    // A scope without a prefix sees each request.
    let address = serve_actix(move || {
        let guarded = web::scope("").wrap(layer.clone()).default_service(web::to(passed_on));
        App::new().route("/health", web::get().to(passed_on)).service(guarded)
    });
    check(&address, &bearer).await;
}

/// Over plain HTTP, without gRPC. A refusal is a gRPC status there.
#[tokio::test]
async fn tonic() {
    let layer = EntraLayer::grpc(validator().await).resource(URL).unwrap();
    let server = Server::builder().accept_http1(true).layer(layer).add_service(Served::<true>);
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = incoming.local_addr().unwrap();
    tokio::spawn(server.serve_with_incoming(incoming));
    super::requests::check_mounted(&format!("http://{address}"), "Bearer y").await;
    check_http2(address).await;
}

/// `GrpcWebLayer` refuses each request over HTTP/1.1 that is not gRPC-Web.
#[tokio::test]
async fn tonic_inside_of_grpc_web() {
    let layer = EntraLayer::grpc(validator().await).resource(URL).unwrap();
    let server = Server::builder()
        .accept_http1(true)
        .layer(tonic_web::GrpcWebLayer::new())
        .layer(layer)
        .add_service(Served::<true>);
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = incoming.local_addr().unwrap();
    tokio::spawn(server.serve_with_incoming(incoming));
    let response = reqwest::get(format!("http://{address}{PATH}")).await.unwrap();
    assert_eq!(response.status(), 400);
    check_http2(address).await;
}

/// tonic routes by the name of the service, so that a layer around one service sees no requests for
/// the document.
#[tokio::test]
async fn tonic_around_one_service() {
    use tonic::service::LayerExt;

    let layer = EntraLayer::grpc(validator().await).resource(URL).unwrap();
    let server = Server::builder()
        .accept_http1(true)
        .add_service(layer.named_layer(Served::<true>));
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into()).unwrap();
    let url = format!("http://{}{PATH}", incoming.local_addr().unwrap());
    tokio::spawn(server.serve_with_incoming(incoming));
    let response = reqwest::get(url).await.unwrap();
    let unimplemented = tonic::Code::Unimplemented as i32;
    assert_eq!(response.headers()["grpc-status"], unimplemented.to_string());
    assert_eq!(response.headers()[CONTENT_TYPE], "application/grpc");
}

async fn check_http2(address: std::net::SocketAddr) {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let executor = TokioExecutor::new();
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(executor, TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    for path in [PATH, SHORT_PATH] {
        for (method, status, is_empty) in
            [("GET", 200, false), ("HEAD", 200, true), ("OPTIONS", 204, true), ("POST", 405, true)]
        {
            let request = Request::builder().method(method).uri(format!("http://{address}{path}"));
            let request = request.body(Empty::<Bytes>::new()).unwrap();
            let response = client.send_request(request).await.unwrap();
            assert_eq!(response.status(), status, "{method}");
            let body = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(body.is_empty(), is_empty, "{method}: {body:?}");
        }
    }
}
