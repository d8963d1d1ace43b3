//! Text of one file → [`Raw`] contents with places: `json` (text → JSON) → `secrets` (none may be
//! in it) → `document` (the part to read) → `app` and `entry` (JSON → settings and entries).
//!
//! - Clients: `client` (the file of a client), `pre_authorized` (the clients that the API names).
//! - The part to read: `object_kind` (application, app role or scope), `app_choice` (one of several
//!   applications), `other_tools` and `refusal` (files that are not manifests).
//! - Keys: `form` (the form of export), `spellings` (places and spellings), `repeated_keys`,
//!   `setting` (settings at other places), `switch` (keys that disable an entry).
//! - Values: `field` (typed values), `guid`, `graph` (values as Microsoft Graph writes them).
//! - Text that is not JSON: `syntax_error` (its cause), `other_text` (other formats), `recovery`
//!   (its names).

mod app;
mod app_choice;
mod client;
mod contents;
mod document;
mod entry;
mod field;
mod form;
mod graph;
mod guid;
mod json;
mod object_kind;
mod other_text;
mod other_tools;
mod pre_authorized;
mod recovery;
mod refusal;
mod repeated_keys;
mod secrets;
mod setting;
mod spellings;
mod switch;
mod syntax_error;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::{Range, Ranged};

pub(crate) use self::app_choice::AppChoice;
use self::app_choice::Wanted;
pub(crate) use self::contents::{
    IdentifierUris, PreAuthorized, Raw, RawApp, RawClaim, RawClient, RawEntry, Request, Text,
};
use self::document::Document;
use self::field::Fields;
pub use self::form::Form;
pub(crate) use self::form::Kind;
pub(super) use self::graph::{Part, graph_json};
use crate::manifest::report::{Damage, FileRange, FileReport};

/// Reads a file. If it lists several applications, `app` chooses one.
///
/// Returns `None` if the file is not a manifest.
pub(super) fn read(app: Option<AppChoice<'_>>, report: &FileReport<'_>) -> Option<Raw> {
    let Some(root) = json::parse(report) else { return recovery::recover(report) };
    secrets::check(&root, report);
    match document::find(&root, Wanted::Api(app), report)? {
        Document::App(object) => Some(read_app(object, report)),
        Document::Roles(elements) => {
            let roles = Some(entry::roles(elements, report));
            let document = list_range(elements, report);
            Some(Raw { document, roles, ..Raw::new(Form::ROLES) })
        }
        Document::Scopes(elements) => {
            let scopes = Some(entry::scopes(elements, report));
            let document = list_range(elements, report);
            Some(Raw { document, scopes, ..Raw::new(Form::SCOPES) })
        }
    }
}

/// Reads the file of a client. Returns its form, too.
///
/// Returns `None` if the file is not the registration of an application.
pub(super) fn read_client(report: &FileReport<'_>) -> Option<(Form, RawClient)> {
    let root = json::parse(report)?;
    secrets::check(&root, report);
    match document::find(&root, Wanted::Client, report)? {
        Document::App(object) => {
            let form = Form::of_object(object);
            Some((form, client::read(fields(object, spellings::CLIENT_PARENTS, report))))
        }
        Document::Roles(_) => {
            refusal::no_client(Form::ROLES, report);
            None
        }
        Document::Scopes(_) => {
            refusal::no_client(Form::SCOPES, report);
            None
        }
    }
}

fn read_app(object: &Object<'_>, report: &FileReport<'_>) -> Raw {
    let app = fields(object, spellings::PARENTS, report);
    Raw {
        form: Form::of_object(object),
        document: Some(report.here(object.range)),
        app: app::read(app),
        roles: read_entries(app, spellings::ROLES, entry::roles),
        scopes: read_entries(app, spellings::SCOPES, entry::scopes),
    }
}

/// Returns the bytes from the first to the last element.
fn list_range(elements: &[Value<'_>], report: &FileReport<'_>) -> Option<FileRange> {
    let first = elements.first()?.range();
    let last = elements.last()?.range();
    Some(report.here(Range::new(first.start, last.end)))
}

/// Returns the values of an application. Reports repeated keys in it and in these objects of it.
fn fields<'v>(object: &'v Object<'v>, parents: &[&str], report: &'v FileReport<'v>) -> Fields<'v> {
    repeated_keys::check(object, Damage::Values, report);
    let app = Fields { object, report, owner: "the application" };
    for parent in parents {
        if let Some(parent) = app.get(parent, Damage::Values) {
            parent.check_object();
        }
    }
    app
}

/// Reads the entries at all of these places. Returns `None` if the file has no such
/// place.
fn read_entries(
    app: Fields<'_>,
    places: spellings::Places,
    read: fn(&[Value<'_>], &FileReport<'_>) -> Vec<RawEntry>,
) -> Option<Vec<RawEntry>> {
    let mut entries = None;
    for list in app.all(places, Damage::Values) {
        let found = read(list.elements(), app.report);
        entries.get_or_insert_with(Vec::new).extend(found);
    }
    entries
}

#[cfg(test)]
mod tests;
