//! A change of the version of the tokens.

use std::time::SystemTime;

use super::TokenValidatorBuilder;
use crate::model::Model;

impl<M: Model> TokenValidatorBuilder<M> {
    /// Accepts v1.0 and v2.0 tokens until `time`. After that, accepts only the version in the
    /// manifest, or of [`token_version`](Self::token_version).
    ///
    /// If the registration changes its token version (`requestedAccessTokenVersion`), clients hold
    /// tokens of the old version until these expire. This takes an hour or more, or 24 hours for
    /// managed identities. Without this setting, each of their calls is refused as
    /// [`TokenError::Version`](crate::TokenError::Version).
    ///
    /// Each version keeps its own issuer and its own audiences, and all other rules apply to both.
    /// The validator reads the metadata and the keys of both versions. It needs the metadata of the
    /// new version to start, and reads the other one later if that is missing. From `time` on,
    /// tokens of the old version are refused, also if they are cached. The first such refusal has a
    /// warning of its own in the log.
    ///
    /// Deploy the changed manifest with this setting first, then change the registration. Set a
    /// time a day after that, as a constant. Do not compute it from `SystemTime::now()`: it moves
    /// with each restart, so that the old version is never refused. A time in the past is the same
    /// as no setting, except for the warning.
    ///
    /// If neither the manifest nor `token_version` states a version, [`build`](Self::build) fails
    /// with [`BuildError::NoTokenVersion`](crate::BuildError::NoTokenVersion).
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, TokenValidatorBuilder};
    /// use std::time::{Duration, SystemTime};
    ///
    /// # fn changed<M: Model>(builder: TokenValidatorBuilder<M>) -> TokenValidatorBuilder<M> {
    /// // 2026-11-28T00:00:00Z
    /// builder.both_versions_until(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000))
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats>
    /// <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations>
    pub fn both_versions_until(mut self, time: SystemTime) -> Self {
        self.both_versions_until = Some(time);
        self
    }
}
