//! Text of one file → entries with positions: `json` (text → JSON) → `secrets` (none may be there)
//! → `document` (the app, of several; `other_tools` names files of other tools) → `form` (which form of
//! export it is) and `shape` (where the forms keep facts) → `fields` (JSON → typed values) →
//! `entry` and `app`. Text that is not JSON is explained by `syntax_error` and goes to `recover`.

mod app;
mod app_choice;
mod document;
mod entry;
mod field;
mod form;
mod json;
mod keys;
mod other_tools;
mod recovery;
mod secrets;
mod setting;
mod shape;
mod switch;
mod syntax_error;

use jsonc_parser::ast::{Object, Value};

pub(crate) use self::app::RawApp;
pub(crate) use self::app_choice::AppChoice;
use self::document::Document;
pub use self::form::Form;
pub(crate) use self::form::Kind;
use crate::manifest::report::{Damage, FileRange, FileReport};

/// A file as written, before any rule of a registration is applied.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) form: Form,
    pub(super) app: RawApp,
    /// `None` where the file has no place for them.
    pub(super) roles: Option<Vec<RawEntry>>,
    /// `None` where the file has no place for them.
    pub(super) scopes: Option<Vec<RawEntry>>,
}

/// A piece of text, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: FileRange,
}

/// An app role or a scope.
#[derive(Debug)]
pub(super) struct RawEntry {
    pub(super) value: Text,
    pub(super) id: Option<u128>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) enabled: bool,
    /// `allowedMemberTypes`; empty for scopes, `None` where an error in it has been reported.
    pub(super) members: Option<Vec<Text>>,
}

/// One entry of `optionalClaims.accessToken`.
#[derive(Debug)]
pub(crate) struct RawClaim {
    pub(crate) name: String,
    /// Whether it is a property of a directory extension, and not a claim that Entra defines.
    pub(crate) is_extension: bool,
    pub(crate) properties: Vec<Text>,
}

/// Reads what can be read, of several apps the one that `app` names; `None` where the text is no manifest at all.
pub(super) fn read(
    text: &str,
    app: Option<AppChoice<'_>>,
    report: &mut FileReport<'_, '_>,
) -> Option<Raw> {
    match json::parse(text, report) {
        Ok(root) => {
            secrets::check(&root, report);
            match document::find(&root, app, report)? {
                Document::App(object) => Some(read_app(object, report)),
                Document::Roles(elements) => Some(Raw {
                    roles: Some(entry::roles(elements, report)),
                    ..Raw::nothing(Form::ROLES)
                }),
                Document::Scopes(elements) => Some(Raw {
                    scopes: Some(entry::scopes(elements, report)),
                    ..Raw::nothing(Form::SCOPES)
                }),
            }
        }
        Err(json::NotJson) => recovery::recover(text, report),
    }
}

/// The entries at every one of the places, so that none is passed over; `None` where there is no such place.
fn entries(
    object: &Object<'_>,
    places: shape::Places,
    read: fn(&[Value<'_>], &mut FileReport<'_, '_>) -> Vec<RawEntry>,
    report: &mut FileReport<'_, '_>,
) -> Option<Vec<RawEntry>> {
    let mut found = None;
    for property in shape::find_all(object, places) {
        let what = format_args!("`{}`", property.name.as_str());
        let elements = field::objects(&property.value, what, Damage::Values, report);
        found.get_or_insert_with(Vec::new).extend(read(elements, report));
    }
    found
}

impl Raw {
    fn nothing(form: Form) -> Self {
        Self { form, app: RawApp::default(), roles: None, scopes: None }
    }
}

fn read_app(object: &Object<'_>, report: &mut FileReport<'_, '_>) -> Raw {
    keys::check(object, Damage::Values, report);
    let parents = shape::PARENTS.iter().filter_map(|parent| shape::property(object, parent));
    parents.for_each(|parent| field::check_object(parent, report));

    Raw {
        form: Form::of(object),
        app: app::read(object, report),
        roles: entries(object, shape::ROLES, entry::roles, report),
        scopes: entries(object, shape::SCOPES, entry::scopes, report),
    }
}

#[cfg(test)]
mod tests;
