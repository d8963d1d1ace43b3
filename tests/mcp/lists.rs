//! Lists of tools.

use entra_perms_runtime::testing::TokenBuilder;
use entra_perms_tests::crm::{Model, Role, Scope};
use serde_json::{Value, json};

use super::client::{NEW, OLD, send};
use super::server::{ISSUER, Lists, URL, service};

async fn list(lists: Lists, version: &str, token: TokenBuilder<'static, Model>) -> Value {
    let service = service(lists).await;
    let (status, message) = send(&service, version, token, "tools/list", json!({})).await;
    assert_eq!(status, 200, "{message}");
    message["result"].clone()
}

fn names(list: &Value) -> Vec<&str> {
    list["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_caller_sees_the_tools_that_it_may_call() {
    let reader = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let import = ISSUER.app().roles([Role::ContactsWriteAll, Role::ContactsReadAll]);
    for version in [NEW, OLD] {
        let list_for = async |token| list(Lists::Callable, version, token).await;
        assert_eq!(names(&list_for(reader.clone()).await), ["list_contacts", "ping"]);
        assert_eq!(names(&list_for(import.clone()).await), ["export", "import", "ping"]);
    }
}

/// Lists differ from caller to caller, and change with every permission.
#[tokio::test]
async fn no_cache_shares_or_keeps_a_list() {
    let reader = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let new = list(Lists::Callable, NEW, reader.clone()).await;
    assert_eq!((&new["cacheScope"], &new["ttlMs"]), (&json!("private"), &json!(0)));
    let old = list(Lists::Callable, OLD, reader).await;
    assert_eq!((old.get("cacheScope"), old.get("ttlMs")), (None, None));
}

#[tokio::test]
async fn a_reachable_tool_names_the_scopes_that_it_needs() {
    let roles = [Role::ContactsReadTeam, Role::ContactsWriteTeam];
    let reader = ISSUER.user().roles(roles).scopes([Scope::CrmReadTeam]);
    let list = list(Lists::Reachable, NEW, reader).await;
    assert_eq!(names(&list), ["list_contacts", "ping", "rename-contact"]);
    let scopes = |index: usize| &list["tools"][index]["_meta"]["entra-perms/scopes"];
    assert_eq!(scopes(0), &Value::Null);
    assert_eq!(scopes(2), &json!([[format!("{URL}/Crm.ReadWrite.Team")]]));
}

/// rmcp has one page of tools. A client that asks for another page gets them all.
#[tokio::test]
async fn a_list_has_one_page() {
    let reader = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let service = service(Lists::Callable).await;
    let params = json!({ "cursor": "2" });
    let (_, message) = send(&service, OLD, reader, "tools/list", params).await;
    let list = &message["result"];
    assert_eq!(names(list), ["list_contacts", "ping"]);
    assert_eq!(list.get("nextCursor"), None);
}
