//! The two kinds of caller.

use core::fmt;

/// The kind of a caller, which is the kind of its access token.
///
/// <https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerKind {
    /// A client acts for a user (delegated access). The roles are the user's, and the scopes narrow
    /// them.
    User,
    /// An application acts as itself (app-only access). The roles are its own, and there are no
    /// scopes.
    App,
}

impl fmt::Display for CallerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::App => "application",
        })
    }
}
