//! The reasons of a denial, made by `cargo entra-perms explain`, which has no caller.

use std::time::SystemTime;

use super::Reason;
use crate::caller::ClaimsRequest;
use crate::model::CallerKind;
use crate::requirement::RequiredClaims;

/// The claims that `context = …` and `fresh = …` of a guard require.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ClaimsOfGuard(RequiredClaims);

impl ClaimsOfGuard {
    /// Returns the claims, if the guard requires any.
    #[must_use]
    pub fn new(context: Option<u8>, max_age: Option<u32>) -> Option<Self> {
        if context.is_none() && max_age.is_none() {
            return None;
        }
        Some(Self(RequiredClaims { context, max_age }))
    }

    /// Returns the reason for which a token lacks the claims, if it lacks some.
    #[must_use]
    pub fn lacked(
        self,
        authentication_contexts: &[String],
        not_before: Option<SystemTime>,
        now: SystemTime,
    ) -> Option<Reason> {
        let request = ClaimsRequest::of_condition(self.0, || now);
        let not_before = not_before.unwrap_or(SystemTime::UNIX_EPOCH);
        if request.is_met_by(authentication_contexts, not_before) {
            return None;
        }
        Some(Reason::LacksClaims { request, ask_at: None })
    }
}

#[doc(hidden)]
impl Reason {
    #[must_use]
    pub fn wrong_kind(expected: CallerKind) -> Self {
        Self::WrongKind { expected }
    }

    #[must_use]
    pub fn wrong_client(admitted: Vec<&'static str>) -> Self {
        Self::WrongClient { admitted }
    }

    #[must_use]
    pub fn lacks_role(holder: CallerKind, any_of: Vec<&'static str>) -> Self {
        Self::LacksRole { holder, any_of }
    }

    #[must_use]
    pub fn lacks_scope(held: Vec<&'static str>, any_of: Vec<&'static str>) -> Self {
        Self::LacksScope { held, any_of }
    }

    #[must_use]
    pub fn not_delegated(held: Vec<&'static str>) -> Self {
        Self::NotDelegated { held }
    }
}
