//! The numbers of fetches of keys.

use std::time::{Duration, SystemTime};

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, token, with_invented_key};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::{OTHER_TENANT, TestModel};
use crate::validator::{KeyFetches, Tenants, TokenValidator};

const MINUTE: Duration = Duration::from_secs(60);
/// Slightly more than the maximum time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

fn fetches(validator: &TokenValidator<TestModel>) -> KeyFetches {
    validator.statistics().key_fetches.unwrap()
}

/// Returns the numbers of fetches that succeeded and failed.
fn counts(validator: &TokenValidator<TestModel>) -> (u64, u64) {
    let KeyFetches { succeeded, failed, .. } = fetches(validator);
    (succeeded, failed)
}

/// Waits for the next fetch to end.
async fn next_fetch(time: &FrozenTime, validator: &TokenValidator<TestModel>, after: Duration) {
    let before = counts(validator);
    time.pass(after).await;
    until("the fetch", || counts(validator) != before).await;
    settle().await;
}

#[tokio::test]
async fn fetches_are_counted_by_their_result() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let start = SystemTime::now();
    let validator = authority.validator().await;
    assert_eq!(counts(&validator), (1, 0), "the fetch of `build`");
    let at_start = fetches(&validator).last_success.unwrap();
    assert!(at_start >= start && at_start <= SystemTime::now());
    next_fetch(&time, &validator, MORE_THAN_AN_HOUR).await;
    assert_eq!(counts(&validator), (2, 0));
    let last_success = fetches(&validator).last_success.unwrap();
    assert!(last_success > at_start);
    // During an outage, the time of the last success stays.
    authority.behave(Document::Keys, Behavior::Status(500));
    next_fetch(&time, &validator, MORE_THAN_AN_HOUR).await;
    assert_eq!(counts(&validator), (2, 1));
    next_fetch(&time, &validator, 6 * MINUTE).await;
    assert_eq!(counts(&validator), (2, 2));
    assert_eq!(fetches(&validator).last_success, Some(last_success));
    authority.behave(Document::Keys, Behavior::Good);
    next_fetch(&time, &validator, 6 * MINUTE).await;
    assert_eq!(counts(&validator), (3, 2));
    assert!(fetches(&validator).last_success.unwrap() > last_success);
}

#[tokio::test]
async fn an_unknown_key_causes_a_fetch_and_a_known_one_none() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    assert_eq!(counts(&validator), (1, 0));
    authority.publish(&[key(0), key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(counts(&validator), (2, 0), "keys have rolled over");
    authority.behave(Document::Keys, Behavior::Status(500));
    assert!(soon(validator.validate(&with_invented_key("unknown"))).await.is_err());
    assert_eq!(counts(&validator), (2, 1));
    // The allowance is spent.
    assert!(soon(validator.validate(&with_invented_key("unknown"))).await.is_err());
    assert_eq!(counts(&validator), (2, 1));
    let statistics = validator.statistics();
    assert_eq!((statistics.tokens_verified, statistics.tokens_refused), (2, 2));
}

#[tokio::test]
async fn failed_attempts_to_start_are_counted() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = soon(authority.builder().start_without_keys().build()).await.unwrap();
    until("the first attempt", || counts(&validator) == (0, 1)).await;
    next_fetch(&time, &validator, Duration::from_secs(1)).await;
    assert_eq!(fetches(&validator), KeyFetches { failed: 2, ..KeyFetches::default() });
    authority.behave(Document::Metadata, Behavior::Good);
    next_fetch(&time, &validator, Duration::from_secs(2)).await;
    soon(validator.ready()).await;
    assert_eq!(counts(&validator), (1, 2));
    assert!(fetches(&validator).last_success.is_some());
}

#[tokio::test]
async fn several_validators_have_the_sum_of_their_fetches() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let fetching = authority.validator().await;
    let given = TokenValidator::builder(Tenants::single(OTHER_TENANT).unwrap());
    let given = given.jwks(key(1).jwks()).build().await.unwrap();
    let both = TokenValidator::any_of([given.clone(), fetching.clone()]).unwrap();
    assert_eq!(given.statistics().key_fetches, None);
    assert_eq!(fetches(&both), fetches(&fetching));
    // A validator that has no keys yet.
    let missing = SimulatedAuthority::start(&[key(2)]);
    missing.behave(Document::Metadata, Behavior::Status(503));
    let tenant = Tenants::single("bbbbbbbb-cccc-4ddd-8eee-ffffffffffff").unwrap();
    let starting = TokenValidator::builder(tenant).authority(&missing.shared.url);
    let starting = soon(starting.start_without_keys().build()).await.unwrap();
    until("the first attempt", || counts(&starting).1 == 1).await;
    let all = TokenValidator::any_of([both, starting]).unwrap();
    assert_eq!(fetches(&all), KeyFetches { succeeded: 1, failed: 1, last_success: None });
}
