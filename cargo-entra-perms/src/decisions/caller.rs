//! A caller that a token describes, and its effective permissions.

use std::collections::BTreeSet;

use entra_perms_model::{Client, ClientRegistration, Model};
use entra_perms_runtime::explanation::{DescribedCaller, ValueReader};
use entra_perms_runtime::{CallerKind, Uuid};

use super::requirement::Clause;
use crate::grants::{is_delegated, is_enabled_scope, is_for_applications};

/// A caller of an API.
pub(crate) struct Caller<'m> {
    pub(crate) model: &'m Model,
    /// The index of the registration that the token is for.
    pub(crate) app: usize,
    pub(crate) facts: DescribedCaller,
    pub(crate) values: Values<'m>,
}

/// The roles and scopes of a token, as indices.
pub(crate) struct Values<'m> {
    model: &'m Model,
    pub(crate) held: BTreeSet<usize>,
    pub(crate) granted: BTreeSet<usize>,
}

impl<'m> Values<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self { model, held: BTreeSet::new(), granted: BTreeSet::new() }
    }
}

impl ValueReader for Values<'_> {
    fn add_role(&mut self, value: &str) -> bool {
        let role = self.model.roles.iter().position(|role| role.entry.value == value);
        self.held.extend(role);
        role.is_some()
    }

    fn add_scope(&mut self, value: &str) -> bool {
        let scope = self.model.scopes.iter().position(|scope| scope.entry.value == value);
        self.granted.extend(scope);
        scope.is_some()
    }
}

impl Caller<'_> {
    /// Returns the roles that the caller can use.
    pub(crate) fn effective(&self) -> BTreeSet<usize> {
        let held = self.values.held.iter().copied();
        match self.facts.kind {
            CallerKind::User => {
                let granted = &self.values.granted;
                let is_granted = |role: &usize| {
                    granted.iter().any(|scope| is_delegated(self.model, *scope, *role))
                };
                held.filter(is_granted).collect()
            }
            CallerKind::App => held.filter(|role| is_for_applications(self.model, *role)).collect(),
        }
    }

    /// Returns the granted scopes that are enabled. Applications have no scopes.
    pub(super) fn active_scopes(&self) -> BTreeSet<usize> {
        match self.facts.kind {
            CallerKind::User => {
                let granted = self.values.granted.iter().copied();
                granted.filter(|scope| is_enabled_scope(self.model, *scope)).collect()
            }
            CallerKind::App => BTreeSet::new(),
        }
    }

    pub(super) fn has_permission(&self) -> bool {
        !self.effective().is_empty() || !self.active_scopes().is_empty()
    }

    pub(super) fn satisfies(&self, clause: &Clause) -> bool {
        !self.effective().is_disjoint(&clause.roles)
            || !self.active_scopes().is_disjoint(&clause.scopes)
    }

    /// Returns the name of the client, if the model has it.
    pub(crate) fn client(&self) -> Option<&str> {
        let has_id = |client: &&Client| {
            client.registrations.iter().any(|registration| self.is_client(registration))
        };
        self.model.clients.iter().find(has_id).map(Client::plain_name)
    }

    /// Returns whether the caller's client id is this registration of a client, for the same
    /// registration of the API.
    pub(super) fn is_client(&self, registration: &ClientRegistration) -> bool {
        // The builds know the clients only by the client id of the API.
        let has_client_id = |app: &entra_perms_model::App| app.client_id.is_some();
        registration.app == self.app
            && self.model.apps.get(self.app).is_some_and(has_client_id)
            && self.facts.client_id.is_some()
            && Uuid::parse_str(&registration.client_id).ok() == self.facts.client_id
    }
}
