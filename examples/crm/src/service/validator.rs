//! The validator of the tokens that an authority issues.

use entra_perms_runtime::{BuildError, Tenants};

use crate::permissions::TokenValidator;
use crate::settings::{Mistake, Roots};

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
) -> Result<TokenValidator, Mistake> {
    let tenants =
        Tenants::single(tenant).map_err(|error| Mistake::new(format!("`tenant`: {error}")))?;
    let builder = TokenValidator::builder(tenants)
        .client_id(client_id)
        .authority(authority)
        .start_without_keys();
    let builder = match roots {
        Roots::Machine => builder,
        Roots::Bundled => builder.only_bundled_root_certificates(),
    };
    Ok(builder.build().await?)
}

/// Names the key of each mistake that only the validator can find.
impl From<BuildError> for Mistake {
    fn from(error: BuildError) -> Self {
        match &error {
            BuildError::UnknownRegistration { client_id, registrations, .. } => {
                let known = registrations.iter().filter_map(|registration| registration.client_id);
                let known: Vec<_> = known.map(|id| format!("`{id}`")).collect();
                let defect =
                    format!("`client_id`: the program has no app registration `{client_id}`");
                Self::new(defect)
                    .note("another registration needs its manifest in `environments`, and a build")
                    .help(format!("set `client_id` to {}", known.join(" or ")))
            }
            BuildError::InvalidAuthority { authority, problem, .. } => {
                Self::new(format!("`authority`: `{authority}` {problem}"))
            }
            BuildError::NoRootCertificates { .. } => Self::new(error.to_string())
                .help("or set `bundled_roots`, to trust the certificates in the program"),
            _ => Self::new(error.to_string()),
        }
    }
}
