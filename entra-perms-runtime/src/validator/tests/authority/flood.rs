//! Floods of tokens with invented keys.

use core::ops::Range;
use std::time::Duration;

use super::behavior::Behavior;
use super::calls::{call, calls_with_invented_keys};
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::process::alone;
use super::published::{key, token, with_invented_key};
use super::{Document, SimulatedAuthority, no_key};
use crate::test_support::model::TestModel;
use crate::validator::{TokenError, TokenValidator};

/// The time until unknown keys may cause one more refresh.
const INTERVAL: Duration = Duration::from_secs(60);
const ALL_BUT_A_SECOND: Duration = Duration::from_secs(60 - 1);
/// The refreshes that unknown keys may cause at once.
const AT_ONCE: usize = 2;

/// Sends tokens one after the other. Their key ids have the maximum length, so that storing them
/// would need much memory.
async fn flood(validator: &TokenValidator<TestModel>, ids: Range<usize>) {
    for number in ids {
        let refused = soon(validator.validate(&with_invented_key(&format!("{number:0>256}"))))
            .await
            .unwrap_err();
        assert!(no_key(&refused), "{refused}");
    }
}

#[test]
fn a_hundred_thousand_invented_keys_cause_six_requests_and_use_no_memory() {
    alone(concat!(module_path!(), "::a_hundred_thousand_invented_keys"), &[]);
}

#[tokio::test]
#[ignore = "the test above runs this one in its own process, to measure the memory"]
async fn a_hundred_thousand_invented_keys() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    flood(&validator, 0..100).await;
    let before = resident_megabytes();
    for (step, ids) in (0..100_000).step_by(2_000).enumerate() {
        flood(&validator, ids..ids + 2_000).await;
        assert_eq!(authority.requests(Document::Keys), 1 + AT_ONCE + step * 5 / 60);
        time.pass(Duration::from_secs(5)).await;
    }
    assert_eq!(authority.requests(Document::Keys), 1 + 6);
    let grown = resident_megabytes() - before;
    assert!(grown < 25, "{grown} MB");
}

/// Returns 0 if there is no `/proc`.
fn resident_megabytes() -> i64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return 0 };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes = line.split_whitespace().next().unwrap();
    kilobytes.parse::<i64>().unwrap() / 1024
}

/// Sends many tokens at once, which cause one refresh.
async fn flood_at_once(
    time: &FrozenTime,
    authority: &SimulatedAuthority,
    validator: &TokenValidator<TestModel>,
) {
    let before = authority.requests(Document::Keys);
    let requests = calls_with_invented_keys(validator, 0..500);
    until("the refresh", || authority.requests(Document::Keys) > before).await;
    // Longer than the sum of all time limits.
    time.pass_slowly(25).await;
    for request in requests {
        assert!(no_key(&soon(request).await.unwrap().unwrap_err()));
    }
    assert_eq!(authority.requests(Document::Keys), before + 1);
}

#[tokio::test]
async fn invented_keys_cause_at_most_two_requests_at_once() {
    let time = FrozenTime::start();
    let bad = || Behavior::Instead("{\"keys\": []}".to_owned());
    for behavior in
        [Behavior::Good, Behavior::Hangs, Behavior::Status(429), Behavior::HangsUp, bad()]
    {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        let good = token(key(0));
        authority.behave(Document::Keys, behavior.clone());
        // This takes less than an hour, so no background refresh is due.
        for rest in 1..=3 {
            for _ in 0..AT_ONCE {
                flood_at_once(&time, &authority, &validator).await;
            }
            flood(&validator, 0..1000).await;
            assert_eq!(authority.requests(Document::Keys), 1 + AT_ONCE * rest, "{behavior:?}");
            assert!(soon(validator.validate(&good)).await.is_ok());
            time.pass(INTERVAL * 2).await;
        }
        assert_eq!(authority.most_in_flight(), 1);
    }
}

/// Invented keys occupy only these requests, no matter how slow the authority is.
#[tokio::test]
async fn at_most_a_thousand_requests_wait_for_the_authority() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.behave(Document::Keys, Behavior::Hangs);
    let requests = calls_with_invented_keys(&validator, 0..1_500);
    let finished = || requests.iter().filter(|request| request.is_finished()).count();
    until("the refusals", || finished() == 500).await;
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    time.pass_slowly(4).await;
    assert_eq!(finished(), 500);
    time.pass_slowly(2).await;
    until("the timeouts", || finished() == 1_500).await;
    // The refresh has not failed, so the keys are fresh.
    assert_eq!(authority.in_flight(), 1);
    for request in requests {
        assert_eq!(soon(request).await.unwrap().unwrap_err(), TokenError::UnknownKey);
    }
    // Requests may wait again.
    authority.behave(Document::Keys, Behavior::Good);
    time.pass(INTERVAL).await;
    until("the end of the refresh", || authority.in_flight() == 0).await;
    settle().await;
    authority.publish(&[key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
}

#[tokio::test]
async fn the_next_refresh_may_begin_after_exactly_a_minute() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    for interval in 0..5 {
        flood(&validator, 0..10).await;
        assert_eq!(authority.requests(Document::Keys), 1 + AT_ONCE + interval);
        time.pass(ALL_BUT_A_SECOND).await;
        flood(&validator, 0..10).await;
        assert_eq!(authority.requests(Document::Keys), 1 + AT_ONCE + interval);
        time.pass(Duration::from_secs(1)).await;
    }
}

#[tokio::test]
async fn a_new_key_is_found_during_a_flood_after_the_next_interval() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    flood(&validator, 0..100).await;
    authority.publish(&[key(0), key(1)]);
    let new = token(key(1));
    assert!(no_key(&soon(validator.validate(&new)).await.unwrap_err()));
    time.pass(INTERVAL).await;
    // The first requests cause the refresh, and later requests wait for it.
    authority.behave(Document::Keys, Behavior::Hangs);
    let flood = calls_with_invented_keys(&validator, 0..200);
    until("the refresh", || authority.in_flight() == 1).await;
    let good = call(&validator, new.clone());
    settle().await;
    assert!(!good.is_finished());
    time.pass_slowly(25).await;
    assert!(no_key(&soon(good).await.unwrap().unwrap_err()));
    for request in flood {
        assert!(soon(request).await.unwrap().is_err());
    }
    // At the next refresh, the authority works again.
    authority.behave(Document::Keys, Behavior::Good);
    time.pass(INTERVAL).await;
    let flood = calls_with_invented_keys(&validator, 200..400);
    let good = call(&validator, new);
    for request in flood {
        assert!(soon(request).await.unwrap().is_err());
    }
    assert!(soon(good).await.unwrap().is_ok());
    assert_eq!(authority.requests(Document::Keys), 1 + AT_ONCE + 2);
}
