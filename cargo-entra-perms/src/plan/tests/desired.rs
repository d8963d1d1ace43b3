//! The desired state, computed from the two registrations and without the planner.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::graph::{Graph, entries, value, version};

/// The facts about an entry that matter.
#[derive(Debug, PartialEq)]
struct Facts {
    enabled: bool,
    /// The keys with a value, without the switch and the id.
    keys: BTreeMap<String, Value>,
}

type Entries = BTreeMap<String, Facts>;

/// Fails unless the application is as checked in, as far as the manifest says.
pub(super) fn check(graph: &Graph, live: &Value, checked_in: &Value) {
    let (app, live, checked_in) = (&graph.app, map(live), map(checked_in));
    for kind in ["appRoles", "scopes"] {
        let is_known = match kind {
            "appRoles" => checked_in.contains_key("appRoles"),
            _ => checked_in["api"].get("oauth2PermissionScopes").is_some(),
        };
        let expected = if is_known { expected(kind, live, checked_in) } else { facts(kind, live) };
        assert_eq!(facts(kind, app), expected, "{kind}");
        check_ids(kind, app, live, checked_in);
        check_entries_without_value(kind, app, live);
    }
    check_clients(app, live, checked_in);
    check_settings(app, live, checked_in);
    assert_eq!(app["tags"], json!(["kept"]));
    assert_eq!(app["api"]["acceptMappedClaims"], json!(true));
    assert_eq!(app["api"]["knownClientApplications"].as_array().unwrap().len(), 1);
}

fn map(app: &Value) -> &Map<String, Value> {
    app.as_object().unwrap()
}

/// Returns the entries of a list with a value.
fn facts(kind: &str, app: &Map<String, Value>) -> Entries {
    let valued = entries(app, kind).filter_map(|entry| Some((value(entry)?.to_owned(), entry)));
    valued.map(|(value, entry)| (value, of(entry))).collect()
}

fn of(entry: &Map<String, Value>) -> Facts {
    let mut keys = BTreeMap::new();
    for (key, value) in entry {
        let is_blank = value.is_null() || value == "";
        if !is_blank && !["id", "isEnabled", "origin"].contains(&key.as_str()) {
            keys.insert(key.clone(), sorted(value));
        }
    }
    Facts { enabled: entry.get("isEnabled") != Some(&json!(false)), keys }
}

fn sorted(value: &Value) -> Value {
    let Value::Array(list) = value else { return value.clone() };
    let mut list = list.clone();
    list.sort_by_key(Value::to_string);
    Value::Array(list)
}

/// Returns the entries as checked in, with the keys that only the live entries have.
fn expected(kind: &str, live: &Map<String, Value>, checked_in: &Map<String, Value>) -> Entries {
    let of_live = facts(kind, live);
    let mut expected = Entries::new();
    for entry in entries(checked_in, kind) {
        let Some(value) = value(entry) else { continue };
        let mut facts = of(entry);
        for (key, known) in of_live.get(value).into_iter().flat_map(|live| &live.keys) {
            if !entry.contains_key(key) {
                facts.keys.insert(key.clone(), known.clone());
            }
        }
        expected.insert(value.to_owned(), facts);
    }
    expected
}

fn ids<'a>(kind: &str, app: &'a Map<String, Value>) -> BTreeMap<&'a str, &'a str> {
    let entries = entries(app, kind);
    entries
        .filter_map(|entry| Some((value(entry)?, entry.get("id")?.as_str()?)))
        .filter(|(_, id)| id.len() == 36)
        .collect()
}

/// A value keeps its id. A new value gets the id of the manifest, unless another value has it.
fn check_ids(
    kind: &str,
    app: &Map<String, Value>,
    live: &Map<String, Value>,
    checked_in: &Map<String, Value>,
) {
    let other = if kind == "appRoles" { "scopes" } else { "appRoles" };
    let written = ids(kind, checked_in);
    let mut taken = BTreeMap::new();
    for kind in [kind, other] {
        for entry in entries(live, kind) {
            taken.insert(entry["id"].as_str().unwrap(), value(entry));
        }
    }
    for (value, id) in ids(kind, app) {
        let known = ids(kind, live).get(value).copied().or(ids(other, live).get(value).copied());
        if let Some(known) = known {
            assert_eq!(id, known, "the id of `{value}`");
        } else if let Some(written) = written.get(value) {
            let in_manifest = |kind| ids(kind, checked_in).into_iter();
            let mut users = in_manifest(kind).chain(in_manifest(other));
            let is_one = users.all(|(other, id)| id != *written || other == value);
            let other_id = ids(other, checked_in).get(value).copied();
            if !taken.contains_key(written) && is_one && other_id.is_none_or(|it| it == *written) {
                assert_eq!(id, *written, "the id of `{value}`");
            }
        }
    }
}

/// Entries without a value are left alone.
fn check_entries_without_value(kind: &str, app: &Map<String, Value>, live: &Map<String, Value>) {
    let without = |app| {
        let entries = entries(app, kind).filter(|entry| value(entry).is_none());
        let entries = entries.map(|entry| (entry["id"].to_string(), of(entry)));
        entries.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(without(app), without(live));
}

/// Returns the values of the scopes for which each client is pre-authorized. An id that the
/// application does not have may be one of the live application.
fn clients(
    app: &Map<String, Value>,
    live: &Map<String, Value>,
) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let list = app.get("api")?.get("preAuthorizedApplications")?.as_array()?;
    let mut clients = BTreeMap::new();
    for client in list {
        let ids = client["delegatedPermissionIds"].as_array()?;
        let names = ids.iter().filter_map(|id| {
            let of = |app| entries(app, "scopes").chain(entries(app, "appRoles"));
            let entry = of(app).chain(of(live)).find(|entry| entry.get("id") == Some(id))?;
            Some(value(entry)?.to_owned())
        });
        let names: BTreeSet<_> = names.collect();
        if !names.is_empty() {
            clients.insert(client["appId"].to_string(), names);
        }
    }
    Some(clients)
}

fn check_clients(
    app: &Map<String, Value>,
    live: &Map<String, Value>,
    checked_in: &Map<String, Value>,
) {
    let mut expected =
        clients(checked_in, live).or_else(|| clients(live, live)).unwrap_or_default();
    let mut exists = facts("scopes", app);
    exists.append(&mut facts("appRoles", app));
    for scopes in expected.values_mut() {
        scopes.retain(|scope| exists.contains_key(scope));
    }
    expected.retain(|_, scopes| !scopes.is_empty());
    assert_eq!(clients(app, app).unwrap(), expected);
}

fn check_settings(
    app: &Map<String, Value>,
    live: &Map<String, Value>,
    checked_in: &Map<String, Value>,
) {
    for key in ["displayName", "signInAudience"] {
        let expected = checked_in.get(key).filter(|_| live.contains_key(key));
        assert_eq!(app.get(key), expected.or(live.get(key)), "{key}");
    }
    let is_known = checked_in["api"].get("requestedAccessTokenVersion").is_some();
    let expected = if is_known { checked_in } else { live };
    assert_eq!(version(app), version(expected), "the version");
    let uris = |app: &Map<String, Value>| Some(sorted(app.get("identifierUris")?));
    assert_eq!(uris(app), uris(checked_in).or(uris(live)));
    let claims_from = if checked_in.contains_key("optionalClaims") { checked_in } else { live };
    let claims = |app: &Map<String, Value>, list: &str| {
        let list = app.get("optionalClaims").and_then(|claims| claims.get(list)?.as_array());
        let claims = list.into_iter().flatten().map(|claim| {
            let properties = claim.get("additionalProperties").cloned().unwrap_or(json!([]));
            (claim["name"].to_string(), properties.to_string())
        });
        claims.collect::<BTreeSet<_>>()
    };
    for list in ["idToken", "accessToken", "saml2Token"] {
        assert_eq!(claims(app, list), claims(claims_from, list), "{list}");
    }
}
