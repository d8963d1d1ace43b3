//! Prompts, which have guards as tools do.

use entra_perms_tests::crm::{Role, Scope};
use serde_json::json;

use super::client::{NEW, OLD, send};
use super::server::{ISSUER, Lists, service};

#[tokio::test]
async fn a_caller_sees_and_uses_only_its_prompts() {
    let service = service(Lists::Callable).await;
    let reader = ISSUER.user().roles([Role::ContactsReadTeam]).scopes([Scope::CrmReadTeam]);
    let other = ISSUER.user().roles([Role::AccountsReadTeam]).scopes([Scope::CrmReadTeam]);
    for version in [NEW, OLD] {
        for (token, expected) in [(&reader, &["greeting", "summary"][..]), (&other, &["greeting"])]
        {
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
