//! Everything that a model lets callers do, as a set of facts that do not depend on each other.
//! The documentation of [`changes`](super) says why comparing the sets is exact.

use std::collections::{HashMap, HashSet};

use entra_perms_model::{
    AgentClaim, App, Client, ClientRegistration, Consent, Model, Scope, SignInAudience,
};
use serde_json::Value;

use super::State;
use super::common::{Common, Parts};
use super::facts::{Entries, Facts};
use crate::grants::{is_enabled_scope, is_for_applications, is_for_users, scopes_to};

/// A fact that lets a caller do something. Numbers name parts that are shared by both models.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Right {
    /// A client that was granted a scope can use a role of the user.
    Delegated { app: usize, scope: usize, role: usize },
    /// An application can use its own role.
    AppOnly { app: usize, role: usize },
    /// A client can be granted a scope.
    Granted { app: usize, scope: usize },
    /// A role that some caller can use satisfies `at_least` with another role.
    Reaches { app: usize, role: usize, least: usize },
    /// A user may consent to a scope without an administrator.
    UserConsent { app: usize, scope: usize },
    /// A caller with only this mark is not recognized.
    Unmarked { app: usize, mark: Mark },
    /// Such accounts can sign in.
    SignsIn { app: usize, account: Account },
    /// A guard with `client = …` admits a client id.
    Admitted { app: usize, client: String, client_id: String },
    /// Such a guard admits callers without a proof that they are this client.
    Unproven { app: usize, client: String, client_id: String },
    /// Everybody who was assigned this id of an app role can use the role.
    HeldById { app: usize, id: u128, role: usize },
    /// Every client that was granted this id of a scope has the scope.
    GrantedById { app: usize, id: u128, scope: usize },
    /// Holders of an app role that an administrator added to the tenant can use it.
    HeldInTenant { role: usize },
    /// Administrators of a tenant can write claims of its tokens.
    MapsClaims { app: usize },
    /// A client needs no consent for a scope.
    PreAuthorized { app: usize, client_id: String, scope: usize },
}

/// A claim whose absence guards read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// `idtyp`.
    AppOnly,
    /// A claim about AI agents, by its name.
    Agent(&'static str),
}

/// The accounts of a token's subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Account {
    OwnOrganization,
    OtherOrganizations,
    Personal,
}

/// Returns the rights of the first state.
pub(super) fn before(before: &State, after: &State, common: &Common) -> HashSet<Right> {
    let other_of: HashMap<_, _> = common.apps.shared.iter().copied().collect();
    let kept = |app| other_of.get(&app).and_then(|other| after.facts.get(*other));
    rights(before, kept, common, |_, index| index)
}

/// Returns the rights of the second state.
pub(super) fn after(before: &State, after: &State, common: &Common) -> HashSet<Right> {
    let other_of: HashMap<_, _> =
        common.apps.shared.iter().map(|(before, after)| (*after, *before)).collect();
    let kept = |app| other_of.get(&app).and_then(|other| before.facts.get(*other));
    rights(after, kept, common, Parts::number_of_after)
}

/// `others` are the facts of the same registration in the other state.
fn rights<'o>(
    state: &State,
    others: impl Fn(usize) -> Option<&'o Facts>,
    common: &Common,
    number: fn(&Parts, usize) -> usize,
) -> HashSet<Right> {
    let mut rights = HashSet::new();
    let model = &state.model;
    for value in &state.granted_tenant_roles {
        if let Some(role) = role_index(model, value).filter(|role| is_usable(model, *role)) {
            rights.insert(Right::HeldInTenant { role: number(&common.roles, role) });
        }
    }
    for (index, settings) in model.apps.iter().enumerate() {
        let app = number(&common.apps, index);
        let mut collector = Collector { model, common, number, app, rights: &mut rights };
        collector.entries();
        collector.reaches();
        collector.settings(settings);
        collector.clients(index);
        for (client_id, scope, _) in consents(state, index, |scope| number(&common.scopes, scope)) {
            collector.rights.insert(Right::PreAuthorized { app, client_id, scope });
        }
        if let Some(facts) = state.facts.get(index) {
            collector.ids(facts, others(index));
            if facts.settings.get("acceptMappedClaims") == Some(&Value::Bool(true)) {
                collector.rights.insert(Right::MapsClaims { app });
            }
        }
    }
    rights
}

struct Collector<'c> {
    model: &'c Model,
    common: &'c Common,
    number: fn(&Parts, usize) -> usize,
    app: usize,
    rights: &'c mut HashSet<Right>,
}

impl Collector<'_> {
    fn role(&self, index: usize) -> usize {
        (self.number)(&self.common.roles, index)
    }

    fn scope(&self, index: usize) -> usize {
        (self.number)(&self.common.scopes, index)
    }

    fn entries(&mut self) {
        let app = self.app;
        for (index, scope) in self.model.scopes.iter().enumerate() {
            if !scope.entry.enabled {
                continue;
            }
            let scope_number = self.scope(index);
            self.rights.insert(Right::Granted { app, scope: scope_number });
            if may_consent(scope) {
                self.rights.insert(Right::UserConsent { app, scope: scope_number });
            }
            for role in scope.roles.iter().filter(|role| is_for_users(self.model, **role)) {
                let role = self.role(*role);
                self.rights.insert(Right::Delegated { app, scope: scope_number, role });
            }
        }
        for index in 0..self.model.roles.len() {
            if is_for_applications(self.model, index) {
                let role = self.role(index);
                self.rights.insert(Right::AppOnly { app, role });
            }
        }
    }

    /// Assignments and consents stay if their id does. An id of one state only has none in the
    /// other one.
    fn ids(&mut self, facts: &Facts, others: Option<&Facts>) {
        let Some(others) = others else { return };
        let app = self.app;
        let is_kept = |entries: &Entries, id: u128| entries.values().any(|it| it.id == Some(id));
        for (value, entry) in &facts.roles {
            if let (Some(id), Some(role)) = (entry.id, role_index(self.model, value))
                && is_kept(&others.roles, id)
                && is_usable(self.model, role)
            {
                let role = self.role(role);
                self.rights.insert(Right::HeldById { app, id, role });
            }
        }
        for (value, entry) in &facts.scopes {
            if let (Some(id), Some(scope)) = (entry.id, scope_index(self.model, value))
                && is_kept(&others.scopes, id)
                && is_enabled_scope(self.model, scope)
            {
                let scope = self.scope(scope);
                self.rights.insert(Right::GrantedById { app, id, scope });
            }
        }
    }

    fn reaches(&mut self) {
        for (role, least) in reaches(self.model) {
            let role = self.role(role);
            let least = self.role(least);
            // A guard that names a new role is new code.
            if self.common.roles.is_shared(least) {
                self.rights.insert(Right::Reaches { app: self.app, role, least });
            }
        }
    }

    fn settings(&mut self, settings: &App) {
        let app = self.app;
        for mark in unmarked(settings) {
            self.rights.insert(Right::Unmarked { app, mark });
        }
        for account in accounts(settings.sign_in_audience) {
            self.rights.insert(Right::SignsIn { app, account: *account });
        }
    }

    fn clients(&mut self, index: usize) {
        let app = self.app;
        for Client { name, registrations, .. } in &self.model.clients {
            let own = registrations.iter().filter(|registration| registration.app == index);
            // A guard that names a new client is new code.
            for registration in own.filter(|_| self.common.clients.contains(name)) {
                let client = name.clone();
                let client_id = registration.client_id.clone();
                if is_admitted(registration) {
                    if registration.is_public {
                        let client = client.clone();
                        let client_id = client_id.clone();
                        self.rights.insert(Right::Unproven { app, client, client_id });
                    }
                    self.rights.insert(Right::Admitted { app, client, client_id });
                }
            }
        }
    }
}

/// Returns whether users may consent to a scope. A manifest that does not say it forbids nothing.
pub(super) fn may_consent(scope: &Scope) -> bool {
    scope.consent != Some(Consent::Admin)
}

/// Returns whether some caller can use an app role.
pub(super) fn is_usable(model: &Model, role: usize) -> bool {
    is_for_applications(model, role) || !scopes_to(model, role).is_empty()
}

/// Returns the usable roles, each with another role that it satisfies in `at_least`.
pub(super) fn reaches(model: &Model) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for group in &model.groups {
        for (position, least) in group.reaches.iter().enumerate() {
            let wider = group.reaches.iter().skip(position + 1);
            let usable = wider.filter(|reach| is_usable(model, reach.role));
            pairs.extend(usable.map(|reach| (reach.role, least.role)));
        }
    }
    pairs
}

/// Returns the marks that the tokens of a registration lack.
pub(super) fn unmarked(app: &App) -> Vec<Mark> {
    let app_only = (!app.marks_app_only).then_some(Mark::AppOnly);
    let agents = AgentClaim::ALL.into_iter().filter(|claim| !app.agent_claims.contains(claim));
    app_only
        .into_iter()
        .chain(agents.map(|claim| Mark::Agent(claim.name())))
        .collect()
}

/// Returns the accounts that can sign in. A manifest that does not say it excludes nobody.
pub(super) fn accounts(audience: Option<SignInAudience>) -> &'static [Account] {
    use Account::{OtherOrganizations, OwnOrganization, Personal};
    match audience {
        Some(SignInAudience::AzureAdMyOrg) => &[OwnOrganization],
        Some(SignInAudience::AzureAdMultipleOrgs) => &[OwnOrganization, OtherOrganizations],
        Some(SignInAudience::AzureAdAndPersonalMicrosoftAccount) | None => {
            &[OwnOrganization, OtherOrganizations, Personal]
        }
        Some(SignInAudience::PersonalMicrosoftAccount) => &[Personal],
    }
}

/// Returns whether a guard with `client = …` admits the client id. No call has the client id of a
/// blueprint.
pub(super) fn is_admitted(client: &ClientRegistration) -> bool {
    !client.is_blueprint
}

/// A client id, and the number and the value of a scope for which it needs no consent.
pub(super) type ConsentOf = (String, usize, String);

/// Returns the enabled scopes for which clients need no consent, also of clients that the arguments
/// do not name.
pub(super) fn consents(
    state: &State,
    app: usize,
    number: impl Fn(usize) -> usize,
) -> Vec<ConsentOf> {
    let Some(facts) = state.facts.get(app) else { return Vec::new() };
    let mut consents = Vec::new();
    for (client, ids) in &facts.pre_authorized {
        for (value, entry) in &facts.scopes {
            let scope = scope_index(&state.model, value);
            let scope = scope.filter(|scope| is_enabled_scope(&state.model, *scope));
            if let Some(scope) = scope.filter(|_| entry.id.is_some_and(|id| ids.contains(&id))) {
                consents.push((client.clone(), number(scope), value.clone()));
            }
        }
    }
    consents
}

/// Returns the index of the app role with this value.
pub(super) fn role_index(model: &Model, value: &str) -> Option<usize> {
    model.roles.iter().position(|role| role.entry.value == value)
}

/// Returns the index of the scope with this value.
pub(super) fn scope_index(model: &Model, value: &str) -> Option<usize> {
    model.scopes.iter().position(|scope| scope.entry.value == value)
}
