//! The signs of the matrix: the runtime agrees with each, and the browser shows them.

use serde_json::{Value, json};

use crate::browser::{Browser, installed};
use crate::callers::{Facts, Proof, Subject};
use crate::explore::run;
use crate::model::{Client, Role, Scope, guards};
use crate::page::{Page, Workspace, page_of_library};

/// Reads the signs of the matrix.
const SIGNS: &str = include_str!("signs.js");

/// Returns a user with every app role and these scopes, who meets the conditions of an operation.
fn user(operation: &Value, scopes: Vec<Scope>) -> Facts {
    let client = operation["clients"][0]
        .as_u64()
        .map(|index| *Client::ALL.get(usize::try_from(index).unwrap()).unwrap());
    let is_agent = operation["agents"] == "only";
    Facts {
        subject: if is_agent { Subject::AgentForUser } else { Subject::User },
        registration: 0,
        client,
        proof: Proof::AsRegistered,
        roles: Role::ALL.to_vec(),
        scopes,
        contexts: vec![1, 2, 3],
        age: 0,
    }
}

fn is_allowed(facts: &Facts, index: usize) -> bool {
    guards().allowed(&facts.caller())[index].allowed
}

#[test]
fn the_runtime_agrees_with_the_scopes_of_each_operation() {
    let Some(node) = installed(&["node"]) else { return };
    let model = page_of_library("matrix-node").model();
    let ask = "input.operations.map((operation) => scopesOfOperation(input, operation))";
    let answers = run(&node, ask, &model);
    let mut needs_several = 0;
    for (index, operation) in model["operations"].as_array().unwrap().iter().enumerate() {
        let of = |key: &str| -> Vec<usize> {
            serde_json::from_value(answers[index][key].clone()).unwrap()
        };
        let (alone, together) = (of("alone"), of("together"));
        for (number, scope) in Scope::ALL.iter().enumerate() {
            let facts = user(operation, vec![*scope]);
            let expected = is_allowed(&facts, index);
            assert_eq!(alone.contains(&number), expected, "{scope:?}: {operation}");
        }
        let chosen: Vec<_> = together.iter().map(|number| Scope::ALL[*number]).collect();
        let expected = alone.is_empty() && is_allowed(&user(operation, Scope::ALL.to_vec()), index);
        assert_eq!(!chosen.is_empty(), expected, "{operation}");
        assert_eq!(is_allowed(&user(operation, chosen), index), expected, "{operation}");
        needs_several += usize::from(expected);
    }
    assert!(needs_several > 0, "no operation needs several scopes together");
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_browser_shows_the_signs_of_the_matrix() {
    let page = page_of_library("matrix");
    let mut browser = Browser::open(&page.file, "matrix");
    let shown = browser.evaluate(&format!("{SIGNS}; signs()"));
    for line in [
        "Books.Read.Team: ✓ Library.Read.All, ✓ Library.ReadWrite",
        "Loans.Approve: ✓ Library.ReadWrite, (✓) Library.Legacy (disabled)",
        "Catalog.Import: ",
        "Archive.Purge: (✓) Library.Archive",
        "Ledger.Close: (✓) Library.Legacy (disabled)",
        "runtime::model::by_app: ",
        "runtime::model::role_of_users: ✓ Library.ReadWrite",
        "runtime::model::scope: ✓ Library.Search",
        "runtime::model::all_of_many: + Library.Read.My, + Library.Read.All, + Library.ReadWrite, \
         + Library.Reports",
    ] {
        assert!(shown.as_array().unwrap().contains(&json!(line)), "{line}: {shown:#}");
    }
    browser.evaluate(&format!("{SIGNS}; search('matrix-search', 'search')"));
    assert_eq!(
        browser.evaluate("signs()"),
        json!(["runtime::model::scope: ✓ Library.Search"]),
        "a search shows the scope that it names, and where it leads",
    );
    assert_eq!(browser.evaluate("byId('matrix-scroll').hidden"), false);
    browser.evaluate("search('matrix-search', 'nothing has this')");
    assert_eq!(browser.evaluate("byId('matrix-range').textContent"), "Nothing has this text.");
    assert_eq!(browser.evaluate("byId('matrix-scroll').hidden"), true);
    assert_eq!(browser.evaluate("byId('no-mapping').hidden"), true);
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn a_model_without_a_mapping_says_so() {
    let entry = |id: &str, value: &str| {
        json!({
            "id": format!("00000000-0000-4000-8000-00000000000{id}"), "value": value,
            "isEnabled": true, "allowedMemberTypes": ["User"], "type": "Admin",
        })
    };
    let manifest = json!({
        "appId": "00000000-0000-4000-8000-000000000001", "displayName": "Unmapped",
        "api": { "requestedAccessTokenVersion": 2,
                 "oauth2PermissionScopes": [entry("2", "A.Search")] },
        "appRoles": [entry("3", "A.Read")],
    });
    let model = "entra_perms_runtime::permissions! { manifest = \"api.json\", \
                 scopes = { \"A.Search\" => [] }, not_delegated = [\"A.Read\"], \
                 allow = [no_idtyp] }";
    let workspace = Workspace::new("unmapped", model, &manifest);
    let page = Page::write(&workspace.folder, &[], "unmapped");
    let mut browser = Browser::open(&page.file, "unmapped");
    assert_eq!(browser.evaluate("byId('no-mapping').hidden"), false);
}
