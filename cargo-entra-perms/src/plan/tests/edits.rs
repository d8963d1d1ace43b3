//! Random edits of a registration.

use serde_json::{Map, Value, json};

use super::graph::{entries, entries_mut, value};

/// An edit: its kind, and two numbers that choose an entry and a detail.
pub(super) type Edit = (u8, u8, u8);

/// The number of kinds of edits.
pub(super) const KINDS: u8 = 21;

/// Edits a registration.
pub(super) fn apply(app: &mut Value, edits: &[Edit]) {
    let app = app.as_object_mut().unwrap();
    for (kind, first, second) in edits {
        edit(app, *kind, usize::from(*first), usize::from(*second));
    }
    agree(app);
}

/// The keys that a manifest may lack.
pub(super) const FORGETTABLE: [&str; 9] = [
    "/displayName",
    "/signInAudience",
    "/optionalClaims",
    "/identifierUris",
    "/appRoles",
    "/appId",
    "/api/oauth2PermissionScopes",
    "/api/preAuthorizedApplications",
    "/api/requestedAccessTokenVersion",
];

/// Removes a key, as in a fragment.
pub(super) fn forget(app: &mut Value, path: &str) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    app.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
}

fn edit(app: &mut Map<String, Value>, edit: u8, first: usize, second: usize) {
    let list = if first.is_multiple_of(2) { "appRoles" } else { "scopes" };
    let first = first / 2;
    match edit {
        0 => add(app, list, first, second),
        1 => remove(app, list, first),
        2 => on(app, list, first, |entry| {
            let value = format!("{}.Renamed{}", value(entry).unwrap_or("New"), second % 3);
            entry.insert("value".to_owned(), json!(value));
        }),
        3 => on(app, list, first, |entry| {
            entry.insert("id".to_owned(), json!(fresh(second % 8)));
        }),
        4 => on(app, list, first, |entry| {
            let enabled = entry.get("isEnabled") == Some(&json!(false));
            entry.insert("isEnabled".to_owned(), json!(enabled));
        }),
        5 => on(app, "appRoles", first, |entry| {
            let members = [json!(["User"]), json!(["Application"]), json!(["Application", "User"])];
            entry.insert("allowedMemberTypes".to_owned(), members[second % 3].clone());
        }),
        6 => on(app, "scopes", first, |entry| {
            entry.insert("type".to_owned(), json!(["User", "Admin"][second % 2]));
        }),
        7 => on(app, list, first, |entry| {
            const KEYS: [&str; 6] = [
                "displayName",
                "description",
                "adminConsentDisplayName",
                "adminConsentDescription",
                "userConsentDisplayName",
                "userConsentDescription",
            ];
            let key = KEYS[second % 6];
            if entry.contains_key(key) {
                entry.insert(key.to_owned(), json!(format!("it's \"new\" {second}")));
            }
        }),
        8 => reverse(app, list),
        9 => share(app, list, first),
        10 => on(app, list, first, |entry| {
            entry.insert("id".to_owned(), json!("${{PLACEHOLDER_ID}}"));
        }),
        11 => take_id(app, list, first, second),
        12 => on(app, list, first, |entry| {
            entry.insert("futureKey".to_owned(), json!({ "level": second % 2 }));
        }),
        13 => add_without_value(app, list, second),
        14 => pre_authorize(app, first, second),
        15 => {
            app["api"]["preAuthorizedApplications"] = json!([]);
        }
        16 => {
            app["api"]["requestedAccessTokenVersion"] =
                [json!(null), json!(1), json!(2)][second % 3].clone();
        }
        17 => uris(app, second),
        18 => claims(app, second),
        19 => on(app, list, first, |entry| {
            const KEYS: [&str; 4] =
                ["userConsentDisplayName", "userConsentDescription", "type", "futureKey"];
            entry.remove(KEYS[second % 4]);
        }),
        _ => audience(app, second),
    }
}

fn fresh(number: usize) -> String {
    format!("7000000{number}-0000-4000-8000-000000000007")
}

fn list_mut<'a>(app: &'a mut Map<String, Value>, list: &str) -> &'a mut Vec<Value> {
    if list == "appRoles" {
        app["appRoles"].as_array_mut().unwrap()
    } else {
        app["api"]["oauth2PermissionScopes"].as_array_mut().unwrap()
    }
}

/// Edits one entry with a value.
fn on(
    app: &mut Map<String, Value>,
    list: &str,
    index: usize,
    edit: impl FnOnce(&mut Map<String, Value>),
) {
    let count = entries(app, list).filter(|entry| value(entry).is_some()).count();
    if count > 0 {
        let mut valued = entries_mut(app, list).filter(|entry| value(entry).is_some());
        edit(valued.nth(index % count).unwrap());
    }
}

fn add(app: &mut Map<String, Value>, list: &str, first: usize, second: usize) {
    let value = format!("Added.{}", first % 4);
    if entries(app, list).any(|entry| self::value(entry) == Some(&value)) {
        return;
    }
    let mut entry = if list == "appRoles" {
        json!({ "allowedMemberTypes": ["User"], "displayName": "New", "description": "New" })
    } else {
        json!({ "type": "Admin", "adminConsentDisplayName": "New", "adminConsentDescription": "New" })
    };
    entry["value"] = json!(value);
    entry["isEnabled"] = json!(!second.is_multiple_of(4));
    if !second.is_multiple_of(3) {
        entry["id"] = json!(fresh(second % 8));
    }
    list_mut(app, list).push(entry);
}

fn add_without_value(app: &mut Map<String, Value>, list: &str, second: usize) {
    let id = format!("8000000{}-0000-4000-8000-000000000008", second % 4);
    let exists = ["appRoles", "scopes"]
        .iter()
        .any(|list| entries(app, list).any(|entry| entry.get("id") == Some(&json!(id))));
    if !exists {
        let entry = json!({ "id": id, "value": null, "isEnabled": second.is_multiple_of(2),
            "allowedMemberTypes": ["User"], "displayName": "msiam_access" });
        list_mut(app, list).push(entry);
    }
}

fn remove(app: &mut Map<String, Value>, list: &str, index: usize) {
    let list = list_mut(app, list);
    if !list.is_empty() {
        let index = index % list.len();
        list.remove(index);
    }
}

fn reverse(app: &mut Map<String, Value>, list: &str) {
    list_mut(app, list).reverse();
}

/// Adds an entry of the other kind with the value of an entry.
fn share(app: &mut Map<String, Value>, list: &str, index: usize) {
    let mut shared = None;
    on(app, list, index, |entry| shared = Some(entry.clone()));
    let Some(shared) = shared else { return };
    let other = if list == "appRoles" { "scopes" } else { "appRoles" };
    if entries(app, other).all(|entry| value(entry) != value(&shared)) {
        let mut entry = json!({ "value": shared["value"], "isEnabled": true });
        if let Some(id) = shared.get("id") {
            entry["id"] = id.clone();
        }
        if other == "appRoles" {
            entry["allowedMemberTypes"] = json!(["User"]);
        } else {
            entry["type"] = json!("Admin");
        }
        list_mut(app, other).push(entry);
    }
}

/// Gives an entry the id of another one.
fn take_id(app: &mut Map<String, Value>, list: &str, first: usize, second: usize) {
    let mut id = None;
    let other = if second.is_multiple_of(2) { "appRoles" } else { "scopes" };
    on(app, other, second / 2, |entry| id = entry.get("id").cloned());
    if let Some(id) = id {
        on(app, list, first, |entry| {
            entry.insert("id".to_owned(), id);
        });
    }
}

fn pre_authorize(app: &mut Map<String, Value>, first: usize, second: usize) {
    let mut id = None;
    on(app, "scopes", first, |scope| id = scope.get("id").cloned());
    let Some(Value::String(id)) = id else { return };
    if id.len() != 36 {
        return;
    }
    let client = format!("6000000{}-0000-4000-8000-000000000006", second % 3);
    let list = &mut app["api"]["preAuthorizedApplications"];
    if list.is_null() {
        *list = json!([]);
    }
    let list = list.as_array_mut().unwrap();
    if let Some(known) = list.iter_mut().find(|known| known["appId"] == client.as_str()) {
        let ids = known["delegatedPermissionIds"].as_array_mut().unwrap();
        if !ids.contains(&json!(id)) {
            ids.push(json!(id));
        }
    } else {
        list.push(json!({ "appId": client, "delegatedPermissionIds": [id] }));
    }
}

fn uris(app: &mut Map<String, Value>, second: usize) {
    let uris = [
        json!([]),
        json!(["api://other"]),
        json!(["https://free.invalid/mcp", "api://other"]),
        json!(["https://crm.contoso.example"]),
    ];
    app["identifierUris"] = uris[second % 4].clone();
}

fn claims(app: &mut Map<String, Value>, second: usize) {
    let claims = [
        json!(null),
        json!({ "accessToken": [{ "name": "idtyp" }], "idToken": [], "saml2Token": [] }),
        json!({ "accessToken": [{ "name": "aud", "additionalProperties": ["use_guid"] }],
            "idToken": [{ "name": "email" }], "saml2Token": [] }),
    ];
    app.insert("optionalClaims".to_owned(), claims[second % 3].clone());
}

fn audience(app: &mut Map<String, Value>, second: usize) {
    let audiences = ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount"];
    app.insert("signInAudience".to_owned(), json!(audiences[second % 3]));
}

/// Makes the registration one that Entra accepts in all but its ids.
fn agree(app: &mut Map<String, Value>) {
    for list in ["appRoles", "scopes"] {
        let mut seen = Vec::new();
        list_mut(app, list).retain(|entry| {
            let value = value(entry.as_object().unwrap()).map(str::to_owned);
            let is_new = value.is_none() || !seen.contains(&value);
            seen.push(value);
            is_new
        });
    }
    let roles: Vec<_> = entries(app, "appRoles").cloned().collect();
    for scope in entries_mut(app, "scopes") {
        let role = roles.iter().find(|role| value(role).is_some() && value(role) == value(scope));
        let Some(role) = role else { continue };
        for (of_role, of_scope) in [
            ("displayName", "adminConsentDisplayName"),
            ("description", "adminConsentDescription"),
            ("isEnabled", "isEnabled"),
        ] {
            scope.insert(of_scope.to_owned(), role.get(of_role).cloned().unwrap_or(json!("")));
        }
    }
    for role in entries_mut(app, "appRoles") {
        for key in ["displayName", "description"] {
            role.entry(key).or_insert(json!(""));
        }
    }
    settle(app);
}

/// Makes the settings agree with each other.
fn settle(app: &mut Map<String, Value>) {
    if app.get("signInAudience") == Some(&json!("AzureADandPersonalMicrosoftAccount")) {
        app["api"]["requestedAccessTokenVersion"] = json!(2);
    }
    let claims = app.get("optionalClaims").map(Value::to_string).unwrap_or_default();
    if super::graph::version(app) != 2 && !claims.contains("use_guid") {
        let uris = app["identifierUris"].as_array_mut().unwrap();
        uris.retain(|uri| !uri.to_string().contains("free.invalid"));
    }
}

/// Gives each entry an id of its own, and one id to a role and a scope with one value, as in a live
/// registration.
pub(super) fn with_live_ids(app: &mut Value) {
    let app = app.as_object_mut().unwrap();
    let mut known: Vec<(String, Option<String>)> = Vec::new();
    for list in ["appRoles", "scopes"] {
        let mut renamed = Vec::new();
        for (number, entry) in entries_mut(app, list).enumerate() {
            let value = value(entry).map(str::to_owned);
            let shared = known.iter().find(|(_, it)| value.is_some() && *it == value);
            let written = entry.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let is_free = written.len() == 36 && known.iter().all(|(id, _)| *id != written);
            let id = match shared {
                Some((id, _)) => id.clone(),
                None if is_free => written.clone(),
                None => {
                    let kind = usize::from(list == "scopes");
                    format!("5{number:03}000{kind}-0000-4000-8000-000000000005")
                }
            };
            entry.entry("isEnabled").or_insert(json!(true));
            entry.insert("id".to_owned(), json!(id));
            renamed.push((written, id.clone()));
            known.push((id, value));
        }
        if list == "scopes" {
            rename_clients(app, &renamed);
        }
    }
}

/// Gives the pre-authorizations the new ids, and removes those without a scope.
fn rename_clients(app: &mut Map<String, Value>, renamed: &[(String, String)]) {
    let Some(list) = app["api"]["preAuthorizedApplications"].as_array_mut() else { return };
    for client in list.iter_mut() {
        let ids = client["delegatedPermissionIds"].as_array_mut().unwrap();
        let mut new: Vec<Value> = Vec::new();
        for id in ids.iter() {
            let found = renamed.iter().find(|(old, _)| *id == json!(old));
            if let Some((_, id)) = found
                && !new.contains(&json!(id))
            {
                new.push(json!(id));
            }
        }
        *ids = new;
    }
    list.retain(|client| client["delegatedPermissionIds"] != json!([]));
}
