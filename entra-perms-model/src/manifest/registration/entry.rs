//! The app roles and scopes of a registration.

use std::fmt;

use crate::finding::Place;
use crate::manifest::export::{RawEntry, Text};
use crate::manifest::report::FileRange;
use crate::model::Consent;

/// An app role or a scope in a [`Manifest`](crate::Manifest).
#[derive(Debug)]
#[non_exhaustive]
pub struct Registered {
    /// The value, which tokens contain byte for byte.
    pub value: String,
    /// The id as a number, or `None` if the manifest does not contain a GUID.
    pub id: Option<u128>,
    /// The short name that administrators see. Empty if the manifest does not contain one.
    pub display_name: String,
    /// The explanation that administrators see. Empty if the manifest does not contain one.
    pub description: String,
    /// `false` if the registration disables the entry. It is then never granted.
    pub enabled: bool,
    /// `true` if an administrator added the entry to the service principal in a tenant. The
    /// registration of the application does not have it.
    pub of_tenant: bool,
    /// The place in the manifest of another environment that disables the entry.
    pub(crate) disabled_at: Option<Place>,
    /// The members that can hold the app role. A scope has none.
    pub members: Members,
    /// The place in the manifest of another environment that lets applications hold the app role,
    /// if this manifest does not.
    pub(crate) applications_at: Option<Place>,
    /// Who may consent to the scope. `None` for an app role, and if the manifest does not say.
    pub consent: Option<Consent>,
    /// The bytes of `type`, or of the value if there is no `type`.
    pub(crate) consent_at: FileRange,
    /// The place in the manifest of another environment that lets users consent to the scope.
    pub(crate) consented_at: Option<Place>,
    /// The bytes of the value.
    pub(crate) at: FileRange,
}

impl Registered {
    pub(super) fn new(raw: RawEntry, members: Members) -> Self {
        let RawEntry {
            value,
            id,
            display_name,
            description,
            enabled,
            members: _,
            consent,
            of_tenant,
        } = raw;
        let Text { text: value, at } = value;
        Self {
            value,
            id,
            display_name,
            description,
            enabled,
            of_tenant,
            disabled_at: None,
            members,
            applications_at: None,
            consent_at: consent.as_ref().map_or(at, |consent| consent.at),
            consent: consent.and_then(|consent| Consent::named(&consent.text)),
            consented_at: None,
            at,
        }
    }
}

/// The members that can hold an app role, from `allowedMemberTypes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Members {
    /// Users and groups can hold the role.
    pub users: bool,
    /// Applications can hold the role.
    pub applications: bool,
}

/// Writes the members in the words of a manifest: `` `User` and `Application` ``.
impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.users, self.applications) {
            (true, true) => "`User` and `Application`",
            (true, false) => "`User`",
            (false, true) => "`Application`",
            (false, false) => "nobody",
        })
    }
}
