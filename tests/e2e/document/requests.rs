//! What clients ask for, and the responses.

use reqwest::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

use super::{PATH, SHORT_PATH, URL};

/// Checks the responses of a service whose layer serves the document. Each other path needs a
/// token.
pub(super) async fn check(address: &str, bearer: &str) {
    check_mounted(address, bearer).await;
    for path in [
        "/.well-known/oauth%2Dprotected-resource",
        "/%2Ewell-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/",
        "/.well-known/oauth-protected-resource/crm/",
        "/.well-known/oauth-protected-resource/CRM",
        "/.well-known/oauth-protected-resource/other",
        "/.well-known/oauth-protected-resource/crm/.well-known/oauth-protected-resource/crm",
        "//.well-known/oauth-protected-resource",
        "/x?/.well-known/oauth-protected-resource",
    ] {
        let response = get(address, path).send().await.unwrap();
        assert_eq!(response.status(), 401, "{path}");
        let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap();
        let metadata = format!(r#"Bearer resource_metadata="https://api.contoso.example{PATH}""#);
        assert_eq!(challenge, metadata, "{path}");
    }
}

/// Checks the responses at the two paths of the document, whatever the token and the host.
pub(super) async fn check_mounted(address: &str, bearer: &str) {
    for path in [PATH, SHORT_PATH] {
        for authorization in [None, Some(bearer), Some("Bearer x"), Some("Basic dTpw"), Some("")] {
            for (method, status) in [
                (Method::GET, 200),
                (Method::HEAD, 200),
                (Method::OPTIONS, 204),
                (Method::POST, 405),
                (Method::PUT, 405),
                (Method::DELETE, 405),
            ] {
                let name = format!("{method} {path} {authorization:?}");
                let mut request = Client::new().request(method.clone(), format!("{address}{path}"));
                if let Some(value) = authorization {
                    request = request.header(AUTHORIZATION, value);
                }
                let response = request.send().await.unwrap();
                assert_eq!(response.status(), status, "{name}");
                check_headers(&name, &method, response.headers());
                check_body(&name, &method, response).await;
            }
        }
        for query in ["?", "?a=b", "?access_token=x"] {
            let response = get(address, &format!("{path}{query}")).send().await.unwrap();
            check_body(query, &Method::GET, response).await;
        }
        // A reverse proxy sends its own host, or the host of the client.
        for host in ["internal.example:8080", "evil.example"] {
            let request = get(address, path).header(HOST, host).header("x-forwarded-host", host);
            check_body(host, &Method::GET, request.send().await.unwrap()).await;
        }
    }
}

fn check_headers(name: &str, method: &Method, headers: &HeaderMap) {
    assert_eq!(headers.get_all("access-control-allow-origin").iter().count(), 1, "{name}");
    assert_eq!(headers["access-control-allow-origin"], "*", "{name}");
    assert!(!headers.contains_key(WWW_AUTHENTICATE), "{name}");
    if [Method::GET, Method::HEAD].contains(method) {
        assert_eq!(headers[CONTENT_TYPE], "application/json", "{name}");
    } else {
        assert_eq!(headers[ALLOW], "GET, HEAD, OPTIONS", "{name}");
    }
}

async fn check_body(name: &str, method: &Method, response: Response) {
    let body = response.text().await.unwrap();
    if *method == Method::GET {
        let document: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(document["resource"], URL, "{name}");
        assert_eq!(document["bearer_methods_supported"], serde_json::json!(["header"]));
    } else {
        assert_eq!(body, "", "{name}");
    }
}

pub(super) fn get(address: &str, path: &str) -> RequestBuilder {
    Client::new().get(format!("{address}{path}"))
}

/// Returns the `resource` of the document at this path, or the status if there is none.
pub(super) async fn resource(address: &str, path: &str) -> Result<String, u16> {
    let response = get(address, path).send().await.unwrap();
    match response.status().as_u16() {
        200 => {
            let document: Value = response.json().await.unwrap();
            Ok(document["resource"].as_str().unwrap().to_owned())
        }
        status => Err(status),
    }
}
