//! The tenants whose tokens are accepted.

use uuid::Uuid;

use crate::validator::token_error::Excerpt;

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
    /// This is for an API whose customers use their own tenants. The API must separate their data
    /// by [`Caller::tenant`](crate::Caller::tenant). To admit only the tenants of customers, use
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

    /// Returns the tenants that are admitted by name.
    pub(crate) fn listed(&self) -> &[Uuid] {
        match &self.0 {
            Admitted::Single(only) => core::slice::from_ref(only),
            Admitted::AnyOf(tenants) => tenants,
            Admitted::AnyOrganization => &[],
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

    /// Checks whether a tenant is admitted.
    pub(super) fn admits(&self, tenant: Uuid) -> bool {
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
}
