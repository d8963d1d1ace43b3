//! Each failed response has problem details.

use core::pin::Pin;
use core::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::response::IntoResponse as _;

use super::*;

#[tokio::test]
async fn an_unknown_path_is_a_404_after_the_token() {
    let service = Running::start(Setup::default()).await;
    problem_of(service.get("/nowhere").await, 401).await;
    let request = service.request(Method::GET, "/nowhere").bearer_auth(service.token());
    let problem = problem_of(request.send().await.unwrap(), 404).await;
    assert_eq!(problem["title"], "Not Found");
    assert_eq!(problem["detail"], "the API does not have this path");
}

#[tokio::test]
async fn another_method_is_a_405_with_the_methods_of_the_path() {
    let service = Running::start(Setup::default()).await;
    let response = service.request(Method::DELETE, "/echo").send().await.unwrap();
    assert_eq!(response.headers()["allow"], "POST");
    problem_of(response, 405).await;
}

#[tokio::test]
async fn the_words_of_a_rejection_are_the_detail() {
    let service = Running::start(Setup::default()).await;
    let send = async |content_type: &str, body: &'static str| {
        let request = service.request(Method::POST, "/json").header("content-type", content_type);
        request.body(body).send().await.unwrap()
    };
    let problem = problem_of(send("text/plain", "1").await, 415).await;
    assert_eq!(problem["detail"], "Expected request with `Content-Type: application/json`");
    let problem = problem_of(send("application/json", "?").await, 400).await;
    assert!(problem["detail"].as_str().unwrap().contains("line 1"), "{problem}");
    let problem = problem_of(send("application/json", "300").await, 422).await;
    assert!(problem["detail"].as_str().unwrap().contains("expected u8"), "{problem}");
}

#[tokio::test]
async fn the_refusal_of_a_token_keeps_its_challenge() {
    let service = Running::start(Setup::default()).await;
    let response = service.request(Method::GET, "/whoami").bearer_auth("x").send().await.unwrap();
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    problem_of(response, 401).await;
    let request = service.request(Method::GET, "/whoami").bearer_auth(service.token());
    assert_eq!(request.send().await.unwrap().text().await.unwrap(), TENANT);
}

#[tokio::test]
async fn the_head_of_a_failed_response_has_no_body() {
    let service = Running::start(Setup::default()).await;
    let response = service.request(Method::HEAD, "/echo").send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.text().await.unwrap(), "");
}

async fn detail_of(response: axum::response::Response) -> Value {
    let described = problem::described(response).await;
    assert_eq!(described.headers()[CONTENT_TYPE], "application/problem+json");
    let body = to_bytes(described.into_body(), 10_000).await.unwrap();
    let problem: Value = serde_json::from_slice(&body).unwrap();
    problem["detail"].clone()
}

/// A body of unknown length, whose first part never comes.
struct Endless;

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn only_a_short_plain_text_about_the_request_is_a_detail() {
    let teapot = StatusCode::IM_A_TEAPOT;
    assert_eq!(detail_of((teapot, "a teapot").into_response()).await, "a teapot");
    assert_eq!(detail_of((teapot, "x".repeat(1024)).into_response()).await, "x".repeat(1024));

    let of_the_service = (StatusCode::BAD_GATEWAY, "database 10.0.0.1 failed");
    let page = (teapot, [(CONTENT_TYPE, "text/html")], "<p>no</p>");
    let packed = (teapot, [(CONTENT_ENCODING, "gzip")], "abc");
    let endless = (teapot, [(CONTENT_TYPE, "text/plain")], Body::new(Endless));
    for response in [
        endless.into_response(),
        of_the_service.into_response(),
        page.into_response(),
        packed.into_response(),
        (teapot, "x".repeat(1025)).into_response(),
        (teapot, " ").into_response(),
        (teapot, vec![0xff_u8]).into_response(),
    ] {
        assert_eq!(detail_of(response).await, Value::Null);
    }
}

#[tokio::test]
async fn other_responses_are_not_changed() {
    let own = (
        StatusCode::CONFLICT,
        [(CONTENT_TYPE, "application/problem+json; charset=utf-8")],
        r#"{"title":"mine"}"#,
    );
    let redirect = (StatusCode::SEE_OTHER, "elsewhere");
    for (response, body) in [
        (own.into_response(), r#"{"title":"mine"}"#),
        (redirect.into_response(), "elsewhere"),
        ("fine".into_response(), "fine"),
    ] {
        let described = problem::described(response).await;
        assert_eq!(to_bytes(described.into_body(), 100).await.unwrap(), body);
    }
}

#[tokio::test]
async fn the_headers_of_a_failed_response_stay() {
    let headers = [(RETRY_AFTER, "7"), (CONTENT_LENGTH, "4")];
    let busy = (StatusCode::SERVICE_UNAVAILABLE, headers, "busy").into_response();
    let described = problem::described(busy).await;
    assert_eq!(described.headers()[RETRY_AFTER], "7");
    // The length of the old body would cut off the new one.
    assert!(!described.headers().contains_key("content-length"));
}
