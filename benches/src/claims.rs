//! The cost of reading the payload of a token whose signature is valid, up to its caller.

use std::hint::black_box;

use entra_perms_runtime::{Caller, internals};
use serde_json::{Value, json};

use crate::by_hand::Claims;
use crate::measure::{Contestant, Cost, costs};
use crate::permissions::large::{Model, Role, Scope};
use crate::report::{Column, Goal, Row, Section};
use crate::tokens::{claims_of, issuer, without_cache};

const TEXT: &str = "\
The time that each of 716 roles in a payload adds to reading it: parsing the JSON, looking the \
value up, and inserting it into a set. Of the unknown values, entra-perms keeps the first 16 for \
diagnosis.";

/// Measures all roles of the large model, and as many unknown roles with values of similar length.
pub fn section() -> Section {
    let none = payload_without_roles();
    let known = payload_with_roles("Directory");
    let unknown = payload_with_roles("Elsewhere");
    let mut contestants = [
        Contestant::ours("no role", ours(none.clone())),
        Contestant::ours("entra-perms, known roles", ours(known.clone())),
        Contestant::ours("entra-perms, unknown roles", ours(unknown)),
        Contestant::new("no role", typed_claims(none)),
        Contestant::new("`serde_json`, into a `Vec<String>`", typed_claims(known)),
        Contestant::ours("no role, a user's facets", ours(payload_with_facets())),
    ];
    let costs = costs(&mut contestants);
    let [none, known, unknown, typed_none, typed, facets] = costs;
    let row = |index: usize, without: Cost| Row {
        name: contestants[index].name.to_owned(),
        ours: contestants[index].ours,
        values: vec![
            Some(per_role(costs[index], without)),
            Some(costs[index].allocations - without.allocations),
        ],
    };
    let known_role = per_role(known, none);
    let unknown_role = per_role(unknown, none);
    let typed_role = per_role(typed, typed_none);
    Section {
        title: "Claims",
        text: TEXT.to_owned(),
        columns: &[Column::Time("time per role"), Column::Count("allocations for all roles")],
        rows: vec![row(1, none), row(2, none), row(4, typed_none)],
        goals: vec![
            Goal::at_most("known role, ns", known_role, 25.0),
            // Runs differ by 5 %, so this limit means equal times.
            Goal::at_most(
                "unknown role, relative to a known role",
                unknown_role / known_role,
                1.05,
            ),
            Goal::at_most("allocations for known roles", known.allocations - none.allocations, 0.0),
            Goal::at_most("allocations for facets", facets.allocations - none.allocations, 0.0),
            Goal::at_most("known role, relative to `serde_json`", known_role / typed_role, 1.0),
        ],
    }
}

/// Returns the nanoseconds that each role adds to a payload without roles.
fn per_role(all: Cost, without: Cost) -> f64 {
    (all.nanoseconds - without.nanoseconds) / Role::ALL.len() as f64
}

fn payload_without_roles() -> Vec<u8> {
    payload(Vec::new())
}

/// Returns a payload with all roles of the model, with `Directory` in their values replaced.
fn payload_with_roles(first_segment: &str) -> Vec<u8> {
    let roles = Role::ALL.iter().map(|role| role.value().replace("Directory", first_segment));
    payload(roles.collect())
}

/// Returns a payload without roles, with the facets that Entra writes into the token of a user if
/// the registration requests the claims about AI agents.
fn payload_with_facets() -> Vec<u8> {
    let mut payload = payload_object(Vec::new());
    payload["xms_act_fct"] = json!("3 9");
    payload["xms_sub_fct"] = json!("1 3");
    payload.to_string().into_bytes()
}

fn payload(roles: Vec<String>) -> Vec<u8> {
    payload_object(roles).to_string().into_bytes()
}

fn payload_object(roles: Vec<String>) -> Value {
    let token = issuer().user::<Model>().scopes([Scope::EverythingManage]).sign();
    let mut payload: Value =
        serde_json::from_slice(&claims_of(&token)).expect("the payload is JSON");
    payload["roles"] = json!(roles);
    payload
}

fn ours(payload: Vec<u8>) -> impl FnMut() -> Caller<Model> {
    let validator = without_cache::<Model>();
    move || internals::caller(&validator, black_box(&payload), &[]).expect("the claims are valid")
}

fn typed_claims(payload: Vec<u8>) -> impl FnMut() -> Claims {
    move || serde_json::from_slice(black_box(&payload)).expect("the claims have these types")
}
