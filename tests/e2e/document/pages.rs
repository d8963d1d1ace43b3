//! Pages of other origins can read the document, with and without a CORS layer.

use actix_cors::Cors;
use actix_web::{App, web};
use axum::Router;
use http::{HeaderValue, Method};
use reqwest::Client;
use reqwest::header::ORIGIN;
use tower_http::cors::{AllowHeaders, AllowOrigin, Any, CorsLayer};

use super::{PATH, SHORT_PATH, layer_and_bearer, serve, serve_actix};

const PAGE: &str = "https://app.contoso.example";
const OTHER_PAGE: &str = "https://inspector.example";

/// Checks that each page in the list may read the document (Fetch standard, "CORS check"), and
/// that each response has the header once.
async fn check(name: &str, address: &str, pages: &[&str]) {
    for path in [PATH, SHORT_PATH] {
        for page in pages {
            let request = Client::new().get(format!("{address}{path}")).header(ORIGIN, *page);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 200, "{name}");
            let origins = response.headers().get_all("access-control-allow-origin");
            let origins: Vec<_> = origins.iter().collect();
            assert!(origins == ["*"] || origins == [page], "{name}, {page}: {origins:?}");
        }
    }
}

/// MCP clients in a browser send the header `MCP-Protocol-Version`, which needs a preflight.
#[tokio::test]
async fn a_preflight_without_a_cors_layer() {
    let (layer, _) = layer_and_bearer().await;
    let axum = serve(Router::new().layer(layer.clone())).await;
    let actix = serve_actix(move || App::new().wrap(layer.clone()));
    for address in [axum, actix] {
        check("none", &address, &[PAGE, OTHER_PAGE]).await;
        for path in [PATH, SHORT_PATH] {
            let preflight = Client::new()
                .request(Method::OPTIONS, format!("{address}{path}"))
                .header(ORIGIN, OTHER_PAGE)
                .header("access-control-request-method", "GET")
                .header("access-control-request-headers", "mcp-protocol-version");
            let response = preflight.send().await.unwrap();
            let headers = response.headers();
            assert_eq!(response.status(), 204);
            assert_eq!(headers["access-control-allow-origin"], "*");
            assert_eq!(headers["access-control-allow-headers"], "*");
            assert_eq!(headers["access-control-allow-methods"], "GET, HEAD, OPTIONS");
        }
    }
}

#[tokio::test]
async fn tower_http_does_not_repeat_the_header() {
    let (layer, _) = layer_and_bearer().await;
    let list = CorsLayer::new().allow_origin([HeaderValue::from_static(PAGE)]);
    let credentials = CorsLayer::new()
        .allow_credentials(true)
        .allow_headers(AllowHeaders::mirror_request())
        .allow_origin([HeaderValue::from_static(PAGE)]);
    for (name, cors) in [
        ("list", list),
        ("any", CorsLayer::new().allow_origin(Any)),
        ("mirror", CorsLayer::new().allow_origin(AllowOrigin::mirror_request())),
        ("permissive", CorsLayer::permissive()),
        ("very permissive", CorsLayer::very_permissive()),
        ("credentials", credentials),
    ] {
        let address = serve(Router::new().layer(layer.clone()).layer(cors)).await;
        check(name, &address, &[PAGE, OTHER_PAGE]).await;
    }
    // A single origin, which is not in a list, replaces the header for pages of all origins.
    let single = CorsLayer::new().allow_origin(HeaderValue::from_static(PAGE));
    let address = serve(Router::new().layer(layer).layer(single)).await;
    check("single", &address, &[PAGE]).await;
}

#[tokio::test]
async fn actix_cors_does_not_repeat_the_header() {
    type Configuration = (&'static str, fn() -> Cors);

    let (layer, _) = layer_and_bearer().await;
    let configurations: [Configuration; 4] = [
        ("list", || Cors::default().allowed_origin(PAGE).allowed_methods(["GET"])),
        ("any", || Cors::default().allow_any_origin().send_wildcard().allowed_methods(["GET"])),
        ("mirror", || Cors::default().allow_any_origin().allowed_methods(["GET"])),
        ("permissive", Cors::permissive),
    ];
    for (name, cors) in configurations {
        let layer = layer.clone();
        let address = serve_actix(move || {
            App::new()
                .route("/", web::get().to(async || ""))
                .wrap(layer.clone())
                .wrap(cors())
        });
        check(name, &address, &[PAGE]).await;
    }
}
