//! The second address over HTTP.

use entra_perms_runtime::audit::{Guarded, Inventory};

use crate::development::Deployment;
use crate::permissions::Model;
use crate::store::seed::Seed;

#[tokio::test]
async fn the_explorer_is_a_page_that_cannot_call_the_api() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let page = reqwest::get(format!("{}/permissions", deployment.operators_url)).await.unwrap();
    let policy = "sandbox allow-scripts; frame-ancestors 'none'";
    assert_eq!(page.headers()["content-security-policy"], policy);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn the_explorer_has_each_guarded_function() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let page = reqwest::get(format!("{}/permissions", deployment.operators_url)).await.unwrap();
    let page = page.text().await.unwrap();
    let inventory = Inventory::<Model>::collect();
    assert!(inventory.functions().len() > 10);
    for function in inventory.functions().iter().map(Guarded::function) {
        let path = format!("{}::{}", function.module_path, function.name);
        assert!(page.contains(&path), "explorer.html has no `{path}`: write it again");
    }
}

#[tokio::test]
async fn the_first_page_lists_the_others() {
    let deployment = Deployment::start(Seed::five_users()).await.unwrap();
    let page = reqwest::get(&deployment.operators_url).await.unwrap().text().await.unwrap();
    let links: Vec<_> = page.split("href=\"").skip(1).collect();
    assert_eq!(links.len(), 4, "{page}");
    for link in links {
        let path = link.split('"').next().unwrap();
        let url = format!("{}{path}", deployment.operators_url);
        assert_eq!(reqwest::get(url).await.unwrap().status(), 200, "{path}");
    }
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
