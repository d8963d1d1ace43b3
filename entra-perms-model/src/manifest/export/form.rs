//! The form of export of a file, recognized by its contents.

use std::fmt;

use jsonc_parser::ast::Object;

use super::spellings::{has_any, property};

/// A form of export: the kind of object, and the tool that writes it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    kind: Kind,
    /// The tool, if several tools write this kind of object.
    written_by: Option<&'static str>,
}

/// The kind of object that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An app registration.
    Application,
    /// The service principal of an application in a tenant. Service principals of Microsoft's APIs
    /// are larger than an application may be.
    ServicePrincipal,
    /// Some members of an application.
    Fragment,
    /// A list of app roles.
    Roles,
    /// A list of scopes.
    Scopes,
    /// Text that is not JSON. Its entries are a guess.
    Broken,
}

impl Form {
    pub(super) const ROLES: Self = Self { kind: Kind::Roles, written_by: None };
    pub(super) const SCOPES: Self = Self { kind: Kind::Scopes, written_by: None };
    pub(super) const BROKEN: Self = Self { kind: Kind::Broken, written_by: None };

    /// Returns the kind of object.
    pub(crate) fn kind(self) -> Kind {
        self.kind
    }

    /// Returns whether the file is a service principal. It lacks settings of the application, such
    /// as the access token version, and may have app roles that an administrator of its tenant
    /// added.
    #[must_use]
    pub fn is_service_principal(self) -> bool {
        self.kind == Kind::ServicePrincipal
    }

    /// Returns whether the file has a whole registration, and not a part of one.
    pub(crate) fn is_whole(self) -> bool {
        matches!(self.kind, Kind::Application | Kind::ServicePrincipal)
    }

    /// Returns the form of an application, a service principal or a fragment.
    pub(super) fn of_object(object: &Object<'_>) -> Self {
        let kind = if has_any(object, &["servicePrincipalNames", "servicePrincipalType"]) {
            Kind::ServicePrincipal
        } else if has_any(object, &["appId", "displayName", "name"]) {
            Kind::Application
        } else {
            Kind::Fragment
        };
        let writers = match kind {
            Kind::ServicePrincipal => SERVICE_PRINCIPALS,
            Kind::Application => APPLICATIONS,
            _ => &[],
        };
        let writer = writers.iter().find(|(_, is_writer)| is_writer(object));
        Self { kind, written_by: writer.map(|(name, _)| *name) }
    }
}

/// A tool, and the test that recognizes its exports.
type Writer = (&'static str, fn(&Object<'_>) -> bool);

const APPLICATIONS: &[Writer] = &[
    ("`Get-AzADApplication`", |app| has_exactly(app, &["AppRole", "IdentifierUri"])),
    ("old `az`, or `Get-AzureADApplication`", |app| {
        has_any(app, &["availableToOtherTenants", "odata.type", "objectType"])
            || (has_any(app, &["objectId"]) && has_any(app, &["oauth2Permissions"]))
    }),
    ("legacy portal", |app| {
        has_any(app, &["replyUrlsWithType", "accessTokenAcceptedVersion", "oauth2Permissions"])
    }),
    ("Microsoft Graph, early beta", |app| {
        let api = property(app, "api").and_then(|api| api.value.as_object());
        api.is_some_and(|api| {
            has_any(api, &["publishedPermissionScopes", "acceptedAccessTokenVersion"])
        })
    }),
    ("`Get-MgApplication`", |app| has_exactly(app, &["AppId", "AppRoles", "Api"])),
    ("Microsoft Graph", |_| true),
];

const SERVICE_PRINCIPALS: &[Writer] = &[
    ("`Get-AzADServicePrincipal`", |principal| {
        has_exactly(principal, &["AppRole", "ServicePrincipalName"])
    }),
    ("old `az`, or `Get-AzureADServicePrincipal`", |principal| {
        has_any(principal, &["oauth2Permissions"])
    }),
    ("Microsoft Graph beta", |principal| has_any(principal, &["publishedPermissionScopes"])),
    ("`Get-MgServicePrincipal`", |principal| has_exactly(principal, &["AppId", "AppRoles"])),
    ("Microsoft Graph", |_| true),
];

/// Returns whether an object has one of these keys in this very spelling. `PowerShell` begins keys
/// with capitals, and `Az.Resources` writes them in the singular.
fn has_exactly(object: &Object<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| object.get(name).is_some())
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Application => "an application",
            Kind::ServicePrincipal => "a service principal",
            Kind::Fragment => "a fragment of an application",
            Kind::Roles => "a list of app roles",
            Kind::Scopes => "a list of scopes",
            Kind::Broken => "text that is not JSON",
        })?;
        match self.written_by {
            Some(writer) => write!(f, " ({writer})"),
            None => Ok(()),
        }
    }
}
