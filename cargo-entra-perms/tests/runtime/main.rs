//! The answers of the command are the answers of the runtime: `model` → `callers` → both decide
//! about thousands of random callers.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test fails by a panic")]

mod browser;
mod callers;
mod explore;
mod fields;
mod matrix;
mod model;
mod outputs;
mod page;
mod print;
mod readers;
mod token;
mod tokens;

// The code of the command that decides about callers, and the code that it needs.
#[allow(dead_code, unused_imports, reason = "the command uses more of its code than this test")]
#[path = "../../src/decisions/mod.rs"]
mod decisions;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/error.rs"]
mod error;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/grants.rs"]
mod grants;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/guards.rs"]
mod guards;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/input.rs"]
mod input;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/place.rs"]
mod place;
#[allow(dead_code, reason = "the command uses more of its code than this test")]
#[path = "../../src/visible.rs"]
mod visible;

use entra_perms_runtime::audit::Operation;

/// Each condition must let some callers in, and keep some out: otherwise nothing is compared.
#[test]
fn random_callers_meet_and_miss_every_guard() {
    let guards = model::guards();
    let (mut allowed, mut denied) = (Vec::new(), Vec::new());
    for facts in callers::random(4_000) {
        for Operation { function, allowed: is_allowed, .. } in guards.allowed(&facts.caller()) {
            if is_allowed { allowed.push(function) } else { denied.push(function) }
        }
    }
    for guard in guards.functions() {
        let name = guard.function().name;
        assert!(allowed.contains(&name), "no caller may call `{name}`");
        assert!(denied.contains(&name), "every caller may call `{name}`");
    }
}
