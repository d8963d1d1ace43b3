//! The root of a file → what to read in it: an app, one app of a list, or a list of app roles or scopes.

use jsonc_parser::ast::{Object, Value};

use super::app_choice::{AppChoice, chosen};
use super::other_tools::{self, Found};
use super::{field, keys, shape};
use crate::files::EXPORT;
use crate::finding::Finding;
use crate::manifest::report::{Damage, FileReport, Shown};

/// What a file holds.
#[derive(Debug)]
pub(super) enum Document<'v, 'a> {
    /// An application, a service principal, or a fragment of one.
    App(&'v Object<'a>),
    /// App roles alone.
    Roles(&'v [Value<'a>]),
    /// Scopes alone.
    Scopes(&'v [Value<'a>]),
}

/// What to read of a file, of which `app` chooses an app where it lists several; `None` where that is reported.
pub(super) fn find<'v, 'a>(
    root: &'v Value<'a>,
    app: Option<AppChoice<'_>>,
    report: &mut FileReport<'_, '_>,
) -> Option<Document<'v, 'a>> {
    Finder { app, report }.document(root)
}

struct Finder<'r, 'f, 'e> {
    app: Option<AppChoice<'r>>,
    report: &'r mut FileReport<'f, 'e>,
}

impl Finder<'_, '_, '_> {
    fn document<'v, 'a>(&mut self, root: &'v Value<'a>) -> Option<Document<'v, 'a>> {
        match root {
            Value::Object(object) => self.object(root, object),
            Value::Array(array) => self.list(root, &array.elements),
            Value::StringLit(_) if other_tools::deeper(root).is_some() => {
                self.refuse(format_args!(
                    "is a string that holds the JSON of a manifest; export it without a second conversion: {EXPORT}"
                ));
                None
            }
            other => {
                self.refuse(format_args!(
                    "is not an app registration manifest: expected an object or a list, found {}",
                    field::kind(other)
                ));
                None
            }
        }
    }

    fn object<'v, 'a>(
        &mut self,
        value: &'v Value<'a>,
        object: &'v Object<'a>,
    ) -> Option<Document<'v, 'a>> {
        if let Some(kind) = other_tools::kind(object) {
            self.refuse_foreign(kind);
            return None;
        }
        match Kind::of(object) {
            Some(Kind::App)
                if !shape::has_entries(object) && other_tools::deeper(value).is_some() =>
            {
                self.refuse_unknown(value);
                None
            }
            Some(Kind::App) => self.chosen(&[object]),
            // `ConvertTo-Json` leaves a list of one without its brackets.
            Some(Kind::Role) => Some(Document::Roles(std::slice::from_ref(value))),
            Some(Kind::Scope) => Some(Document::Scopes(std::slice::from_ref(value))),
            None => {
                keys::check(object, Damage::Values, self.report);
                // What `applicationTemplate: instantiate` answers with holds the application and its service principal.
                if let Some(application) = shape::property(object, "application")
                    && let Value::Object(_) = application.value
                {
                    return self.document(&application.value);
                }
                // What Windows PowerShell wraps, and a list of Microsoft Graph's.
                let inner = shape::unwrapped(value);
                if !std::ptr::eq(inner, value) {
                    return self.document(inner);
                }
                let list = shape::property(object, "value").and_then(|list| list.value.as_array());
                if let Some(list) = list {
                    return self.list(value, &list.elements);
                }
                match something_else(object) {
                    Some(known) => self.refuse(known),
                    None => self.refuse_unknown(value),
                }
                None
            }
        }
    }

    /// `root` is the value in which the list was found.
    fn list<'v, 'a>(
        &mut self,
        root: &Value<'_>,
        elements: &'v [Value<'a>],
    ) -> Option<Document<'v, 'a>> {
        if elements.is_empty() {
            self.refuse("is an empty list: nothing was found when it was exported, in that tenant and with that filter");
            return None;
        }
        let objects: Vec<_> = elements.iter().filter_map(Value::as_object).collect();
        if let Some(other) = elements.iter().find(|element| element.as_object().is_none()) {
            let what = "an element of the list";
            field::mismatch(other, "an object", what, Damage::Values, self.report);
            return None;
        }
        let kinds: Vec<_> = objects.iter().map(|object| Kind::of(object)).collect();
        let entries = [Some(Kind::Role), Some(Kind::Scope)];
        let others = objects.iter().zip(&kinds).filter(|(_, kind)| !entries.contains(kind));
        if let Some(kind) = others.into_iter().find_map(|(object, _)| other_tools::kind(object)) {
            self.refuse_foreign(kind);
            return None;
        }
        let mut known = kinds.iter().flatten().copied();
        let Some(first) = known.next() else {
            self.refuse_list(root, elements);
            return None;
        };
        if let Some(other) = known.find(|kind| *kind != first) {
            self.refuse(format_args!(
                "is a list of {} and of {}; expected one kind in one list",
                first.plural(),
                other.plural()
            ));
            return None;
        }
        match first {
            Kind::App => self.apps(&objects),
            Kind::Role => Some(Document::Roles(elements)),
            Kind::Scope => Some(Document::Scopes(elements)),
        }
    }

    fn apps<'v, 'a>(&mut self, objects: &[&'v Object<'a>]) -> Option<Document<'v, 'a>> {
        if objects.len() > 1 && objects.iter().all(|object| Kind::is_permission(object)) {
            self.refuse(format_args!(
                "is a list of {} permissions of several APIs, which is not a manifest; export the \
                 registration of this API: {EXPORT}",
                objects.len()
            ));
            return None;
        }
        self.chosen(objects)
    }

    fn chosen<'v, 'a>(&mut self, apps: &[&'v Object<'a>]) -> Option<Document<'v, 'a>> {
        chosen(apps, self.app, self.report).map(Document::App)
    }

    fn refuse_foreign(&mut self, kind: &str) {
        self.refuse(format_args!(
            "is {kind}, and not the manifest of an app registration; export the registration itself: {EXPORT}"
        ));
    }

    /// Refuses a file that no known tool writes, and says where in it the permissions are.
    fn refuse_unknown(&mut self, root: &Value<'_>) {
        let Some(Found { key, path, range }) = other_tools::deeper(root) else {
            self.refuse(NO_MANIFEST);
            return;
        };
        let message = format_args!(
            "`{key}` is in `{}`, and expected at the top of the file, as an app registration is \
             exported; export the registration itself: {EXPORT}",
            Shown(&path)
        );
        let at = self.report.here(range);
        self.report.error(at, Damage::Values, message);
    }

    /// Refuses a list of which no element is known.
    fn refuse_list(&mut self, root: &Value<'_>, elements: &[Value<'_>]) {
        if elements.iter().any(|element| other_tools::deeper(element).is_some()) {
            self.refuse_unknown(root);
            return;
        }
        self.refuse(
            "is a list of neither applications, app roles (`allowedMemberTypes`) nor scopes (`adminConsentDisplayName`)",
        );
    }

    fn refuse(&mut self, message: impl Into<Finding>) {
        self.report.whole(Damage::Values, message);
    }
}

/// What an object is that is often taken for a manifest.
fn something_else(object: &Object<'_>) -> Option<&'static str> {
    let has = |name| shape::property(object, name).is_some();
    if has("error") {
        Some("is the answer to a request that failed, and no manifest: see its `error`")
    } else if has("webApplicationInfo") {
        Some(
            "is the manifest of a Teams app; expected that of its app registration in Entra, such as `aad.manifest.json`",
        )
    } else {
        None
    }
}

const NO_MANIFEST: &str = "is not an app registration manifest: expected `appRoles`, and `api.oauth2PermissionScopes` (or, in the \
                           legacy form, `oauth2Permissions`)";

/// What an object in a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    App,
    Role,
    Scope,
}

impl Kind {
    fn of(object: &Object<'_>) -> Option<Self> {
        let has_any =
            |names: &[&str]| names.iter().any(|name| shape::property(object, name).is_some());
        if has_any(APP) {
            Some(Self::App)
        } else if has_any(&["allowedMemberTypes"]) {
            Some(Self::Role)
        } else {
            has_any(SCOPE).then_some(Self::Scope)
        }
    }

    /// Whether an object with an `appId` is a permission of that API and not the API itself.
    fn is_permission(object: &Object<'_>) -> bool {
        let has = |name| shape::property(object, name).is_some();
        has("value") && !APP.iter().any(|key| *key != "appId" && has(key))
    }

    fn plural(self) -> &'static str {
        match self {
            Self::App => "applications",
            Self::Role => "app roles",
            Self::Scope => "scopes",
        }
    }
}

/// A key of an application or a service principal, whole or a fragment, that neither a role nor a scope has.
pub(super) const APP: &[&str] = &[
    "appId",
    "appRoles",
    "api",
    "oauth2Permissions",
    "oauth2PermissionScopes",
    "publishedPermissionScopes",
    "signInAudience",
    "identifierUris",
    "optionalClaims",
];

const SCOPE: &[&str] = &[
    "adminConsentDisplayName",
    "adminConsentDescription",
    "userConsentDisplayName",
    "userConsentDescription",
];
