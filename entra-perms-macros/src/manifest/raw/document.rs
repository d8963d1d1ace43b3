//! The root of a file → what to read in it: an app, one app of a list, or a list of app roles or scopes.

use jsonc_parser::ast::{Object, Value};
use syn::LitStr;

use super::super::report::{Damage, Report, Shown};
use super::{fields, shape};
use crate::suggest::{closest, did_you_mean};

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
    app: Option<Wanted<'_>>,
    report: &mut Report<'_>,
) -> Option<Document<'v, 'a>> {
    Finder { app, report }.document(root)
}

/// The app that is wanted, where a file lists several.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Its client id, or its display name.
    pub(crate) app: &'a LitStr,
    /// Whether an app that is alone must be the one.
    pub(crate) always: bool,
}

struct Finder<'r, 'e> {
    app: Option<Wanted<'r>>,
    report: &'r mut Report<'e>,
}

impl Finder<'_, '_> {
    fn document<'v, 'a>(&mut self, root: &'v Value<'a>) -> Option<Document<'v, 'a>> {
        match root {
            Value::Object(object) => self.object(root, object),
            Value::Array(array) => self.list(&array.elements),
            other => {
                self.refuse(format_args!(
                    "is not an app registration manifest: expected an object or a list, found {}",
                    fields::kind(other)
                ));
                None
            }
        }
    }

    fn object<'v, 'a>(&mut self, value: &'v Value<'a>, object: &'v Object<'a>) -> Option<Document<'v, 'a>> {
        match Kind::of(object) {
            Some(Kind::App) => self.chosen(&[object]).map(Document::App),
            // `ConvertTo-Json` leaves a list of one without its brackets.
            Some(Kind::Role) => Some(Document::Roles(std::slice::from_ref(value))),
            Some(Kind::Scope) => Some(Document::Scopes(std::slice::from_ref(value))),
            None => {
                fields::check_keys(object, Damage::Values, self.report);
                // What `applicationTemplate: instantiate` answers with holds the application and its service principal.
                if let Some(application) = shape::property(object, "application")
                    && let Value::Object(_) = application.value
                {
                    return self.document(&application.value);
                }
                // What Windows PowerShell wraps, and a list of Microsoft Graph's.
                let inner = fields::unwrapped(value);
                if !std::ptr::eq(inner, value) {
                    return self.document(inner);
                }
                let list = shape::property(object, "value").and_then(|list| list.value.as_array());
                if let Some(list) = list {
                    return self.list(&list.elements);
                }
                self.refuse(something_else(object));
                None
            }
        }
    }

    fn list<'v, 'a>(&mut self, elements: &'v [Value<'a>]) -> Option<Document<'v, 'a>> {
        if elements.is_empty() {
            self.refuse("is an empty list: nothing was found when it was exported, in that tenant and with that filter");
            return None;
        }
        let objects: Vec<_> = elements.iter().filter_map(Value::as_object).collect();
        if let Some(other) = elements.iter().find(|element| element.as_object().is_none()) {
            let what = "an element of the list";
            fields::mismatch(other, "an object", what, Damage::Values, self.report);
            return None;
        }
        let kinds: Vec<_> = objects.iter().map(|object| Kind::of(object)).collect();
        let mut known = kinds.iter().flatten().copied();
        let Some(first) = known.next() else {
            self.refuse(
                "is a list of neither applications, app roles (`allowedMemberTypes`) nor scopes (`adminConsentDisplayName`)",
            );
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
            Kind::App => self.chosen(&objects).map(Document::App),
            Kind::Role => Some(Document::Roles(elements)),
            Kind::Scope => Some(Document::Scopes(elements)),
        }
    }

    /// The app that `app = "…"` names, and without it, the only one.
    fn chosen<'v, 'a>(&mut self, apps: &[&'v Object<'a>]) -> Option<&'v Object<'a>> {
        let wanted = self.app.filter(|wanted| wanted.always || apps.len() > 1);
        // A fragment does not say whose it is.
        let has_name = apps.iter().any(|app| names(app).next().is_some());
        let Some((wanted, text)) = wanted.filter(|_| has_name).map(|wanted| (wanted, wanted.app.value()))
        else {
            if let [only] = apps {
                return Some(only);
            }
            self.refuse(format_args!(
                "lists {} applications; choose one with `app = \"client id or display name\"` beside `manifest`: {}",
                apps.len(),
                listed(apps)
            ));
            return None;
        };
        let matches: Vec<_> =
            apps.iter().filter(|app| names(app).any(|name| is_called(name, &text))).collect();
        if let [only] = matches.as_slice() {
            return Some(only);
        }
        let (name, shown, listed) = (self.report.name(), Shown(&text), listed(apps));
        let meant = || did_you_mean(closest(&text, apps.iter().flat_map(|app| names(app))));
        let message = match (matches.len(), apps) {
            (0, [_]) => format!("{name} is not the manifest of `{shown}`, but of {listed}{}", meant()),
            (0, _) if wanted.always => {
                format!("{name} lists no application `{shown}`, but {listed}{}", meant())
            }
            // What is right for one file is not to be changed for another.
            (0, _) => format!(
                "{name} lists no application `{shown}`, but {listed}; one `app` is for all files: give a display name that is the \
                 same in each, or export this one alone"
            ),
            (count, _) => format!(
                "{name} lists {count} applications called `{shown}`; choose one by its client id: {listed}"
            ),
        };
        self.report.source(wanted.app.span(), Damage::Values, message);
        None
    }

    fn refuse(&mut self, message: impl std::fmt::Display) {
        self.report.whole(Damage::Values, message);
    }
}

/// What an object is that is often taken for a manifest.
fn something_else(object: &Object<'_>) -> &'static str {
    let has = |name| shape::property(object, name).is_some();
    if has("error") {
        "is the answer to a request that failed, and no manifest: see its `error`"
    } else if has("webApplicationInfo") {
        "is the manifest of a Teams app; expected that of its app registration in Entra, such as `aad.manifest.json`"
    } else {
        "is not an app registration manifest: expected `appRoles`, and `api.oauth2PermissionScopes` (or, in the legacy \
         form, `oauth2Permissions`)"
    }
}

/// What an object in a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    App,
    Role,
    Scope,
}

impl Kind {
    fn of(object: &Object<'_>) -> Option<Self> {
        let has_any = |names: &[&str]| names.iter().any(|name| shape::property(object, name).is_some());
        if has_any(APP) {
            Some(Self::App)
        } else if has_any(&["allowedMemberTypes"]) {
            Some(Self::Role)
        } else {
            has_any(SCOPE).then_some(Self::Scope)
        }
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
const APP: &[&str] = &[
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

/// The client id and the display name of an app, as far as there are.
fn names<'v>(app: &'v Object<'_>) -> impl Iterator<Item = &'v str> {
    let text = |places| {
        let property = shape::find(app, places)?;
        Some(property.value.as_string_lit()?.value.as_ref())
    };
    [text(shape::CLIENT_ID), text(shape::DISPLAY_NAME)].into_iter().flatten()
}

fn is_called(name: &str, wanted: &str) -> bool {
    name == wanted || (fields::guid(name).is_some() && name.eq_ignore_ascii_case(wanted))
}

/// ``CRM` (`1111…`), `Billing` (`2222…`), …``
fn listed(apps: &[&Object<'_>]) -> String {
    const MOST: usize = 8;
    let shown = apps.iter().take(MOST).map(|app| {
        let mut names: Vec<_> = names(app).map(|name| format!("`{}`", Shown(name))).collect();
        names.reverse();
        match names.as_slice() {
            [] => "one without a name".to_owned(),
            [only] => only.clone(),
            [name, rest @ ..] => format!("{name} ({})", rest.join(", ")),
        }
    });
    let mut shown: Vec<_> = shown.collect();
    if apps.len() > MOST {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
