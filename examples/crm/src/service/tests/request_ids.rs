//! Every response has the id of its request.

use super::*;

async fn id_for(service: &Running, ids: &[&str]) -> String {
    let mut request = service.request(Method::GET, "/records/1");
    for id in ids {
        request = request.header("x-request-id", *id);
    }
    let response = request.send().await.unwrap();
    response.headers()["x-request-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_suitable_id_is_kept() {
    let service = Running::start(Setup::default()).await;
    let longest = "x".repeat(64);
    for id in ["a", "Trace_1.b-2", longest.as_str()] {
        assert_eq!(id_for(&service, &[id]).await, id);
    }
}

#[tokio::test]
async fn another_id_is_replaced() {
    let service = Running::start(Setup::default()).await;
    let too_long = "x".repeat(65);
    for ids in [&[][..], &[""], &["a b"], &["a\"b"], &["ä"], &["a", "b"], &[too_long.as_str()]] {
        let id = id_for(&service, ids).await;
        assert_eq!(id.parse::<uuid::Uuid>().unwrap().get_version_num(), 4, "{ids:?}");
        assert_ne!(id_for(&service, ids).await, id, "{ids:?}");
    }
}

#[tokio::test]
async fn a_refusal_of_any_layer_has_the_id() {
    let origins = vec![HeaderValue::from_static(PAGE)];
    let limits = Limits { request_timeout: Duration::from_millis(20), max_body: 1 };
    let service = Running::start(Setup { limits, origins, ..Setup::default() }).await;
    for (method, path, body, status) in [
        (Method::OPTIONS, "/preflight", "", 200),
        (Method::GET, "/whoami", "", 401),
        (Method::DELETE, "/echo", "", 405),
        (Method::POST, "/echo", "xx", 413),
        (Method::GET, "/panic", "", 500),
        (Method::GET, "/forever", "", 504),
    ] {
        let mut request = service.request(method, path).body(body).header("x-request-id", "mine");
        if path == "/preflight" {
            request = request.header("origin", PAGE).header("access-control-request-method", "GET");
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()["x-request-id"], "mine", "{path}");
    }
}
