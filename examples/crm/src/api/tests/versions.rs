//! Versions: `ETag` and `If-Match`.

use reqwest::Method;
use serde_json::json;

use super::*;

const WRITER: (&[Role], &[Scope]) = (
    &[Role::ContactsReadMy, Role::ContactsWriteMy, Role::ProposalsReadWriteTeam],
    &[Scope::CrmReadWriteMy, Scope::SalesReadWriteTeam],
);

impl Api {
    /// Sends a request of Adele with this `If-Match`.
    async fn with_precondition(
        &self,
        method: Method,
        path: &str,
        if_match: Option<&str>,
    ) -> ApiResponse {
        let (roles, scopes) = WRITER;
        let request = self.0.request(method, path).bearer_auth(self.user(ADELE, roles, scopes));
        let request = match if_match {
            Some(if_match) => request.header(IF_MATCH, if_match),
            None => request,
        };
        let content = json!({ "name": "Ada", "email": "ada@northwind.example" });
        ApiResponse::read(request.json(&content).send().await.unwrap()).await.unwrap()
    }
}

#[tokio::test]
async fn a_client_replaces_the_version_that_it_has_read() {
    let api = Api::start().await;
    let read = api.with_precondition(Method::GET, "/contacts/1", None).await;
    assert_eq!((read.status, read.etag.as_deref()), (200, Some("\"1\"")));
    let etag = read.etag.as_deref();
    let replaced = api.with_precondition(Method::PUT, "/contacts/1", etag).await;
    assert_eq!((replaced.status, replaced.etag.as_deref()), (200, Some("\"2\"")));
    let late = api.with_precondition(Method::PUT, "/contacts/1", etag).await;
    assert_eq!(late.status, 412);
    assert_eq!(late.reason(), Some("the record has another version than `If-Match` names"));
    let current = api.with_precondition(Method::GET, "/contacts/1", None).await;
    assert_eq!(current.body, replaced.body);
}

#[tokio::test]
async fn a_list_of_versions_and_the_star_are_accepted() {
    let api = Api::start().await;
    for (if_match, status) in [
        ("*", 200),
        ("\"7\", \"1\"", 412),
        ("\"7\", \"2\"", 200),
        // A weak tag says that two versions mean the same, not that they are equal.
        ("W/\"2\"", 412),
        // An entity tag has quotation marks.
        ("2", 400),
        ("", 400),
        ("\"2", 400),
        ("*, \"2\"", 400),
    ] {
        let response = api.with_precondition(Method::PUT, "/contacts/1", Some(if_match)).await;
        assert_eq!(response.status, status, "{if_match}: {}", response.body);
    }
}

#[tokio::test]
async fn a_write_without_a_version_is_refused() {
    let api = Api::start().await;
    let refused = api.with_precondition(Method::PUT, "/contacts/1", None).await;
    assert_eq!(refused.status, 428);
    let detail = "send `If-Match` with the `ETag` of the record that you have read";
    assert_eq!(refused.reason(), Some(detail));
}

#[tokio::test]
async fn an_approval_checks_the_version_only_if_the_client_sends_it() {
    let api = Api::start().await;
    let path = "/proposals/2/approval";
    assert_eq!(api.with_precondition(Method::POST, path, Some("\"2\"")).await.status, 412);
    assert_eq!(api.with_precondition(Method::POST, path, Some("\"1\"")).await.status, 200);
    assert_eq!(api.with_precondition(Method::POST, path, None).await.status, 200);
}

/// A version must not tell a caller that a record exists.
#[tokio::test]
async fn an_inaccessible_record_is_not_found_with_every_version() {
    let api = Api::start().await;
    for path in ["/contacts/3", "/contacts/99"] {
        for if_match in ["*", "\"1\"", "\"7\""] {
            let refused = api.with_precondition(Method::PUT, path, Some(if_match)).await;
            assert_eq!(refused.status, 404, "{path} {if_match}");
        }
    }
}
