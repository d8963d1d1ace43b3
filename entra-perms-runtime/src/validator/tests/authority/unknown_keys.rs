//! Tokens with unknown keys, genuine and invented: the keys that are found, and the error for other
//! keys.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::behavior::Behavior;
use super::calls::{call, calls_with_invented_keys};
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, token, with_invented_key};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::TestModel;
use crate::validator::{TokenError, TokenValidator};

const MINUTE: Duration = Duration::from_secs(60);
/// Slightly more than the maximum time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

async fn error(validator: &TokenValidator<TestModel>) -> TokenError {
    soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err()
}

#[tokio::test]
async fn a_new_key_is_found_right_after_an_invented_key() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    assert_eq!(error(&validator).await, TokenError::UnknownKey);
    authority.publish(&[key(0), key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(authority.requests(Document::Keys), 3);
}

#[tokio::test]
async fn concurrent_invented_keys_cause_one_refresh() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let requests = calls_with_invented_keys(&validator, 0..500);
    for request in requests {
        assert_eq!(soon(request).await.unwrap().unwrap_err(), TokenError::UnknownKey);
    }
    assert_eq!(authority.requests(Document::Keys), 2);
    authority.publish(&[key(0), key(1)]);
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
}

#[tokio::test]
async fn a_new_key_is_found_within_a_minute_during_a_lasting_flood() {
    let time = FrozenTime::start();
    // Each run publishes the new key at another time after the last refresh.
    for delay in [0, 1, 29, 59] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        let mut found_after = None;
        for second in 0..240 {
            for number in 0..10 {
                let token = with_invented_key(&format!("{number} in second {second}"));
                assert_eq!(
                    soon(validator.validate(&token)).await.unwrap_err(),
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

#[tokio::test]
async fn with_fresh_keys_an_unknown_key_is_the_tokens_fault() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    // This also holds while no refresh may begin, however long that takes.
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

/// While a refresh of fresh keys runs, an unknown key is the token's fault, too: for a request that
/// may not wait, and for a request that timed out. Otherwise anyone could make the service respond
/// with 503 when the authority is slow.
#[tokio::test]
async fn while_a_refresh_runs_the_freshness_of_the_keys_decides() {
    let time = FrozenTime::start();
    for (age, expected) in [
        (Duration::ZERO, TokenError::UnknownKey),
        (MORE_THAN_AN_HOUR, TokenError::keys_unavailable()),
    ] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        authority.behave(Document::Keys, Behavior::Hangs);
        authority.behave(Document::Metadata, Behavior::Hangs);
        // A background refresh hangs, and has not failed yet.
        time.pass(age).await;
        let waiting = calls_with_invented_keys(&validator, 0..1_000);
        until("the refresh", || authority.in_flight() == 1).await;
        settle().await;
        assert!(waiting.iter().all(|request| !request.is_finished()), "{age:?}");
        for number in 1_000..1_100 {
            let refused = call(&validator, with_invented_key(&format!("unknown {number}")));
            assert_eq!(soon(refused).await.unwrap().unwrap_err(), expected, "{age:?}");
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
async fn after_a_failed_fetch_an_unknown_key_may_be_genuine() {
    let time = FrozenTime::start();
    let instead = |text: &str| Behavior::Instead(text.to_owned());
    for behavior in [
        Behavior::Status(503),
        Behavior::Status(429),
        Behavior::Redirects(302),
        Behavior::HangsUp,
        instead("{\"keys\": []}"),
        instead("<html>"),
    ] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = authority.validator().await;
        authority.behave(Document::Keys, behavior.clone());
        // The first two tokens cause a refresh, and the others may not.
        for _ in 0..100 {
            let error = error(&validator).await;
            assert_eq!(error, TokenError::keys_unavailable(), "{behavior:?}");
            let challenge = error.challenge();
            assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(challenge.headers()[RETRY_AFTER], "60");
        }
        assert_eq!(authority.requests(Document::Keys), 3, "{behavior:?}");
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok(), "{behavior:?}");
        // The authority works again, but no refresh may begin.
        authority.behave(Document::Keys, Behavior::Good);
        assert_eq!(error(&validator).await, TokenError::keys_unavailable(), "{behavior:?}");
        // The response a minute later decides, as `Retry-After` says.
        authority.publish(&[key(0), key(1)]);
        time.pass(MINUTE).await;
        assert!(soon(validator.validate(&token(key(1)))).await.is_ok(), "{behavior:?}");
        assert_eq!(error(&validator).await, TokenError::UnknownKey, "{behavior:?}");
    }
}
