//! The two kinds of caller.

use core::fmt;

/// Who acts: the two kinds of access token that Entra issues.
///
/// <https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerKind {
    /// A client acts for a user (delegated access): roles are the user's, and scopes narrow them.
    User,
    /// An application acts as itself (app-only access): roles are its own, and there are no scopes.
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
