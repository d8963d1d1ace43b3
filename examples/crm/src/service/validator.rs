//! The validator of the tokens that an authority issues.

use entra_perms_runtime::Tenants;

use crate::permissions::TokenValidator;
use crate::settings::Roots;

/// Builds the validator of the app registration with this client id. The registration's manifest
/// supplies the other expected claims, such as the audience.
///
/// The service starts before the authority can be reached: the keys are fetched in the background.
/// Without keys, each token is refused as 503.
///
/// # Errors
/// Returns an error if a setting is wrong.
pub async fn validator(
    authority: &str,
    tenant: &str,
    client_id: &str,
    roots: Roots,
) -> anyhow::Result<TokenValidator> {
    let builder = TokenValidator::builder(Tenants::single(tenant)?)
        .client_id(client_id)
        .authority(authority)
        .start_without_keys();
    let builder = match roots {
        Roots::Machine => builder,
        Roots::Bundled => builder.only_bundled_root_certificates(),
    };
    Ok(builder.build().await?)
}
