//! The decision about a caller and a guarded operation. It is computed from the model, as the
//! runtime computes it from the tables of a build. Plain data in, plain data out. In data order:
//!
//! - `api`: a registration of the model → the facts that the runtime's code for tokens needs;
//! - `requirement`: the guards of a program → requirements, in the indices of the model;
//! - `caller`: a caller that a token describes, and its effective permissions;
//! - `conditions`, then `clauses`: what the caller lacks;
//! - `names`: the values of the model in the words of the runtime's reasons.
//!
//! The test target `runtime` compares the decisions with decisions of the runtime.

mod api;
mod caller;
mod clauses;
mod conditions;
mod names;
mod requirement;

use std::time::SystemTime;

use entra_perms_runtime::Reason;

pub(crate) use self::api::{agent_claim, api, registration_facts, stated, with_client_id};
pub(crate) use self::caller::{Caller, Values};
use self::names::ReasonNames;
pub(crate) use self::requirement::{Clause, Requirement};

/// Returns the reasons why a guard denies a caller. There are none if the guard allows the caller.
///
/// The order is the runtime's: an unmet condition is the only reason, then there is one for each
/// unmet clause. Missing claims are the reason if the caller has all else.
pub(crate) fn reasons_against(
    caller: &Caller<'_>,
    requirement: &Requirement,
    names: &ReasonNames,
    now: SystemTime,
) -> Vec<Reason> {
    if let Some(reason) = conditions::unmet(caller, requirement, names) {
        return vec![reason];
    }
    let clauses = requirement.clauses.iter();
    let unmet = clauses.filter(|clause| !caller.satisfies(clause));
    let reasons: Vec<_> = unmet.map(|clause| clauses::reason(caller, clause, names)).collect();
    if !reasons.is_empty() {
        return reasons;
    }
    if requirement.clauses.is_empty() && !caller.has_permission() {
        return vec![Reason::NoPermission];
    }
    conditions::lacked_claims(caller, requirement, now).into_iter().collect()
}

impl Caller<'_> {
    /// Returns the values of the model for reasons.
    pub(crate) fn names(&self) -> ReasonNames {
        ReasonNames::of(self.model)
    }
}
