//! The answers from which clients learn how to get a token.

use reqwest::Method;
use serde_json::{Value, json};

use super::*;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

#[tokio::test]
async fn open_routes_need_no_token() {
    let api = Api::start().await;
    let get = async |path| api.send(Method::GET, path, None, &Value::Null).await;
    assert_eq!(get("/live").await.body, json!({ "status": "live" }));
    let document = get(WELL_KNOWN).await.body;
    assert_eq!(document["resource"], json!(api.0.api_url));
    assert_eq!(document["scopes_supported"], json!(["api://crm-dev.contoso.example/Crm.Read.My"]));
    let issuer = format!("{}/{}/v2.0", api.0.issuer.authority(), api.0.issuer.tenant());
    assert_eq!(document["authorization_servers"], json!([issuer]));
}

#[tokio::test]
async fn a_client_without_a_token_learns_where_to_begin() {
    let api = Api::start().await;
    // The layer does not tell a client without a token which paths exist.
    for path in ["/contacts", "/proposals/1/approval", "/nowhere"] {
        let refused = api.send(Method::POST, path, None, &Value::Null).await;
        assert_eq!(refused.status, 401, "{path}");
        assert_eq!(refused.scope(), Some("api://crm-dev.contoso.example/Crm.Read.My"), "{path}");
        let document = format!("resource_metadata=\"{}{WELL_KNOWN}\"", api.0.api_url);
        let challenge = refused.challenge.unwrap();
        assert!(challenge.contains(&document), "{path}: {challenge}");
    }
    let token = api.user(ADELE, &[Role::ContactsReadMy], &[Scope::CrmReadMy]);
    assert_eq!(api.send(Method::GET, "/nowhere", Some(&token), &Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_denied_client_learns_which_scope_to_request() {
    let api = Api::start().await;
    let token = api.user(ADELE, &[Role::ProposalsReadWriteTeam], &[Scope::CrmReadMy]);
    let denied = api
        .send(Method::POST, "/proposals/1/approval", Some(&token), &Value::Null)
        .await;
    assert_eq!(denied.status, 403);
    assert_eq!(denied.scope(), Some("api://crm-dev.contoso.example/Sales.ReadWrite.Team"));
    // The reason is for people, who know the scopes by their short names.
    assert!(denied.reason().unwrap().ends_with("lacks the scope `Sales.ReadWrite.Team`"));
    // A client looks for the document also after a denial.
    assert!(denied.challenge.unwrap().contains(WELL_KNOWN));
}
