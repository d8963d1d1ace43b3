//! CORS is outside of the `EntraLayer` and of each layer that refuses.

use super::*;

fn with_page() -> Setup {
    Setup { origins: vec![HeaderValue::from_static(PAGE)], ..Setup::default() }
}

fn preflight(service: &Running, origin: &str) -> RequestBuilder {
    service
        .request(Method::OPTIONS, "/whoami")
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "authorization,if-match")
}

#[tokio::test]
async fn a_preflight_request_needs_no_token() {
    let service = Running::start(with_page()).await;
    let allowed = preflight(&service, PAGE).send().await.unwrap();
    assert_eq!(allowed.status(), 200);
    let headers = allowed.headers();
    assert_eq!(headers["access-control-allow-origin"], PAGE);
    for (header, value) in [
        ("access-control-allow-methods", "PUT"),
        ("access-control-allow-headers", "authorization"),
        ("access-control-allow-headers", "if-match"),
    ] {
        assert!(headers[header].to_str().unwrap().contains(value), "{headers:?}");
    }
    let refused = preflight(&service, "https://other.example").send().await.unwrap();
    assert!(!refused.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_page_can_read_each_refusal() {
    let limits = Limits { request_timeout: Duration::from_millis(20), ..Setup::default().limits };
    let service = Running::start(Setup { limits, ..with_page() }).await;
    for (method, path, status) in [
        (Method::GET, "/whoami", 401),
        (Method::GET, "/panic", 500),
        (Method::GET, "/forever", 504),
        (Method::POST, "/echo", 413),
    ] {
        let body = if status == 413 { "x".repeat(2000) } else { String::new() };
        let request = service.request(method, path).header("origin", PAGE).body(body);
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), status, "{path}");
        assert_eq!(refused.headers()["access-control-allow-origin"], PAGE, "{path}");
        let exposed = refused.headers()["access-control-expose-headers"].to_str().unwrap();
        assert!(exposed.contains("www-authenticate") && exposed.contains("etag"), "{exposed}");
    }
}

#[tokio::test]
async fn every_page_may_read_the_document_for_clients() {
    let service = Running::start(with_page()).await;
    let root = "/.well-known/oauth-protected-resource";
    for (method, page) in [
        (Method::GET, PAGE),
        (Method::GET, "https://other.example"),
        (Method::OPTIONS, PAGE),
        (Method::OPTIONS, "https://other.example"),
    ] {
        let request = service.request(method.clone(), root).header("origin", page);
        let request = request.header("access-control-request-method", "GET");
        let request = request.header("access-control-request-headers", "mcp-protocol-version");
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{method} {page}");
        let headers = response.headers();
        let origins: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
        assert_eq!(origins, ["*"], "{method} {page}");
        if method == Method::OPTIONS {
            assert_eq!(headers["access-control-allow-headers"], "*", "{page}");
        }
    }
}

#[tokio::test]
async fn a_request_for_options_that_is_not_preflight_reaches_the_routes() {
    for setup in [with_page(), Setup::default()] {
        let service = Running::start(setup).await;
        for headers in [&[][..], &["origin"], &["access-control-request-method"]] {
            for (path, status) in [("/whoami", 401), ("/echo", 405)] {
                let mut request = service.request(Method::OPTIONS, path);
                for header in headers {
                    request =
                        request.header(*header, if *header == "origin" { PAGE } else { "PUT" });
                }
                let response = request.send().await.unwrap();
                assert_eq!(response.status(), status, "{path} with {headers:?}");
            }
        }
    }
}

#[tokio::test]
async fn without_origins_no_page_may_call_the_api() {
    let service = Running::start(Setup::default()).await;
    let refused = preflight(&service, PAGE).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    assert!(!refused.headers().contains_key("access-control-allow-origin"));
}
