//! The rule for the issuer of a token, and of its key.

use std::sync::Arc;

use uuid::Uuid;

use crate::model::TokenVersion;
use crate::validator::authority::{Issuers, TENANT_PLACEHOLDER};
use crate::validator::claim::Claim;
use crate::validator::known_issuers::{KnownIssuers, with_tenant};
use crate::validator::tenants::Tenants;
use crate::validator::token_error::{Excerpt, TokenError};

/// The rule for the issuer of a token.
///
/// If the validator admits one tenant, the token must name this tenant's issuer. Otherwise it must
/// name the issuer of the tenant in its own `tid`.
#[derive(Debug)]
pub(crate) struct IssuerRule {
    tenants: Tenants,
    issuers: Arc<KnownIssuers>,
    /// The issuers that the authority should have, according to its URL. No token is accepted
    /// because of them.
    expected: KnownIssuers,
}

impl IssuerRule {
    pub(crate) fn new(tenants: Tenants, issuers: Arc<KnownIssuers>, expected: &Issuers) -> Self {
        let expected = KnownIssuers::both(&tenants, expected);
        Self { tenants, issuers, expected }
    }

    /// Returns the tenant of the token, if it is admitted.
    pub(crate) fn tenant(&self, tid: &str) -> Result<Uuid, TokenError> {
        let tenant = Uuid::parse_str(tid).map_err(|_| TokenError::wrong_shape(Claim::Tid))?;
        // Entra writes a tenant in one form only. The issuer is compared with this text.
        if tenant.hyphenated().encode_lower(&mut Uuid::encode_buffer()) != tid {
            return Err(TokenError::wrong_shape(Claim::Tid));
        }
        if self.tenants.admits(tenant) {
            return Ok(tenant);
        }
        Err(TokenError::Tenant { found: Excerpt::new(tid) })
    }

    /// Checks that the token names the issuer of its tenant, byte for byte. If the issuer of its
    /// version is not known yet, nothing is decided about the token.
    pub(crate) fn issuer(
        &self,
        version: TokenVersion,
        tid: &str,
        iss: &str,
    ) -> Result<(), TokenError> {
        let template = self.issuers.get(version).ok_or_else(TokenError::keys_unavailable)?;
        if is_template_with_tenant(template, tid, iss) {
            return Ok(());
        }
        Err(TokenError::Issuer { found: Excerpt::new(iss) })
    }

    /// Checks whether a token of this version and of an admitted tenant can name this issuer.
    pub(crate) fn takes(&self, version: TokenVersion, issuer: &str) -> bool {
        self.issuers
            .get(version)
            .is_some_and(|template| self.is_of_admitted_tenant(template, issuer))
    }

    /// Checks whether this may turn out to be the issuer of this version, which is not known yet.
    /// The issuers of an authority name the tenant in a segment of their own.
    pub(crate) fn may_take_later(&self, version: TokenVersion, issuer: &str) -> bool {
        self.issuers.get(version).is_none()
            && issuer.split('/').any(|segment| self.tenant(segment).is_ok())
    }

    /// Checks whether a token of any version and of an admitted tenant names this issuer, as far as
    /// anybody can say. An issuer that was never read is the one that the authority should have.
    pub(crate) fn suggests(&self, issuer: &str) -> bool {
        TokenVersion::ALL.into_iter().any(|version| {
            let template = self.likely_template(version);
            template.is_some_and(|template| self.is_of_admitted_tenant(template, issuer))
        })
    }

    /// Checks whether a token of this version and tenant names its issuer, as far as anybody can
    /// say. Decides nothing about a token.
    pub(crate) fn is_likely(&self, version: TokenVersion, tid: &str, iss: &str) -> bool {
        let template = self.likely_template(version);
        template.is_some_and(|template| is_template_with_tenant(template, tid, iss))
    }

    /// Returns an issuer that this rule takes in tokens of one version, and another rule in tokens
    /// of a version, if there is one.
    pub(crate) fn shared_with(
        &self,
        version: TokenVersion,
        other: &Self,
        version_of_other: TokenVersion,
    ) -> Option<String> {
        let template = self.likely_template(version)?;
        let template_of_other = other.likely_template(version_of_other)?;
        // If both rules admit every organization, a shared issuer names either any tenant, or one
        // that a template has in its own text.
        let mut tenants = self.tenants.listed().to_vec();
        tenants.extend_from_slice(other.tenants.listed());
        tenants.push(ANY_TENANT);
        tenants.extend(tenants_in(template));
        tenants.extend(tenants_in(template_of_other));
        tenants.into_iter().find_map(|tenant| {
            let issuer = with_tenant(template, &tenant.to_string());
            let is_shared = self.is_of_admitted_tenant(template, &issuer)
                && other.is_of_admitted_tenant(template_of_other, &issuer);
            is_shared.then_some(issuer)
        })
    }

    /// Returns the known issuer, or the one that the authority should have.
    fn likely_template(&self, version: TokenVersion) -> Option<&str> {
        self.issuers.get(version).or_else(|| self.expected.get(version))
    }

    /// Checks whether an issuer is the template with an admitted tenant.
    fn is_of_admitted_tenant(&self, template: &str, issuer: &str) -> bool {
        let Some((before, _)) = template.split_once(TENANT_PLACEHOLDER) else {
            return template == issuer;
        };
        let tenant = issuer.strip_prefix(before).and_then(|rest| rest.get(..TENANT_LENGTH));
        tenant.is_some_and(|tenant| {
            is_template_with_tenant(template, tenant, issuer) && self.tenant(tenant).is_ok()
        })
    }

    /// Checks that the key may sign for the issuer. A key that is published without an issuer may
    /// sign for every issuer of the authority.
    ///
    /// The v2.0 issuer may cover the key. If it is not known yet, nothing is decided about a key
    /// that only it could cover.
    ///
    /// Follows `AadSigningKeyIssuerValidator` of `IdentityModel`.
    pub(crate) fn key_issuer(
        &self,
        key_issuers: &[String],
        tid: &str,
        iss: &str,
    ) -> Result<(), TokenError> {
        let Some(first) = key_issuers.first() else { return Ok(()) };
        if key_issuers.iter().any(|key_issuer| self.covers(key_issuer, tid, iss)) {
            return Ok(());
        }
        if self.issuers.get(TokenVersion::V2).is_none() {
            return Err(TokenError::keys_unavailable());
        }
        Err(TokenError::KeyIssuer { found: Excerpt::new(first) })
    }

    /// Checks that a key published for `key_issuer` may sign for the issuer of the token.
    ///
    /// Keys of v1.0 tokens are published under v2.0 metadata, so that the tenant's v2.0 issuer
    /// covers both versions. Either of the two issuers may have the placeholder.
    fn covers(&self, key_issuer: &str, tid: &str, iss: &str) -> bool {
        if is_template_with_tenant(key_issuer, tid, iss) {
            return true;
        }
        let Some(v2) = self.issuers.get(TokenVersion::V2) else { return false };
        key_issuer == v2
            || is_template_with_tenant(key_issuer, tid, v2)
            || is_template_with_tenant(v2, tid, key_issuer)
    }

    /// Returns the v2.0 issuer, from which clients discover the authority; see `ProtectedResource`.
    /// Returns `None` if it is not known yet.
    pub(crate) fn authorization_server(&self) -> Option<String> {
        let v2 = self.issuers.get(TokenVersion::V2)?;
        Some(with_tenant(v2, &self.tenants.segment()))
    }

    #[cfg(any(feature = "utoipa", feature = "aide"))]
    pub(crate) fn tenants(&self) -> &Tenants {
        &self.tenants
    }
}

/// The length of a tenant in an issuer: a GUID with hyphens.
const TENANT_LENGTH: usize = uuid::fmt::Hyphenated::LENGTH;

/// An organization that stands for any other.
const ANY_TENANT: Uuid = Uuid::from_u128(1);

/// Returns the ids that are in the text of a template.
fn tenants_in(template: &str) -> impl Iterator<Item = Uuid> {
    let starts = template.char_indices().map(|(start, _)| start);
    starts.filter_map(|start| Uuid::parse_str(template.get(start..start + TENANT_LENGTH)?).ok())
}

/// Checks that `issuer` is the template [with the tenant](with_tenant). This runs for each token,
/// and so does not allocate.
fn is_template_with_tenant(template: &str, tenant: &str, issuer: &str) -> bool {
    let mut template = template;
    let mut rest = issuer;
    while let Some((before, after)) = template.split_once(TENANT_PLACEHOLDER) {
        let Some(tenant_and_rest) = rest.strip_prefix(before) else { return false };
        let Some(after_tenant) = tenant_and_rest.strip_prefix(tenant) else { return false };
        rest = after_tenant;
        template = after;
    }
    rest == template
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_match_issuers_with_the_tenant_and_nothing_else() {
        let texts = [
            "",
            "{tenantid}",
            "a",
            "a{tenantid}",
            "{tenantid}b",
            "a{tenantid}b",
            "{tenantid}{tenantid}",
            "a{tenantid}b{tenantid}",
        ];
        for template in texts {
            for tenant in ["t", "a", "b", ""] {
                for text in texts {
                    for issuer in [with_tenant(text, "t"), with_tenant(text, "a"), text.to_owned()]
                    {
                        assert_eq!(
                            is_template_with_tenant(template, tenant, &issuer),
                            with_tenant(template, tenant) == issuer,
                            "{template} {tenant} {issuer}"
                        );
                    }
                }
            }
        }
    }
}
