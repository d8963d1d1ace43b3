//! JSON in the form of Microsoft Graph → entries and settings.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::error::Failure;

/// A registration, as far as its files contain it. A part that is `None` is unknown.
#[derive(Debug, Default)]
pub(crate) struct Registration {
    /// The name in messages, such as the path of the file.
    pub(super) name: String,
    /// The client id, a GUID in lower case.
    pub(crate) client_id: Option<String>,
    pub(super) roles: Option<Vec<Entry>>,
    pub(super) scopes: Option<Vec<Entry>>,
    /// The app roles that an administrator of the tenant added to the service principal. They are
    /// not a part of the application.
    pub(super) tenant_roles: Vec<Entry>,
    pub(super) settings: Settings,
    pub(super) is_service_principal: bool,
}

/// The kind of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Role,
    Scope,
}

impl Kind {
    /// Returns the word for the kind.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Role => "app role",
            Self::Scope => "scope",
        }
    }

    /// Returns the other kind. Both share values and ids.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Role => Self::Scope,
            Self::Scope => Self::Role,
        }
    }
}

/// An app role or a scope.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(super) kind: Kind,
    /// `None` if the file has none, or a placeholder.
    pub(super) id: Option<Uuid>,
    /// `None` for an entry that never reaches a token, such as `msiam_access`.
    pub(super) value: Option<String>,
    /// All keys, known and unknown, without keys that must not be written.
    pub(super) json: Map<String, Value>,
}

impl Entry {
    pub(super) fn is_enabled(&self) -> bool {
        self.json.get("isEnabled") != Some(&Value::Bool(false))
    }

    /// Returns the entry with this switch.
    pub(super) fn switched(&self, enabled: bool) -> Self {
        let mut entry = self.clone();
        entry.json.insert("isEnabled".to_owned(), Value::Bool(enabled));
        entry
    }

    /// Returns the entry in the words of a message.
    pub(super) fn in_words(&self) -> String {
        let kind = self.kind.name();
        match (&self.value, self.id) {
            (Some(value), _) => format!("{kind} `{value}`"),
            (None, Some(id)) => format!("{kind} {id}"),
            (None, None) => kind.to_owned(),
        }
    }
}

/// The settings that the plan covers. Each is `None` if the files do not contain it.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) display_name: Option<Value>,
    pub(super) sign_in_audience: Option<Value>,
    pub(super) token_version: Option<Value>,
    pub(super) identifier_uris: Option<Vec<String>>,
    pub(super) optional_claims: Option<Value>,
    pub(super) pre_authorized: Option<PreAuthorized>,
}

/// The scopes for which each client needs no consent, by client id.
pub(super) type PreAuthorized = BTreeMap<String, BTreeSet<Uuid>>;

impl Registration {
    /// Reads the JSON that the model returns for a manifest.
    pub(crate) fn read(
        name: &str,
        json: &str,
        is_service_principal: bool,
    ) -> Result<Self, Failure> {
        let unreadable = || Failure::new(format_args!("cannot read `{name}`"));
        let app: Map<String, Value> = serde_json::from_str(json).map_err(|_| unreadable())?;
        let api = app.get("api").and_then(Value::as_object);
        let client_id = app.get("appId").and_then(Value::as_str);
        if let Some(id) = client_id
            && guid(id).is_none()
        {
            return Err(placeholder(name, id));
        }
        let roles = app.get("appRoles").map(|list| entries(list, Kind::Role));
        let scopes = api.and_then(|api| api.get("oauth2PermissionScopes"));
        let scopes = scopes.map(|list| entries(list, Kind::Scope));
        let (tenant_roles, roles) = match roles {
            Some(roles) => {
                let (tenant, own) = roles.into_iter().partition(|(_, origin)| *origin);
                (own_entries(tenant), Some(own_entries(own)))
            }
            None => (Vec::new(), None),
        };
        // The settings of a service principal are copies, or of the service principal itself.
        let settings = if is_service_principal { Settings::default() } else { settings(&app, api) };
        Ok(Self {
            name: name.to_owned(),
            client_id: client_id.map(str::to_owned),
            roles,
            scopes: scopes.map(own_entries),
            tenant_roles,
            settings,
            is_service_principal,
        })
    }

    /// Returns the entries of a kind. Returns `None` if the files do not contain the list.
    pub(super) fn list(&self, kind: Kind) -> Option<&[Entry]> {
        match kind {
            Kind::Role => self.roles.as_deref(),
            Kind::Scope => self.scopes.as_deref(),
        }
    }

    /// Returns all entries of the application.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.roles.iter().flatten().chain(self.scopes.iter().flatten())
    }
}

pub(super) fn placeholder(name: &str, text: &str) -> Failure {
    Failure::new(format_args!("`{name}` has a placeholder: `{text}`"))
        .help("name a manifest in which the placeholders are replaced")
}

/// Returns a GUID in the form of Entra.
pub(super) fn guid(text: &str) -> Option<Uuid> {
    const LENGTH: usize = 36;
    if text.len() == LENGTH { Uuid::try_parse(text).ok() } else { None }
}

/// Reads a list. Each entry comes with `true` if it is a role of the tenant.
fn entries(list: &Value, kind: Kind) -> Vec<(Entry, bool)> {
    let mut entries = Vec::new();
    for entry in list.as_array().into_iter().flatten() {
        let Some(json) = entry.as_object() else { continue };
        let mut json = json.clone();
        // Microsoft Graph refuses a write of `origin`.
        let origin = json.remove("origin");
        let value = json.get("value").and_then(Value::as_str).filter(|value| !value.is_empty());
        let id = json.get("id").and_then(Value::as_str).and_then(guid);
        let value = value.map(str::to_owned);
        let is_of_tenant = origin.as_ref().and_then(Value::as_str) == Some("ServicePrincipal");
        entries.push((Entry { kind, id, value, json }, is_of_tenant));
    }
    entries
}

/// Returns each entry once. Repeated entries of joined files agree, or else there is an error.
fn own_entries(entries: Vec<(Entry, bool)>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut own = Vec::new();
    for (entry, _) in entries {
        let key = match &entry.value {
            Some(value) => value.clone(),
            None => format!("{:?}", entry.id),
        };
        if seen.insert((entry.value.is_some(), key)) {
            own.push(entry);
        }
    }
    own
}

fn settings(app: &Map<String, Value>, api: Option<&Map<String, Value>>) -> Settings {
    let of_api = |key: &str| api.and_then(|api| api.get(key));
    let uris = app.get("identifierUris").and_then(Value::as_array);
    let clients = of_api("preAuthorizedApplications").and_then(Value::as_array);
    Settings {
        display_name: app.get("displayName").cloned(),
        sign_in_audience: app.get("signInAudience").cloned(),
        token_version: of_api("requestedAccessTokenVersion").cloned(),
        identifier_uris: uris
            .map(|uris| uris.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        optional_claims: app.get("optionalClaims").cloned(),
        pre_authorized: clients.map(|clients| pre_authorized(clients)),
    }
}

fn pre_authorized(clients: &[Value]) -> PreAuthorized {
    let mut known = PreAuthorized::new();
    for client in clients {
        let Some(client_id) = client.get("appId").and_then(Value::as_str) else { continue };
        let ids = client.get("delegatedPermissionIds").and_then(Value::as_array);
        let ids = ids.into_iter().flatten().filter_map(Value::as_str).filter_map(guid);
        known.entry(client_id.to_owned()).or_default().extend(ids);
    }
    known
}
