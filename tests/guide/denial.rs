//! The responses that README.md and `docs/guide/troubleshooting.md` show.

use axum::body::Body;
use axum::http::{Request, Response};
use axum::{Router, routing::put};
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{EntraLayer, requires};
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator, roles::*};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::pages::page;

/// The URL of the API, as `cargo run -p example-crm` serves it.
const RESOURCE: &str = "http://127.0.0.1:8080";

#[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
async fn change_proposal() {}

#[requires(any(Accounts::Write::Team, Accounts::Write::All))]
async fn change_account() {}

/// Returns the response to a user who may change proposals, but whose client lacks the scope.
async fn response_to_ada(path: &str) -> String {
    let issuer = DevIssuer::new("72f988bf-86f1-41af-91ab-2d7cd011db47").unwrap();
    let validator: TokenValidator = issuer.validator().build().await.unwrap();
    let app = Router::new()
        .route("/proposals/1", put(change_proposal))
        .route("/accounts/1", put(change_account))
        .layer(EntraLayer::new(validator).resource(RESOURCE).unwrap());
    let ada = issuer.user::<Model>().roles([Role::ProposalsReadWriteTeam]);
    let token = ada.scopes([Scope::CrmReadWriteTeam]).sign();
    let request = Request::put(path).header("authorization", format!("Bearer {token}"));
    text(app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()).await
}

/// Returns the status, the headers in the order of the pages, and the body.
async fn text(response: Response<Body>) -> String {
    let (parts, body) = response.into_parts();
    let headers = ["www-authenticate", "cache-control", "content-type"]
        .map(|name| format!("{name}: {}\n", parts.headers[name].to_str().unwrap()));
    let body = body.collect().await.unwrap().to_bytes();
    let body = str::from_utf8(&body).unwrap();
    format!("HTTP/1.1 {}\n{}\n{body}", parts.status, headers.concat())
}

/// Removes whitespace, because the pages wrap long lines.
fn without_whitespace(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn assert_shown(path: &str, response: &str) {
    let page = without_whitespace(&page(path));
    assert!(page.contains(&without_whitespace(response)), "{path} does not show\n{response}");
}

#[tokio::test]
async fn the_readme_shows_the_response_to_a_missing_scope() {
    assert_shown("README.md", &response_to_ada("/proposals/1").await);
}

#[tokio::test]
async fn the_guide_shows_the_response_to_a_missing_role() {
    assert_shown("docs/guide/troubleshooting.md", &response_to_ada("/accounts/1").await);
}
