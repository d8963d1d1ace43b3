//! The cases over HTTP.

use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::cases::{Case, Operation};
use super::expected::{Expected, Refusal};

/// Sends the cases to the service at this address, and names each case with another response.
pub(crate) async fn check(address: &str, cases: Vec<Case>) {
    let client = Client::new();
    let health = client.get(format!("{address}/health")).send().await.unwrap();
    assert_eq!((health.status().as_u16(), health.text().await.unwrap().as_str()), (200, "ok"));
    let mut wrong = Vec::new();
    for Case { name, operation, authorization, expected } in cases {
        let ask_at = |query| with(request(&client, address, operation, query), &authorization);
        let ask = || ask_at("");
        let found = ask().json("Ada").send().await.unwrap();
        if let [one] = &authorization[..]
            && one.starts_with("Bearer ey")
        {
            let two = ask_at("?access_token=x").json("Ada").send().await.unwrap();
            let status = two.status();
            let is_layered = operation != Operation::Forgotten;
            assert_eq!(status == 400, is_layered, "{name}: a second token in the URL, {status}");
        }
        wrong.extend(difference(found, &expected).await.map(|found| format!("{name}: {found}")));
        if operation != Operation::Rename {
            continue;
        }
        let malformed = ask()
            .header(CONTENT_TYPE, "application/json")
            .body("{ no")
            .send()
            .await
            .unwrap();
        match expected {
            Expected::Body(_) => {
                assert!(matches!(malformed.status().as_u16(), 400 | 422), "{malformed:?}");
            }
            // A malformed body does not change a refusal.
            Expected::Refusal(_) => wrong.extend(
                difference(malformed, &expected)
                    .await
                    .map(|found| format!("{name}, malformed: {found}")),
            ),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn request(client: &Client, address: &str, operation: Operation, query: &str) -> RequestBuilder {
    let (method, path) = match operation {
        Operation::Rename => (Method::PUT, "/contacts/7"),
        Operation::Import => (Method::POST, "/import"),
        Operation::Both => (Method::GET, "/both"),
        Operation::Either => (Method::GET, "/either"),
        Operation::Purge => (Method::POST, "/purge"),
        Operation::Approve => (Method::POST, "/approve"),
        Operation::Transfer => (Method::POST, "/transfer"),
        Operation::Sync => (Method::POST, "/sync"),
        Operation::List => (Method::GET, "/contacts"),
        Operation::Me => (Method::GET, "/me"),
        Operation::Forgotten => (Method::GET, "/forgotten"),
        Operation::Starting => (Method::GET, "/starting"),
    };
    client.request(method, format!("{address}{path}{query}"))
}

fn with(request: RequestBuilder, authorization: &[String]) -> RequestBuilder {
    authorization
        .iter()
        .fold(request, |request, value| request.header("authorization", value))
}

/// Returns the response if it differs from the expected one.
async fn difference(response: Response, expected: &Expected) -> Option<String> {
    let status = response.status();
    let headers = response.headers().clone();
    let body = response.text().await.unwrap();
    let as_expected = match expected {
        Expected::Body(expected) => status == 200 && body == *expected,
        Expected::Refusal(refusal) => {
            let challenges = headers.get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes);
            status == refusal.status
                && challenges.eq(refusal.www_authenticate().iter().map(String::as_bytes))
                && headers[CONTENT_TYPE] == "application/problem+json"
                && headers[CACHE_CONTROL] == "no-store"
                && refusal.allows_retry(headers.get(RETRY_AFTER).map(seconds))
                && serde_json::from_str::<Value>(&body).unwrap()
                    == problem(refusal, status.canonical_reason())
        }
    };
    (!as_expected).then(|| format!("{status} {headers:?} {body}\n  instead of {expected:?}"))
}

fn seconds(value: &HeaderValue) -> u64 {
    value.to_str().unwrap().parse().unwrap()
}

/// Returns the problem document of RFC 9457.
fn problem(refusal: &Refusal, title: Option<&str>) -> Value {
    let mut problem = json!({ "title": title, "status": refusal.status, "detail": refusal.detail });
    if let Some(error) = refusal.error {
        problem["error"] = error.into();
    }
    if !refusal.scopes.is_empty() {
        problem["scopes"] = refusal
            .scopes
            .iter()
            .map(|scopes| scopes.split(' ').collect::<Vec<_>>())
            .collect();
    }
    problem
}
