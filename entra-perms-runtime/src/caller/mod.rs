//! The caller of one request, after its token was verified: who it is, and what it may do.

mod claims_request;
mod denial;
mod denied;
mod effective;
mod explanation;
mod lifetime;
mod unknown_values;

use core::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use claims_request::AuthorizationEndpoint;
pub use claims_request::ClaimsRequest;
pub use denied::{Denied, Reason};
pub(crate) use effective::effective;
pub use explanation::{Explanation, Grounds};
pub(crate) use lifetime::Lifetime;
use serde::de::DeserializeOwned;
pub(crate) use unknown_values::UnknownValues;
use uuid::Uuid;

use crate::model::{CallerKind, Model, PermissionSet};
use crate::requirement::{Clause, Requirement};

/// The caller of one request: who it is, and what it may do.
///
/// There is no way to make one but to verify a token, with [`TokenValidator::validate`](crate::TokenValidator::validate).
#[derive(Clone)]
pub struct Caller<M: Model> {
    effective: PermissionSet<M::Role>,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
    identity: Identity,
    lifetime: Lifetime,
    /// What most requests never look at.
    details: Arc<Details>,
}

/// Who a verified token speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) kind: CallerKind,
    pub(crate) tenant: Uuid,
    pub(crate) object_id: Option<Uuid>,
    pub(crate) client_id: Option<Uuid>,
}

/// What is kept of a verified token beside the decision.
pub(crate) struct Details {
    pub(crate) unknown: UnknownValues,
    /// `acrs`
    pub(crate) authentication_contexts: Vec<String>,
    /// Where the client can ask for more, if it says that it knows how to.
    pub(crate) claims_challenge: Option<AuthorizationEndpoint>,
    /// The payload as JSON, where `keep_claims` asked for it.
    pub(crate) claims: Option<Box<[u8]>>,
}

impl<M: Model> Caller<M> {
    /// Of a token that was verified.
    pub(crate) fn new(
        identity: Identity,
        lifetime: Lifetime,
        held: PermissionSet<M::Role>,
        granted: PermissionSet<M::Scope>,
        details: Details,
    ) -> Self {
        let effective = effective::<M>(identity.kind, held, granted);
        Self { effective, held, granted, identity, lifetime, details: Arc::new(details) }
    }

    /// Whether a client acts for a user, or an application as itself.
    #[must_use]
    pub fn kind(&self) -> CallerKind {
        self.identity.kind
    }

    /// The tenant that issued the token (`tid`).
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.identity.tenant
    }

    /// The object id (`oid`) of the user, or of the service principal of the application: with [`tenant`](Self::tenant),
    /// the key to store data under. `None` where the token has none.
    #[must_use]
    pub fn object_id(&self) -> Option<Uuid> {
        self.identity.object_id
    }

    /// The client id (`azp`, in v1.0 tokens `appid`) of the application that sent the token.
    #[must_use]
    pub fn client_id(&self) -> Option<Uuid> {
        self.identity.client_id
    }

    /// When the token expires (`exp`).
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.lifetime.expires_at
    }

    /// The roles in the token: the hard limit. Disabled ones are among them, and count for nothing.
    #[must_use]
    pub fn held(&self) -> PermissionSet<M::Role> {
        self.held
    }

    /// The scopes in the token. Disabled ones are among them, and count for nothing.
    #[must_use]
    pub fn granted(&self) -> PermissionSet<M::Scope> {
        self.granted
    }

    /// What the caller may do: the intersection.
    #[must_use]
    pub fn effective(&self) -> PermissionSet<M::Role> {
        self.effective
    }

    /// Roles and scopes of the token that the program was built without, for diagnosis; they grant nothing. Long ones
    /// are cut, and of many only the first are kept.
    #[must_use]
    pub fn unknown_values(&self) -> Vec<&str> {
        self.details.unknown.iter().collect()
    }

    /// Further claims of the verified token, in a type of your own. The validator must have been built with
    /// [`keep_claims`](crate::TokenValidatorBuilder::keep_claims).
    ///
    /// Do not decide on `upn`, `email`, `preferred_username` or `name`: they change, and are reused.
    ///
    /// # Errors
    /// [`ClaimsError`] where the claims were not kept, or do not fit `T`.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, ClaimsError> {
        let claims = self.details.claims.as_deref().ok_or(ClaimsError::NotKept)?;
        serde_json::from_slice(claims).map_err(ClaimsError::Mismatch)
    }

    /// Whether the client says that it can act on a claims challenge (`cp1` in `xms_cc`): that on a 401 it asks the authority for
    /// a token with what is missing. Entra says it in tokens for this API only where the manifest asks for it, with the
    /// optional claim `xms_cc` of access tokens.
    /// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities>
    #[must_use]
    pub fn handles_claims_challenges(&self) -> bool {
        self.details.claims_challenge.is_some()
    }

    /// Whether the token says more than who the caller is: see [`ClaimsRequest`].
    #[must_use]
    pub fn meets(&self, request: &ClaimsRequest) -> bool {
        request.is_met_by(&self.details.authentication_contexts, self.lifetime.not_before)
    }

    /// That the token says more than who the caller is: see [`ClaimsRequest`].
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
    /// [`Denied`]: over HTTP the 401 of a claims challenge, where the client [says that it can act on
    /// one](Self::handles_claims_challenges), which it can only where the manifest asks for the optional claim `xms_cc`; else 403.
    pub fn require_claims(&self, request: &ClaimsRequest) -> Result<(), Denied> {
        if self.meets(request) {
            return Ok(());
        }
        let endpoint = self
            .details
            .claims_challenge
            .as_ref()
            .filter(|_| request.can_be_met_by(self.kind()));
        let ask_at = endpoint.map(|endpoint| endpoint.of(self.tenant()));
        let reason = Reason::LacksClaims { request: *request, ask_at };
        Err(self.logged(Denied::because(vec![reason]), None))
    }

    /// Returns `true` if the caller may use a role, or meets a requirement.
    #[must_use]
    pub fn can(&self, requirement: impl Into<Requirement<M>>) -> bool {
        self.fulfills(&requirement.into())
    }

    /// Checks that the caller may use a role, or meets a requirement of
    /// [`requirement!`](crate::requirement).
    ///
    /// A denial is logged at level `INFO`. Use [`can`](Self::can) or [`explain`](Self::explain) to
    /// ask without a log line.
    ///
    /// # Errors
    /// [`Denied`], which says for each unmet part of the requirement what is missing.
    pub fn require(&self, requirement: impl Into<Requirement<M>>) -> Result<(), Denied> {
        self.check_for(&requirement.into(), None)
    }

    /// Checks a requirement for a guarded function, which the log names.
    pub(crate) fn check_for(
        &self,
        requirement: &Requirement<M>,
        function: Option<&dyn fmt::Display>,
    ) -> Result<(), Denied> {
        if self.fulfills(requirement) {
            return Ok(());
        }
        Err(self.logged(self.denial(requirement), function))
    }

    /// What [`check`](Self::check) would say, in full: also of the parts that hold.
    #[must_use]
    pub fn explain(&self, requirement: &Requirement<M>) -> Explanation {
        let parts = requirement.clauses().iter().map(|clause| {
            if self.satisfies(clause) { Ok(self.grounds(clause)) } else { Err(self.reason(clause)) }
        });
        Explanation::new(self.wrong_kind(requirement).map(Err).into_iter().chain(parts).collect())
    }

    /// The time in which the token is valid.
    pub(crate) fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// What it takes beside its own size, for the bounds of a cache.
    pub(crate) fn bytes_on_heap(&self) -> usize {
        let Details { unknown, authentication_contexts, claims_challenge: _, claims } =
            &*self.details;
        let texts = authentication_contexts.iter();
        size_of::<Details>()
            + unknown.bytes_on_heap()
            + texts.map(|text| size_of::<String>() + text.capacity()).sum::<usize>()
            + claims.as_deref().map_or(0, <[u8]>::len)
    }

    fn fulfills(&self, requirement: &Requirement<M>) -> bool {
        let right_kind = requirement.by().is_none_or(|kind| kind == self.kind());
        right_kind && requirement.clauses().iter().all(|clause| self.satisfies(clause))
    }

    fn satisfies(&self, clause: &Clause<M>) -> bool {
        (self.effective & clause.roles).has_any()
            || (self.active_scopes() & clause.scopes).has_any()
    }

    /// The scopes that count. An application that acts as itself has none.
    fn active_scopes(&self) -> PermissionSet<M::Scope> {
        match self.kind() {
            CallerKind::User => self.granted & M::TABLES.enabled_scopes,
            CallerKind::App => PermissionSet::empty(),
        }
    }

    /// So that who is denied can be told why, whatever the service makes of the denial.
    #[cold]
    fn logged(&self, denied: Denied, function: Option<&dyn fmt::Display>) -> Denied {
        tracing::info!(
            function = function.map(tracing::field::display),
            tenant = %self.tenant(),
            caller = self.object_id().map(tracing::field::display),
            client = self.client_id().map(tracing::field::display),
            %denied,
            "denied"
        );
        denied
    }

    fn grounds(&self, clause: &Clause<M>) -> Grounds {
        let roles = self.effective & clause.roles;
        let scopes = self.active_scopes() & (clause.scopes | M::TABLES.scopes_of(roles));
        Grounds { roles: roles.values(), scopes: scopes.values() }
    }
}

/// Names no token, and no claim but the ids.
impl<M: Model> fmt::Debug for Caller<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("kind", &self.kind())
            .field("tenant", &self.tenant())
            .field("object_id", &self.object_id())
            .field("client_id", &self.client_id())
            .field("held", &self.held)
            .field("granted", &self.granted)
            .field("effective", &self.effective)
            .finish_non_exhaustive()
    }
}

/// Why [`Caller::claims`] gives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimsError {
    /// The validator was built without `keep_claims`.
    #[error("the claims were not kept: build the validator with `keep_claims()`")]
    NotKept,
    /// The claims of this token do not fit the type.
    #[error("the claims do not fit the type: {0}")]
    Mismatch(serde_json::Error),
}

#[cfg(test)]
mod tests;
