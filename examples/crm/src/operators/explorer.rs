//! The handler of `/permissions`, a page that shows people who may do what.

use axum::http::{HeaderName, header};
use axum::response::Html;

/// The policy that the browser enforces in addition to the one in the page, which has hashes of the
/// page's scripts. A sandbox has an origin of its own, so the page could not call this API.
const POLICY: &str = "sandbox allow-scripts; frame-ancestors 'none'";

/// Returns the page, which `cargo entra-perms explore` wrote from the permission model and from
/// `guards.json`.
///
/// It needs no token, because it says which permissions exist, and nothing about users or records.
/// If the names of your operations are not for everybody, serve such a page behind the layer.
pub(super) async fn show() -> ([(HeaderName, &'static str); 1], Html<&'static str>) {
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, Html(include_str!("../../explorer.html")))
}
