//! The times since which the registration requests optional claims.

use std::time::SystemTime;

use super::TokenValidatorBuilder;
use crate::model::Model;

impl<M: Model> TokenValidatorBuilder<M> {
    /// Admits app-only tokens without `idtyp` that were issued (`iat`) before `time`: the time
    /// since which the registration requests `idtyp`.
    ///
    /// If the manifest requests `idtyp`, every app-only token must have it: a token without `idtyp`
    /// and without scopes is [`TokenError::NoKind`](crate::TokenError::NoKind). But Entra writes
    /// the claim only into tokens that it issues after the request, and clients keep a token until
    /// it expires: about an hour, or 24 hours for managed identities. Until then, each of their
    /// calls is refused.
    ///
    /// With this time, a token whose `iat` is earlier may lack `idtyp`. Its scopes then decide:
    /// with scopes (`scp`) it is delegated, and without scopes it is app-only. All other rules
    /// apply to it. The setting has no effect on a token that was issued at this time or later, or
    /// has no `iat`, nor if the manifest does not request `idtyp`.
    ///
    /// Set the time at which the registration was changed, as a constant, and remove the call a day
    /// later. Do not set `SystemTime::now()`: it moves with each restart, and then admits newer
    /// tokens. A time after the call of [`build`](Self::build) counts as the time of that call.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// use std::time::{Duration, SystemTime};
    ///
    /// # fn requested<M: Model>(builder: TokenValidatorBuilder<M>) -> TokenValidatorBuilder<M> {
    /// // 2025-11-28T00:00:00Z
    /// builder.idtyp_since(SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_288_000))
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    /// <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations>
    pub fn idtyp_since(mut self, time: SystemTime) -> Self {
        self.idtyp_since = Some(time);
        self
    }

    /// Makes `by = person`, `agents = never` and `agents = only` deny tokens that were issued
    /// (`iat`) before `time`: the time since which the registration requests the claims about AI
    /// agents.
    ///
    /// If the manifest requests the claims (`xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`), a
    /// token without them is a token without an agent. But Entra writes the claims only into tokens
    /// that it issues after the request, and clients keep a token until it expires. This takes
    /// about an hour, or up to a day: managed identities cache their tokens for 24 hours. Until
    /// then, an agent with an older token looks like a person or an application.
    ///
    /// With this time, a token whose `iat` is earlier, or that has no `iat`, is accepted, but the
    /// three conditions deny its caller. All other requirements treat it like any other token. If
    /// the manifest does not request all three claims, the setting has no effect: the conditions
    /// then deny every caller.
    ///
    /// Set the time at which the registration was changed, as a constant, and remove the call a day
    /// later. Do not set `SystemTime::now()`: it moves with each restart, and then denies newer
    /// tokens. With a time in the future, the conditions deny all tokens until then.
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// use std::time::{Duration, SystemTime};
    ///
    /// # fn requested<M: Model>(builder: TokenValidatorBuilder<M>) -> TokenValidatorBuilder<M> {
    /// // 2026-11-28T00:00:00Z
    /// builder.agent_claims_since(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000))
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>
    /// <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations>
    pub fn agent_claims_since(mut self, time: SystemTime) -> Self {
        self.agent_claims_since = Some(time);
        self
    }
}
