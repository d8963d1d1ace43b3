//! Text of one file → entries with positions: `json` (text → JSON) → `secrets` (none may be there) → `document` (the app, of
//! several) → `form` (which form of export it is) and `shape` (where the forms keep things) → `fields` (JSON → typed values) →
//! `entry` and `app`. Text that is no JSON goes to `recover` instead.

mod app;
mod document;
mod entry;
mod fields;
mod form;
mod json;
mod recover;
mod secrets;
mod shape;

use jsonc_parser::ast::Object;
use syn::LitStr;

pub(crate) use self::app::RawApp;
use self::document::Document;
pub(crate) use self::form::{Form, Kind};
use super::report::{Place, Report};

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
    pub(crate) at: Place,
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
    pub(crate) properties: Vec<Text>,
}

/// Reads what can be read, of several apps the one that `app` names; `None` where the text is no manifest at all.
pub(super) fn read(text: &str, app: Option<&LitStr>, report: &mut Report<'_>) -> Option<Raw> {
    match json::parse(text, report) {
        Ok(root) => {
            secrets::check(&root, report);
            match document::find(&root, app, report)? {
                Document::App(object) => Some(read_app(object, report)),
                Document::Roles(elements) => {
                    Some(Raw { roles: Some(entry::roles(elements, report)), ..Raw::nothing(Form::ROLES) })
                }
                Document::Scopes(elements) => {
                    Some(Raw { scopes: Some(entry::scopes(elements, report)), ..Raw::nothing(Form::SCOPES) })
                }
            }
        }
        Err(json::NotJson) => recover::recover(text, report),
    }
}

impl Raw {
    fn nothing(form: Form) -> Self {
        Self { form, app: RawApp::default(), roles: None, scopes: None }
    }
}

fn read_app(object: &Object<'_>, report: &mut Report<'_>) -> Raw {
    fields::check_keys(object, report);
    let parents = shape::PARENTS.iter().filter_map(|parent| shape::property(object, parent));
    parents.for_each(|parent| fields::check_object(parent, report));

    let mut elements = |places| {
        let property = shape::find(object, places)?;
        Some(fields::objects(&property.value, format_args!("`{}`", property.name.as_str()), report))
    };
    let (roles, scopes) = (elements(shape::ROLES), elements(shape::SCOPES));
    Raw {
        form: Form::of(object),
        app: app::read(object, report),
        roles: roles.map(|elements| entry::roles(elements, report)),
        scopes: scopes.map(|elements| entry::scopes(elements, report)),
    }
}

#[cfg(test)]
mod tests;
