//! Everything that a model lets callers do, as a set of facts that do not depend on each other.
//! The documentation of [`changes`](super) says why comparing the sets is exact.

use std::collections::HashSet;

use entra_perms_model::{
    AgentClaim, App, Client, ClientRegistration, Consent, Model, Scope, SignInAudience,
};

use super::common::{Common, Parts};

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

/// Returns the rights of the first model.
pub(super) fn before(model: &Model, common: &Common) -> HashSet<Right> {
    rights(model, common, |_, index| index)
}

/// Returns the rights of the second model.
pub(super) fn after(model: &Model, common: &Common) -> HashSet<Right> {
    rights(model, common, Parts::number_of_after)
}

fn rights(model: &Model, common: &Common, number: fn(&Parts, usize) -> usize) -> HashSet<Right> {
    let mut rights = HashSet::new();
    for (index, settings) in model.apps.iter().enumerate() {
        let app = number(&common.apps, index);
        let mut collector = Collector { model, common, number, app, rights: &mut rights };
        collector.entries();
        collector.reaches();
        collector.settings(settings);
        collector.clients(index);
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
            for role in scope.roles.iter().filter(|role| users_can_use(self.model, **role)) {
                let role = self.role(*role);
                self.rights.insert(Right::Delegated { app, scope: scope_number, role });
            }
        }
        for index in 0..self.model.roles.len() {
            if applications_can_use(self.model, index) {
                let role = self.role(index);
                self.rights.insert(Right::AppOnly { app, role });
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
                    let client_id = client_id.clone();
                    self.rights.insert(Right::Admitted { app, client, client_id });
                }
                for scope in pre_authorized(self.model, registration) {
                    let scope = self.scope(scope);
                    let client_id = client_id.clone();
                    self.rights.insert(Right::PreAuthorized { app, client_id, scope });
                }
            }
        }
    }
}

/// Returns whether users may consent to a scope. A manifest that does not say it forbids nothing.
pub(super) fn may_consent(scope: &Scope) -> bool {
    scope.consent != Some(Consent::Admin)
}

/// Returns whether a client can use the role of a user, if one of its scopes leads to it.
pub(super) fn users_can_use(model: &Model, role: usize) -> bool {
    model.roles.get(role).is_some_and(|role| role.entry.enabled && role.users)
}

/// Returns whether an application can use the role if it holds it.
pub(super) fn applications_can_use(model: &Model, role: usize) -> bool {
    model
        .roles
        .get(role)
        .is_some_and(|role| role.entry.enabled && role.applications)
}

/// Returns whether a client can use an app role through a scope.
pub(super) fn is_delegated(model: &Model, scope: usize, role: usize) -> bool {
    let is_mapped = |scope: &Scope| scope.entry.enabled && scope.roles.contains(&role);
    model.scopes.get(scope).is_some_and(is_mapped) && users_can_use(model, role)
}

/// Returns the enabled scopes that lead to an app role which users can hold.
pub(super) fn scopes_to(model: &Model, role: usize) -> Vec<usize> {
    (0..model.scopes.len())
        .filter(|scope| is_delegated(model, *scope, role))
        .collect()
}

/// Returns whether some caller can use an app role.
pub(super) fn is_usable(model: &Model, role: usize) -> bool {
    applications_can_use(model, role) || !scopes_to(model, role).is_empty()
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

/// Returns the enabled scopes for which a client needs no consent.
pub(super) fn pre_authorized(model: &Model, client: &ClientRegistration) -> Vec<usize> {
    let is_enabled = |scope: &usize| model.scopes.get(*scope).is_some_and(|it| it.entry.enabled);
    client.pre_authorized.iter().copied().filter(is_enabled).collect()
}
