//! The probes, before and after there are keys.

use super::*;
use crate::settings::Roots;

#[tokio::test]
async fn the_service_starts_before_the_authority() {
    // A port at which nobody listens yet.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let authority = format!("http://{port}");
    let validator = validator(&authority, TENANT, DEVELOPMENT_CLIENT_ID, Roots::Machine)
        .await
        .unwrap();
    let other = DevIssuer::new(TENANT).unwrap();
    let service = Running::with_validator(Setup::default(), other, validator.clone()).await;

    assert_eq!(service.get("/live").await.status(), 200);
    let problem = problem_of(service.get("/ready").await, 503).await;
    assert_eq!(problem["detail"], "the service has no keys of the authority yet");
    let request = service.request(Method::GET, "/whoami").bearer_auth(service.token());
    problem_of(request.send().await.unwrap(), 503).await;

    let issuer = DevIssuer::start_on(TENANT, port).await.unwrap();
    tokio::time::timeout(MAX_WAIT, validator.ready()).await.unwrap();
    assert_eq!(service.get("/ready").await.status(), 200);
    let request = service.request(Method::GET, "/whoami");
    let response = request.bearer_auth(token(&issuer)).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_wrong_authority_is_an_error_at_the_start() {
    let error = validator("http://login.example", TENANT, DEVELOPMENT_CLIENT_ID, Roots::Bundled);
    let mistake = error.await.unwrap_err().to_string();
    assert!(mistake.starts_with("`authority`: `http://login.example` "), "{mistake}");
    assert_eq!(mistake.matches("authority").count(), 1, "{mistake}");
}

#[tokio::test]
async fn the_probes_open_no_other_path() {
    let service = Running::start(Setup::default()).await;
    assert_eq!(service.get("/ready").await.status(), 200);
    for path in ["/", "/ready/", "/live/x", "/metrics", "/permissions"] {
        assert_eq!(service.get(path).await.status(), 401, "{path}");
    }
}
