//! The clients that the API pre-authorizes for scopes.

use jsonc_parser::ast::Value;

use super::contents::PreAuthorized;
use super::field::{Field, Fields};
use super::{guid, spellings};
use crate::manifest::report::{Damage, FileReport};

/// Reads the clients that the API pre-authorizes. A client or a scope without a GUID is a
/// placeholder of a template.
pub(super) fn read(app: Fields<'_>) -> Vec<PreAuthorized> {
    let mut clients = Vec::new();
    for list in app.all(spellings::PRE_AUTHORIZED, Damage::Nothing) {
        let elements = list.elements().iter();
        clients.extend(elements.filter_map(|element| pre_authorized_client(element, app.report)));
    }
    clients
}

fn pre_authorized_client(element: &Value<'_>, report: &FileReport<'_>) -> Option<PreAuthorized> {
    const OWNER: &str = "a pre-authorized application";
    let client = Fields::from_element(element, OWNER, Damage::Nothing, report)?;
    let client_id = guid_of(client.get("appId", Damage::Nothing)?)?;
    let lists = client.all(spellings::PRE_AUTHORIZED_SCOPES, Damage::Nothing);
    let mut scopes = Vec::new();
    for word in lists.filter_map(Field::words).flatten() {
        scopes.extend(guid::parse(&word.text).map(|id| (id, word.at)));
    }
    Some(PreAuthorized { client_id, scopes })
}

/// Reads a GUID, in lower case.
pub(super) fn guid_of(field: Field<'_>) -> Option<String> {
    let text = field.text()?.text;
    guid::parse(&text).map(|_| text.to_ascii_lowercase())
}
