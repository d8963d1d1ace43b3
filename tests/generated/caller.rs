//! Callers from signed tokens.

use std::sync::LazyLock;

use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{
    Caller, Model, Tenants, TokenError, TokenValidator, TokenValidatorBuilder,
};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";

/// One issuer for all tests, because a new key takes longer than a test.
pub(crate) static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

/// Returns a builder with the keys of the issuer.
pub(crate) fn validator<M: Model>() -> TokenValidatorBuilder<M> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(ISSUER.jwks())
        .authority(ISSUER.authority())
}

/// Validates a token of the issuer.
pub(crate) async fn from_token<M: Model>(
    token: impl FnOnce(&'static DevIssuer) -> TokenBuilder<'static, M>,
) -> Result<Caller<M>, TokenError> {
    validator().build().await.unwrap().validate(&token(&ISSUER).sign()).await
}

/// Returns a client that acts for a user.
pub(crate) async fn user<M: Model, R, S>(roles: R, scopes: S) -> Caller<M>
where
    R: IntoIterator<Item = M::Role>,
    S: IntoIterator<Item = M::Scope>,
{
    from_token(|issuer| issuer.user::<M>().roles(roles).scopes(scopes))
        .await
        .unwrap()
}

/// Returns an application that acts as itself.
pub(crate) async fn app<M: Model, R: IntoIterator<Item = M::Role>>(roles: R) -> Caller<M> {
    from_token(|issuer| issuer.app::<M>().roles(roles)).await.unwrap()
}
