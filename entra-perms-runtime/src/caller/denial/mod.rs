//! The denial of a caller.
//!
//! - this file: the denial;
//! - `reason`: its reasons, and their words;
//! - `diagnosis`: the choice of the reason, and of the scopes that are sufficient;
//! - `construction`: reasons for the command, which has no caller.

#[cfg(feature = "__internals")]
mod construction;
mod diagnosis;
mod reason;

use core::fmt;
use std::sync::Arc;

#[cfg(feature = "__internals")]
pub use construction::ClaimsOfGuard;
pub use reason::Reason;

use super::ApiFacts;

/// The denial of a verified caller that lacks a permission.
///
/// Its reasons keep two causes apart that different people must fix:
///
/// - The **user lacks a role**. An administrator must assign one; no scope helps.
/// - The **client lacks a scope**. The client must request it.
///
/// A guarded function converts a denial into its own error type: `impl From<Denied> for MyError`.
/// Over HTTP a denial is usually a 403 with the challenge of RFC 6750; see
/// [`challenge`](Self::challenge).
///
/// ```
/// use entra_perms_runtime::Denied;
///
/// enum ContactError {
///     Denied(Denied),
///     NotFound,
/// }
///
/// impl From<Denied> for ContactError {
///     fn from(denied: Denied) -> Self {
///         Self::Denied(denied)
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// One reason for each unmet clause of the requirement, or a single reason for a missing
    /// caller, an unmet condition, or missing claims. Never empty.
    reasons: Vec<Reason>,
    /// The narrowest set first; empty if no scope helps.
    sufficient_scopes: Vec<Vec<&'static str>>,
    /// `None` if there is no caller.
    api_facts: Option<Arc<ApiFacts>>,
}

impl Denied {
    /// Makes a denial that no scope can change.
    pub(crate) fn because(reasons: Vec<Reason>) -> Self {
        Self::unless_granted(reasons, Vec::new())
    }

    /// Makes a denial that each of these sets of scopes would change.
    pub(crate) fn unless_granted(
        reasons: Vec<Reason>,
        sufficient_scopes: Vec<Vec<&'static str>>,
    ) -> Self {
        Self { reasons, sufficient_scopes, api_facts: None }
    }

    /// Adds the facts about the API for the client of the caller.
    pub(crate) fn for_client(mut self, api_facts: &Arc<ApiFacts>) -> Self {
        self.api_facts = Some(Arc::clone(api_facts));
        self
    }

    /// Returns the facts about the API for the client. `None` if there is no caller.
    pub(crate) fn api_facts(&self) -> Option<&Arc<ApiFacts>> {
        self.api_facts.as_ref()
    }

    /// Makes the denial of a request that has no verified caller.
    pub(crate) fn no_caller() -> Self {
        Self::because(vec![Reason::NoCaller])
    }

    /// Makes the denial of an anonymous request. The facts are for its client.
    pub(crate) fn not_signed_in(api_facts: Option<Arc<ApiFacts>>) -> Self {
        Self { api_facts, ..Self::because(vec![Reason::NotSignedIn]) }
    }

    /// Returns the reasons: one for each unmet part of the requirement.
    ///
    /// A missing caller, an anonymous request, an unmet condition (`by = …`, `agents = …`,
    /// `client = …`), and missing claims (`context = …`, `fresh = …`) are each the only reason.
    /// Missing claims are a reason only if the caller has all permissions, because a new token
    /// alone would not help.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns the sets of scopes that would permit this caller, if its token had one of the sets.
    ///
    /// The names are the values in the manifest and in tokens. Clients request scopes by their full
    /// names: [`Challenge::scopes`](crate::Challenge::scopes).
    ///
    /// Returns an empty slice if no scope helps. The narrowest set is first, and at most eight sets
    /// are returned.
    ///
    /// Each set is minimal. A set is left out if another set asks for less: for a subset of its
    /// scopes, or for scopes that map to a subset of its roles.
    #[must_use]
    pub fn sufficient_scopes(&self) -> &[Vec<&'static str>] {
        &self.sufficient_scopes
    }

    /// Returns `true` if the service itself is at fault, because no layer put a verified caller
    /// into the request.
    #[must_use]
    pub fn is_misconfiguration(&self) -> bool {
        self.reasons.contains(&Reason::NoCaller)
    }

    /// Returns `true` if the request is anonymous, so that its sender must sign in (401).
    ///
    /// Only a layer with optional sign-in lets such requests in.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.reasons.contains(&Reason::NotSignedIn)
    }
}

impl std::error::Error for Denied {}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, reason) in self.reasons.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            reason.fmt(f)?;
        }
        Ok(())
    }
}
