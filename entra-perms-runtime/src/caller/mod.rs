//! The caller of a request: its identity, its permissions, and the reasons for which it is denied.
//!
//! In data order:
//!
//! - this file: the caller, made from a verified token;
//! - `agent`: the AI agent that acts in the call;
//! - `client`: the name of the client, and the proof that it is this client;
//! - `effective`: the intersection of roles and scopes;
//! - `check` over `conditions`: whether a caller meets a requirement;
//! - `denial`: why it does not;
//! - `explanation`: why each part of a requirement is met or not;
//! - `claims_request`: claims that a service can require in addition to roles and scopes;
//! - `lifetime`, `unknown_values`: further facts of the token;
//! - `connection`: whether its token is still accepted, for connections that outlive it;
//! - `origin`: the validator that accepted it;
//! - `api_facts`: the facts about the API that a denial tells the client.

mod agent;
mod api_facts;
mod check;
mod claims_error;
mod claims_request;
mod client;
mod conditions;
mod connection;
mod denial;
mod effective;
mod explanation;
mod lifetime;
mod origin;
mod unknown_values;

use core::fmt;
use std::sync::Arc;
use std::time::SystemTime;

#[cfg(feature = "__internals")]
pub use agent::{Actor, UnknownActor};
#[cfg(not(feature = "__internals"))]
pub(crate) use agent::{Actor, UnknownActor};
pub use agent::{Acts, Agent};
pub(crate) use api_facts::ApiFacts;
#[cfg(any(feature = "utoipa", feature = "aide"))]
pub(crate) use api_facts::full_name;
pub use claims_error::ClaimsError;
pub(crate) use claims_request::AuthorizationEndpoint;
pub use claims_request::{ClaimsRequest, InvalidAuthenticationContext};
pub(crate) use client::ClientAuthentication;
pub(crate) use connection::Standing;
pub use connection::{Ended, UntilEnded, WhileAccepted};
#[cfg(feature = "__internals")]
pub use denial::ClaimsOfGuard;
pub use denial::{Denied, Reason};
pub(crate) use effective::effective;
pub use explanation::{Explanation, Grounds};
pub(crate) use lifetime::Lifetime;
pub(crate) use origin::Origin;
use serde::de::DeserializeOwned;
pub(crate) use unknown_values::UnknownValues;
use uuid::Uuid;

use crate::model::{CallerKind, Model, PermissionSet};

/// The caller of one request: its identity and its permissions.
///
/// Only [`TokenValidator::validate`](crate::TokenValidator::validate) makes a caller, from a token
/// that it has verified. (The `testing` feature makes callers for tests.)
///
/// ```
/// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
/// use permissions::{Caller, Role, TokenValidator};
///
/// # fn main() {}
/// async fn sees_all_contacts(
///     validator: &TokenValidator,
///     token: &str,
/// ) -> Result<bool, Box<dyn std::error::Error>> {
///     let caller: Caller = validator.validate(token).await?;
///     caller.require(Role::ContactsReadTeam)?;
///     Ok(caller.can(Role::ContactsReadAll))
/// }
/// ```
#[derive(Clone)]
pub struct Caller<M: Model> {
    effective: PermissionSet<M::Role>,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
    identity: Identity,
    lifetime: Lifetime,
    /// Shared, because few requests read it and each request clones its caller.
    details: Arc<Details>,
    /// The facts that the refusals of a layer tell clients, in place of the validator's.
    api_facts_of_layer: Option<Arc<ApiFacts>>,
}

/// The subject, the client and the tenant of a verified token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) kind: CallerKind,
    pub(crate) tenant: Uuid,
    pub(crate) object_id: Option<Uuid>,
    pub(crate) client_id: Option<Uuid>,
}

/// Facts of a verified token that the usual decision does not need.
pub(crate) struct Details {
    pub(crate) origin: Origin,
    /// Says if the token would still be accepted.
    pub(crate) standing: Box<dyn Standing>,
    pub(crate) api_facts: Arc<ApiFacts>,
    /// `xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`
    pub(crate) actor: Actor,
    /// `azpacr`, `appidacr`
    pub(crate) client_authentication: ClientAuthentication,
    pub(crate) unknown: UnknownValues,
    /// `acrs`
    pub(crate) authentication_contexts: Vec<String>,
    /// The endpoint for a claims challenge, if the client handles claims challenges.
    pub(crate) claims_challenge: Option<AuthorizationEndpoint>,
    /// The payload as JSON, if the validator was built with `keep_claims`.
    pub(crate) claims: Option<Box<[u8]>>,
}

impl<M: Model> Caller<M> {
    /// Makes the caller of a verified token.
    pub(crate) fn new(
        identity: Identity,
        lifetime: Lifetime,
        held: PermissionSet<M::Role>,
        granted: PermissionSet<M::Scope>,
        details: Details,
    ) -> Self {
        let effective = effective::<M>(identity.kind, held, granted);
        Self {
            effective,
            held,
            granted,
            identity,
            lifetime,
            details: Arc::new(details),
            api_facts_of_layer: None,
        }
    }

    /// Returns the caller of a request behind a layer that tells clients these facts.
    #[cfg(any(feature = "tower", feature = "actix-web"))]
    pub(crate) fn behind_layer(mut self, api_facts: Option<Arc<ApiFacts>>) -> Self {
        let own = &self.details.api_facts;
        self.api_facts_of_layer = api_facts.map(|api_facts| api_facts.for_callers_of(own));
        self
    }

    /// Returns the facts that a refusal of this caller tells the client.
    pub(crate) fn api_facts(&self) -> &Arc<ApiFacts> {
        self.api_facts_of_layer.as_ref().unwrap_or(&self.details.api_facts)
    }

    /// Returns the kind of caller: a client that acts for a user, or an application that acts as
    /// itself.
    #[must_use]
    pub fn kind(&self) -> CallerKind {
        self.identity.kind
    }

    /// Returns the tenant that issued the token (`tid`).
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.identity.tenant
    }

    /// Returns the object id (`oid`) of the user, or of the application's service principal.
    ///
    /// The pair of [`tenant`](Self::tenant) and object id is the key to store data under. Returns
    /// `None` if the token has no `oid`.
    #[must_use]
    pub fn object_id(&self) -> Option<Uuid> {
        self.identity.object_id
    }

    /// Returns the client id of the application that sent the token (`azp`, or `appid` in v1.0
    /// tokens).
    #[must_use]
    pub fn client_id(&self) -> Option<Uuid> {
        self.identity.client_id
    }

    /// Returns the client id of the app registration for which the token was accepted: the
    /// registration of this API, not of the client.
    ///
    /// It says which of several validators accepted the token, if the program was built for several
    /// registrations: see [`TokenValidator::any_of`](crate::TokenValidator::any_of).
    #[must_use]
    pub fn registration(&self) -> Uuid {
        self.details.origin.registration
    }

    /// Returns the base URL of the authority whose token was accepted, such as
    /// `https://login.microsoftonline.com`.
    ///
    /// This is the [`authority`](crate::TokenValidatorBuilder::authority) of the validator that
    /// accepted the token, without a slash at the end. It is not the issuer (`iss`), whose host may
    /// be another one.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.details.origin.authority
    }

    /// Returns `true` if the caller has any permission: an effective role, or an enabled scope.
    ///
    /// A caller without any satisfies no requirement.
    pub(super) fn has_permission(&self) -> bool {
        !self.effective.is_empty() || !self.active_scopes().is_empty()
    }

    /// Returns the AI agent that acts in the call, or `None` if the token does not name one.
    ///
    /// Entra issues tokens to agents in three shapes: an agent acts for a human user, as itself, or
    /// through a user account of its own. In the third shape, [`kind`](Self::kind) is
    /// [`User`](CallerKind::User), although no human is there.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::Acts;
    /// use permissions::Caller;
    ///
    /// fn signature(caller: &Caller) -> &'static str {
    ///     match caller.agent().map(|agent| agent.acts()) {
    ///         None => "written by a person or an application",
    ///         Some(Acts::ForUser) => "written by an agent, for a person",
    ///         Some(_) => "written by an agent",
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// Entra writes the claims about agents (`xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`) only
    /// if the registration of this API requests them. Without them, `None` does not mean that a
    /// person or an application acts. To decide, use `by = person`, `agents = never` or
    /// `agents = only` of [`#[requires]`](macro@crate::requires), which deny such a token.
    /// <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>
    #[must_use]
    pub fn agent(&self) -> Option<Agent> {
        self.details.actor.agent()
    }

    /// Returns the time at which the token expires (`exp`).
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.lifetime.expires_at
    }

    /// Returns the roles in the token. The caller can never do more than they allow.
    ///
    /// Disabled roles are included; they grant nothing.
    #[must_use]
    pub fn held(&self) -> PermissionSet<M::Role> {
        self.held
    }

    /// Returns the scopes in the token.
    ///
    /// Disabled scopes are included; they grant nothing.
    #[must_use]
    pub fn granted(&self) -> PermissionSet<M::Scope> {
        self.granted
    }

    /// Returns the effective permissions: the roles that the caller may use.
    ///
    /// For a user's client, these are the held roles that the granted scopes map to. For an
    /// application that acts as itself, these are the held roles. Disabled roles and scopes do not
    /// count, and neither do roles that the registration does not allow for this kind of caller.
    #[must_use]
    pub fn effective(&self) -> PermissionSet<M::Role> {
        self.effective
    }

    /// Returns the roles and scopes of the token that this build does not know, for diagnosis.
    ///
    /// Unknown values grant nothing. At most 16 values are kept, each cut to 128 bytes.
    #[must_use]
    pub fn unknown_values(&self) -> Vec<&str> {
        self.details.unknown.iter().collect()
    }

    /// Reads further claims of the verified token into a type of your own.
    ///
    /// The validator must be built with
    /// [`keep_claims`](crate::TokenValidatorBuilder::keep_claims).
    ///
    /// Do not base decisions on `upn`, `email`, `preferred_username` or `name`: they change, and
    /// are reused.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::ClaimsError;
    /// use permissions::Caller;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Location {
    ///     /// The country of the user, an optional claim.
    ///     ctry: Option<String>,
    /// }
    ///
    /// fn country(caller: &Caller) -> Result<Option<String>, ClaimsError> {
    ///     let location: Location = caller.claims()?;
    ///     Ok(location.ctry)
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Returns [`ClaimsError`] if the claims were not kept, or do not fit `T`.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, ClaimsError> {
        let claims = self.details.claims.as_deref().ok_or(ClaimsError::NotKept)?;
        serde_json::from_slice(claims).map_err(ClaimsError::Mismatch)
    }

    /// Returns `true` if the client can handle a claims challenge.
    ///
    /// Such a client responds to the 401 of a claims challenge by requesting a token with the
    /// missing claims. It declares this with the value `cp1` in the claim `xms_cc`. Entra includes
    /// the claim only if the manifest of this API requests it as an optional claim of access
    /// tokens.
    /// <https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities>
    #[must_use]
    pub fn handles_claims_challenges(&self) -> bool {
        self.details.claims_challenge.is_some()
    }

    /// Returns the size of this caller's heap data. The bounds of the token cache count it.
    pub(crate) fn bytes_on_heap(&self) -> usize {
        let Details {
            origin: _,
            standing,
            actor: _,
            client_authentication: _,
            api_facts: _,
            unknown,
            authentication_contexts,
            claims_challenge: _,
            claims,
        } = &*self.details;
        let mut bytes = size_of::<Details>() + size_of_val(&**standing) + unknown.bytes_on_heap();
        for context in authentication_contexts {
            bytes += size_of::<String>() + context.capacity();
        }
        if let Some(claims) = claims {
            bytes += claims.len();
        }
        bytes
    }
}

/// Leaves out the kept claims, which may contain personal data.
impl<M: Model> fmt::Debug for Caller<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("kind", &self.kind())
            .field("tenant", &self.tenant())
            .field("object_id", &self.object_id())
            .field("client_id", &self.client_id())
            .field("agent", &self.agent())
            .field("held", &self.held)
            .field("granted", &self.granted)
            .field("effective", &self.effective)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
