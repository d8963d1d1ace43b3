//! The cost of looking for a sink of decisions, and of a sink whose log nobody reads.

use std::sync::Once;

use entra_perms_runtime::decisions::{DecisionLog, record_decisions};
use entra_perms_runtime::{Denied, GuardedFunction, internals, requirement, requires};

use crate::instructions;
use crate::measure::{Contestant, Cost, costs};
use crate::permissions::crm::roles::Contacts;
use crate::permissions::crm::{self, Caller};
use crate::report::{Column, Goal, Row, Section};
use crate::tokens::SCOPES;

pub const KEY: &str = "records";

const TEXT: &str = "\
A call of a function whose caller is allowed: with the check alone, with the guard of a service \
that records no decisions, and with the guard of a service that uses `DecisionLog` without a \
subscriber. A recorded decision has a duration, so the guard asks for the time twice. Ratios \
compare medians of the same rounds.";

/// Returns the check alone, the guard without a sink, and the guard with a sink.
///
/// A program cannot remove its sink, so only the first run of the third one sets it.
pub fn contestants() -> [Contestant; 3] {
    let [first, second, third] = [caller(), caller(), caller()];
    let start = Once::new();
    let logged = move || {
        start.call_once(|| record_decisions(DecisionLog).expect("no other section records"));
        guarded(&third)
    };
    [
        Contestant::ours("check alone", move || checked(&first)),
        Contestant::ours("`#[requires]` without a sink", move || guarded(&second)),
        Contestant::ours("`#[requires]` and `DecisionLog`", logged),
    ]
}

pub fn section() -> Section {
    let [check, guard, logged] = contestants();
    let mut without_sink = [check, guard];
    let [check_cost, guard_cost] = costs(&mut without_sink);
    let [check, guard] = without_sink;
    let mut with_sink = [check, logged];
    let [check_later, logged_cost] = costs(&mut with_sink);
    let [check, logged] = with_sink;
    let counted: [_; 3] = std::array::from_fn(|index| instructions::of_contestant(KEY, index));
    let guard_ratio = guard_cost.nanoseconds / check_cost.nanoseconds;
    let logged_ratio = logged_cost.nanoseconds / check_later.nanoseconds;
    let row = |contestant: &Contestant, cost: Cost, ratio: f64, index: usize| Row {
        name: contestant.name.to_owned(),
        ours: contestant.ours,
        values: vec![Some(cost.nanoseconds), Some(ratio), Some(cost.allocations), counted[index]],
    };
    let mut goals = vec![
        Goal::at_most("time without a sink, relative to the check", guard_ratio, 1.02),
        Goal::at_most("allocations with `DecisionLog`", logged_cost.allocations, 0.0),
    ];
    if let [Some(check), Some(guard), _] = counted {
        goals.push(Goal::at_most(
            "instructions without a sink, beyond the check",
            guard - check,
            5.0,
        ));
    }
    Section {
        title: "Decision records",
        text: TEXT.to_owned(),
        columns: &[
            Column::Time("time"),
            Column::Ratio("relative to the check"),
            Column::Count("allocations"),
            Column::Count("instructions"),
        ],
        rows: vec![
            row(&check, check_cost, 1.0, 0),
            row(&guard, guard_cost, guard_ratio, 1),
            row(&logged, logged_cost, logged_ratio, 2),
        ],
        goals,
    }
}

/// Returns a user with all roles, through a client with two scopes.
fn caller() -> Caller {
    let roles = crm::Role::ALL.iter().copied();
    Caller::test().user().roles(roles).scopes(SCOPES).build()
}

#[requires(Contacts::Write::Team)]
#[inline(never)]
fn guarded(_: &Caller) -> Result<u32, Denied> {
    Ok(1)
}

/// Is `guarded` without a look for a sink. Like a guard, it has the requirement on the stack.
#[inline(never)]
fn checked(caller: &Caller) -> Result<u32, Denied> {
    const FUNCTION: &GuardedFunction =
        &GuardedFunction::new(module_path!(), "checked", file!(), line!());
    let requirement = requirement!(Contacts::Write::Team);
    internals::check_without_record(&requirement, FUNCTION, caller)?;
    Ok(1)
}
