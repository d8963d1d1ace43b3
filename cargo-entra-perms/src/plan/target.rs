//! The registration after all writes: the checked-in entries and settings with the live ids, and
//! everything that only the live registration has and that the manifest does not cover.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::clients;
use super::ids::{Ids, Origin};
use super::registration::{Entry, Kind, Registration, Settings, guid, placeholder};
use super::settings::{self, whole_claims};
use crate::error::Failure;

/// The entries in all collections of an application. Entra refuses more of them.
/// <https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest>
const MAX_ENTRIES: usize = 1200;

/// The registration after all writes.
#[derive(Debug)]
pub(super) struct Target {
    /// Each has an id. The live order is kept, and new entries come last.
    pub(super) roles: Vec<Entry>,
    pub(super) scopes: Vec<Entry>,
    pub(super) settings: Settings,
    /// The id of each value of the manifest.
    pub(super) decisions: Vec<Decision>,
    /// The parts that one of the two files lacks. They are not planned.
    pub(super) unknown: Vec<&'static str>,
    /// `true` if the manifest does not say which application it is.
    pub(super) is_unidentified: bool,
}

/// The id of a value.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) id: Uuid,
    pub(super) origin: Origin,
    /// The id in the manifest.
    pub(super) written: Option<Uuid>,
}

impl Target {
    pub(super) fn new(
        live: &Registration,
        checked_in: &Registration,
        client_id: &str,
    ) -> Result<Self, Failure> {
        let namespace = guid(client_id).ok_or_else(|| placeholder(&live.name, client_id))?;
        check_ids(live)?;
        let mut ids = Ids::new(live, checked_in, namespace);
        let mut decisions = Vec::new();
        let mut unknown = Vec::new();
        let mut list = |kind, noun| {
            if checked_in.list(kind).is_none() && live.list(kind).is_some_and(|it| !it.is_empty()) {
                unknown.push(noun);
            }
            entries(kind, live, checked_in, &mut ids, &mut decisions)
        };
        let roles = list(Kind::Role, "app roles")?;
        let scopes = list(Kind::Scope, "scopes")?;
        let mut target = Self {
            roles,
            scopes,
            settings: Settings::default(),
            decisions,
            unknown,
            is_unidentified: checked_in.client_id.is_none(),
        };
        target.settings = target.settings(live, checked_in)?;
        target.check(live)?;
        Ok(target)
    }

    pub(super) fn list(&self, kind: Kind) -> &[Entry] {
        match kind {
            Kind::Role => &self.roles,
            Kind::Scope => &self.scopes,
        }
    }

    /// Returns the entry with the kind and id of a live entry.
    pub(super) fn successor(&self, live: &Entry) -> Option<&Entry> {
        self.list(live.kind).iter().find(|entry| entry.id == live.id)
    }

    fn settings(
        &mut self,
        live: &Registration,
        checked_in: &Registration,
    ) -> Result<Settings, Failure> {
        let is_principal = live.is_service_principal || checked_in.is_service_principal;
        if is_principal {
            self.unknown.push("all settings of the application");
        }
        let entries: Vec<_> = self.entries().collect();
        let clients = clients::pre_authorized(&entries, live, checked_in)?;
        let mut pick = Pick { unknown: &mut self.unknown, is_silent: is_principal };
        let of_live = &live.settings;
        let new = &checked_in.settings;
        let claims = new.optional_claims.as_ref();
        let claims = claims.map(|new| whole_claims(of_live.optional_claims.as_ref(), new));
        Ok(Settings {
            display_name: pick.setting(
                "`displayName`",
                of_live.display_name.as_ref(),
                new.display_name.as_ref(),
            ),
            sign_in_audience: pick.setting(
                "`signInAudience`",
                of_live.sign_in_audience.as_ref(),
                new.sign_in_audience.as_ref(),
            ),
            token_version: pick.setting(
                "the access token version",
                of_live.token_version.as_ref(),
                new.token_version.as_ref(),
            ),
            identifier_uris: pick.setting(
                "`identifierUris`",
                of_live.identifier_uris.as_ref(),
                new.identifier_uris.as_ref(),
            ),
            optional_claims: pick.setting(
                "`optionalClaims`",
                of_live.optional_claims.as_ref(),
                claims.as_ref(),
            ),
            pre_authorized: pick.setting(
                "`preAuthorizedApplications`",
                of_live.pre_authorized.as_ref(),
                clients.as_ref(),
            ),
        })
    }

    /// Returns all entries.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.roles.iter().chain(&self.scopes)
    }

    /// Checks that Microsoft Graph accepts the target.
    fn check(&self, live: &Registration) -> Result<(), Failure> {
        let count = self.roles.len() + self.scopes.len();
        // Microsoft's own registrations have more of them, and need no write.
        if count > MAX_ENTRIES && count > live.entries().count() {
            let message = format!("the registration would have {count} app roles and scopes");
            return Err(Failure::new(message).note(format_args!(
                "Entra accepts at most {MAX_ENTRIES} entries in all collections of a manifest"
            )));
        }
        let of_live: HashMap<_, _> =
            live.entries().map(|entry| ((entry.kind, entry.id), &entry.json)).collect();
        let is_new = |entry: &Entry| of_live.get(&(entry.kind, entry.id)) != Some(&&entry.json);
        for entry in self.entries().filter(|entry| is_new(entry)) {
            check_placeholders(entry.json.values())?;
        }
        if let Some(uris) = &self.settings.identifier_uris
            && let Some(uri) = uris.iter().find(|uri| uri.contains("{{"))
        {
            return Err(placeholder("the manifest", uri));
        }
        if settings::lacks_version(&live.settings, &self.settings) {
            let message = "personal accounts need version 2 of access tokens";
            return Err(Failure::new(message)
                .note("`signInAudience` and the version would contradict each other")
                .help("write both into the manifest"));
        }
        let scopes: HashMap<_, _> = self.scopes.iter().map(|scope| (scope.id, scope)).collect();
        for role in &self.roles {
            if let Some(scope) = scopes.get(&role.id)
                && (is_new(role) || is_new(scope))
            {
                check_pair(role, scope)?;
            }
        }
        Ok(())
    }
}

/// Takes the setting of the manifest, or else the live one.
struct Pick<'u> {
    unknown: &'u mut Vec<&'static str>,
    /// `true` if one note already says it for all settings.
    is_silent: bool,
}

impl Pick<'_> {
    fn setting<T: Clone>(
        &mut self,
        name: &'static str,
        live: Option<&T>,
        checked_in: Option<&T>,
    ) -> Option<T> {
        match (live, checked_in) {
            (Some(_), Some(new)) => Some(new.clone()),
            (Some(live), None) => Some(live.clone()),
            (None, Some(_)) => {
                if !self.is_silent {
                    self.unknown.push(name);
                }
                None
            }
            (None, None) => None,
        }
    }
}

/// Returns the entries of a kind after all writes.
fn entries(
    kind: Kind,
    live: &Registration,
    checked_in: &Registration,
    ids: &mut Ids,
    decisions: &mut Vec<Decision>,
) -> Result<Vec<Entry>, Failure> {
    let of_live = live.list(kind);
    let Some(written) = checked_in.list(kind) else {
        return Ok(of_live.unwrap_or_default().to_vec());
    };
    let Some(of_live) = of_live else {
        if written.is_empty() {
            return Ok(Vec::new());
        }
        // A write replaces the whole list, and would remove the entries that are not known here.
        let message = format!("`{}` does not contain the {}s", live.name, kind.name());
        return Err(Failure::new(message)
            .help("export the whole registration: `az ad app show --id <app id> -o json`"));
    };
    let mut new = Vec::new();
    let mut kept = HashMap::new();
    for entry in written {
        // An entry without a value never reaches a token, and stays unchanged.
        let Some(value) = &entry.value else { continue };
        let (id, origin) = ids.assign(entry, value);
        let (kind, value) = (kind, value.clone());
        decisions.push(Decision { kind, value: value.clone(), id, origin, written: entry.id });
        if origin == Origin::Live {
            kept.insert(value, entry);
        } else {
            new.push(with_id(entry, id));
        }
    }
    let mut target = Vec::new();
    for entry in of_live {
        match &entry.value {
            None => target.push(entry.clone()),
            Some(value) => {
                target.extend(kept.get(value).map(|written| overlaid(entry, written)));
            }
        }
    }
    target.extend(new);
    Ok(target)
}

/// Returns a new entry with its id.
fn with_id(entry: &Entry, id: Uuid) -> Entry {
    let mut new = entry.switched(entry.is_enabled());
    new.id = Some(id);
    new.json.insert("id".to_owned(), Value::String(id.to_string()));
    new
}

/// Returns the live entry with the keys of the manifest. Keys that only the live entry has survive,
/// such as texts that a fragment lacks, and keys that this version does not know.
fn overlaid(live: &Entry, written: &Entry) -> Entry {
    let mut entry = live.clone();
    for (key, value) in &written.json {
        let is_same = is_same(key, live.json.get(key), value);
        if !is_same && key != "id" && key != "isEnabled" {
            entry.json.insert(key.clone(), value.clone());
        }
    }
    if written.is_enabled() == live.is_enabled() {
        entry
    } else {
        entry.switched(written.is_enabled())
    }
}

/// Returns whether two values of a key mean one thing. Exports write a missing text as `null`, as
/// an empty text, or not at all.
fn is_same(key: &str, live: Option<&Value>, written: &Value) -> bool {
    if key == "allowedMemberTypes" {
        return words(live) == words(Some(written));
    }
    let is_blank = |value: &Value| value.is_null() || value.as_str() == Some("");
    match live {
        Some(live) => live == written || (is_blank(live) && is_blank(written)),
        None => is_blank(written),
    }
}

pub(super) fn words(list: Option<&Value>) -> BTreeSet<&str> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn check_ids(live: &Registration) -> Result<(), Failure> {
    match live.entries().find(|entry| entry.id.is_none()) {
        None => Ok(()),
        Some(entry) => {
            let message = format!("{} of `{}` has no id", entry.in_words(), live.name);
            Err(Failure::new(message)
                .note("a write replaces the whole list, so it needs the id of each live entry")
                .help("export the whole registration: `az ad app show --id <app id> -o json`"))
        }
    }
}

fn check_placeholders<'v>(values: impl Iterator<Item = &'v Value>) -> Result<(), Failure> {
    let mut texts = values.filter_map(Value::as_str);
    match texts.find(|text| text.contains("{{")) {
        Some(text) => Err(placeholder("the manifest", text)),
        None => Ok(()),
    }
}

/// Entra requires that a role and a scope with one id agree in these keys.
const PAIRED: [(&str, &str); 2] =
    [("displayName", "adminConsentDisplayName"), ("description", "adminConsentDescription")];

fn check_pair(role: &Entry, scope: &Entry) -> Result<(), Failure> {
    let value = role.value.as_deref().unwrap_or_default();
    let refused = |keys: String| {
        let message = format!("the app role and the scope `{value}` differ in {keys}");
        Failure::new(message)
            .note("they have one value, so they have one id, and Entra refuses the difference")
            .help("make them equal in the manifest, or give them different values")
    };
    if role.is_enabled() != scope.is_enabled() {
        return Err(refused("`isEnabled`".to_owned()));
    }
    for (of_role, of_scope) in PAIRED {
        let text = scope.json.get(of_scope).unwrap_or(&Value::Null);
        if !is_same(of_role, role.json.get(of_role), text) {
            return Err(refused(format!("`{of_role}` and `{of_scope}`")));
        }
    }
    Ok(())
}
