//! One request of a client → the scope or the app role that it names.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::finding::{Finding, Rule};
use crate::manifest::{Damage, FileRange, Manifest, Registered, Request, Shown};

/// A scope or an app role of a registration of the API.
#[derive(Debug)]
pub(super) enum Permission<'a> {
    Scope(&'a Registered),
    Role(&'a Registered),
}

/// The permissions of a registration of the API, by id.
pub(super) struct Permissions<'a> {
    api: &'a Manifest,
    /// The name of the client.
    client: &'a Ident,
    scopes: HashMap<u128, &'a Registered>,
    roles: HashMap<u128, &'a Registered>,
}

/// The `type` of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scope,
    Role,
}

impl Kind {
    /// Returns the value in a manifest.
    fn name(self) -> &'static str {
        match self {
            Self::Scope => "Scope",
            Self::Role => "Role",
        }
    }

    /// Returns the words of a message.
    fn words(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Role => "app role",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Scope => Self::Role,
            Self::Role => Self::Scope,
        }
    }
}

/// Returns the entries by their ids. If two entries have one id, the first one counts.
fn by_id(entries: &[Registered]) -> HashMap<u128, &Registered> {
    let mut found = HashMap::new();
    for entry in entries {
        if let Some(id) = entry.id {
            found.entry(id).or_insert(entry);
        }
    }
    found
}

/// Returns the place of a request: its id, if it has one.
pub(super) fn place(request: &Request) -> FileRange {
    request.id.as_ref().map_or(request.at, |id| id.at)
}

impl<'a> Permissions<'a> {
    /// Collects the permissions of a registration of the API, for requests of a client.
    pub(super) fn of(api: &'a Manifest, client: &'a Ident) -> Self {
        Self { api, client, scopes: by_id(api.scopes()), roles: by_id(api.roles()) }
    }

    /// Returns the scope with this id.
    pub(super) fn scope(&self, id: u128) -> Option<&'a Registered> {
        self.with_id(Kind::Scope, id)
    }

    /// Returns the permission that a client asks for. Returns `None` if it may be one that could
    /// not be read.
    pub(super) fn find(&self, request: &Request) -> Result<Option<Permission<'a>>, Finding> {
        let kind = kind(request)?;
        let Some(id) = request.guid() else { return Err(no_guid(request)) };
        if let Some(entry) = self.with_id(kind, id) {
            self.check(kind, entry)?;
            return Ok(Some(match kind {
                Kind::Scope => Permission::Scope(entry),
                Kind::Role => Permission::Role(entry),
            }));
        }
        if let Some(other) = self.with_id(kind.other(), id) {
            return Err(self.wrong_type(kind, other));
        }
        if self.api.damage == Damage::Values { Ok(None) } else { Err(self.unknown(kind, request)) }
    }

    fn entries(&self, kind: Kind) -> &'a [Registered] {
        match kind {
            Kind::Scope => self.api.scopes(),
            Kind::Role => self.api.roles(),
        }
    }

    fn with_id(&self, kind: Kind, id: u128) -> Option<&'a Registered> {
        let entries = match kind {
            Kind::Scope => &self.scopes,
            Kind::Role => &self.roles,
        };
        entries.get(&id).copied()
    }

    /// Checks that Entra can grant a permission to a client.
    fn check(&self, kind: Kind, entry: &Registered) -> Result<(), Finding> {
        if kind == Kind::Role && !entry.members.applications {
            return Err(self.not_for_applications(entry));
        }
        if entry.enabled { Ok(()) } else { Err(self.disabled(kind, entry)) }
    }

    fn unknown(&self, kind: Kind, request: &Request) -> Finding {
        let id = request.id.as_ref().map_or("", |id| &id.text);
        let words = kind.words();
        let name = self.api.name();
        let message = format!("the API has no {words} with the id `{}`", Shown(id));
        let finding = self
            .finding(Rule::UnknownPermission, &message)
            .note(format_args!("the {words}s of the API are in {name}"));
        let without_id = self.entries(kind).iter().filter(|entry| entry.id.is_none()).count();
        if without_id > 0 {
            let verb = if without_id == 1 { "does" } else { "do" };
            return finding
                .note(format_args!("{without_id} of them {verb} not have a GUID as `id`"))
                .help("export the registration of the API again");
        }
        finding.help(REMOVE)
    }

    /// Returns the finding about an entry that is requested as the other kind.
    fn wrong_type(&self, requested: Kind, entry: &Registered) -> Finding {
        let actual = requested.other();
        let value = Shown(&entry.value);
        let article = if requested == Kind::Scope { "a" } else { "an" };
        let message =
            format!("{} `{value}` is not {article} {}", actual.words(), requested.words());
        self.finding(Rule::WrongPermissionType, &message)
            .note(format_args!("`type` is `{}` in this entry", requested.name()))
            .note(self.place_of(actual, entry))
            .help(format_args!("write `\"type\": \"{}\"`, or remove the entry", actual.name()))
    }

    fn not_for_applications(&self, role: &Registered) -> Finding {
        let message = format!("app role `{}` is for users only", Shown(&role.value));
        self.finding(Rule::NotForApplications, &message)
            .note(format_args!("{}, for {}", self.place_of(Kind::Role, role), role.members))
            .note("`\"type\": \"Role\"` asks for an app role that the client holds itself")
            .help(format_args!("add `Application` to its `allowedMemberTypes`, or {REMOVE}"))
    }

    fn disabled(&self, kind: Kind, entry: &Registered) -> Finding {
        let message = format!("{} `{}` is disabled", kind.words(), Shown(&entry.value));
        self.finding(Rule::DisabledPermission, &message)
            .note(self.place_of(kind, entry))
            .help(format_args!("enable it, or {REMOVE}"))
    }

    fn finding(&self, rule: Rule, message: &str) -> Finding {
        Finding::new(rule, message).note(format_args!("client `{}` asks for it", self.client))
    }

    fn place_of(&self, kind: Kind, entry: &Registered) -> String {
        format!("{} `{}` is at {}", kind.words(), Shown(&entry.value), self.api.place(entry))
    }
}

const REMOVE: &str = "remove it under API permissions of the client in Entra, and export the \
     client's registration again";

fn kind(request: &Request) -> Result<Kind, Finding> {
    let written = request.kind.as_ref().map_or("", |kind| &kind.text);
    [Kind::Scope, Kind::Role]
        .into_iter()
        .find(|kind| kind.name() == written)
        .ok_or_else(|| {
            let message = format!("unknown `type`: `{}`", Shown(written));
            Finding::new(Rule::InvalidSetting, message)
                .note("expected `Scope` or `Role`")
                .export_help()
        })
}

fn no_guid(request: &Request) -> Finding {
    match &request.id {
        Some(id) => {
            let message = format!("`id` is not a GUID: `{}`", Shown(&id.text));
            Finding::new(Rule::InvalidSetting, message).export_help()
        }
        None => Finding::new(Rule::InvalidSetting, "a permission has no `id`").export_help(),
    }
}
