//! Real exports, read as registrations of clients.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use entra_perms_model::{Analysis, Lookup, analyze};

use super::{count, described, errors, name};
use crate::disk::{DISK, Disk};

/// The client id of an API for exports that name no API by its client id.
const NO_API: &str = "00000000-0000-4000-8000-000000000000";

/// The client id of a registration that has none.
const CLIENT: &str = "00000000-0000-4000-8000-000000000001";

/// Real registrations that ask for permissions of Microsoft Graph.
const CLIENTS_OF_GRAPH: [&str; 3] = [
    "damienbod__ME-ID-Auth-MyUI-with-MyAPI__portal-manifest.json",
    "waldekmastykarz__angular-teams-app__portal-manifest.json",
    "Z3l2A__Z3l2A.github.io__graph-manifest-star-scope.json",
];

/// Reads registrations as clients of Microsoft Graph, with a real export of its permissions.
pub(crate) fn check_clients_of_graph(folder: &Path) {
    let clients = CLIENTS_OF_GRAPH.map(|file| client_of_graph(folder, file));
    assert_eq!(clients, [(false, 3, 0), (true, 1, 0), (true, 1, 0)]);
}

/// Returns whether a file is a public client, and the numbers of scopes and app roles that it asks
/// for.
fn client_of_graph(folder: &Path, file: &str) -> (bool, usize, usize) {
    let arguments = format!(
        r#"manifest = "microsoft-graph-service-principal.json", clients = {{ Real = "{file}" }}"#
    );
    let lookup = Lookup::new(&DISK, Some(folder.to_owned()), None);
    let analysis = analyze(arguments.parse().unwrap(), &lookup);
    // The missing mapping is the only error.
    let rules: Vec<_> = analysis.findings.iter().map(|finding| finding.rule().id()).collect();
    assert_eq!(rules, ["no_mapping"], "{file}");
    let model = analysis.model.unwrap();
    let registration = &model.clients[0].registrations[0];
    (registration.is_public, registration.scopes.len(), registration.roles.len())
}

/// Reads a file as a client of each API that it names. Returns the numbers of permissions that it
/// asks for, or the first error.
///
/// Each API is built for the file, with the permissions that the text of the file contains. A file
/// without a client id is read again with one.
pub(crate) fn outcome(file: &Path) -> String {
    let text = text(file);
    let mut apis = requested(&text);
    if apis.is_empty() {
        apis.push(Api { client_id: NO_API.to_owned(), ..Api::default() });
    }
    let mut outcomes: Vec<_> = apis.iter().map(|api| api.client(file, None)).collect();
    if let Some(with_client_id) = with_client_id(&text)
        && outcomes.iter().all(|outcome| outcome.ends_with("has no client id"))
    {
        outcomes.truncate(1);
        let filled = apis.iter().map(|api| api.client(file, Some(&with_client_id)));
        outcomes.extend(filled.map(|outcome| format!("with a client id, {outcome}")));
    }
    outcomes.join("; ")
}

/// Returns the text with a client id in the place of an empty one, or of a placeholder.
fn with_client_id(text: &str) -> Option<String> {
    let key = text.find("\"appId\":")?;
    let start = key + text[key..].find(':')?;
    let value = text[start..].split('"').nth(1)?;
    let old = &text[key..start + text[start..].find('"')? + value.len() + 2];
    Some(text.replacen(old, &format!("\"appId\": \"{CLIENT}\""), 1))
}

/// An API, and the ids of its permissions that a file contains.
#[derive(Default)]
struct Api {
    client_id: String,
    scopes: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl Api {
    /// Reads a file as a client, with this text if there is one.
    fn client(&self, file: &Path, text: Option<&str>) -> String {
        let analysis = self.analyze(file, text);
        let client_id = &self.client_id;
        if analysis.has_errors() {
            return described(&errors(analysis.findings));
        }
        let model = analysis.model.unwrap();
        let [client] = model.clients[0].registrations.as_slice() else {
            panic!("{} has {} registrations", file.display(), model.clients[0].registrations.len())
        };
        // No request is lost.
        assert_eq!(client.scopes.len(), self.scopes.len(), "{}", file.display());
        assert_eq!(client.roles.len(), self.roles.len(), "{}", file.display());
        let public = if client.is_public { ", public" } else { "" };
        let scopes = count(client.scopes.len(), "scope");
        let roles = count(client.roles.len(), "role");
        format!("client of {client_id}: {scopes}, {roles}{public}")
    }

    fn analyze(&self, file: &Path, text: Option<&str>) -> Analysis {
        let folder = file.parent().unwrap();
        let mut disk = Disk { in_memory: vec![(folder.join("api.json"), self.registration())] };
        disk.in_memory.extend(text.map(|text| (file.to_owned(), text.to_owned())));
        let arguments = format!(
            r#"manifest = "api.json", scopes = {{ "*" => [] }}, clients = {{ Real = {:?} }}"#,
            name(file)
        );
        let lookup = Lookup::new(&disk, Some(folder.to_owned()), None);
        analyze(arguments.parse().unwrap(), &lookup)
    }

    /// Returns the registration of the API. It has at least one scope, for the mapping.
    fn registration(&self) -> String {
        let mut scopes = vec![r#"{"value": "Other", "id": null}"#.to_owned()];
        for id in &self.scopes {
            scopes.push(format!(r#"{{"value": "Scope.{id}", "id": "{id}"}}"#));
        }
        let roles = self.roles.iter().map(|id| {
            format!(
                r#"{{"value": "Role.{id}", "id": "{id}", "allowedMemberTypes": ["Application"]}}"#
            )
        });
        let roles: Vec<_> = roles.collect();
        format!(
            r#"{{"appId": "{}", "api": {{"oauth2PermissionScopes": [{}]}}, "appRoles": [{}]}}"#,
            self.client_id,
            scopes.join(","),
            roles.join(",")
        )
    }
}

/// Returns the APIs that a text names by client id, with the permissions that it asks for. The text
/// is read as a sequence of strings, and not as JSON, so that the result is independent of the
/// crate.
fn requested(text: &str) -> Vec<Api> {
    let strings: Vec<_> = text.split('"').skip(1).step_by(2).collect();
    let requests = strings
        .iter()
        .position(|key| key.eq_ignore_ascii_case("requiredResourceAccess"));
    let mut apis: Vec<Api> = Vec::new();
    let mut id = None;
    for pair in strings[requests.map_or(strings.len(), |key| key + 1)..].windows(2) {
        let [key, value] = pair else { continue };
        let value = value.to_ascii_lowercase();
        match key.to_ascii_lowercase().as_str() {
            "resourceappid" if is_guid(&value) => {
                apis.push(Api { client_id: value, ..Api::default() });
            }
            "id" => id = Some(value),
            "type" => {
                let (Some(api), Some(id)) = (apis.last_mut(), id.take()) else { continue };
                match value.as_str() {
                    "scope" => drop(api.scopes.insert(id)),
                    "role" => drop(api.roles.insert(id)),
                    // An entry of the next list.
                    _ => break,
                }
            }
            _ => {}
        }
    }
    apis
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

/// Returns the text of a file in UTF-8 or UTF-16.
fn text(file: &Path) -> String {
    let bytes = fs::read(file).unwrap();
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            String::from_utf16(&units.collect::<Vec<_>>()).unwrap()
        }
        _ => String::from_utf8(bytes).unwrap(),
    }
}
