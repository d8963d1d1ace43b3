//! The tables of a model, as the page reads them: entries refer to each other by index.

use entra_perms_model::{AgentClaim, App, Client, Entry, Model, Role, Scope};
use serde::Serialize;

use crate::decisions::{Clause, Requirement};
use crate::error::Failure;
use crate::guards::{Guard, Guards};
use crate::models::FoundModel;
use crate::visible::visible;

/// A model and the guards of a program.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    /// The module with its crate, such as `crm::permissions`.
    pub(super) module: String,
    /// The name of the application.
    pub(super) name: String,
    registrations: Vec<PageRegistration>,
    /// `true` if tokens say whether an AI agent acts.
    knows_agents: bool,
    roles: Vec<PageRole>,
    scopes: Vec<PageScope>,
    clients: Vec<PageClient>,
    /// `None` without `--guards`.
    operations: Option<Vec<PageOperation>>,
}

#[derive(Debug, Serialize)]
struct PageRegistration {
    name: String,
}

/// The texts of an app role or scope. They are shown, and decide nothing.
#[derive(Debug, Serialize)]
struct PageEntry {
    value: String,
    name: String,
    description: String,
    enabled: bool,
}

#[derive(Debug, Serialize)]
struct PageRole {
    #[serde(flatten)]
    entry: PageEntry,
    users: bool,
    applications: bool,
    scopes: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct PageScope {
    #[serde(flatten)]
    entry: PageEntry,
    roles: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct PageClient {
    name: String,
    registrations: Vec<PageClientRegistration>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PageClientRegistration {
    api: usize,
    is_public: bool,
    is_blueprint: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PageOperation {
    name: String,
    words: String,
    clauses: Vec<PageClause>,
    by: Option<String>,
    agents: Option<String>,
    clients: Vec<usize>,
    context: Option<u8>,
    fresh_seconds: Option<u64>,
}

#[derive(Debug, Serialize)]
struct PageClause {
    roles: Vec<usize>,
    scopes: Vec<usize>,
}

impl Document {
    /// Returns the tables of a model, without operations.
    pub(super) fn new(found: &FoundModel, model: &Model) -> Self {
        // Registrations of one API request equal claims, which the build checks.
        let requests = |claim| model.apps.iter().all(|app| app.agent_claims.contains(claim));
        let name = model.app().and_then(|app| app.display_name.as_deref());
        Self {
            module: visible(&found.module),
            name: visible(name.unwrap_or(&found.module)),
            registrations: registrations(&model.apps),
            knows_agents: AgentClaim::ALL.iter().all(requests),
            roles: model.roles.iter().map(role).collect(),
            scopes: model.scopes.iter().map(scope).collect(),
            clients: model.clients.iter().map(client).collect(),
            operations: None,
        }
    }

    /// Adds the guards of a file as operations. Guards of another model are a failure.
    pub(super) fn add_operations(&mut self, guards: &Guards, model: &Model) -> Result<(), Failure> {
        let requirements = Requirement::read_all(guards, model)?;
        self.operations = Some(guards.guards.iter().zip(&requirements).map(operation).collect());
        Ok(())
    }
}

fn registrations(apps: &[App]) -> Vec<PageRegistration> {
    let is_alone = |app: &App| {
        let named = apps.iter().filter(|other| other.display_name == app.display_name);
        named.count() == 1
    };
    let registration = |(app, number)| registration(app, number, is_alone(app));
    apps.iter().zip(1..).map(registration).collect()
}

/// Returns a registration with its name. Only a name of several needs the client id.
fn registration(app: &App, number: usize, is_alone: bool) -> PageRegistration {
    let name = match (&app.display_name, &app.client_id) {
        (Some(name), Some(id)) if !is_alone => format!("{name} ({id})"),
        (Some(name), _) => name.clone(),
        (None, Some(id)) => id.clone(),
        (None, None) => format!("registration {number}"),
    };
    PageRegistration { name: visible(&name) }
}

fn entry(entry: &Entry) -> PageEntry {
    PageEntry {
        value: visible(&entry.value),
        name: visible(&entry.display_name),
        description: visible(&entry.description),
        enabled: entry.enabled,
    }
}

fn role(role: &Role) -> PageRole {
    PageRole {
        entry: entry(&role.entry),
        users: role.users,
        applications: role.applications,
        scopes: role.scopes.clone(),
    }
}

fn scope(scope: &Scope) -> PageScope {
    PageScope { entry: entry(&scope.entry), roles: scope.roles.clone() }
}

fn client(client: &Client) -> PageClient {
    let registrations = client.registrations.iter().map(|known| PageClientRegistration {
        api: known.app,
        is_public: known.is_public,
        is_blueprint: known.is_blueprint,
    });
    PageClient { name: client.plain_name().to_owned(), registrations: registrations.collect() }
}

fn operation((guard, requirement): (&Guard, &Requirement)) -> PageOperation {
    let conditions = &guard.requirement;
    PageOperation {
        name: visible(&guard.name()),
        words: visible(&guard.words),
        clauses: requirement.clauses.iter().map(clause).collect(),
        by: conditions.by.clone(),
        agents: conditions.agents.clone(),
        clients: requirement.clients.clone(),
        context: conditions.context,
        fresh_seconds: conditions.fresh_seconds,
    }
}

/// Returns a clause with its indices in the order of the manifest.
fn clause(clause: &Clause) -> PageClause {
    PageClause {
        roles: clause.roles.iter().copied().collect(),
        scopes: clause.scopes.iter().copied().collect(),
    }
}
