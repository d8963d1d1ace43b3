//! From the payload of a token whose signature was good to what its caller may do.

use std::hint::black_box;

use entra_perms_runtime::{Caller, internals};
use serde_json::{Value, json};

use crate::by_hand::Claims;
use crate::measure::{Contestant, Cost, costs};
use crate::permissions::large::{Model, Role, Scope};
use crate::report::{Column, Goal, Row, Section};
use crate::tokens::{claims_of, issuer, without_cache};

/// All roles of the large model, and as many of the same lengths that it does not have.
pub fn section() -> Section {
    let (none, known, unknown) = (with_roles(""), with_roles("Directory"), with_roles("Elsewhere"));
    let mut contestants = [
        Contestant::ours("no role", ours(none.clone())),
        Contestant::ours("entra-perms, roles that it knows", ours(known.clone())),
        Contestant::ours("entra-perms, roles that it does not know", ours(unknown)),
        Contestant::new("no role", typed_claims(none)),
        Contestant::new("`serde_json`, into a `Vec<String>`", typed_claims(known)),
    ];
    let costs = costs(&mut contestants);
    let [none, known, unknown, typed_none, typed] = costs;
    let each =
        |all: Cost, without: Cost| (all.nanoseconds - without.nanoseconds) / Role::ALL.len() as f64;
    let row = |index: usize, without: Cost| Row {
        name: contestants[index].name.to_owned(),
        ours: contestants[index].ours,
        values: vec![
            Some(each(costs[index], without)),
            Some(costs[index].allocations - without.allocations),
        ],
    };
    Section {
        title: "Claims",
        text: "What 716 roles in a payload add to reading it, for each of them: JSON, looking it up, and putting it into its set. Of values that \
               the build does not know the first 16 are kept, for diagnosis."
            .to_owned(),
        columns: &[Column::Time("a role"), Column::Count("allocations for all")],
        rows: vec![row(1, none), row(2, none), row(4, typed_none)],
        goals: vec![
            Goal::at_most("a known role, ns", each(known, none), 25.0),
            // No dearer: runs differ by as much.
            Goal::at_most("an unknown role, times a known one", each(unknown, none) / each(known, none), 1.05),
            Goal::at_most("allocations for known roles", known.allocations - none.allocations, 0.0),
            Goal::at_most("our time, of `serde_json`'s", each(known, none) / each(typed, typed_none), 1.0),
        ],
    }
}

/// A payload, and all roles of the model in it, whose first segment is this one; none where it is empty.
fn with_roles(first: &str) -> Vec<u8> {
    let token = issuer().user::<Model>().scopes([Scope::EverythingManage]).sign();
    let mut payload: Value = serde_json::from_slice(&claims_of(&token)).expect("it is JSON");
    let roles = Role::ALL.iter().map(|role| role.value().replace("Directory", first));
    payload["roles"] = json!(roles.filter(|_| !first.is_empty()).collect::<Vec<_>>());
    payload.to_string().into_bytes()
}

fn ours(payload: Vec<u8>) -> impl FnMut() -> Caller<Model> {
    let validator = without_cache::<Model>();
    move || internals::caller(&validator, black_box(&payload), &[]).expect("it is good")
}

fn typed_claims(payload: Vec<u8>) -> impl FnMut() -> Claims {
    move || serde_json::from_slice(black_box(&payload)).expect("it has them")
}
