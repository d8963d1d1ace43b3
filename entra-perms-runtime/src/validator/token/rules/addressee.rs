//! The rules for the origin and the addressee of a token: version, tenant, issuer and audience.

use std::time::SystemTime;

use uuid::Uuid;

use super::{Rules, required};
use crate::model::TokenVersion;
use crate::validator::claim::Claim;
use crate::validator::token::claims::Claims;
use crate::validator::token_error::{Excerpt, TokenError};

impl Rules {
    /// Checks that the token has the version that the manifest requests, or the other one while the
    /// registration changes. Tokens of the other version have another issuer and other audiences.
    pub(super) fn version(
        &self,
        claims: &Claims<'_>,
        found: TokenVersion,
        now: SystemTime,
    ) -> Result<(), TokenError> {
        if self.versions.accept(found, now) {
            return Ok(());
        }
        if self.is_for_this_api(claims, found) == Some(true) {
            self.versions.log_late_token();
        }
        Err(TokenError::Version { found: Excerpt::new(found.ver()) })
    }

    /// Checks the tenant, issuer and audience of a token whose version is refused, for the log. Its
    /// issuer may not be known, because no metadata for its version is read. The one that the
    /// authority should have then counts.
    #[cold]
    fn is_for_this_api(&self, claims: &Claims<'_>, version: TokenVersion) -> Option<bool> {
        let tid = &claims.tid.as_ref()?.0;
        let iss = &claims.iss.as_ref()?.0;
        let aud = &claims.aud.as_ref()?.0;
        let tenant = self.issuer.tenant(tid).ok()?;
        Some(
            self.issuer.is_likely(version, tid, iss)
                && self.tenant_filter.admits(tenant)
                && self.audiences.accept(aud, version),
        )
    }

    /// Returns the tenant (`tid`), if the API serves it.
    pub(super) fn tenant(&self, claims: &Claims<'_>) -> Result<Uuid, TokenError> {
        self.issuer.tenant(required(claims.tid.as_ref(), Claim::Tid)?)
    }

    /// Checks that the issuer (`iss`) is the tenant's.
    pub(super) fn issuer(
        &self,
        claims: &Claims<'_>,
        version: TokenVersion,
    ) -> Result<(), TokenError> {
        let iss = required(claims.iss.as_ref(), Claim::Iss)?;
        let tid = required(claims.tid.as_ref(), Claim::Tid)?;
        self.issuer.issuer(version, tid, iss)
    }

    /// Checks that the key of the token may sign for the issuer.
    pub(super) fn key_issuer(
        &self,
        claims: &Claims<'_>,
        key_issuers: &[String],
    ) -> Result<(), TokenError> {
        let iss = required(claims.iss.as_ref(), Claim::Iss)?;
        let tid = required(claims.tid.as_ref(), Claim::Tid)?;
        self.issuer.key_issuer(key_issuers, tid, iss)
    }

    /// Asks the service's own filter of tenants. The issuer was checked before, so that the filter
    /// sees no tenant that a token only claims to be from.
    pub(super) fn tenant_filter(&self, tenant: Uuid) -> Result<(), TokenError> {
        if self.tenant_filter.admits(tenant) {
            return Ok(());
        }
        Err(TokenError::Tenant { found: Excerpt::new(&tenant.to_string()) })
    }

    /// Checks that the token is for this API (`aud`). The audiences of v1.0 tokens:
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference> (`aud`).
    pub(super) fn audience(
        &self,
        claims: &Claims<'_>,
        version: TokenVersion,
    ) -> Result<(), TokenError> {
        self.audiences.check(required(claims.aud.as_ref(), Claim::Aud)?, version)
    }
}

/// Returns the version (`ver`), if it is a version of Entra.
pub(crate) fn known_version(claims: &Claims<'_>) -> Result<TokenVersion, TokenError> {
    let ver = required(claims.ver.as_ref(), Claim::Ver)?;
    TokenVersion::ALL
        .into_iter()
        .find(|version| version.ver() == ver)
        .ok_or_else(|| TokenError::Version { found: Excerpt::new(ver) })
}
