//! The numbers on the second address. All tests of this process share them.

use super::*;
use crate::development::Deployment;
use crate::store::seed::{ADELE, Seed};

/// Returns the value of a line of the metrics.
fn value(metrics: &str, series: &str) -> Option<f64> {
    let line = metrics.lines().find(|line| line.starts_with(series))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[tokio::test]
async fn requests_are_counted_by_method_route_and_status() {
    let service = Running::start(Setup::default()).await;
    for path in ["/records/1", "/records/2?secret=1"] {
        assert_eq!(service.get(path).await.status(), 200);
    }
    let metrics = service.metrics().await;
    let labels = r#"{method="GET",route="/records/{id}",status="200"}"#;
    assert!(value(&metrics, &format!("http_requests_total{labels}")).unwrap() >= 2.0, "{metrics}");
    let count = format!("http_request_duration_seconds_count{labels}");
    assert!(value(&metrics, &count).unwrap() >= 2.0, "{metrics}");
    let bucket = r#"{method="GET",route="/records/{id}",status="200",le="0.005"}"#;
    assert!(metrics.contains(&format!("http_request_duration_seconds_bucket{bucket}")));
    assert!(!metrics.contains("secret") && !metrics.contains("/records/1"), "{metrics}");
}

#[tokio::test]
async fn invented_methods_and_paths_share_one_series() {
    let service = Running::start(Setup::default()).await;
    for name in ["INVENT", "BREW"] {
        let method = Method::from_bytes(name.as_bytes()).unwrap();
        service.request(method, &format!("/invented/{name}")).send().await.unwrap();
    }
    let metrics = service.metrics().await;
    let series = r#"http_requests_total{method="other",route="unmatched",status="401"}"#;
    assert!(value(&metrics, series).unwrap() >= 2.0, "{metrics}");
    assert!(!metrics.contains("INVENT") && !metrics.contains("invented"), "{metrics}");
}

#[tokio::test]
async fn a_client_that_does_not_wait_is_counted() {
    let service = Running::start(Setup::default()).await;
    let request = tokio::spawn(service.request(Method::GET, "/open").send());
    service.arrival().await;
    request.abort();
    let _ = request.await;
    let series = r#"http_requests_total{method="GET",route="/open",status="499"}"#;
    until(async || value(&service.metrics().await, series).is_some()).await;
}

#[tokio::test]
async fn refusals_of_the_layers_are_counted() {
    let limits = Limits { request_timeout: Duration::from_millis(20), max_body: 1 };
    let service = Running::start(Setup { limits, ..Setup::default() }).await;
    for path in ["/panic", "/forever", "/whoami"] {
        service.get(path).await;
    }
    service.request(Method::POST, "/echo").body("xx").send().await.unwrap();
    let metrics = service.metrics().await;
    for (method, route, status) in [
        ("GET", "/panic", 500),
        ("GET", "/forever", 504),
        ("GET", "/whoami", 401),
        ("POST", "/echo", 413),
    ] {
        let labels = format!(r#"{{method="{method}",route="{route}",status="{status}"}}"#);
        assert!(value(&metrics, &format!("http_requests_total{labels}")).is_some(), "{labels}");
    }
}

#[tokio::test]
async fn decisions_are_counted_and_no_id_is_there() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let token = deployment.issuer.user::<Model>().object_id(ADELE);
    let token = token.registration(DEVELOPMENT_CLIENT_ID).scopes([Scope::CrmReadTeam]);
    let token = token.roles([Role::ContactsReadTeam]).sign();
    for (path, status) in [("/contacts", 200), ("/contacts/1", 200), ("/accounts", 403)] {
        let request = deployment.request(Method::GET, path).bearer_auth(&token);
        assert_eq!(request.send().await.unwrap().status(), status, "{path}");
    }
    let metrics = reqwest::get(format!("{}/metrics", deployment.operators_url)).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    for series in [
        r#"entra_perms_decisions_total{function="example_crm::api::contacts::list",decision="allowed"}"#,
        r#"entra_perms_decisions_total{function="example_crm::api::accounts::list",decision="denied"}"#,
        r#"http_requests_total{method="GET",route="/contacts/{id}",status="200"}"#,
    ] {
        assert!(value(&metrics, series).unwrap() >= 1.0, "{metrics}");
    }
    let words = metrics.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    assert!(words.clone().count() > 100);
    assert!(words.clone().all(|word| word.parse::<uuid::Uuid>().is_err()), "{metrics}");
}

#[tokio::test]
async fn tokens_and_fetches_of_keys_are_counted() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let token = token(&deployment.issuer);
    for token in [token.as_str(), token.as_str(), "x"] {
        deployment.request(Method::GET, "/me").bearer_auth(token).send().await.unwrap();
    }
    let metrics = reqwest::get(format!("{}/metrics", deployment.operators_url)).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    for series in [
        r#"entra_perms_tokens_total{result="from_cache"}"#,
        r#"entra_perms_tokens_total{result="verified"}"#,
        r#"entra_perms_tokens_total{result="refused"}"#,
        r#"entra_perms_key_fetches_total{result="succeeded"}"#,
        "entra_perms_keys_fetched_timestamp_seconds",
    ] {
        assert!(value(&metrics, series).unwrap() >= 1.0, "{series}: {metrics}");
    }
    // Another test may have written its own number in between.
    assert!(value(&metrics, "entra_perms_cached_tokens").is_some(), "{metrics}");
}
