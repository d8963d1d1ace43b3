//! The issuers of a validator. Each becomes known once.

use std::sync::OnceLock;

use crate::model::TokenVersion;
use crate::validator::authority::{Issuers, TENANT_PLACEHOLDER};
use crate::validator::tenants::Tenants;

/// The issuers in tokens of both versions.
///
/// If keys are fetched, an issuer becomes known when the metadata for its version is read first. A
/// document that names another issuer later does not change it.
#[derive(Debug)]
pub(crate) struct KnownIssuers {
    /// The tenant, if only one is admitted. It replaces [`TENANT_PLACEHOLDER`] in the issuers.
    tenant: Option<String>,
    v1: OnceLock<String>,
    v2: OnceLock<String>,
}

impl KnownIssuers {
    /// Returns a set in which no issuer is known yet.
    pub(crate) fn none(tenants: &Tenants) -> Self {
        Self {
            tenant: tenants.only().map(|tenant| tenant.to_string()),
            v1: OnceLock::new(),
            v2: OnceLock::new(),
        }
    }

    /// Returns a set in which both issuers are known.
    pub(crate) fn both(tenants: &Tenants, issuers: &Issuers) -> Self {
        let known = Self::none(tenants);
        known.learn(TokenVersion::V1, &issuers.v1);
        known.learn(TokenVersion::V2, &issuers.v2);
        known
    }

    /// Returns the issuer, if it is known. It has [`TENANT_PLACEHOLDER`] only if several tenants
    /// are admitted.
    pub(crate) fn get(&self, version: TokenVersion) -> Option<&str> {
        self.of(version).get().map(String::as_str)
    }

    /// Sets the issuer if it is not known. Returns `false` if another issuer is known, which stays.
    pub(crate) fn learn(&self, version: TokenVersion, issuer: &str) -> bool {
        let issuer = match &self.tenant {
            Some(tenant) => with_tenant(issuer, tenant),
            None => issuer.to_owned(),
        };
        *self.of(version).get_or_init(|| issuer.clone()) == issuer
    }

    fn of(&self, version: TokenVersion) -> &OnceLock<String> {
        match version {
            TokenVersion::V1 => &self.v1,
            TokenVersion::V2 => &self.v2,
        }
    }
}

/// Returns the template with the tenant in place of [`TENANT_PLACEHOLDER`].
pub(crate) fn with_tenant(template: &str, tenant: &str) -> String {
    template.replace(TENANT_PLACEHOLDER, tenant)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    #[test]
    fn an_issuer_becomes_known_once() {
        let known = KnownIssuers::none(&Tenants::any_organization());
        assert_eq!(known.get(TokenVersion::V1), None);
        assert!(known.learn(TokenVersion::V1, "https://a/{tenantid}/"));
        assert!(known.learn(TokenVersion::V1, "https://a/{tenantid}/"));
        assert!(!known.learn(TokenVersion::V1, "https://b/{tenantid}/"));
        assert_eq!(known.get(TokenVersion::V1), Some("https://a/{tenantid}/"));
        assert_eq!(known.get(TokenVersion::V2), None);
    }

    #[test]
    fn the_issuers_of_one_tenant_have_no_placeholder() {
        let issuers = Issuers { v1: "a/{tenantid}/".to_owned(), v2: format!("b/{TENANT}") };
        let known = KnownIssuers::both(&Tenants::single(TENANT).unwrap(), &issuers);
        assert_eq!(known.get(TokenVersion::V1), Some(format!("a/{TENANT}/").as_str()));
        assert_eq!(known.get(TokenVersion::V2), Some(format!("b/{TENANT}").as_str()));
        assert!(known.learn(TokenVersion::V2, "b/{tenantid}"));
    }
}
