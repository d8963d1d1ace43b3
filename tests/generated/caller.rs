//! Callers for tests: from signed tokens, as there is no other way to make one.

use std::sync::LazyLock;

use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{
    Caller, Model, Tenants, TokenError, TokenValidator, TokenValidatorBuilder,
};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// One for all tests: making a key takes longer than they do.
pub(crate) static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

/// A validator with the issuer's keys.
pub(crate) fn validator<M: Model>() -> TokenValidatorBuilder<M> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(ISSUER.jwks())
        .authority(ISSUER.authority())
}

/// The caller that the validator makes of the token.
pub(crate) async fn from_token<M: Model>(
    token: impl FnOnce(&'static DevIssuer) -> TokenBuilder<'static, M>,
) -> Result<Caller<M>, TokenError> {
    validator().build().await.unwrap().validate(&token(&ISSUER).sign()).await
}

/// A client that acts for a user.
pub(crate) async fn user<M: Model, R, S>(roles: R, scopes: S) -> Caller<M>
where
    R: IntoIterator<Item = M::Role>,
    S: IntoIterator<Item = M::Scope>,
{
    from_token(|issuer| issuer.user::<M>().roles(roles).scopes(scopes))
        .await
        .unwrap()
}

/// An application that acts as itself.
pub(crate) async fn app<M: Model, R: IntoIterator<Item = M::Role>>(roles: R) -> Caller<M> {
    from_token(|issuer| issuer.app::<M>().roles(roles)).await.unwrap()
}
