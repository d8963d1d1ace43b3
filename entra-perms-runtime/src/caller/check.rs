//! Checks of a caller against requirements.

use core::borrow::Borrow;
use core::fmt;

use super::{Caller, ClaimsRequest, Denied, Explanation, Grounds, Reason};
use crate::model::{CallerKind, Model, PermissionSet};
use crate::requirement::{Clause, IntoRequirement, Requirement};

impl<M: Model> Caller<M> {
    /// Returns `true` if the caller may use a role, or meets a requirement.
    #[must_use]
    pub fn can(&self, requirement: impl IntoRequirement<M>) -> bool {
        self.fulfills(requirement.into_requirement().borrow())
    }

    /// Checks that the caller may use a role, or meets a requirement of
    /// [`requirement!`](crate::requirement).
    ///
    /// A denial is logged at level `INFO`. Use [`can`](Self::can) or [`explain`](Self::explain) to
    /// ask without a log line.
    ///
    /// # Errors
    /// Returns [`Denied`] if the caller does not meet the requirement. Its reasons name the missing
    /// roles or scopes of each unmet part, or an unmet condition.
    pub fn require(&self, requirement: impl IntoRequirement<M>) -> Result<(), Denied> {
        self.check_for(requirement.into_requirement().borrow(), None)
    }

    /// Explains for each part of a requirement why the caller meets it, or why not.
    ///
    /// Unlike [`require`](Self::require), it also explains the parts that are met, and logs
    /// nothing. Each unmet condition (`by = …`, `agents = …`, `client = …`) is a part of its own.
    /// The claims that the token lacks (`context = …`, `fresh = …`) are the last part.
    #[must_use]
    pub fn explain(&self, requirement: impl IntoRequirement<M>) -> Explanation {
        let requirement = requirement.into_requirement();
        let requirement = requirement.borrow();
        let mut parts = Vec::new();
        for unmet in self.unmet_conditions(requirement.conditions()) {
            parts.push(Err(unmet.into()));
        }
        for clause in requirement.clauses() {
            let part = if self.satisfies(clause) {
                Ok(self.grounds(clause))
            } else {
                Err(self.reason(clause))
            };
            parts.push(part);
        }
        if parts.is_empty() && !self.has_permission() {
            parts.push(Err(Reason::NoPermission));
        }
        if let Some(request) = self.lacked_claims(requirement.conditions()) {
            parts.push(Err(self.lacks_claims(&request)));
        }
        Explanation::new(parts)
    }

    /// Returns `true` if the token has the requested claims: see [`ClaimsRequest`].
    #[must_use]
    pub fn meets(&self, request: &ClaimsRequest) -> bool {
        request.is_met_by(&self.details.authentication_contexts, self.lifetime.not_before)
    }

    /// Checks that the token has the requested claims: see [`ClaimsRequest`].
    ///
    /// ```
    /// # use entra_perms_runtime::{Caller, ClaimsRequest, Denied, Model};
    /// fn delete_everything<M: Model>(caller: &Caller<M>) -> Result<(), Denied> {
    ///     caller.require_claims(&ClaimsRequest::authentication_context::<1>())?;
    ///     // …
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns [`Denied`] if the token lacks a requested claim. Over HTTP, a client that
    /// [handles claims challenges](Self::handles_claims_challenges) gets a 401 with a claims
    /// challenge, and every other client a 403.
    pub fn require_claims(&self, request: &ClaimsRequest) -> Result<(), Denied> {
        if self.meets(request) {
            return Ok(());
        }
        let reason = self.lacks_claims(request);
        let denied = Denied::because(vec![reason]).for_client(self.api_facts());
        Err(self.logged(denied, None))
    }

    pub(super) fn lacks_claims(&self, request: &ClaimsRequest) -> Reason {
        let ask_at = match &self.details.claims_challenge {
            Some(endpoint) if request.can_be_met_by(self.kind()) => {
                Some(endpoint.for_tenant(self.tenant()))
            }
            Some(_) | None => None,
        };
        Reason::LacksClaims { request: *request, ask_at }
    }

    /// Checks a requirement for a guarded function, which the log names.
    pub(crate) fn check_for(
        &self,
        requirement: &Requirement<M>,
        function: Option<&dyn fmt::Display>,
    ) -> Result<(), Denied> {
        self.decide(requirement).map_err(|denied| self.logged(denied, function))
    }

    /// Decides on a requirement as a guard does, and logs nothing.
    pub(crate) fn decide(&self, requirement: &Requirement<M>) -> Result<(), Denied> {
        if self.fulfills(requirement) {
            return Ok(());
        }
        Err(self.denial(requirement))
    }

    fn fulfills(&self, requirement: &Requirement<M>) -> bool {
        self.meets_conditions(requirement.conditions())
            && match requirement.clauses() {
                // A caller without any permission fulfills nothing, not even conditions alone.
                [] => self.has_permission(),
                clauses => clauses.iter().all(|clause| self.satisfies(clause)),
            }
    }

    pub(super) fn satisfies(&self, clause: &Clause<M>) -> bool {
        self.effective.intersects(clause.roles) || self.active_scopes().intersects(clause.scopes)
    }

    /// Returns the granted scopes that are enabled. An app-only caller has no scopes.
    pub(super) fn active_scopes(&self) -> PermissionSet<M::Scope> {
        match self.kind() {
            CallerKind::User => self.granted & M::TABLES.enabled_scopes,
            CallerKind::App => PermissionSet::EMPTY,
        }
    }

    fn grounds(&self, clause: &Clause<M>) -> Grounds {
        let roles = self.effective & clause.roles;
        let scopes = self.active_scopes() & (clause.scopes | M::TABLES.scopes_of(roles));
        Grounds { roles: roles.values(), scopes: scopes.values() }
    }

    /// Logs a denial here, because the service may replace the response that explains it.
    #[cold]
    fn logged(&self, denied: Denied, function: Option<&dyn fmt::Display>) -> Denied {
        let agent = self.agent();
        let registration = (M::REGISTRATIONS.len() > 1).then(|| self.registration());
        tracing::info!(
            function = function.map(tracing::field::display),
            registration = registration.map(tracing::field::display),
            tenant = %self.tenant(),
            caller = self.object_id().map(tracing::field::display),
            client = self.client_id().map(tracing::field::display),
            agent = agent.map(|agent| tracing::field::display(agent.acts())),
            blueprint = agent.and_then(|agent| agent.blueprint()).map(tracing::field::display),
            %denied,
            "denied"
        );
        denied
    }
}
