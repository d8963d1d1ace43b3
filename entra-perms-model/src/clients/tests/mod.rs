mod forms;
mod permissions;
mod pre_authorization;
mod registrations;

use std::fmt::Write as _;

use crate::model::Model;
use crate::test_support::analysis::{Analysis, analyze_files};
use crate::test_support::{error_texts, expect_errors};

const API: &str = "00000000-0000-0000-0000-0000000000a1";
const PROD: &str = "00000000-0000-0000-0000-0000000000a2";
const WEB: &str = "00000000-0000-0000-0000-0000000000c1";
const OTHER: &str = "00000000-0000-0000-0000-0000000000c2";
const REMOVE: &str = "remove it under API permissions of the client in Entra, and export the \
     client's registration again";

/// Returns the id of the entry with this number.
fn id(number: u8) -> String {
    format!("00000000-0000-0000-0000-0000000001{number:02x}")
}

/// Returns a registration of the API. The ids of its scopes begin with `first`, and the ids of its
/// app roles 10 later. `more` are further properties of `api`.
fn api(client_id: &str, first: u8, more: &str) -> String {
    let scope = |number: u8, value: &str, more: &str| {
        format!(r#"{{"id": "{}", "value": "{value}"{more}}}"#, id(first + number))
    };
    let role = |number: u8, value: &str, members: &str| {
        let id = id(first + 10 + number);
        format!(r#"{{"id": "{id}", "value": "{value}", "allowedMemberTypes": [{members}]}}"#)
    };
    let scopes = [
        scope(0, "Crm.Read", ""),
        scope(1, "Crm.Write", ""),
        scope(2, "Crm.Old", r#", "isEnabled": false"#),
    ];
    let roles = [
        role(0, "Contacts.Read", r#""User", "Application""#),
        role(1, "Contacts.Write", r#""User""#),
        role(2, "Jobs.Run", r#""Application""#),
    ];
    format!(
        "{{\"appId\": \"{client_id}\", \"api\": {{{more}\"oauth2PermissionScopes\": [\n{}]}},\n\
         \"appRoles\": [\n{}]}}",
        scopes.join(",\n"),
        roles.join(",\n")
    )
}

/// Returns a registration of a client that asks for permissions: `type`, and the number of the id.
fn client(client_id: &str, api: &str, permissions: &[(&str, u8)]) -> String {
    let mut list = String::new();
    for (kind, number) in permissions {
        write!(list, "\n{{\"id\": \"{}\", \"type\": \"{kind}\"}},", id(*number)).unwrap();
    }
    format!(
        r#"{{"appId": "{client_id}", "displayName": "Web", "requiredResourceAccess": [
        {{"resourceAppId": "00000003-0000-0000-c000-000000000000", "resourceAccess": [
        {{"id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope"}}]}},
        {{"resourceAppId": "{api}", "resourceAccess": [{list}]}}]}}"#
    )
}

const MAPPING: &str = r#"scopes = {
    "Crm.Read" => ["Contacts.Read"],
    "Crm.Write" => ["Contacts.Write"],
    "Crm.Old" => ["Contacts.Read"],
}, allow = [no_idtyp, shared_roles, equal_scopes, user_consent]"#;

/// Analyzes a registration of the API with the ids 0 and later, and further files.
fn analyze(files: &[(&str, &str)], clients: &str) -> Analysis {
    let api = api(API, 0, "");
    let mut all = vec![("crm.json", api.as_str())];
    all.extend(files);
    analyze_files(&all, &format!(r#"manifest = "crm.json", clients = {{ {clients} }}, {MAPPING}"#))
}

/// Analyzes the client `Web` with this registration.
fn analyze_web(web: &str) -> Analysis {
    analyze(&[("web.json", web)], r#"Web = "web.json""#)
}

#[track_caller]
fn sound(analysis: Analysis) -> Model {
    expect_errors(&analysis, &[]);
    analysis.model.unwrap()
}

fn messages(analysis: &Analysis) -> Vec<String> {
    let texts = error_texts(analysis).into_iter();
    texts.map(|(_, text)| text.lines().next().unwrap().to_owned()).collect()
}

fn values(model: &Model, roles: &[usize]) -> Vec<String> {
    roles.iter().map(|index| model.roles[*index].entry.value.clone()).collect()
}
