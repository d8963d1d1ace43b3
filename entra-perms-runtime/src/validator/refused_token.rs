//! The log of refused tokens.

use crate::validator::token_error::{Excerpt, Fault, TokenError};

/// A refused token: the reason, and the id of the token for the log.
pub(super) struct RefusedToken {
    pub(super) error: TokenError,
    /// `None` unless the signature was verified: before that, nothing in a token is trustworthy,
    /// not even its id.
    pub(super) token_id: Option<Excerpt>,
}

impl From<TokenError> for RefusedToken {
    fn from(error: TokenError) -> Self {
        Self { error, token_id: None }
    }
}

impl RefusedToken {
    /// Logs the refused token, and returns the reason.
    pub(super) fn into_logged_error(self) -> TokenError {
        let Self { error, token_id } = self;
        let fault = error.fault();
        // Without backticks, as in the sign-in logs, so that a search finds both.
        let token_id =
            token_id.as_ref().map(|id| tracing::field::display(id.as_str().escape_debug()));
        if deserves_warning(&error, fault) {
            tracing::warn!(%error, %fault, token_id, "token refused");
        } else {
            tracing::info!(%error, %fault, token_id, "token refused");
        }
        error
    }
}

/// Checks for a refusal that the operator of the service must act on.
///
/// Two errors are not warnings although the service is at fault: they occur before the signature is
/// verified, so that anyone could fill the log with warnings.
fn deserves_warning(error: &TokenError, fault: Fault) -> bool {
    match error {
        TokenError::KeysUnavailable | TokenError::Encrypted => false,
        _ => matches!(fault, Fault::Service | Fault::Authority),
    }
}
