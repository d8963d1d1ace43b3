//! One registration as its own files contain it: the ids, the clients that need no consent, and
//! the settings that the model does not have. The other registrations of a model change nothing
//! here, and names of the mapping do not count.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use uuid::Uuid;

/// The facts of a registration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(super) roles: Entries,
    pub(super) scopes: Entries,
    /// The client ids, each with the ids of scopes for which the client needs no consent.
    pub(super) pre_authorized: BTreeMap<String, BTreeSet<u128>>,
    /// The optional claims of access tokens, by name.
    pub(super) claims: BTreeMap<String, Claim>,
    pub(super) settings: BTreeMap<&'static str, Value>,
}

/// App roles or scopes, by value.
pub(super) type Entries = BTreeMap<String, Entry>;

/// An app role or a scope.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: Option<u128>,
    pub(super) is_enabled: bool,
    /// The names and descriptions, for administrators and for users.
    pub(super) texts: Vec<String>,
    /// The `type` of a scope.
    pub(super) consent: Option<String>,
}

/// The properties of an optional claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) source: Option<String>,
    pub(super) is_essential: bool,
    pub(super) properties: BTreeSet<String>,
}

/// Settings that are compared as they are written, each with its path in Microsoft Graph.
pub(super) const SETTINGS: [(&str, &[&str]); 4] = [
    ("acceptMappedClaims", &["api", "acceptMappedClaims"]),
    ("knownClientApplications", &["api", "knownClientApplications"]),
    ("groupMembershipClaims", &["groupMembershipClaims"]),
    ("isFallbackPublicClient", &["isFallbackPublicClient"]),
];

const TEXTS: [&str; 6] = [
    "displayName",
    "description",
    "adminConsentDisplayName",
    "adminConsentDescription",
    "userConsentDisplayName",
    "userConsentDescription",
];

impl Facts {
    /// Takes everything except entries from another registration, in which entries may have other
    /// ids.
    pub(crate) fn take_settings(&mut self, other: &Self) {
        let value_of = |id: &u128| other.scopes.iter().find(|(_, it)| it.id == Some(*id));
        let own_id = |id| self.scopes.get(value_of(id)?.0)?.id;
        let clients = other.pre_authorized.iter();
        self.pre_authorized = clients
            .map(|(client, ids)| (client.clone(), ids.iter().filter_map(own_id).collect()))
            .collect();
        self.claims = other.claims.clone();
        self.settings = other.settings.clone();
    }

    /// Reads a registration in the form of Microsoft Graph.
    pub(crate) fn read(graph: &str) -> Option<Self> {
        let app: Value = serde_json::from_str(graph).ok()?;
        let mut settings = BTreeMap::new();
        for (name, path) in SETTINGS {
            let value = path.iter().try_fold(&app, |value, key| value.get(key));
            let value = value.map_or(Value::Null, meaning);
            settings.insert(name, value);
        }
        let api = app.get("api").unwrap_or(&Value::Null);
        let claims = app.get("optionalClaims").and_then(|claims| claims.get("accessToken"));
        Some(Self {
            roles: entries(app.get("appRoles")),
            scopes: entries(api.get("oauth2PermissionScopes")),
            pre_authorized: pre_authorized(api.get("preAuthorizedApplications")),
            claims: objects(claims).filter_map(claim).collect(),
            settings,
        })
    }
}

/// Returns a value in which nothing, no element, and `false` are one: Entra's default.
fn meaning(value: &Value) -> Value {
    match value {
        Value::Bool(false) => Value::Null,
        Value::String(text) if text.is_empty() || text == "None" => Value::Null,
        Value::Array(list) if list.is_empty() => Value::Null,
        // The order says nothing.
        Value::Array(list) => {
            let mut list = list.clone();
            list.sort_by_key(Value::to_string);
            Value::Array(list)
        }
        other => other.clone(),
    }
}

fn objects(list: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
}

fn entries(list: Option<&Value>) -> Entries {
    let mut entries = Entries::new();
    for entry in objects(list) {
        let Some(value) = text(entry, "value") else { continue };
        let read = Entry {
            id: text(entry, "id").and_then(|id| guid(&id)),
            is_enabled: entry.get("isEnabled") != Some(&Value::Bool(false)),
            texts: TEXTS.map(|key| text(entry, key).unwrap_or_default()).to_vec(),
            consent: text(entry, "type"),
        };
        // Of repeated values, the first one counts in the model, too.
        entries.entry(value).or_insert(read);
    }
    entries
}

fn pre_authorized(list: Option<&Value>) -> BTreeMap<String, BTreeSet<u128>> {
    let mut clients: BTreeMap<String, BTreeSet<u128>> = BTreeMap::new();
    for client in objects(list) {
        let Some(id) = text(client, "appId") else { continue };
        let scopes = client.get("delegatedPermissionIds").and_then(Value::as_array);
        let scopes = scopes.into_iter().flatten().filter_map(Value::as_str).filter_map(guid);
        clients.entry(id.to_ascii_lowercase()).or_default().extend(scopes);
    }
    clients
}

fn claim(claim: &Map<String, Value>) -> Option<(String, Claim)> {
    let properties = claim.get("additionalProperties").and_then(Value::as_array);
    let properties = properties.into_iter().flatten().filter_map(Value::as_str);
    let read = Claim {
        source: text(claim, "source"),
        is_essential: claim.get("essential") == Some(&Value::Bool(true)),
        properties: properties.map(str::to_owned).collect(),
    };
    Some((text(claim, "name")?, read))
}

/// Returns a text that is not empty.
fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn guid(id: &str) -> Option<u128> {
    Uuid::try_parse(id).ok().map(|id| id.as_u128())
}
