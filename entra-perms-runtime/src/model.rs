//! An app registration as the program was built with it.

use core::fmt::Debug;

use crate::permission::Permission;
use crate::set::Set;

/// An app registration: its roles, its scopes, and the mapping between them.
///
/// [`permissions!`](crate::permissions) generates the one type that implements it, `Model`; it is how everything here
/// that is generic reaches the tables.
pub trait Model: Copy + Debug + Send + Sync + Sized + 'static {
    /// The app roles.
    type Role: Permission<Model = Self>;
    /// The scopes.
    type Scope: Permission<Model = Self>;

    /// The registration of `manifest`, then those of `environments`, in the order given. Never empty.
    ///
    /// A validator is for one of them: [`TokenValidatorBuilder::client_id`](crate::TokenValidatorBuilder::client_id).
    const REGISTRATIONS: &'static [AppRegistration];

    #[doc(hidden)]
    const TABLES: &'static Tables<Self>;
}

/// What a manifest says of the application itself, as far as a token is checked against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppRegistration {
    /// `appId`, the client id: the audience of v2.0 tokens. `None` where the manifest has a placeholder.
    pub client_id: Option<&'static str>,
    /// `displayName`, the name in the portal: for messages.
    pub display_name: Option<&'static str>,
    /// `identifierUris`, the App ID URIs: further audiences of v1.0 tokens, unless
    /// [`audience_is_client_id`](Self::audience_is_client_id).
    pub identifier_uris: &'static [&'static str],
    /// Which access tokens Entra issues for this API; `None` where the manifest does not say.
    pub token_version: Option<TokenVersion>,
    /// `signInAudience`, whose accounts it serves; `None` where the manifest does not say.
    pub sign_in_audience: Option<SignInAudience>,
    /// The optional claim `aud` of access tokens has `use_guid`: v1.0 tokens, too, name the client id as their audience, and
    /// never a URI. <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub audience_is_client_id: bool,
    /// Access tokens have the optional claim `idtyp`: those of applications that act as themselves say `idtyp: app`.
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub marks_app_only: bool,
}

#[doc(hidden)]
impl AppRegistration {
    #[must_use]
    pub const fn new(
        client_id: Option<&'static str>,
        identifier_uris: &'static [&'static str],
        token_version: Option<TokenVersion>,
    ) -> Self {
        Self {
            client_id,
            display_name: None,
            identifier_uris,
            token_version,
            sign_in_audience: None,
            audience_is_client_id: false,
            marks_app_only: false,
        }
    }

    #[must_use]
    pub const fn with_display_name(mut self, name: &'static str) -> Self {
        self.display_name = Some(name);
        self
    }

    #[must_use]
    pub const fn with_sign_in_audience(mut self, accounts: SignInAudience) -> Self {
        self.sign_in_audience = Some(accounts);
        self
    }

    #[must_use]
    pub const fn with_client_id_as_audience(mut self) -> Self {
        self.audience_is_client_id = true;
        self
    }

    #[must_use]
    pub const fn with_app_only_marked(mut self) -> Self {
        self.marks_app_only = true;
        self
    }
}

/// `signInAudience` of a manifest: which accounts the application serves.
/// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInAudience {
    /// `AzureADMyOrg`: those of the tenant that it is registered in.
    AzureAdMyOrg,
    /// `AzureADMultipleOrgs`: those of any organisation.
    AzureAdMultipleOrgs,
    /// `AzureADandPersonalMicrosoftAccount`: those of any organisation, and personal ones.
    AzureAdAndPersonalMicrosoftAccount,
    /// `PersonalMicrosoftAccount`: personal ones alone. No validator is built for it: see
    /// [`BuildError::PersonalAccountsOnly`](crate::BuildError::PersonalAccountsOnly).
    PersonalMicrosoftAccount,
}

/// The two forms of access token: `requestedAccessTokenVersion` of a manifest, `ver` of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenVersion {
    /// v1.0: what Entra issues unless the manifest asks for 2.
    V1,
    /// v2.0
    V2,
}

impl TokenVersion {
    /// As tokens say it.
    pub(crate) const fn ver(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}

/// The mapping, and who may hold what.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tables<M: Model> {
    /// By scope: the roles it leads to.
    pub roles_of_scope: &'static [Set<M::Role>],
    /// By role: the roles of its group that reach at least as far; empty where no `constraints` were given.
    pub at_least: &'static [Set<M::Role>],
    /// `allowedMemberTypes` has `User`.
    pub users: Set<M::Role>,
    /// `allowedMemberTypes` has `Application`.
    pub applications: Set<M::Role>,
    /// An enabled scope leads to them.
    pub delegated: Set<M::Role>,
    /// `isEnabled`
    pub enabled_roles: Set<M::Role>,
    /// `isEnabled`
    pub enabled_scopes: Set<M::Scope>,
    /// By scope: what administrators read of it, or its display name.
    #[cfg(feature = "utoipa")]
    pub scope_descriptions: &'static [&'static str],
}

impl<M: Model> Tables<M> {
    /// The roles that these scopes let a client use.
    pub(crate) fn roles_of(&self, scopes: Set<M::Scope>) -> Set<M::Role> {
        scopes
            .iter()
            .filter_map(|scope| self.roles_of_scope.get(scope.index()))
            .fold(Set::empty(), |all, roles| all | *roles)
    }

    /// The scopes of which one is enough to let a client use one of these roles.
    pub(crate) fn scopes_of(&self, roles: Set<M::Role>) -> Set<M::Scope> {
        let leads = |scope: &M::Scope| {
            self.roles_of_scope.get(scope.index()).is_some_and(|led| (*led & roles).has_any())
        };
        M::Scope::ALL.iter().copied().filter(leads).collect()
    }
}

/// A model whose sets have this many words. Constants are worked out with arrays, whose length generic code must name.
#[doc(hidden)]
pub trait InWords<const R: usize, const S: usize>:
    Model<Role: Permission<Words = [u64; R]>, Scope: Permission<Words = [u64; S]>>
{
}

impl<M, const R: usize, const S: usize> InWords<R, S> for M where
    M: Model<Role: Permission<Words = [u64; R]>, Scope: Permission<Words = [u64; S]>>
{
}

/// The scopes that lead to the role at this place of the manifest: the mapping, read the other way.
#[doc(hidden)]
#[must_use]
#[expect(clippy::indexing_slicing, reason = "`const` has no other way, and the index is below the length")]
pub const fn scopes_of_role<M: InWords<R, S>, const R: usize, const S: usize>(role: usize) -> Set<M::Scope> {
    let rows = M::TABLES.roles_of_scope;
    let (mut scopes, mut scope) = (Set::EMPTY, 0);
    while scope < rows.len() {
        if rows[scope].contains_index(role) {
            scopes = scopes.union(Set::from_index(scope));
        }
        scope += 1;
    }
    scopes
}
