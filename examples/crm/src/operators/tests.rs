//! The second address over HTTP.

use crate::development::Deployment;
use crate::store::seed::Seed;

#[tokio::test]
async fn the_explorer_is_a_page_that_cannot_call_the_api() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let page = reqwest::get(format!("{}/permissions", deployment.operators_url)).await.unwrap();
    let policy = "sandbox allow-scripts; frame-ancestors 'none'";
    assert_eq!(page.headers()["content-security-policy"], policy);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.text().await.unwrap(), include_str!("../../explorer.html"));
}

#[tokio::test]
async fn the_numbers_have_the_format_of_prometheus() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    reqwest::get(format!("{}/live", deployment.api_url)).await.unwrap();
    let metrics = reqwest::get(format!("{}/metrics", deployment.operators_url)).await.unwrap();
    let format = "text/plain; version=0.0.4; charset=utf-8";
    assert_eq!(metrics.headers()["content-type"], format);
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("# TYPE http_request_duration_seconds histogram\n"), "{metrics}");
}

#[tokio::test]
async fn the_page_to_try_the_api_needs_no_other_server() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let get = async |path: &str| {
        let response = reqwest::get(format!("{}{path}", deployment.operators_url)).await.unwrap();
        response.error_for_status().unwrap().text().await.unwrap()
    };
    let document: serde_json::Value = serde_json::from_str(&get("/openapi.json").await).unwrap();
    assert!(document["paths"]["/contacts/{id}"]["put"].is_object());
    // Redirects to `/docs/`.
    let page = get("/docs").await;
    assert!(page.contains("swagger-ui-bundle.js"), "{page}");
    assert!(!page.contains("//"), "{page}");
    let settings = get("/docs/swagger-initializer.js").await;
    assert!(settings.contains(r#""url": "/openapi.json""#), "{settings}");
    assert!(settings.contains(r#""validatorUrl": "none""#), "{settings}");
    assert!(get("/docs/swagger-ui-bundle.js").await.len() > 100_000);
}
