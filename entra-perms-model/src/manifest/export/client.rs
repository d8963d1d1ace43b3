//! The file of a client: the permissions that it asks for, whether it proves its identity, and
//! whether it is a blueprint of AI agents.

use jsonc_parser::ast::{Object, Value};

use super::app::client_id;
use super::contents::{RawClient, Request, Requests};
use super::field::{Field, Fields};
use super::{guid, spellings};
use crate::manifest::report::{Damage, FileReport};

/// Reads the registration of a client.
pub(super) fn read(app: Fields<'_>) -> RawClient {
    RawClient {
        client_id: client_id(app),
        display_name: app.first(spellings::DISPLAY_NAME, Damage::Nothing).and_then(Field::text),
        requests: requests(app),
        is_public: is_public(app),
        is_blueprint: is_blueprint(app.object),
    }
}

fn requests(app: Fields<'_>) -> Vec<Requests> {
    let lists = app.all(spellings::REQUESTS, Damage::Nothing);
    let elements = lists.flat_map(Field::elements);
    elements
        .filter_map(|element| requests_of_one_api(element, app.report))
        .collect()
}

/// Reads the permissions of one API. Returns `None` if the API is not named.
fn requests_of_one_api(element: &Value<'_>, report: &FileReport<'_>) -> Option<Requests> {
    const OWNER: &str = "an element of `requiredResourceAccess`";
    let api = Fields::from_element(element, OWNER, Damage::Nothing, report)?;
    let named = api.get("resourceAppId", Damage::Nothing)?.text()?.text;
    // Templates have names and placeholders in the place of a GUID. An error can show them.
    let is_guid = guid::parse(&named).is_some();
    let client_id = if is_guid { named.to_ascii_lowercase() } else { named };
    let list = api.get("resourceAccess", Damage::Nothing);
    let elements = list.into_iter().flat_map(Field::elements);
    Some(Requests {
        client_id,
        permissions: elements.filter_map(|element| request(element, report)).collect(),
    })
}

fn request(element: &Value<'_>, report: &FileReport<'_>) -> Option<Request> {
    let owner = "an element of `resourceAccess`";
    let request = Fields::from_element(element, owner, Damage::Nothing, report)?;
    let id = request.get("id", Damage::Nothing);
    let kind = request.get("type", Damage::Nothing);
    let found = Request {
        at: report.here(request.object.range),
        id: id.and_then(Field::text),
        kind: kind.and_then(Field::text),
    };
    // Without this, a value of another type would also seem to be missing.
    let is_readable = [id, kind].into_iter().flatten().all(Field::is_text_or_null);
    is_readable.then_some(found)
}

/// Returns whether Entra gives tokens to a client that does not prove its identity: an application
/// on a device, or in a browser.
fn is_public(app: Fields<'_>) -> bool {
    let mut addresses = app.all(spellings::PUBLIC_ADDRESSES, Damage::Nothing);
    let has_addresses =
        addresses.any(|field| field.words().is_some_and(|addresses| !addresses.is_empty()));
    let mut switches = app.all(spellings::PUBLIC_SWITCHES, Damage::Nothing);
    has_addresses || switches.any(is_true) || has_public_reply_url(app)
}

/// Returns whether a switch is on. `publicClient` may be an object with addresses.
fn is_true(switch: Field<'_>) -> bool {
    match switch.value() {
        Value::NullKeyword(_) | Value::Object(_) => false,
        _ => switch.boolean() == Some(true),
    }
}

/// Returns whether an address of the legacy form is one of a public client.
fn has_public_reply_url(app: Fields<'_>) -> bool {
    const PUBLIC: [&str; 2] = ["InstalledClient", "Spa"];
    let mut elements = app.all(spellings::REPLY_URLS, Damage::Nothing).flat_map(Field::elements);
    elements.any(|element| {
        let owner = "a reply URL";
        let url = Fields::from_element(element, owner, Damage::Nothing, app.report);
        let kind = url.and_then(|url| url.get("type", Damage::Nothing)).and_then(Field::text);
        kind.is_some_and(|kind| PUBLIC.iter().any(|word| kind.text.eq_ignore_ascii_case(word)))
    })
}

/// Returns whether the application is an agent identity blueprint. Only Microsoft Graph says it,
/// always in this spelling.
/// <https://learn.microsoft.com/graph/api/resources/agentidentityblueprint>
fn is_blueprint(app: &Object<'_>) -> bool {
    const BLUEPRINT: &str = "#microsoft.graph.agentIdentityBlueprint";
    let mut types = app.properties.iter().filter(|it| it.name.as_str() == "@odata.type");
    types.any(|it| matches!(&it.value, Value::StringLit(kind) if kind.value == BLUEPRINT))
}
