//! A Microsoft Graph in memory, with one application. It refuses more than the real one where the
//! documentation leaves a question open.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The domains that are verified in the tenant.
const VERIFIED: [&str; 1] = ["contoso.example"];

pub(super) struct Graph {
    pub(super) app: Map<String, Value>,
    /// Every id that ever existed, with its value.
    history: BTreeMap<String, Option<String>>,
    pub(super) requests: usize,
}

type Refusal = Result<(), String>;

impl Graph {
    /// Creates a tenant with an application. It must be one that Microsoft Graph could have.
    pub(super) fn new(app: &Value) -> Self {
        let mut app = app.as_object().unwrap().clone();
        for key in ["appRoles", "identifierUris"] {
            app.entry(key).or_insert(json!([]));
        }
        let api = app.entry("api").or_insert(json!({}));
        for list in ["oauth2PermissionScopes", "preAuthorizedApplications"] {
            let api = api.as_object_mut().unwrap();
            api.entry(list).or_insert(json!([]));
        }
        // Keys that no plan mentions.
        api["knownClientApplications"] = json!(["90000000-0000-4000-8000-000000000009"]);
        api["acceptMappedClaims"] = json!(true);
        app.insert("tags".to_owned(), json!(["kept"]));
        for kind in ["appRoles", "scopes"] {
            for entry in entries_mut(&mut app, kind) {
                entry.remove("origin");
            }
        }
        let mut graph = Self { app, history: BTreeMap::new(), requests: 0 };
        graph.remember().unwrap();
        check_lists(&graph.app).unwrap();
        graph
    }

    /// Applies a `PATCH`, or refuses it without a change.
    pub(super) fn patch(&mut self, body: &Value) -> Refusal {
        const KEYS: [&str; 6] = [
            "displayName",
            "signInAudience",
            "identifierUris",
            "optionalClaims",
            "appRoles",
            "api",
        ];
        const API: [&str; 3] =
            ["requestedAccessTokenVersion", "oauth2PermissionScopes", "preAuthorizedApplications"];
        self.requests += 1;
        let body = body.as_object().ok_or("not an object")?;
        let before = self.app.clone();
        let mut after = before.clone();
        if body.is_empty() {
            return Err("an empty request".to_owned());
        }
        for (key, value) in body {
            if !KEYS.contains(&key.as_str()) {
                return Err(format!("unknown key `{key}`"));
            }
            if key == "api" {
                for (key, value) in value.as_object().ok_or("`api` is not an object")? {
                    if !API.contains(&key.as_str()) {
                        return Err(format!("unknown key `api.{key}`"));
                    }
                    after["api"][key] = value.clone();
                }
            } else {
                after.insert(key.clone(), value.clone());
            }
        }
        for kind in ["appRoles", "scopes"] {
            check_enabled(&before, &after, kind)?;
        }
        check_lists(&after)?;
        check_clients(&before, &after)?;
        check_settings(&before, body, &mut after)?;
        self.app = after;
        self.remember()
    }

    /// Remembers all ids. An id that had another value before is refused.
    fn remember(&mut self) -> Refusal {
        for kind in ["appRoles", "scopes"] {
            for entry in entries(&self.app, kind) {
                let id = id(entry)?;
                let value = value(entry).map(str::to_owned);
                let known = self.history.entry(id.to_owned()).or_insert_with(|| value.clone());
                if *known != value {
                    return Err(format!("the id {id} had the value {known:?}, and gets {value:?}"));
                }
            }
        }
        Ok(())
    }
}

/// Returns the app roles or scopes.
pub(super) fn entries<'a>(
    app: &'a Map<String, Value>,
    kind: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> + use<'a> {
    let list = match kind {
        "appRoles" => app.get("appRoles"),
        _ => app.get("api").and_then(|api| api.get("oauth2PermissionScopes")),
    };
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

pub(super) fn entries_mut<'a>(
    app: &'a mut Map<String, Value>,
    kind: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> + use<'a> {
    let list = match kind {
        "appRoles" => app.get_mut("appRoles"),
        _ => app.get_mut("api").and_then(|api| api.get_mut("oauth2PermissionScopes")),
    };
    list.and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
}

fn id(entry: &Map<String, Value>) -> Result<&str, String> {
    entry
        .get("id")
        .and_then(Value::as_str)
        .ok_or_else(|| format!("no id: {entry:?}"))
}

pub(super) fn value(entry: &Map<String, Value>) -> Option<&str> {
    entry.get("value").and_then(Value::as_str).filter(|value| !value.is_empty())
}

fn is_enabled(entry: &Map<String, Value>) -> bool {
    entry.get("isEnabled") != Some(&Value::Bool(false))
}

/// An enabled entry cannot be removed, and only its switch can change.
fn check_enabled(before: &Map<String, Value>, after: &Map<String, Value>, kind: &str) -> Refusal {
    for old in entries(before, kind).filter(|entry| is_enabled(entry)) {
        let new = entries(after, kind).find(|new| new.get("id") == old.get("id"));
        let mut new = new.cloned().unwrap_or_default();
        let mut old = old.clone();
        new.insert("isEnabled".to_owned(), json!(true));
        old.insert("isEnabled".to_owned(), json!(true));
        if new != old {
            return Err(format!("CannotDeleteOrUpdateEnabledEntitlement: {old:?} to {new:?}"));
        }
    }
    Ok(())
}

fn check_lists(app: &Map<String, Value>) -> Refusal {
    const TEXTS: [(&str, &str); 2] =
        [("displayName", "adminConsentDisplayName"), ("description", "adminConsentDescription")];
    let mut count = 0;
    for kind in ["appRoles", "scopes"] {
        let mut ids = BTreeSet::new();
        let mut values = BTreeSet::new();
        for entry in entries(app, kind) {
            count += 1;
            check_entry(entry, kind)?;
            let value = value(entry);
            if !ids.insert(id(entry)?) || value.is_some_and(|value| !values.insert(value)) {
                return Err(format!("a repeated id or value: {entry:?}"));
            }
        }
    }
    if count > 1200 {
        return Err(format!("{count} entries"));
    }
    for role in entries(app, "appRoles") {
        for scope in entries(app, "scopes") {
            let is_one_value = value(role).is_some() && value(role) == value(scope);
            let is_one_id = id(role)? == id(scope)?;
            if is_one_value != is_one_id {
                return Err(format!("one value and two ids, or the reverse: {role:?} {scope:?}"));
            }
            let text = |entry: &Map<String, Value>, key: &str| {
                entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let agree =
                |(of_role, of_scope): &(&str, &str)| text(role, of_role) == text(scope, of_scope);
            if is_one_id && (is_enabled(role) != is_enabled(scope) || !TEXTS.iter().all(agree)) {
                return Err(format!("one id, and a difference: {role:?} {scope:?}"));
            }
        }
    }
    Ok(())
}

fn check_entry(entry: &Map<String, Value>, kind: &str) -> Refusal {
    const REFUSED: [&str; 4] = ["origin", "lang", "isPrivate", "AdditionalProperties"];
    if let Some(key) = REFUSED.iter().find(|key| entry.contains_key(**key)) {
        return Err(format!("`{key}` must not be written: {entry:?}"));
    }
    let id = id(entry)?;
    let is_guid = id.len() == 36 && uuid::Uuid::try_parse(id).is_ok_and(|id| !id.is_nil());
    let members = entry.get("allowedMemberTypes").and_then(Value::as_array);
    let has_members = kind != "appRoles" || members.is_some_and(|members| !members.is_empty());
    if is_guid && has_members && entry.get("isEnabled").is_some_and(Value::is_boolean) {
        Ok(())
    } else {
        Err(format!("an invalid entry: {entry:?}"))
    }
}

/// Pre-authorizations name entries that exist before and after the request.
fn check_clients(before: &Map<String, Value>, after: &Map<String, Value>) -> Refusal {
    let mut clients = BTreeSet::new();
    for client in after["api"]["preAuthorizedApplications"].as_array().ok_or("not a list")? {
        if !clients.insert(client["appId"].as_str().ok_or("no client id")?) {
            return Err(format!("a repeated client: {client}"));
        }
        for id in client["delegatedPermissionIds"].as_array().ok_or("no scopes")? {
            let has = |app, kind| entries(app, kind).any(|entry| entry.get("id") == Some(id));
            let exists = |app| has(app, "scopes") || has(app, "appRoles");
            if !exists(before) || !exists(after) {
                return Err(format!("a pre-authorization for an unknown scope: {client}"));
            }
        }
    }
    Ok(())
}

pub(super) fn version(app: &Map<String, Value>) -> u64 {
    app["api"]
        .get("requestedAccessTokenVersion")
        .and_then(Value::as_u64)
        .unwrap_or(1)
}

/// The settings are checked against the settings before the request.
fn check_settings(
    before: &Map<String, Value>,
    body: &Map<String, Value>,
    after: &mut Map<String, Value>,
) -> Refusal {
    let allows_any = |app: &Map<String, Value>| {
        let claims = app.get("optionalClaims").map(Value::to_string).unwrap_or_default();
        version(app) == 2 || claims.contains("use_guid")
    };
    let is_personal = |app: &Map<String, Value>| {
        app.get("signInAudience") == Some(&json!("AzureADandPersonalMicrosoftAccount"))
    };
    if is_personal(after) && (version(before) != 2 || version(after) != 2) {
        return Err("personal accounts need version 2".to_owned());
    }
    let old = before["identifierUris"].as_array().cloned().unwrap_or_default();
    for uri in after["identifierUris"].as_array().ok_or("not a list of URIs")? {
        let text = uri.as_str().unwrap_or_default();
        let is_verified = VERIFIED.iter().any(|domain| text.contains(domain));
        let is_free = text.starts_with("api:") || is_verified || allows_any(before);
        if !old.contains(uri) && !is_free {
            return Err(format!("the domain of {uri} is not verified"));
        }
    }
    if let Some(claims) = body.get("optionalClaims") {
        // The whole object is replaced.
        let lists = ["idToken", "accessToken", "saml2Token"];
        if !lists.iter().all(|list| claims.get(list).is_some_and(Value::is_array)) {
            return Err(format!("a list of claims is missing: {claims}"));
        }
    }
    if version(before) == 2 && version(after) != 2 {
        if body.contains_key("identifierUris") {
            return Err("the App ID URIs are emptied after this request".to_owned());
        }
        after.insert("identifierUris".to_owned(), json!([]));
    }
    Ok(())
}
