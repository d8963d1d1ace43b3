//! The limits of bodies and of time, and panics.

use core::task::Context;

use axum::body::{Body, Bytes, HttpBody};
use axum::middleware::from_fn_with_state;
use http_body::Frame;
use tower::ServiceExt as _;

use super::*;

#[tokio::test]
async fn a_body_that_is_too_large_is_a_413() {
    let service = Running::start(Setup::default()).await;
    let send = async |length: usize| {
        service
            .request(Method::POST, "/echo")
            .body("x".repeat(length))
            .send()
            .await
            .unwrap()
    };
    assert_eq!(send(1024).await.status(), 200);
    problem_of(send(1025).await, 413).await;
}

#[tokio::test]
async fn a_body_without_a_length_is_limited_too() {
    let service = Running::start(Setup::default()).await;
    let head = "POST /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
                content-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = "400\r\n".to_owned() + &"x".repeat(0x400) + "\r\n";
    let small = service.exchange(&format!("{head}{chunk}0\r\n\r\n")).await;
    assert!(small.starts_with("HTTP/1.1 200"), "{small}");
    let large = service.exchange(&format!("{head}{chunk}1\r\nx\r\n0\r\n\r\n")).await;
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    assert!(large.contains("application/problem+json"), "{large}");
}

#[tokio::test]
async fn the_setting_is_the_only_limit_of_a_body() {
    // The extractors of axum have a limit of 2 MiB.
    let max_body = 3 * 1024 * 1024;
    let limits = Limits { max_body, ..Setup::default().limits };
    let service = Running::start(Setup { limits, ..Setup::default() }).await;
    let request = service.request(Method::POST, "/echo").body("x".repeat(max_body));
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_a_504() {
    let limits = Limits { request_timeout: Duration::from_millis(20), ..Setup::default().limits };
    let service = Running::start(Setup { limits, ..Setup::default() }).await;
    let problem = problem_of(service.get("/forever").await, 504).await;
    assert_eq!(problem["detail"], "the service took too long");
    // These handlers do not wait for the rest of the body.
    for path in ["/forever", "/half-and-forever"] {
        let response = service.exchange(&half_a_body(path)).await;
        assert!(response.starts_with("HTTP/1.1 504"), "{path}: {response}");
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_a_408() {
    let limits = Limits { request_timeout: Duration::from_millis(20), ..Setup::default().limits };
    let service = Running::start(Setup { limits, ..Setup::default() }).await;
    let response = service.exchange(&half_a_body("/echo")).await;
    assert!(response.starts_with("HTTP/1.1 408"), "{response}");
    assert!(response.contains("application/problem+json"), "{response}");
    assert!(response.contains("did not arrive in time"), "{response}");
}

/// A body whose next part comes when it is asked for the second time.
struct Late {
    is_asked: bool,
}

impl HttpBody for Late {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.is_asked {
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))));
        }
        self.is_asked = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

#[tokio::test]
async fn a_handler_that_keeps_the_rest_of_the_body_is_a_504() {
    let read_one_part = async |mut request: Request| {
        poll_fn(|cx| Pin::new(request.body_mut()).poll_frame(cx)).await;
        forever().await;
        drop(request);
    };
    let limit = from_fn_with_state(Duration::from_secs(1), deadline::limit);
    let api = Router::new().route("/", post(read_one_part)).layer(limit);
    let request = Request::post("/").body(Body::new(Late { is_asked: false })).unwrap();
    assert_eq!(api.oneshot(request).await.unwrap().status(), 504);
}

/// Returns a request whose second byte never comes.
fn half_a_body(path: &str) -> String {
    let headers = "host: a\r\nconnection: close\r\ncontent-length: 2\r\n";
    format!("POST {path} HTTP/1.1\r\n{headers}\r\nx")
}

#[tokio::test]
async fn a_panic_is_a_500_that_says_nothing_about_the_service() {
    let service = Running::start(Setup::default()).await;
    let problem = problem_of(service.get("/panic").await, 500).await;
    assert!(!problem.to_string().contains("secret"), "{problem}");
    assert_eq!(service.get("/records/1").await.status(), 200);
}
