//! The changes between two states of one model: `state` (a model with the places of its parts) →
//! `common` (the parts that both states have) → `rights` (everything that a caller can do, as a
//! set) → `verdict` (whether callers can do more). The changes themselves are found in `roles`,
//! `scopes`, the `mapping`, the `constraints`, the `registrations` and the `clients`. `change` is
//! the form of each, `operations` compares the guards of two programs, `sources` reads states,
//! `places` has the places of their parts, and `words` lists names in messages.
//!
//! # The verdict is exact
//!
//! A model decides about a caller from facts that do not depend on each other:
//!
//! - A client that acts for a user has the effective roles `held ∩ ⋃ roles(scope)` over its granted
//!   scopes, without disabled entries and without roles that users cannot hold. So a role `r` is
//!   effective if, and only if, the user holds `r`, and one granted scope `s` leads to it. If each
//!   pair `(s, r)` of one state is a pair of the other state, then each caller has at least the
//!   same effective roles there. If a pair is missing, the caller that holds only `r` and was
//!   granted only `s` shows the difference. So to compare pairs is to compare all callers.
//! - An application that acts as itself has the held roles that are enabled, and that applications
//!   can hold. In the same way, the caller with only one role shows each difference.
//! - A guard `scope(s)` reads whether `s` is granted. A guard `at_least(r)` accepts each effective
//!   role that reaches as far as `r`. Both are one fact for each scope, and for each pair of roles.
//! - A guard about the kind of a caller, or about agents, lets a caller pass if no mark is in its
//!   token. A mark is in the token only if the registration requests the claim. A caller with
//!   several marks passes if the registration requests no claim among them. So the set of marks
//!   that are not requested decides for all callers, and it is compared mark by mark.
//! - The accounts that can sign in, the scopes to which users may consent themselves, and the
//!   clients that `client = …` admits or that need no consent are sets, too.
//!
//! A guard can combine these facts. It then lets a caller pass if each of them holds. Each fact
//! also decides alone: a token that is issued, a guard with one condition. So a combination adds no
//! difference that the facts alone do not have.
//!
//! Assignments and consents belong to ids. So two more facts are about each id that a registration
//! has in both states: its holders can use the role that has the id, and its clients have the
//! scope. If an id has another value than before, its holders gain everything of the new value, and
//! lose the old one. A role or a scope that is usable shows this in a guard that names it alone. An
//! id that is in one state only adds nothing: nobody holds it in the other one.
//!
//! All facts of one state are a set of [`rights::Right`]. A state permits at least as much as
//! another one if, and only if, its set contains the other set. Texts, token versions and App ID
//! URIs do not change what a caller can do. They have changes of their own.
//!
//! Entries are compared by value, and a value that changed under its id is the same entry:
//! [`entra_perms_model::align`]. Registrations are compared by client id. Only if a client id is
//! not known, their order decides. `facts` reads what only the files of a registration say, and
//! `registered` compares it: ids, texts, consents and settings of each environment. `decisive`
//! names the environments that decide for the model. `rules` compares `never` and `allow`.

mod change;
mod clients;
mod common;
mod constraints;
mod decisive;
mod facts;
mod mapping;
pub(crate) mod operations;
mod places;
mod registered;
mod registrations;
mod rights;
mod roles;
mod rules;
mod scopes;
mod sources;
mod state;
#[cfg(test)]
mod tests;
mod verdict;
mod words;

pub(crate) use self::change::Change;
use self::common::Common;
pub(crate) use self::state::State;
pub(crate) use self::verdict::Verdict;

/// The result of a comparison.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) verdict: Verdict,
    /// The changes: in app roles, scopes, the mapping, constraints, registrations and clients.
    pub(crate) changes: Vec<Change>,
}

/// Compares two states of one model.
pub(crate) fn compare(before: &State, after: &State) -> Comparison {
    let common = Common::new(&before.model, &after.model);
    let states = States { before, after, common: &common };
    let rights_before = rights::before(before, after, &common);
    let rights_after = rights::after(before, after, &common);
    let mut changes = Vec::new();
    roles::compare(states, &mut changes);
    scopes::compare(states, &mut changes);
    mapping::compare(states, &mut changes);
    constraints::compare(states, &mut changes);
    registrations::compare(states, &mut changes);
    registered::compare(states, &mut changes);
    rules::compare(states, &mut changes);
    clients::compare(states, &mut changes);
    Comparison { verdict: Verdict::of(&rights_before, &rights_after), changes }
}

/// Two states of one model, and the parts that both have.
#[derive(Clone, Copy)]
struct States<'s> {
    before: &'s State,
    after: &'s State,
    common: &'s Common,
}
