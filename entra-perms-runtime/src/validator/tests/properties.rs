//! Properties of all tokens, checked with generated ones.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::signed_tokens::{app, at_once, builder, user, validate};
use crate::caller::Caller;
use crate::model::CallerKind;
use crate::model::{Model, Permission, PermissionSet};
use crate::test_support::model::{Role, Scope, TestModel};

/// Returns a strategy for values of the model, values that resemble them, and random text.
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

/// Validates a token with these roles and scopes. Returns `None` if it is refused.
fn caller(kind: CallerKind, roles: &[String], scopes: &[String]) -> Option<Caller<TestModel>> {
    let token = match kind {
        // `idtyp` keeps the token delegated even if it does not have a scope.
        CallerKind::User => user().claim("scp", scopes.join(" ")).claim("idtyp", "user"),
        CallerKind::App => app(),
    };
    validate(&token.claim("roles", json!(roles)).sign()).ok()
}

proptest! {
    #[test]
    fn effective_permissions_never_exceed_held_roles_and_granted_scopes(
        roles in values::<Role>(),
        scopes in values::<Scope>(),
    ) {
        let held = known::<Role>(&roles);
        let granted = known::<Scope>(&scopes);
        match caller(CallerKind::User, &roles, &scopes) {
            Some(caller) => {
                prop_assert_eq!((caller.held(), caller.granted()), (held, granted));
                let most = held & TestModel::TABLES.roles_of(granted);
                prop_assert!(caller.effective().is_subset(most));
            }
            None => prop_assert!(held.is_empty() && granted.is_empty()),
        }
        match caller(CallerKind::App, &roles, &[]) {
            Some(caller) => {
                prop_assert!(caller.effective().is_subset(held));
                prop_assert!(caller.granted().is_empty());
            }
            None => prop_assert!(held.is_empty()),
        }
    }

    #[test]
    fn additional_scope_removes_no_permission_and_never_exceeds_held_roles(
        roles in values::<Role>(),
        scopes in values::<Scope>(),
        one_more in select(Scope::ALL),
    ) {
        let mut more = scopes.clone();
        more.push(one_more.value().to_owned());
        let Some(with) = caller(CallerKind::User, &roles, &more) else {
            return Err(TestCaseError::fail("a token with a scope of the model is refused"));
        };
        if let Some(without) = caller(CallerKind::User, &roles, &scopes) {
            prop_assert!(without.effective().is_subset(with.effective()));
        }
        prop_assert!(with.effective().is_subset(with.held()));
    }

    #[test]
    fn edited_token_is_refused(
        at in any::<prop::sample::Index>(),
        removed in 0..8_usize,
        inserted in "[A-Za-z0-9._-]{0,8}",
    ) {
        let good = user().sign();
        let at = at.index(good.len());
        let end = (at + removed).min(good.len());
        let edited = format!("{}{inserted}{}", &good[..at], &good[end..]);
        prop_assume!(edited != good);
        prop_assert!(validate(&edited).is_err(), "{}", edited);
    }
}

/// Flips the lower seven bits of every byte. The highest bit would not leave valid UTF-8.
#[test]
fn token_with_a_flipped_bit_is_refused() {
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
