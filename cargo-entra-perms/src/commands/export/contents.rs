//! The facts of a model, in the form of the JSON format. `schemas/export.json` describes it.

use entra_perms_model::{App, Client, Entry, Model, OptionalClaim, TokenVersion};
use serde::{Deserialize, Serialize};

/// The mark of a file in JSON that another export replaces.
pub(super) const MARK: &str = "cargo entra-perms export json";

/// The version of the JSON format. A change that programs must know raises it.
const VERSION: u8 = 1;

/// A model.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Contents {
    pub(super) version: u8,
    /// The mark of the file, near its start.
    pub(super) written_by: String,
    /// The registration of each environment.
    pub(super) registrations: Vec<Registration>,
    /// Narrowest first.
    pub(super) constraints: Vec<String>,
    pub(super) roles: Vec<ContentsRole>,
    pub(super) scopes: Vec<ContentsScope>,
    pub(super) clients: Vec<ContentsClient>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Registration {
    pub(super) client_id: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) identifier_uris: Vec<String>,
    /// `v1.0` or `v2.0`.
    pub(super) token_version: Option<String>,
    pub(super) sign_in_audience: Option<String>,
    /// The optional claims of access tokens that decide how the API reads tokens.
    pub(super) optional_claims: Vec<String>,
    /// `true` if the client id is an audience of v1.0 tokens.
    pub(super) client_id_is_audience: bool,
}

/// An app role.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ContentsRole {
    pub(super) value: String,
    pub(super) id: Option<String>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) enabled: bool,
    /// `User`, `Application`, or both.
    pub(super) allowed_member_types: Vec<String>,
    /// The constraint, if the role is one of a group.
    pub(super) constraint: Option<String>,
    /// The scopes that lead to the role, enabled or not.
    pub(super) scopes: Vec<String>,
}

/// A scope.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ContentsScope {
    pub(super) value: String,
    pub(super) id: Option<String>,
    pub(super) display_name: String,
    pub(super) description: String,
    pub(super) enabled: bool,
    /// `User` or `Admin`. `null` if the manifest does not say.
    pub(super) consent: Option<String>,
    /// The roles to which the scope leads, enabled or not.
    pub(super) roles: Vec<String>,
    /// The full name with which clients ask for the scope, for each registration. `null` if the
    /// registration has neither an App ID URI nor a client id.
    pub(super) as_requested: Vec<Option<String>>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ContentsClient {
    pub(super) name: String,
    pub(super) registrations: Vec<RegistrationOfClient>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RegistrationOfClient {
    /// The index of the registration of the API.
    pub(super) registration: usize,
    pub(super) client_id: String,
    pub(super) display_name: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) pre_authorized: Vec<String>,
    pub(super) is_public: bool,
    pub(super) is_blueprint: bool,
}

impl Contents {
    pub(super) fn new(model: &Model) -> Self {
        Self {
            version: VERSION,
            written_by: MARK.to_owned(),
            registrations: model.apps.iter().map(registration).collect(),
            constraints: model.constraints.clone(),
            roles: roles(model),
            scopes: scopes(model),
            clients: model.clients.iter().map(|found| client(found, model)).collect(),
        }
    }

    pub(super) fn is_enabled_role(&self, value: &str) -> bool {
        self.roles.iter().any(|role| role.enabled && role.value == value)
    }

    pub(super) fn is_enabled_scope(&self, value: &str) -> bool {
        self.scopes.iter().any(|scope| scope.enabled && scope.value == value)
    }
}

impl Registration {
    /// Returns the full name with which clients ask for a scope. Entra accepts the client id in
    /// place of an App ID URI.
    pub(super) fn full_name(&self, scope: &str) -> Option<String> {
        let resource = self.identifier_uris.first().or(self.client_id.as_ref())?;
        Some(format!("{resource}/{scope}"))
    }
}

fn registration(app: &App) -> Registration {
    // Each setting of an application is named, so that a new one cannot be forgotten.
    let App {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        client_id_is_audience,
        marks_app_only,
        agent_claims,
        client_capabilities,
        authentication_contexts,
    } = app;
    let mut optional_claims = Vec::new();
    if *marks_app_only {
        optional_claims.push("idtyp".to_owned());
    }
    optional_claims.extend(agent_claims.iter().map(|claim| claim.name().to_owned()));
    for (claim, name) in [(client_capabilities, "xms_cc"), (authentication_contexts, "acrs")] {
        if *claim == OptionalClaim::Requested {
            optional_claims.push(name.to_owned());
        }
    }
    let version = token_version.map(|version| match version {
        TokenVersion::V1 => "v1.0",
        TokenVersion::V2 => "v2.0",
    });
    Registration {
        client_id: client_id.clone(),
        display_name: display_name.clone(),
        identifier_uris: identifier_uris.clone(),
        token_version: version.map(str::to_owned),
        sign_in_audience: sign_in_audience.map(|audience| audience.name().to_owned()),
        optional_claims,
        client_id_is_audience: *client_id_is_audience,
    }
}

fn roles(model: &Model) -> Vec<ContentsRole> {
    let mut roles = Vec::new();
    for (index, role) in model.roles.iter().enumerate() {
        let reaches = model.groups.iter().flat_map(|group| &group.reaches);
        let mut own = reaches.filter(|reach| reach.role == index);
        let members = [(role.users, "User"), (role.applications, "Application")];
        let members = members.into_iter().filter(|(can_hold, _)| *can_hold);
        roles.push(ContentsRole {
            value: role.entry.value.clone(),
            id: id(&role.entry),
            display_name: role.entry.display_name.clone(),
            description: role.entry.description.clone(),
            enabled: role.entry.enabled,
            allowed_member_types: members.map(|(_, name)| name.to_owned()).collect(),
            constraint: own.next().map(|reach| reach.constraint.clone()),
            scopes: scope_values(model, &role.scopes),
        });
    }
    roles
}

fn scopes(model: &Model) -> Vec<ContentsScope> {
    let registrations: Vec<_> = model.apps.iter().map(registration).collect();
    let scopes = model.scopes.iter().map(|scope| {
        let value = &scope.entry.value;
        ContentsScope {
            value: value.clone(),
            id: id(&scope.entry),
            display_name: scope.entry.display_name.clone(),
            description: scope.entry.description.clone(),
            enabled: scope.entry.enabled,
            consent: scope.consent.map(|consent| consent.name().to_owned()),
            roles: role_values(model, &scope.roles),
            as_requested: registrations.iter().map(|app| app.full_name(value)).collect(),
        }
    });
    scopes.collect()
}

fn client(client: &Client, model: &Model) -> ContentsClient {
    let registrations = client.registrations.iter().map(|found| RegistrationOfClient {
        registration: found.app,
        client_id: found.client_id.clone(),
        display_name: found.display_name.clone(),
        scopes: scope_values(model, &found.scopes),
        roles: role_values(model, &found.roles),
        pre_authorized: scope_values(model, &found.pre_authorized),
        is_public: found.is_public,
        is_blueprint: found.is_blueprint,
    });
    ContentsClient { name: client.name.clone(), registrations: registrations.collect() }
}

fn scope_values(model: &Model, indices: &[usize]) -> Vec<String> {
    let scopes = indices.iter().filter_map(|index| model.scopes.get(*index));
    scopes.map(|scope| scope.entry.value.clone()).collect()
}

fn role_values(model: &Model, indices: &[usize]) -> Vec<String> {
    let roles = indices.iter().filter_map(|index| model.roles.get(*index));
    roles.map(|role| role.entry.value.clone()).collect()
}

/// Returns the id as a GUID.
fn id(entry: &Entry) -> Option<String> {
    let hex = format!("{:032x}", entry.id?);
    let parts =
        [hex.get(..8)?, hex.get(8..12)?, hex.get(12..16)?, hex.get(16..20)?, hex.get(20..)?];
    Some(parts.join("-"))
}
