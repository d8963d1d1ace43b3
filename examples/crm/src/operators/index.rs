//! The handler of `/`, which lists the pages.

use axum::response::Html;

const PAGE: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>CRM: the second address</title>
<h1>CRM: the second address</h1>
<ul>
<li><a href="/docs/">/docs</a> describes the API, as does
<a href="/openapi.json">/openapi.json</a></li>
<li><a href="/permissions">/permissions</a> shows who may do what</li>
<li><a href="/metrics">/metrics</a> has the numbers of the program</li>
</ul>
</html>
"#;

/// Returns the page.
pub(super) async fn show() -> Html<&'static str> {
    Html(PAGE)
}
