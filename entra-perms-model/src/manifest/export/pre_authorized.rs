//! The clients that the API pre-authorizes for scopes.

use jsonc_parser::ast::Value;

use super::contents::PreAuthorized;
use super::field::{Field, Fields};
use super::{guid, spellings};
use crate::manifest::report::{Damage, FileRange, FileReport};

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
    let mut scopes = Vec::new();
    for list in client.all(spellings::PRE_AUTHORIZED_SCOPES, Damage::Nothing) {
        scopes.extend(ids(list));
    }
    for list in client.all(spellings::PRE_AUTHORIZED_GRANTS, Damage::Nothing) {
        for grant in list.elements() {
            scopes.extend(granted_scopes(grant, report));
        }
    }
    Some(PreAuthorized { client_id, scopes })
}

/// Reads the scopes of one entry of `permissions`, the form of Azure AD Graph. Returns no scopes if
/// the client may use the permissions as itself, because they are app roles.
fn granted_scopes(element: &Value<'_>, report: &FileReport<'_>) -> Vec<(u128, FileRange)> {
    const OWNER: &str = "a permission of a pre-authorized application";
    let Some(grant) = Fields::from_element(element, OWNER, Damage::Nothing, report) else {
        return Vec::new();
    };
    let direct = grant.get("directAccessGrant", Damage::Nothing);
    let direct = direct.filter(|direct| !direct.is_null());
    if direct.and_then(Field::boolean) == Some(true) {
        return Vec::new();
    }
    let list = grant.get("accessGrants", Damage::Nothing);
    list.into_iter().flat_map(ids).collect()
}

/// Reads a list of GUIDs.
fn ids(list: Field<'_>) -> Vec<(u128, FileRange)> {
    let words = list.words().into_iter().flatten();
    words.filter_map(|word| Some((guid::parse(&word.text)?, word.at))).collect()
}

/// Reads a GUID, in lower case.
fn guid_of(field: Field<'_>) -> Option<String> {
    let text = field.text()?.text;
    guid::parse(&text).map(|_| text.to_ascii_lowercase())
}
