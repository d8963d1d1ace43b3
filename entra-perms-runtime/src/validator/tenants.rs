//! Which tenants' tokens are taken, and which issuer a token of theirs must name.

use core::fmt;

use uuid::Uuid;

use crate::model::TokenVersion;
use crate::validator::authority::{Issuers, TENANT_PLACEHOLDER};
use crate::validator::token_error::{Excerpt, TokenError};

/// The tenant, or tenants, whose users and applications may call.
///
/// Tokens of every other tenant are refused, whoever signed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenants(Admitted);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Admitted {
    Single(Uuid),
    OneOf(Vec<Uuid>),
    AnyOrganization,
}

/// The tenant of all personal Microsoft accounts: no organisation, and its users have no app roles.
/// <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference> (`tid`)
const PERSONAL_ACCOUNTS: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);

impl Tenants {
    /// One tenant, by its id.
    ///
    /// # Errors
    /// [`InvalidTenant`] where that is no GUID. Domain names are not taken: tokens carry the id.
    pub fn single(tenant: &str) -> Result<Self, InvalidTenant> {
        parse(tenant).map(|tenant| Self(Admitted::Single(tenant)))
    }

    /// The tenant of a development issuer.
    #[cfg(feature = "testing")]
    pub(crate) fn of(tenant: Uuid) -> Self {
        Self(Admitted::Single(tenant))
    }

    /// Several tenants, by their ids.
    ///
    /// # Errors
    /// [`InvalidTenant`] where one is no GUID, or there is none.
    pub fn any_of<T: AsRef<str>>(
        tenants: impl IntoIterator<Item = T>,
    ) -> Result<Self, InvalidTenant> {
        let mut tenants: Vec<Uuid> = tenants
            .into_iter()
            .map(|tenant| parse(tenant.as_ref()))
            .collect::<Result<_, _>>()?;
        tenants.sort_unstable();
        tenants.dedup();
        match tenants.as_slice() {
            [] => Err(InvalidTenant::Empty),
            [only] => Ok(Self(Admitted::Single(*only))),
            _ => Ok(Self(Admitted::OneOf(tenants))),
        }
    }

    /// Any organisation that uses Entra: **everybody in the world can have a tenant**. For an API whose customers bring
    /// their own, and which keeps them apart by [`Caller::tenant`](crate::Caller::tenant); who is a customer can be asked
    /// with [`tenant_filter`](crate::TokenValidatorBuilder::tenant_filter). Personal accounts are refused.
    #[must_use]
    pub fn any_organization() -> Self {
        Self(Admitted::AnyOrganization)
    }

    /// The tenant, where there is but one.
    pub(crate) fn only(&self) -> Option<Uuid> {
        match self.0 {
            Admitted::Single(tenant) => Some(tenant),
            Admitted::OneOf(_) | Admitted::AnyOrganization => None,
        }
    }

    /// What stands for the tenant in the URLs of the authority.
    /// <https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc>
    pub(crate) fn segment(&self) -> String {
        self.only()
            .map_or_else(|| "organizations".to_owned(), |tenant| tenant.to_string())
    }

    fn admits(&self, tenant: Uuid) -> bool {
        match &self.0 {
            Admitted::Single(only) => *only == tenant,
            Admitted::OneOf(tenants) => tenants.contains(&tenant),
            Admitted::AnyOrganization => is_organization(tenant),
        }
    }
}

/// Whether users of this tenant may have app roles at all.
fn is_organization(tenant: Uuid) -> bool {
    tenant != PERSONAL_ACCOUNTS && !tenant.is_nil()
}

pub(crate) fn parse(tenant: &str) -> Result<Uuid, InvalidTenant> {
    // The other ways to write a GUID (braces, `urn:uuid:`, no hyphens) are read by `Uuid`, and never used by Entra.
    let id = Uuid::parse_str(tenant)
        .ok()
        .filter(|id| id.to_string().eq_ignore_ascii_case(tenant))
        .ok_or_else(|| InvalidTenant::NotAGuid(Excerpt::of(tenant).to_string()))?;
    if is_organization(id) { Ok(id) } else { Err(InvalidTenant::NoOrganization(id)) }
}

/// What was given names no tenant.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTenant {
    /// Not the id of a tenant.
    #[error(
        "{0} is not a tenant id: it must be a GUID; find it in the Entra admin center under Overview (Tenants ID), \
         or with `az account show --query tenantId`"
    )]
    NotAGuid(String),
    /// The tenant of personal Microsoft accounts, or of nobody: no users there have app roles.
    #[error("`{0}` is no organisation: personal Microsoft accounts have no app roles")]
    NoOrganization(Uuid),
    /// None was given, so that every token would be refused.
    #[error("no tenant was given")]
    Empty,
}

/// As [`Display`](fmt::Display): this is what a `main` that returns the error prints.
impl fmt::Debug for InvalidTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Further conditions on tenants, which the service itself knows: all must hold.
#[derive(Default)]
pub(crate) struct TenantFilter(Vec<Box<dyn Fn(Uuid) -> bool + Send + Sync>>);

impl TenantFilter {
    pub(crate) fn add(&mut self, admits: impl Fn(Uuid) -> bool + Send + Sync + 'static) {
        self.0.push(Box::new(admits));
    }

    pub(crate) fn admits(&self, tenant: Uuid) -> bool {
        self.0.iter().all(|admits| admits(tenant))
    }
}

/// Which issuer a token must name: exactly this one where there is one tenant, else the one that the authority has for
/// the tenant that the token itself names (`tid`).
#[derive(Debug)]
pub(crate) struct IssuerRule {
    tenants: Tenants,
    issuers: Issuers,
}

impl IssuerRule {
    /// `issuers` may be templates, with the tenant left open, or those of the one tenant.
    pub(crate) fn new(tenants: Tenants, issuers: Issuers) -> Self {
        let issuers = match tenants.only() {
            Some(tenant) => {
                let tenant = tenant.to_string();
                Issuers { v1: fill(&issuers.v1, &tenant), v2: fill(&issuers.v2, &tenant) }
            }
            None => issuers,
        };
        Self { tenants, issuers }
    }

    /// The tenant of the token: one that is served here.
    pub(crate) fn tenant(&self, tid: &str) -> Result<Uuid, TokenError> {
        let tenant = Uuid::parse_str(tid).map_err(|_| TokenError::wrong_shape("tid"))?;
        // Entra writes it in one way only, and it goes into the issuer as it stands there.
        if tenant.hyphenated().encode_lower(&mut Uuid::encode_buffer()) != tid {
            return Err(TokenError::wrong_shape("tid"));
        }
        if self.tenants.admits(tenant) {
            return Ok(tenant);
        }
        Err(TokenError::Tenant { found: Excerpt::of(tid) })
    }

    /// That the token names the issuer of its tenant, byte by byte.
    pub(crate) fn issuer(
        &self,
        version: TokenVersion,
        tid: &str,
        iss: &str,
    ) -> Result<(), TokenError> {
        let template = match version {
            TokenVersion::V1 => &self.issuers.v1,
            TokenVersion::V2 => &self.issuers.v2,
        };
        if is_filled(template, tid, iss) {
            return Ok(());
        }
        Err(TokenError::Issuer { found: Excerpt::of(iss) })
    }

    /// That the key may sign for the issuer: that it is published for it, or for none in particular. v1.0 tokens are signed with
    /// keys that are published under v2.0 metadata, so such a key's issuer may be the tenant's v2.0 one. Follows
    /// `AadSigningKeyIssuerValidator` of `IdentityModel`.
    pub(crate) fn key_issuer(
        &self,
        of_key: &[String],
        tid: &str,
        iss: &str,
    ) -> Result<(), TokenError> {
        let v2 = &self.issuers.v2;
        let signs = |of_key: &String| {
            is_filled(of_key, tid, iss)
                // The same, whichever of the two leaves the tenant open.
                || of_key == v2
                || is_filled(of_key, tid, v2)
                || is_filled(v2, tid, of_key)
        };
        match of_key.first() {
            Some(first) if !of_key.iter().any(signs) => {
                Err(TokenError::KeyIssuer { found: Excerpt::of(first) })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The v2.0 issuer, for clients that look for one; see `ProtectedResource`.
    pub(crate) fn authorization_server(&self) -> String {
        fill(&self.issuers.v2, &self.tenants.segment())
    }

    /// The tenants that are served.
    #[cfg(feature = "utoipa")]
    pub(crate) fn tenants(&self) -> &Tenants {
        &self.tenants
    }
}

fn fill(template: &str, tenant: &str) -> String {
    template.replace(TENANT_PLACEHOLDER, tenant)
}

/// Whether this is the template with the tenant in it. Asked of each token, it makes no text.
fn is_filled(template: &str, tenant: &str, filled: &str) -> bool {
    let mut parts = template.split(TENANT_PLACEHOLDER);
    let first = parts.next().and_then(|first| filled.strip_prefix(first));
    let rest =
        parts.try_fold(first, |rest, part| Some(rest?.strip_prefix(tenant)?.strip_prefix(part)));
    rest.flatten() == Some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTOSO: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    const FABRIKAM: &str = "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11";

    #[test]
    fn a_tenant_is_a_guid() {
        assert!(Tenants::single(CONTOSO).is_ok());
        assert_eq!(Tenants::single(&CONTOSO.to_uppercase()), Tenants::single(CONTOSO));
        for bad in [
            "",
            "common",
            "contoso.onmicrosoft.com",
            "72f988bf86f141af91ab2d7cd011db47",
            "{72f988bf-86f1-41af-91ab-2d7cd011db47}",
        ] {
            let error = Tenants::single(bad).unwrap_err().to_string();
            assert!(
                error.contains("must be a GUID") && error.contains("az account show"),
                "{error}"
            );
            assert_eq!(format!("{:?}", Tenants::single(bad).unwrap_err()), error);
        }
        assert_eq!(Tenants::any_of::<&str>([]), Err(InvalidTenant::Empty));
        for nobody in [PERSONAL_ACCOUNTS, Uuid::nil()] {
            let error = Err(InvalidTenant::NoOrganization(nobody));
            assert_eq!(
                (
                    Tenants::single(&nobody.to_string()),
                    Tenants::any_of([CONTOSO, &nobody.to_string()])
                ),
                (error.clone(), error)
            );
        }
        assert!(Tenants::any_of([CONTOSO, "common"]).is_err());
        assert_eq!(Tenants::any_of([CONTOSO, &CONTOSO.to_uppercase()]), Tenants::single(CONTOSO));
    }

    #[test]
    fn tenants_admit_their_own() {
        let id = |id: &str| Uuid::parse_str(id).unwrap();
        let of_two = Tenants::any_of([CONTOSO, FABRIKAM]).unwrap();
        assert!(of_two.admits(id(FABRIKAM)) && !of_two.admits(PERSONAL_ACCOUNTS));
        assert!(!Tenants::single(CONTOSO).unwrap().admits(id(FABRIKAM)));
        assert!(Tenants::any_organization().admits(id(FABRIKAM)));
        assert!(!Tenants::any_organization().admits(PERSONAL_ACCOUNTS));
        assert!(!Tenants::any_organization().admits(Uuid::nil()));
    }

    #[test]
    fn a_template_is_filled_with_the_tenant_and_nothing_else() {
        let text = [
            "",
            "{tenantid}",
            "a",
            "a{tenantid}",
            "{tenantid}b",
            "a{tenantid}b",
            "{tenantid}{tenantid}",
            "a{tenantid}b{tenantid}",
        ];
        for template in text {
            for tenant in ["t", "a", "b", ""] {
                for other in text
                    .into_iter()
                    .flat_map(|text| [fill(text, "t"), fill(text, "a"), text.to_owned()])
                {
                    let is_it = fill(template, tenant) == other;
                    assert_eq!(
                        is_filled(template, tenant, &other),
                        is_it,
                        "{template} {tenant} {other}"
                    );
                }
            }
        }
    }
}
