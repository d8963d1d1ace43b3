//! Tokens whose keys are not known, genuine and made up: which are found, and what the others are
//! told.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::behaviour::Behaviour;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, made_up, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::TestModel;
use crate::validator::{TokenError, TokenValidator};

const MINUTE: Duration = Duration::from_secs(60);
/// A bit more than the longest time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

async fn error(validator: &TokenValidator<TestModel>) -> TokenError {
    soon(validator.validate(&made_up("unknown"))).await.unwrap_err()
}

#[tokio::test]
async fn a_made_up_key_costs_a_new_key_nothing() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    assert_eq!(error(&validator).await, TokenError::UnknownKey);
    authority.publish(&[key(0), key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(authority.requests(Document::Keys), 3);
}

#[tokio::test]
async fn made_up_keys_that_come_together_cost_one_refresh() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let requests: Vec<_> = (0..500)
        .map(|number| {
            let (token, validator) = (made_up(&format!("at once {number}")), validator.clone());
            tokio::spawn(async move { validator.validate(&token).await })
        })
        .collect();
    for request in requests {
        assert_eq!(soon(request).await.unwrap().unwrap_err(), TokenError::UnknownKey);
    }
    assert_eq!(authority.requests(Document::Keys), 2);
    authority.publish(&[key(0), key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
}

#[tokio::test]
async fn a_new_key_is_found_within_a_minute_while_keys_are_made_up_without_end() {
    let time = FrozenTime::start();
    // Keys are published at a different time after the last refresh each.
    for delay in [0, 1, 29, 59] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        let mut found_after = None;
        for second in 0..240 {
            for number in 0..10 {
                let made_up = made_up(&format!("{number} in second {second}"));
                assert_eq!(
                    soon(validator.validate(&made_up)).await.unwrap_err(),
                    TokenError::UnknownKey
                );
            }
            assert!(
                authority.requests(Document::Keys) <= 1 + 2 + second / 60,
                "in second {second}"
            );
            if second == 90 + delay {
                authority.publish(&[key(0), key(1)]);
            }
            if second >= 90 + delay && found_after.is_none() {
                let found = soon(validator.validate(&token(key(1)))).await;
                found_after = found.is_ok().then_some(second - 90 - delay);
            }
            time.pass(Duration::from_secs(1)).await;
        }
        assert!(found_after.is_some_and(|seconds| seconds <= 60), "{found_after:?}");
    }
}

/// What a token with an unknown key is told, by what the set of keys is like.
#[tokio::test]
async fn against_a_fresh_set_an_unknown_key_is_the_tokens_fault() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    // Also when no refresh may start, and however long that is so.
    for second in 0..130 {
        for _ in 0..10 {
            let error = error(&validator).await;
            assert_eq!(error, TokenError::UnknownKey, "in second {second}");
            assert_eq!(error.challenge().status(), StatusCode::UNAUTHORIZED);
        }
        time.pass(Duration::from_secs(1)).await;
    }
    assert_eq!(authority.requests(Document::Keys), 1 + 2 + 2);
}

/// While a refresh of a fresh set runs, an unknown key is the token's fault, too: for a request that
/// finds no place to wait, and for a request that has waited long enough. Otherwise anyone could
/// make the service answer 503 when the authority is slow.
#[tokio::test]
async fn while_a_refresh_runs_the_set_in_use_decides() {
    let time = FrozenTime::start();
    for (age, expected) in
        [(Duration::ZERO, TokenError::UnknownKey), (MORE_THAN_AN_HOUR, TokenError::KeysUnavailable)]
    {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        authority.behave(Document::Keys, Behaviour::Hangs);
        authority.behave(Document::Metadata, Behaviour::Hangs);
        // The refresh of the hour hangs, and has not failed yet.
        time.pass(age).await;
        let call = |number: usize| {
            let (token, validator) = (made_up(&format!("{number}")), validator.clone());
            tokio::spawn(async move { validator.validate(&token).await.map(drop) })
        };
        let waiting: Vec<_> = (0..1_000).map(call).collect();
        until("the refresh", || authority.in_flight() == 1).await;
        settle().await;
        assert!(waiting.iter().all(|request| !request.is_finished()), "{age:?}");
        for number in 1_000..1_100 {
            assert_eq!(soon(call(number)).await.unwrap().unwrap_err(), expected, "{age:?}");
        }
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
        time.pass_slowly(4).await;
        assert!(waiting.iter().all(|request| !request.is_finished()), "{age:?}");
        time.pass_slowly(2).await;
        assert_eq!(authority.in_flight(), 1, "the refresh still runs");
        for request in waiting {
            assert_eq!(soon(request).await.unwrap().unwrap_err(), expected, "{age:?}");
        }
    }
}

#[tokio::test]
async fn while_the_last_fetch_has_failed_an_unknown_key_may_be_genuine() {
    let time = FrozenTime::start();
    let instead = |text: &str| Behaviour::Instead(text.to_owned());
    for behaviour in [
        Behaviour::Status(503),
        Behaviour::Status(429),
        Behaviour::Redirects(302),
        Behaviour::HangsUp,
        instead("{\"keys\": []}"),
        instead("<html>"),
    ] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        authority.behave(Document::Keys, behaviour.clone());
        // The first two try, and the others may not.
        for _ in 0..100 {
            let error = error(&validator).await;
            assert_eq!(error, TokenError::KeysUnavailable, "{behaviour:?}");
            let challenge = error.challenge();
            assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(challenge.headers()[RETRY_AFTER], "60");
        }
        assert_eq!(authority.requests(Document::Keys), 3, "{behaviour:?}");
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok(), "{behaviour:?}");
        // Well again, but nobody may ask.
        authority.behave(Document::Keys, Behaviour::Good);
        assert_eq!(error(&validator).await, TokenError::KeysUnavailable, "{behaviour:?}");
        // The answer in a minute, as `Retry-After` says, decides.
        authority.publish(&[key(0), key(1)]);
        time.pass(MINUTE).await;
        assert!(soon(validator.validate(&token(key(1)))).await.is_ok(), "{behaviour:?}");
        assert_eq!(error(&validator).await, TokenError::UnknownKey, "{behaviour:?}");
    }
}
