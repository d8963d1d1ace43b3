//! The numbers of tokens. `authority/fetches` tests the numbers of fetches of keys.

use super::signed_tokens::{ISSUER, at_once, builder, user};
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TestModel};
use crate::testing::DevIssuer;
use crate::validator::{
    Lookup, Tenants, TokenCache, TokenValidator, TokenValidatorBuilder, ValidatorStatistics,
};

fn build(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    at_once(builder.build()).unwrap()
}

/// Returns the numbers of tokens: from the cache, verified, refused, and cached now.
fn tokens(validator: &TokenValidator<TestModel>) -> [u64; 4] {
    let ValidatorStatistics { tokens_from_cache, tokens_verified, .. } = validator.statistics();
    let ValidatorStatistics { tokens_refused, cached_tokens, .. } = validator.statistics();
    [tokens_from_cache, tokens_verified, tokens_refused, cached_tokens]
}

fn accept(validator: &TokenValidator<TestModel>, token: &str) {
    assert!(at_once(validator.validate(token)).is_ok());
}

fn refuse(validator: &TokenValidator<TestModel>, token: &str) {
    assert!(at_once(validator.validate(token)).is_err());
}

#[test]
fn each_token_is_counted_once_by_its_result() {
    let validator = build(builder());
    assert_eq!(validator.statistics(), ValidatorStatistics::default());
    let [one, other] = [1, 2].map(|id| user().claim("uti", id).sign());
    accept(&validator, &one);
    assert_eq!(tokens(&validator), [0, 1, 0, 1]);
    accept(&validator, &one);
    accept(&validator, &one);
    assert_eq!(tokens(&validator), [2, 1, 0, 1]);
    accept(&validator, &other);
    assert_eq!(tokens(&validator), [2, 2, 0, 2]);
    // Refused for its form, its size, its signature and its expiry.
    let too_large = "x".repeat(300_000);
    let unsigned = format!("{}AAAA", one.rsplit_once('.').unwrap().0);
    for bad in ["", "a.b.c", &too_large, &unsigned, &user().claim("exp", 1).sign()] {
        let [from_cache, verified, refused, cached] = tokens(&validator);
        refuse(&validator, bad);
        assert_eq!(tokens(&validator), [from_cache, verified, refused + 1, cached], "{bad:.20}");
    }
    assert_eq!(validator.statistics().key_fetches, None, "the keys are given");
}

#[test]
fn clones_share_their_numbers_and_other_validators_do_not() {
    let validator = build(builder());
    let other = build(builder());
    let token = user().sign();
    accept(&validator.clone(), &token);
    accept(&validator, &token);
    assert_eq!(tokens(&validator), [1, 1, 0, 1]);
    assert_eq!(tokens(&validator.clone()), tokens(&validator));
    assert_eq!(tokens(&other), [0; 4]);
}

#[test]
fn without_a_cache_every_token_is_verified() {
    let validator = build(builder().token_cache(TokenCache::disabled()));
    let token = user().sign();
    for verified in 1..=3 {
        accept(&validator, &token);
        assert_eq!(tokens(&validator), [0, verified, 0, 0]);
    }
    refuse(&validator, "a.b.c");
    assert_eq!(tokens(&validator), [0, 3, 1, 0]);
}

#[test]
fn a_token_that_is_evicted_or_refused_later_decreases_no_count() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    let admitted = Arc::new(AtomicBool::new(true));
    let filter = Arc::clone(&admitted);
    let few = builder().token_cache(TokenCache::new().max_entries(10));
    let validator = build(few.tenant_filter(move |_| filter.load(Ordering::Relaxed)));
    let all: Vec<String> = (0..40).map(|id| user().claim("uti", id).sign()).collect();
    for token in &all {
        accept(&validator, token);
    }
    let [from_cache, verified, refused, cached] = tokens(&validator);
    assert_eq!([from_cache, verified, refused], [0, 40, 0]);
    assert!((1..=10).contains(&cached), "{cached}");
    // Cached tokens of a removed tenant are looked up, and then refused.
    admitted.store(false, Ordering::Relaxed);
    for token in &all {
        refuse(&validator, token);
    }
    assert_eq!(tokens(&validator), [0, 40, 40, 0]);
}

#[test]
fn a_look_up_that_finds_nothing_is_not_a_result() {
    let validator = build(builder());
    let token = user().sign();
    let Lookup::Miss(uncached) = validator.look_up(token.as_bytes()) else { panic!("cached") };
    assert_eq!(tokens(&validator), [0; 4]);
    assert!(at_once(validator.verify(&token, uncached)).is_ok());
    assert!(matches!(validator.look_up(token.as_bytes()), Lookup::Hit(_)));
    assert_eq!(tokens(&validator), [1, 1, 0, 1]);
}

#[test]
fn several_validators_have_the_sum_of_their_numbers() {
    let customers = DevIssuer::new(OTHER_TENANT).unwrap();
    let of_customers = TokenValidator::builder(Tenants::single(OTHER_TENANT).unwrap());
    let members = [build(builder()), build(of_customers.jwks(customers.jwks()))];
    let validator = TokenValidator::any_of(members.clone()).unwrap();
    let staff_token = user().sign();
    let customer = customers.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    let customer_token = customer.clone().sign();
    for _ in 0..3 {
        accept(&validator, &staff_token);
    }
    for _ in 0..2 {
        accept(&validator, &customer_token);
    }
    assert_eq!(tokens(&members[0]), [2, 1, 0, 1]);
    assert_eq!(tokens(&members[1]), [1, 1, 0, 1]);
    assert_eq!(tokens(&validator), [3, 2, 0, 2]);
    // The second validator refuses this one.
    refuse(&validator, &customer.claim("exp", 1).sign());
    assert_eq!((tokens(&members[0])[2], tokens(&members[1])[2]), (0, 1));
    // No validator is chosen: a malformed token, and an unknown issuer.
    refuse(&validator, "a.b.c");
    let stranger = ISSUER.user::<TestModel>().roles([Role::ReadTeam]);
    refuse(&validator, &stranger.claim("iss", "https://evil.example").sign());
    assert_eq!((tokens(&members[0])[2], tokens(&members[1])[2]), (0, 1));
    assert_eq!(tokens(&validator), [3, 2, 3, 2]);
    assert_eq!(tokens(&validator.clone()), [3, 2, 3, 2]);
}
