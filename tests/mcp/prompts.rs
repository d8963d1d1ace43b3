//! Prompts, which have guards as tools do.

use entra_perms_tests::crm::{Role, Scope};
use serde_json::json;

use super::client::{NEW, OLD, send};
use super::server::{ISSUER, Lists, URL, service};

#[tokio::test]
async fn a_caller_sees_and_uses_only_its_prompts() {
    let service = service(Lists::Callable).await;
    let reader = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let other = ISSUER.user().roles([Role::AccountsReadTeam]).scopes([Scope::CrmReadTeam]);
    for version in [NEW, OLD] {
        for (token, expected) in [
            (&reader, &["farewell", "greeting", "summary"][..]),
            (&other, &["farewell", "greeting"]),
        ] {
            let list = send(&service, version, token.clone(), "prompts/list", json!({}));
            let list = list.await.1["result"].clone();
            let prompts = list["prompts"].as_array().unwrap();
            let names: Vec<_> = prompts.iter().map(|prompt| &prompt["name"]).collect();
            assert_eq!(names, expected);
            let expected_scope = (version == NEW).then(|| json!("private"));
            assert_eq!(list.get("cacheScope"), expected_scope.as_ref());

            let params = json!({ "name": "summary" });
            let (_, summary) = send(&service, version, token.clone(), "prompts/get", params).await;
            let text = summary["result"]["messages"][0]["content"]["text"].as_str();
            let error = summary["error"]["message"].as_str();
            if expected.contains(&"summary") {
                assert_eq!((text, error), (Some("Summarize: Ada, Grace"), None));
            } else {
                let lacks = "permission denied: the user lacks the role `Contacts.Read.Team`";
                assert_eq!((text, error), (None, Some(lacks)));
            }
        }
    }
}

#[tokio::test]
async fn a_prompt_that_is_added_by_hand_has_the_requirement_that_is_named_for_it() {
    let service = service(Lists::Reachable).await;
    let roles = [Role::ContactsReadAll];
    let get = |params| {
        let token = ISSUER.user().roles(roles).scopes([Scope::CrmReadTeam]);
        send(&service, NEW, token, "prompts/get", params)
    };
    let (_, denied) = get(json!({ "name": "all contacts" })).await;
    assert_eq!(denied["error"]["code"], -32003, "{denied}");
    let (_, open) = get(json!({ "name": "farewell" })).await;
    assert_eq!(open["result"]["messages"][0]["content"]["text"], "by hand");

    let token = ISSUER.user::<entra_perms_tests::crm::Model>().roles(roles);
    let token = token.scopes([Scope::CrmReadTeam]);
    let (_, list) = send(&service, NEW, token, "prompts/list", json!({})).await;
    let prompts = list["result"]["prompts"].as_array().unwrap();
    let prompt = prompts.iter().find(|prompt| prompt["name"] == "all contacts").unwrap();
    let scopes = &prompt["_meta"]["entra-perms/scopes"];
    assert_eq!(scopes[0], json!([format!("{URL}/Crm.Read.All")]), "{prompt}");

    let token = ISSUER.user().roles(roles).scopes([Scope::CrmReadAll]);
    let params = json!({ "name": "all contacts" });
    let (_, allowed) = send(&service, NEW, token, "prompts/get", params).await;
    assert_eq!(allowed["result"]["messages"][0]["content"]["text"], "by hand");
}
