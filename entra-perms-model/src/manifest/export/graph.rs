//! The contents of the files of one manifest as JSON in the form of Microsoft Graph: the spelling
//! and place of each known key, and the values as they are written.
//!
//! Files are parsed a second time for it, so that a build, which does not need it, is not slower.

use std::fmt::Write as _;

use jsonc_parser::ast::{Object, Value};

use super::contents::PreAuthorized;
use super::form::{Form, Kind};
use super::spellings::{self, Places};
use super::{guid, json};

/// A part of a file that was read: an application, or the elements of a list.
pub(in crate::manifest) struct Part<'t> {
    pub(in crate::manifest) form: Form,
    pub(in crate::manifest) text: &'t str,
}

/// Keys of app roles and scopes that the application of Microsoft Graph v1.0 does not have, and
/// keys that PowerShell adds.
const OTHER_FORMS: &[&str] = &[
    "lang",
    "isAdmin",
    "isPrivate",
    "isPreAuthorizationRequired",
    "PSShowComputerName",
    "AdditionalProperties",
];

/// Writes the parts of one manifest as one application.
pub(in crate::manifest) fn graph_json(
    parts: &[Part<'_>],
    pre_authorized: &[PreAuthorized],
) -> String {
    let mut graph = Graph::default();
    for part in parts {
        graph.add(part);
    }
    if graph.has_pre_authorized {
        graph.api.push(("preAuthorizedApplications", clients(pre_authorized)));
    }
    graph.write()
}

#[derive(Default)]
struct Graph {
    app: Vec<(&'static str, String)>,
    api: Vec<(&'static str, String)>,
    roles: Option<Vec<String>>,
    scopes: Option<Vec<String>>,
    has_pre_authorized: bool,
}

impl Graph {
    fn add(&mut self, part: &Part<'_>) {
        match part.form.kind() {
            Kind::Roles => add_list(&mut self.roles, part.text),
            Kind::Scopes => add_list(&mut self.scopes, part.text),
            Kind::Application | Kind::ServicePrincipal | Kind::Fragment => {
                if let Some(Value::Object(object)) = json::parse_part(part.text) {
                    self.add_app(&object);
                }
            }
            Kind::Broken => {}
        }
    }

    fn add_app(&mut self, app: &Object<'_>) {
        add(&mut self.app, "appId", app, spellings::CLIENT_ID, id);
        add(&mut self.app, "displayName", app, spellings::DISPLAY_NAME, any);
        add(&mut self.app, "signInAudience", app, spellings::SIGN_IN_AUDIENCE, any);
        // The names of a service principal contain more than the URIs of its application.
        add(&mut self.app, "identifierUris", app, &[&["identifierUris"]], words);
        add(&mut self.app, "optionalClaims", app, spellings::OPTIONAL_CLAIMS, claims);
        add(&mut self.app, "groupMembershipClaims", app, &[&["groupMembershipClaims"]], any);
        add(&mut self.app, "isFallbackPublicClient", app, spellings::PUBLIC_SWITCHES, switch);
        let version = "requestedAccessTokenVersion";
        add(&mut self.api, version, app, spellings::TOKEN_VERSION, number);
        let mapped = "acceptMappedClaims";
        add(&mut self.api, mapped, app, spellings::ACCEPT_MAPPED_CLAIMS, switch);
        let known = "knownClientApplications";
        add(&mut self.api, known, app, spellings::KNOWN_CLIENTS, words);
        for list in spellings::find_all(app, spellings::ROLES) {
            self.roles.get_or_insert_default().extend(entries(&list.value));
        }
        for list in spellings::find_all(app, spellings::SCOPES) {
            self.scopes.get_or_insert_default().extend(entries(&list.value));
        }
        self.has_pre_authorized |=
            spellings::find_all(app, spellings::PRE_AUTHORIZED).next().is_some();
    }

    fn write(mut self) -> String {
        if let Some(roles) = self.roles {
            self.app.push(("appRoles", list(&roles)));
        }
        if let Some(scopes) = self.scopes {
            self.api.push(("oauth2PermissionScopes", list(&scopes)));
        }
        if !self.api.is_empty() {
            self.app.push(("api", object(&self.api)));
        }
        object(&self.app)
    }
}

fn add_list(entries: &mut Option<Vec<String>>, elements: &str) {
    let text = format!("[{elements}]");
    if let Some(list) = json::parse_part(&text) {
        entries.get_or_insert_default().extend(self::entries(&list));
    }
}

/// Adds the setting at these places, unless a file before this one has it. `null` is a value only
/// if no place has another one.
fn add(
    members: &mut Vec<(&'static str, String)>,
    key: &'static str,
    app: &Object<'_>,
    places: Places,
    write: fn(&Value<'_>) -> String,
) {
    if members.iter().any(|(known, _)| *known == key) {
        return;
    }
    let found = spellings::find(app, places);
    if let Some(property) = found.or_else(|| spellings::find_all(app, places).next()) {
        members.push((key, write(&property.value)));
    }
}

fn entries(list: &Value<'_>) -> Vec<String> {
    objects(list).map(entry).collect()
}

/// Returns the objects of a list. PowerShell writes a list of one object as the object alone.
fn objects<'v>(list: &'v Value<'v>) -> impl Iterator<Item = &'v Object<'v>> {
    let list = spellings::unwrapped(list);
    let elements = match list {
        Value::Array(array) => array.elements.as_slice(),
        single => std::slice::from_ref(single),
    };
    elements.iter().filter_map(Value::as_object)
}

/// Writes an app role or a scope.
fn entry(entry: &Object<'_>) -> String {
    let mut members: Vec<(&str, String)> = Vec::new();
    for property in &entry.properties {
        let written = property.name.as_str();
        let is_spelling = |key: &&str| spellings::is_spelling(written, key);
        if OTHER_FORMS.iter().any(is_spelling) || written.contains("odata.") {
            continue;
        }
        let switch = spellings::SWITCHES.iter().find(|(key, _)| is_spelling(key));
        let (key, value) = if let Some((_, meaning_of_true)) = switch {
            ("isEnabled", boolean(&property.value, *meaning_of_true))
        } else {
            let key = spellings::ENTRY_KEYS.iter().copied().find(is_spelling).unwrap_or(written);
            let value = match key {
                "allowedMemberTypes" => words(&property.value),
                "id" => id(&property.value),
                _ => any(&property.value),
            };
            (key, value)
        };
        // Of two spellings of one key, the first counts. If they differ, there is an error.
        if !members.iter().any(|(known, _)| *known == key) {
            members.push((key, value));
        }
    }
    object(&members)
}

/// Writes the optional claims: the three lists, each with claims in the spelling of Graph.
fn claims(value: &Value<'_>) -> String {
    const LISTS: [&str; 3] = ["idToken", "accessToken", "saml2Token"];
    const KEYS: [&str; 4] = ["name", "source", "essential", "additionalProperties"];
    let Value::Object(all) = spellings::unwrapped(value) else { return "null".to_owned() };
    let mut members = Vec::new();
    for key in LISTS {
        let Some(property) = spellings::property(all, key) else { continue };
        let claims = objects(&property.value).map(|claim| {
            let mut members = Vec::new();
            for key in KEYS {
                let Some(property) = spellings::property(claim, key) else { continue };
                let write = if key == "additionalProperties" { words } else { any };
                members.push((key, write(&property.value)));
            }
            object(&members)
        });
        members.push((key, list(&claims.collect::<Vec<_>>())));
    }
    object(&members)
}

fn clients(clients: &[PreAuthorized]) -> String {
    let clients = clients.iter().map(|client| {
        let scopes = client.scopes.iter().map(|(id, _)| text(&guid::text(*id)));
        let scopes: Vec<_> = scopes.collect();
        object(&[("appId", text(&client.client_id)), ("delegatedPermissionIds", list(&scopes))])
    });
    list(&clients.collect::<Vec<_>>())
}

/// Writes a GUID in lower case, and any other value unchanged.
fn id(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(id) if guid::parse(&id.value).is_some() => {
            text(&id.value.to_ascii_lowercase())
        }
        other => any(other),
    }
}

/// Writes a number, which some exports have as a string.
fn number(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(number) if number.value.parse::<u8>().is_ok() => {
            number.value.clone().into_owned()
        }
        other => any(other),
    }
}

fn boolean(value: &Value<'_>, meaning_of_true: bool) -> String {
    let written = match value {
        Value::BooleanLit(literal) => literal.value,
        Value::StringLit(literal) => literal.value.eq_ignore_ascii_case("true"),
        _ => return any(value),
    };
    (written == meaning_of_true).to_string()
}

/// Writes a switch. An object with the key of a switch, such as `publicClient` of Microsoft Graph,
/// is another setting.
fn switch(value: &Value<'_>) -> String {
    match value {
        Value::Object(_) => "null".to_owned(),
        value => boolean(value, true),
    }
}

/// Writes a list of words. Exports may have one word alone, or all words in one string.
fn words(value: &Value<'_>) -> String {
    let words: Vec<_> = match spellings::unwrapped(value) {
        Value::StringLit(words) => words.value.split_whitespace().map(text).collect(),
        Value::Array(array) => array.elements.iter().map(any).collect(),
        _ => Vec::new(),
    };
    list(&words)
}

/// Writes any value unchanged.
fn any(value: &Value<'_>) -> String {
    match value {
        Value::StringLit(string) => text(&string.value),
        Value::NumberLit(number) => number.value.to_owned(),
        Value::BooleanLit(boolean) => boolean.value.to_string(),
        Value::NullKeyword(_) => "null".to_owned(),
        Value::Array(array) => list(&array.elements.iter().map(any).collect::<Vec<_>>()),
        Value::Object(inner) => {
            let members = inner.properties.iter();
            let members = members.map(|member| (member.name.as_str(), any(&member.value)));
            object(&members.collect::<Vec<_>>())
        }
    }
}

fn object(members: &[(&str, String)]) -> String {
    let members: Vec<_> =
        members.iter().map(|(key, value)| format!("{}:{value}", text(key))).collect();
    format!("{{{}}}", members.join(","))
}

fn list(elements: &[String]) -> String {
    format!("[{}]", elements.join(","))
}

fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            c if c < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(written, "\\u{:04x}", u32::from(c));
            }
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
