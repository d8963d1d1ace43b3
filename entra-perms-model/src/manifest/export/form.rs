//! Which form of export a file is, told from its content.

use std::fmt;

use jsonc_parser::ast::Object;

use super::shape::property;

/// A form of export: what it exports, and what wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    kind: Kind,
    /// Where several write the same kind.
    written_by: Option<&'static str>,
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An app registration.
    Application,
    /// Its service principal in a tenant. Those of Microsoft's own APIs are larger than an application may be.
    ServicePrincipal,
    /// Some members of an application.
    Fragment,
    /// The app roles alone.
    Roles,
    /// The scopes alone.
    Scopes,
    /// No JSON: all that is left is a guess.
    Broken,
}

impl Form {
    pub(super) const ROLES: Self = Self { kind: Kind::Roles, written_by: None };
    pub(super) const SCOPES: Self = Self { kind: Kind::Scopes, written_by: None };
    pub(super) const BROKEN: Self = Self { kind: Kind::Broken, written_by: None };

    /// What is exported.
    pub(crate) fn kind(self) -> Kind {
        self.kind
    }

    /// Whether it is a registration, and not a part of one.
    pub(crate) fn is_whole(self) -> bool {
        matches!(self.kind, Kind::Application | Kind::ServicePrincipal)
    }

    /// The form of an object that holds app roles, scopes, or says who it is.
    pub(super) fn of(object: &Object<'_>) -> Self {
        let (kind, writers): (_, &[Writer]) =
            if holds_any(object, &["servicePrincipalNames", "servicePrincipalType"]) {
                (Kind::ServicePrincipal, SERVICE_PRINCIPALS)
            } else if holds_any(object, &["appId", "displayName", "name"]) {
                (Kind::Application, APPLICATIONS)
            } else {
                (Kind::Fragment, &[])
            };
        let written_by = writers
            .iter()
            .find(|(_, is_telltale)| is_telltale(object))
            .map(|(name, _)| *name);
        Self { kind, written_by }
    }
}

/// What writes a form, and how it gives itself away.
type Writer = (&'static str, fn(&Object<'_>) -> bool);

const APPLICATIONS: &[Writer] = &[
    ("`Get-AzADApplication`", |app| has_any(app, &["AppRole", "IdentifierUri"])),
    ("old `az`, or `Get-AzureADApplication`", |app| {
        holds_any(app, &["availableToOtherTenants", "odata.type", "objectType"])
            || (holds_any(app, &["objectId"]) && holds_any(app, &["oauth2Permissions"]))
    }),
    ("legacy portal", |app| {
        holds_any(app, &["replyUrlsWithType", "accessTokenAcceptedVersion", "oauth2Permissions"])
    }),
    ("Microsoft Graph, early beta", |app| {
        let api = property(app, "api").and_then(|api| api.value.as_object());
        api.is_some_and(|api| {
            holds_any(api, &["publishedPermissionScopes", "acceptedAccessTokenVersion"])
        })
    }),
    ("`Get-MgApplication`", |app| has_any(app, &["AppId", "AppRoles", "Api"])),
    ("Microsoft Graph", |_| true),
];

const SERVICE_PRINCIPALS: &[Writer] = &[
    ("`Get-AzADServicePrincipal`", |principal| {
        has_any(principal, &["AppRole", "ServicePrincipalName"])
    }),
    ("old `az`, or `Get-AzureADServicePrincipal`", |principal| {
        holds_any(principal, &["oauth2Permissions"])
    }),
    ("Microsoft Graph beta", |principal| holds_any(principal, &["publishedPermissionScopes"])),
    ("`Get-MgServicePrincipal`", |principal| has_any(principal, &["AppId", "AppRoles"])),
    ("Microsoft Graph", |_| true),
];

/// Spelled exactly so: `PowerShell` gives itself away by capitals, and `Az.Resources` by singulars.
fn has_any(object: &Object<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| object.get(name).is_some())
}

fn holds_any(object: &Object<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| property(object, name).is_some())
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Application => "an application",
            Kind::ServicePrincipal => "a service principal",
            Kind::Fragment => "a fragment of an application",
            Kind::Roles => "a list of app roles",
            Kind::Scopes => "a list of scopes",
            Kind::Broken => "no JSON",
        })?;
        self.written_by.map_or(Ok(()), |writer| write!(f, " ({writer})"))
    }
}
