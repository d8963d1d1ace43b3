//! The files of clients → clients, each with its registrations and the permissions that it asks
//! for. `permission` finds the permission of a request and words the errors about it.

mod permission;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use proc_macro2::Ident;

use self::permission::{Permission, Permissions};
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{ClientManifest, Manifest, Registered, Shown};
use crate::model::{Client, ClientRegistration};
use crate::suggestion::in_words;

/// The argument for one client, with its files as far as they could be read.
pub(crate) struct ClientSource {
    pub(crate) name: Ident,
    pub(crate) manifests: Vec<ClientManifest>,
}

/// The registrations of the API.
#[derive(Clone, Copy)]
pub(crate) struct Apis<'a> {
    /// The registration as `manifest` describes it, then as each of `environments` does. They are
    /// as written: the first one is not adapted to the others.
    pub(crate) manifests: &'a [Manifest],
    /// `false` if one of them could not be read. A client may belong to that one.
    pub(crate) are_complete: bool,
    /// `true` if an error was found when they were read. It may be the reason why a client id is
    /// unknown.
    pub(crate) have_errors: bool,
}

impl Apis<'_> {
    /// Returns whether a client id is known. Without one, no file of a client belongs to the API.
    fn have_client_id(self) -> bool {
        self.manifests.iter().any(|api| api.app().client_id.is_some())
    }
}

/// Checks the clients, and returns them with the indices of scopes and app roles in the first
/// manifest.
pub(crate) fn resolve(
    sources: &[ClientSource],
    apis: Apis<'_>,
    findings: &mut Findings,
) -> Vec<Client> {
    if let Some(api) = apis.manifests.first()
        && !sources.is_empty()
        && !apis.have_errors
        && !apis.have_client_id()
    {
        findings.push(unknown_api(api, apis.manifests.len() > 1));
    }
    let mut clients: Vec<Client> = Vec::new();
    for source in sources {
        let mut registrations = Vec::new();
        for found in found_registrations(source, apis, findings) {
            if let Some(other) = with_client_id(&clients, &found) {
                findings.push(repeated_client_id(&found, &source.name, other));
            }
            registrations.push(registration(&found, &source.name, apis, findings));
        }
        registrations.sort_by_key(|registration| registration.app);
        clients.push(Client { name: source.name.to_string(), registrations });
    }
    clients
}

/// A file of a client, with one registration of the API to which it belongs.
struct Found<'a> {
    client: &'a ClientManifest,
    client_id: &'a str,
    /// The index of the registration of the API.
    app: usize,
    api: &'a Manifest,
    /// The client id of the API.
    api_id: &'a str,
}

/// Returns the files of a client with the registrations of the API whose permissions they ask for.
/// Reports files that belong to none, and two files for one registration.
fn found_registrations<'a>(
    source: &'a ClientSource,
    apis: Apis<'a>,
    findings: &mut Findings,
) -> Vec<Found<'a>> {
    let mut all: Vec<Found<'_>> = Vec::new();
    for client in &source.manifests {
        let Some(client_id) = client.client_id() else {
            if client.is_sound() {
                findings.push(unknown_client(client));
            }
            continue;
        };
        let mut belongs = false;
        for (app, api) in apis.manifests.iter().enumerate() {
            let Some(api_id) = api.app().client_id.as_deref() else { continue };
            if !client.names(api_id) {
                continue;
            }
            belongs = true;
            match all.iter().find(|other| other.app == app) {
                Some(other) => findings.push(two_files(&source.name, other, client)),
                None => all.push(Found { client, client_id, app, api, api_id }),
            }
        }
        if !belongs && client.is_sound() && apis.are_complete && apis.have_client_id() {
            findings.push(other_api(client, apis.manifests));
        }
    }
    all
}

/// Returns one error for all clients, at the manifest of the API.
fn unknown_api(api: &Manifest, are_several: bool) -> Finding {
    let finding = Finding::new(Rule::UnknownApi, "has no client id, which `clients` needs")
        .about(&api.name())
        .note("`appId` is missing, or a placeholder of a template")
        .note("the manifest of a client names the API by its client id");
    let finding = if are_several {
        finding.note("the manifests in `environments` have no client id, either")
    } else {
        finding
    };
    finding.export_help().at(api.span())
}

fn unknown_client(client: &ClientManifest) -> Finding {
    let finding = Finding::new(Rule::UnknownClient, "has no client id")
        .note("`appId` is missing, or a placeholder of a template")
        .export_help();
    client.whole(finding)
}

fn other_api(client: &ClientManifest, apis: &[Manifest]) -> Finding {
    let mut finding = Finding::new(Rule::OtherApi, "asks for no permission of this API")
        .note(format_args!("the file is {}", client.form()));
    let named: BTreeSet<_> = client.apis().map(|api| format!("`{}`", Shown(api))).collect();
    let named: Vec<_> = named.into_iter().take(MAX_LISTED).collect();
    finding = match named.as_slice() {
        [] => finding.note("its `requiredResourceAccess` is missing or empty"),
        named => finding
            .note(format_args!("its `requiredResourceAccess` names {}", in_words(named, "and"))),
    };
    for api in apis {
        let name = api.name();
        finding = match &api.app().client_id {
            Some(id) => finding.note(format_args!("the client id of {name} is `{id}`")),
            None => finding.note(format_args!("the client id (`appId`) of {name} is unknown")),
        };
    }
    let finding = if client.is_service_principal() {
        finding.export_help()
    } else {
        finding.help(
            "add a permission under API permissions in Entra, and export the client's \
             registration again",
        )
    };
    client.whole(finding)
}

/// The APIs that a message names. One more line of a terminal would hide the message.
const MAX_LISTED: usize = 8;

fn two_files(name: &Ident, first: &Found<'_>, second: &ClientManifest) -> Finding {
    let message = "is a second file for one registration of the API";
    let finding = Finding::new(Rule::RepeatedClient, message)
        .note(format_args!("the other file of client `{name}` is {}", first.client.name()))
        .note(format_args!("both ask for permissions of `{}` ({})", first.api_id, first.api.name()))
        .help("name one file for each registration of the API");
    second.whole(finding)
}

/// Returns the name of the client that has this client id in this registration of the API.
fn with_client_id<'c>(clients: &'c [Client], found: &Found<'_>) -> Option<&'c str> {
    let is_same =
        |other: &ClientRegistration| other.app == found.app && other.client_id == found.client_id;
    let client = clients.iter().find(|client| client.registrations.iter().any(is_same))?;
    Some(&client.name)
}

fn repeated_client_id(found: &Found<'_>, name: &Ident, other: &str) -> Finding {
    let finding = Finding::new(Rule::RepeatedClient, "has the client id of another client")
        .note(format_args!("`appId` is `{}` in files of `{other}` and `{name}`", found.client_id))
        .help("remove one of the two clients");
    found.client.whole(finding)
}

/// Returns the registration of a client. Reports requests that Entra cannot grant.
fn registration(
    found: &Found<'_>,
    name: &Ident,
    apis: Apis<'_>,
    findings: &mut Findings,
) -> ClientRegistration {
    let permissions = Permissions::of(found.api, name);
    let first = apis.manifests.first().unwrap_or(found.api);
    let scope_indices = indices(first.scopes());
    let role_indices = indices(first.roles());
    let mut scopes = BTreeSet::new();
    let mut roles = BTreeSet::new();
    for request in found.client.requests(found.api_id) {
        match permissions.find(request) {
            Ok(Some(Permission::Scope(scope))) => {
                scopes.extend(scope_indices.get(scope.value.as_str()));
            }
            Ok(Some(Permission::Role(role))) => roles.extend(role_indices.get(role.value.as_str())),
            Ok(None) => {}
            Err(error) => {
                found.client.report(permission::place(request), error, findings);
            }
        }
    }
    let mut pre_authorized = BTreeSet::new();
    for id in found.api.pre_authorized(found.client_id) {
        let scope = permissions.scope(id);
        let index = scope.and_then(|scope| scope_indices.get(scope.value.as_str()));
        pre_authorized.extend(index);
    }
    ClientRegistration {
        app: found.app,
        client_id: found.client_id.to_owned(),
        display_name: found.client.display_name().map(str::to_owned),
        scopes: scopes.into_iter().collect(),
        roles: roles.into_iter().collect(),
        pre_authorized: pre_authorized.into_iter().collect(),
        is_public: found.client.is_public(),
        is_blueprint: found.client.is_blueprint(),
    }
}

/// Returns the index of each value. A client of another environment asks for other entries with
/// equal values.
fn indices(entries: &[Registered]) -> HashMap<&str, usize> {
    entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (entry.value.as_str(), index))
        .collect()
}
