//! What holds of every token.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::signed_tokens::{app, at_once, builder, user, validate};
use crate::caller::Caller;
use crate::model::CallerKind;
use crate::model::{Model, Permission, PermissionSet};
use crate::test_support::model::{Role, Scope, TestModel};

/// Values of the model, and others that are much like them.
fn values<P: Permission>() -> impl Strategy<Value = Vec<String>> {
    let known = select(P::ALL).prop_map(|known| known.value().to_owned());
    let unlike = known.clone().prop_flat_map(|value| {
        select(vec![
            value.to_uppercase(),
            format!("{value}."),
            format!("x{value}"),
            value.replace('e', "\u{435}"),
        ])
    });
    proptest::collection::vec(prop_oneof![3 => known, 1 => unlike, 1 => "[!-~]{1,40}"], 0..12)
}

fn known<P: Permission>(values: &[String]) -> PermissionSet<P> {
    values.iter().filter_map(|value| P::from_value(value).ok()).collect()
}

/// What the validator makes of a token with these roles and scopes.
fn caller(kind: CallerKind, roles: &[String], scopes: &[String]) -> Option<Caller<TestModel>> {
    let token = match kind {
        // A lone `/` is no scope.
        CallerKind::User => user().claim("scp", scopes.join(" ")).claim("idtyp", "user"),
        CallerKind::App => app(),
    };
    validate(&token.claim("roles", json!(roles)).sign()).ok()
}

proptest! {
    #[test]
    fn effective_is_held_and_granted_and_no_more(roles in values::<Role>(), scopes in values::<Scope>()) {
        let (held, granted) = (known::<Role>(&roles), known::<Scope>(&scopes));
        match caller(CallerKind::User, &roles, &scopes) {
            Some(caller) => {
                prop_assert_eq!((caller.held(), caller.granted()), (held, granted));
                prop_assert!(caller.effective().is_subset(held & TestModel::TABLES.roles_of(granted)));
            }
            None => prop_assert!(held.is_empty() && granted.is_empty()),
        }
        match caller(CallerKind::App, &roles, &[]) {
            Some(caller) => prop_assert!(caller.effective().is_subset(held) && caller.granted().is_empty()),
            None => prop_assert!(held.is_empty()),
        }
    }

    #[test]
    fn one_more_scope_takes_nothing_away_and_exceeds_nothing(
        roles in values::<Role>(),
        scopes in values::<Scope>(),
        one_more in select(Scope::ALL),
    ) {
        let more: Vec<String> = scopes.iter().cloned().chain([one_more.value().to_owned()]).collect();
        let with = caller(CallerKind::User, &roles, &more);
        prop_assert!(with.is_some());
        let without = caller(CallerKind::User, &roles, &scopes);
        let (with, held) = with.map(|caller| (caller.effective(), caller.held())).unwrap_or_default();
        prop_assert!(without.map_or(PermissionSet::EMPTY, |caller| caller.effective()).is_subset(with));
        prop_assert!(with.is_subset(held));
    }

    #[test]
    fn a_token_that_was_edited_is_refused(
        at in any::<prop::sample::Index>(),
        cut in 0..8_usize,
        put in "[A-Za-z0-9._-]{0,8}",
    ) {
        let good = user().sign();
        let at = at.index(good.len());
        let end = (at + cut).min(good.len());
        let edited = format!("{}{put}{}", &good[..at], &good[end..]);
        prop_assume!(edited != good);
        prop_assert!(validate(&edited).is_err(), "{}", edited);
    }
}

/// Every bit of every byte, as far as it leaves text.
#[test]
fn no_flipped_bit_is_accepted() {
    let validator = at_once(builder().build()).unwrap();
    let good = user().sign();
    assert!(at_once(validator.validate(&good)).is_ok());
    let mut flipped = 0;
    for at in 0..good.len() {
        for bit in 0..7 {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let token = String::from_utf8(bytes).unwrap();
            assert!(at_once(validator.validate(&token)).is_err(), "bit {bit} of byte {at}");
            flipped += 1;
        }
    }
    assert_eq!(flipped, good.len() * 7);
}
