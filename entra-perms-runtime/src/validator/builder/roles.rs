//! The roles that count, and applications that have none.

use super::TokenValidatorBuilder;
use crate::model::{Model, PermissionSet};
use crate::validator::token::rules::AppsWithoutRoles;

impl<M: Model> TokenValidatorBuilder<M> {
    /// Lets only these roles count. Tokens may carry others, which the validator ignores.
    ///
    /// Use it for one of the validators of [`any_of`](crate::TokenValidator::any_of), so that a
    /// directory of customers can never grant a role that is for employees. The other roles are
    /// not in [`Caller::held`](crate::Caller::held), and so in no decision or explanation. A token
    /// that carries no other permission is refused as
    /// [`TokenError::NoPermission`](crate::TokenError::NoPermission).
    ///
    /// Scopes are not affected. As always, they narrow the roles of a user and never widen them,
    /// and a guard with `scope(…)` asks for the scope itself. The raw claims of
    /// [`keep_claims`](Self::keep_claims) are not affected either.
    ///
    /// If this is called several times, only the roles that are in every call count.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// # use entra_perms_runtime::Tenants;
    /// use permissions::{Role, TokenValidator};
    ///
    /// # fn main() {}
    /// # type Builder = entra_perms_runtime::TokenValidatorBuilder<permissions::Model>;
    /// # fn builder(customers: Tenants) -> Builder {
    /// TokenValidator::builder(customers)
    ///     .authority("https://contoso.ciamlogin.com")
    ///     .only_roles([Role::ContactsReadMy, Role::ContactsWriteMy])
    /// # }
    /// ```
    pub fn only_roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        let roles: PermissionSet<M::Role> = roles.into_iter().collect();
        self.only_roles = Some(match self.only_roles {
            Some(before) => before & roles,
            None => roles,
        });
        self
    }

    /// Accepts app-only tokens without any role of this API, for a service that knows its callers
    /// by their client ids.
    ///
    /// **Every application in the tenant can get such a token**, unless the enterprise application
    /// requires assignment. Without this setting, it is refused as
    /// [`TokenError::NoPermission`](crate::TokenError::NoPermission). With it, its caller has no
    /// effective permission, and so satisfies no requirement: every guard denies it, also a guard
    /// that has only conditions. A handler **without** a guard accepts it, and must compare
    /// [`Caller::client_id`](crate::Caller::client_id) and
    /// [`Caller::tenant`](crate::Caller::tenant) with a list of its own.
    ///
    /// The token itself must say that it is app-only: its `idtyp` is `app`. Without it, a token
    /// without roles looks like a user's token that grants nothing (`scp` is `/`), and is refused.
    /// This also holds for tokens from before [`idtyp_since`](Self::idtyp_since). A user's token
    /// without a scope or role is refused, and so is an ID token.
    ///
    /// So the manifest must request `idtyp`: `{ "name": "idtyp" }` in its
    /// `optionalClaims.accessToken`. If the manifest of the chosen registration does not,
    /// [`build`](Self::build) fails with
    /// [`BuildError::IdtypNotRequested`](crate::BuildError::IdtypNotRequested).
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::{CallerKind, Uuid};
    /// use permissions::Caller;
    ///
    /// /// Checks for an application on the service's own list.
    /// fn is_partner(caller: &Caller, partners: &[Uuid]) -> bool {
    ///     caller.kind() == CallerKind::App
    ///         && caller.client_id().is_some_and(|client| partners.contains(&client))
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// <https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps>
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub fn accept_apps_without_roles(mut self) -> Self {
        self.apps_without_roles = AppsWithoutRoles::Accepted;
        self
    }
}
