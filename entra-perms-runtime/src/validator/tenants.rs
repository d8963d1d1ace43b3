//! The tenants whose tokens are accepted, and the issuers that their tokens must name.

use uuid::Uuid;

use crate::model::TokenVersion;
use crate::validator::authority::{Issuers, TENANT_PLACEHOLDER};
use crate::validator::claim::Claim;
use crate::validator::token_error::{Excerpt, TokenError};

/// The tenants whose users and applications may call the API.
///
/// A validator refuses tokens of every other tenant, even if Entra signed them.
///
/// ```
/// use entra_perms_runtime::Tenants;
///
/// # fn main() -> Result<(), entra_perms_runtime::InvalidTenant> {
/// let own = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
/// let two = Tenants::any_of([
///     "72f988bf-86f1-41af-91ab-2d7cd011db47",
///     "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11",
/// ])?;
/// # assert_ne!(own, two);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenants(Admitted);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Admitted {
    Single(Uuid),
    AnyOf(Vec<Uuid>),
    AnyOrganization,
}

/// The tenant of all personal Microsoft accounts. It is not an organization, and its users have no
/// app roles.
/// <https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference> (`tid`)
const PERSONAL_ACCOUNTS: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);

impl Tenants {
    /// Admits one tenant, given by its id.
    ///
    /// A domain name is not accepted, because tokens carry the id.
    ///
    /// # Errors
    /// Returns [`InvalidTenant`] if the id is not the GUID of an organization.
    pub fn single(tenant: &str) -> Result<Self, InvalidTenant> {
        Ok(Self::from_id(parse(tenant)?))
    }

    /// Admits several tenants, given by their ids.
    ///
    /// # Errors
    /// Returns [`InvalidTenant`] if an id is not the GUID of an organization, or if there is no id.
    pub fn any_of<T: AsRef<str>>(
        tenants: impl IntoIterator<Item = T>,
    ) -> Result<Self, InvalidTenant> {
        let mut ids = Vec::new();
        for tenant in tenants {
            ids.push(parse(tenant.as_ref())?);
        }
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [] => Err(InvalidTenant::Empty),
            [only] => Ok(Self::from_id(*only)),
            _ => Ok(Self(Admitted::AnyOf(ids))),
        }
    }

    /// Admits every organization that uses Entra. **Anyone in the world can create a tenant.**
    ///
    /// This is for an API whose customers use their own tenants. The API must separate their data by
    /// [`Caller::tenant`](crate::Caller::tenant). To admit only the tenants of customers, use
    /// [`tenant_filter`](crate::TokenValidatorBuilder::tenant_filter).
    ///
    /// Personal Microsoft accounts are refused.
    #[must_use]
    pub fn any_organization() -> Self {
        Self(Admitted::AnyOrganization)
    }

    /// Admits the tenant with this id.
    pub(crate) fn from_id(tenant: Uuid) -> Self {
        Self(Admitted::Single(tenant))
    }

    /// Returns the tenant, if only one is admitted.
    pub(crate) fn only(&self) -> Option<Uuid> {
        match self.0 {
            Admitted::Single(tenant) => Some(tenant),
            Admitted::AnyOf(_) | Admitted::AnyOrganization => None,
        }
    }

    /// Returns the segment for the tenants in URLs of the authority.
    /// <https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc>
    pub(crate) fn segment(&self) -> String {
        match self.only() {
            Some(tenant) => tenant.to_string(),
            None => "organizations".to_owned(),
        }
    }

    fn admits(&self, tenant: Uuid) -> bool {
        match &self.0 {
            Admitted::Single(only) => *only == tenant,
            Admitted::AnyOf(tenants) => tenants.contains(&tenant),
            Admitted::AnyOrganization => is_organization(tenant),
        }
    }
}

/// Checks whether users of the tenant can have app roles at all.
fn is_organization(tenant: Uuid) -> bool {
    tenant != PERSONAL_ACCOUNTS && !tenant.is_nil()
}

/// Reads the id of an organization.
pub(crate) fn parse(tenant: &str) -> Result<Uuid, InvalidTenant> {
    let Ok(id) = Uuid::parse_str(tenant) else {
        return Err(InvalidTenant::NotAGuid(Excerpt::new(tenant)));
    };
    // `Uuid` also reads other forms (braces, `urn:uuid:`, no hyphens), which Entra never uses.
    if !id.to_string().eq_ignore_ascii_case(tenant) {
        return Err(InvalidTenant::NotAGuid(Excerpt::new(tenant)));
    }
    if is_organization(id) { Ok(id) } else { Err(InvalidTenant::NoOrganization(id)) }
}

/// An error in the tenants given to [`Tenants`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTenant {
    /// The text is not a tenant id. It may be a domain name.
    #[error(
        "{0} is not a tenant id: it must be a GUID; find it in the Entra admin center under \
         Overview (Tenant ID), or with `az account show --query tenantId`"
    )]
    NotAGuid(Excerpt),
    /// The id is not an organization's: it is the tenant of personal Microsoft accounts, or the nil
    /// GUID. Users there have no app roles.
    #[error("`{0}` is not an organization: personal Microsoft accounts have no app roles")]
    NoOrganization(Uuid),
    /// There is no tenant, so that every token would be refused.
    #[error("no tenant was given")]
    Empty,
}

/// The service's own conditions on tenants. A tenant must meet all of them.
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

/// The rule for the issuer of a token.
///
/// If the validator admits one tenant, the token must name this tenant's issuer. Otherwise it must
/// name the issuer of the tenant in its own `tid`.
#[derive(Debug)]
pub(crate) struct IssuerRule {
    tenants: Tenants,
    /// With [`TENANT_PLACEHOLDER`] only if several tenants are admitted.
    issuers: Issuers,
}

impl IssuerRule {
    /// Takes the issuers of the tenant, or issuers with [`TENANT_PLACEHOLDER`].
    pub(crate) fn new(tenants: Tenants, issuers: Issuers) -> Self {
        let issuers = match tenants.only() {
            Some(tenant) => {
                let tenant = tenant.to_string();
                Issuers {
                    v1: with_tenant(&issuers.v1, &tenant),
                    v2: with_tenant(&issuers.v2, &tenant),
                }
            }
            None => issuers,
        };
        Self { tenants, issuers }
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

    /// Checks that the token names the issuer of its tenant, byte for byte.
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
        if is_template_with_tenant(template, tid, iss) {
            return Ok(());
        }
        Err(TokenError::Issuer { found: Excerpt::new(iss) })
    }

    /// Checks that the key may sign for the issuer. A key that is published without an issuer may
    /// sign for every issuer of the authority.
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
        Err(TokenError::KeyIssuer { found: Excerpt::new(first) })
    }

    /// Checks that a key published for `key_issuer` may sign for the issuer of the token.
    ///
    /// Keys of v1.0 tokens are published under v2.0 metadata, so that the tenant's v2.0 issuer covers
    /// both versions. Either of the two issuers may have the placeholder.
    fn covers(&self, key_issuer: &str, tid: &str, iss: &str) -> bool {
        let v2 = &self.issuers.v2;
        is_template_with_tenant(key_issuer, tid, iss)
            || key_issuer == v2
            || is_template_with_tenant(key_issuer, tid, v2)
            || is_template_with_tenant(v2, tid, key_issuer)
    }

    /// Returns the v2.0 issuer, from which clients discover the authority; see `ProtectedResource`.
    pub(crate) fn authorization_server(&self) -> String {
        with_tenant(&self.issuers.v2, &self.tenants.segment())
    }

    #[cfg(feature = "utoipa")]
    pub(crate) fn tenants(&self) -> &Tenants {
        &self.tenants
    }
}

/// Returns the template with the tenant in place of [`TENANT_PLACEHOLDER`].
fn with_tenant(template: &str, tenant: &str) -> String {
    template.replace(TENANT_PLACEHOLDER, tenant)
}

/// Checks that `issuer` is the template [with the tenant](with_tenant). This runs for each token, and
/// so does not allocate.
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

    const CONTOSO: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    const FABRIKAM: &str = "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11";

    #[test]
    fn tenants_are_guids_of_organizations() {
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
        }
        assert_eq!(Tenants::any_of::<&str>([]), Err(InvalidTenant::Empty));
        for id in [PERSONAL_ACCOUNTS, Uuid::nil()] {
            let error = Err(InvalidTenant::NoOrganization(id));
            assert_eq!(Tenants::single(&id.to_string()), error);
            assert_eq!(Tenants::any_of([CONTOSO, &id.to_string()]), error);
        }
        assert!(Tenants::any_of([CONTOSO, "common"]).is_err());
        assert_eq!(Tenants::any_of([CONTOSO, &CONTOSO.to_uppercase()]), Tenants::single(CONTOSO));
    }

    #[test]
    fn tenants_admit_no_other_tenant() {
        let id = |id: &str| Uuid::parse_str(id).unwrap();
        let of_two = Tenants::any_of([CONTOSO, FABRIKAM]).unwrap();
        assert!(of_two.admits(id(FABRIKAM)) && !of_two.admits(PERSONAL_ACCOUNTS));
        assert!(!Tenants::single(CONTOSO).unwrap().admits(id(FABRIKAM)));
        assert!(Tenants::any_organization().admits(id(FABRIKAM)));
        assert!(!Tenants::any_organization().admits(PERSONAL_ACCOUNTS));
        assert!(!Tenants::any_organization().admits(Uuid::nil()));
    }

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
