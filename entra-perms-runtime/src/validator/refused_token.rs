//! The log of refused tokens.

use core::str::EscapeDebug;

use tracing::field::{DisplayValue, display};

use crate::validator::token::claims::LoggedClaims;
use crate::validator::token_error::{Excerpt, Fault, TokenError};

/// A refused token: the reason, and claims for the log.
pub(super) struct RefusedToken {
    pub(super) error: TokenError,
    /// Empty unless the signature was verified: before that, nothing in a token is trustworthy, not
    /// even its id.
    pub(super) claims: LoggedClaims,
}

impl From<TokenError> for RefusedToken {
    fn from(error: TokenError) -> Self {
        Self { error, claims: LoggedClaims::default() }
    }
}

impl RefusedToken {
    /// Logs the refused token, and returns the reason.
    pub(super) fn into_logged_error(self) -> TokenError {
        let Self { error, claims } = self;
        let fault = error.fault();
        let token_id = shown(claims.token_id.as_ref());
        let blueprint = shown(claims.blueprint.as_ref());
        if deserves_warning(&error, fault) {
            tracing::warn!(%error, %fault, token_id, blueprint, "token refused");
        } else {
            tracing::info!(%error, %fault, token_id, blueprint, "token refused");
        }
        error
    }
}

/// Returns an id for the log: without backticks, as in the sign-in logs, so that a search finds
/// both.
fn shown(id: Option<&Excerpt>) -> Option<DisplayValue<EscapeDebug<'_>>> {
    id.map(|id| display(id.as_str().escape_debug()))
}

/// Checks for a refusal that the operator of the service must act on.
///
/// Two errors are not warnings although the service is at fault: they occur before the signature is
/// verified, so that anyone could fill the log with warnings.
fn deserves_warning(error: &TokenError, fault: Fault) -> bool {
    match error {
        TokenError::KeysUnavailable { .. } | TokenError::Encrypted => false,
        _ => matches!(fault, Fault::Service | Fault::Authority),
    }
}
