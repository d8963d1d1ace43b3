//! Keys are published and withdrawn, while endpoints disagree on the keys.

use std::time::Duration;

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{jwks, key, token, with_invented_key};
use super::{Document, SimulatedAuthority, no_key};
use crate::test_support::model::TestModel;
use crate::validator::TokenValidator;

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const ALMOST_THREE_HOURS: Duration = Duration::from_secs(3 * 60 * 60 - 1);

/// Causes a refresh now. The allowance must permit it.
async fn refresh(authority: &SimulatedAuthority, validator: &TokenValidator<TestModel>) {
    let before = authority.requests(Document::Keys);
    assert!(no_key(&soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err()));
    assert!(authority.requests(Document::Keys) > before);
}

#[tokio::test]
async fn both_keys_work_while_endpoints_disagree() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let [old, new] = [token(key(0)), token(key(1))];
    // The second response has the new key.
    authority.behave(Document::Keys, Behavior::Alternates(jwks(&[key(1)])));
    for hours in 0..24 {
        for good in [&old, &new] {
            assert!(soon(validator.validate(good)).await.is_ok(), "after {hours} h");
        }
        let before = authority.requests(Document::Keys);
        time.pass(67 * MINUTE).await;
        until("the refresh", || authority.requests(Document::Keys) > before).await;
        settle().await;
    }
    // Only the first token with the new key caused a refresh.
    assert_eq!(authority.requests(Document::Keys), 1 + 1 + 24);
}

#[tokio::test]
async fn both_keys_work_while_each_refresh_gets_other_keys() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let [old, new] = [token(key(0)), token(key(1))];
    authority.behave(Document::Keys, Behavior::Alternates(jwks(&[key(1)])));
    for _ in 0..24 {
        refresh(&authority, &validator).await;
        assert!(soon(validator.validate(&old)).await.is_ok());
        assert!(soon(validator.validate(&new)).await.is_ok());
        time.pass(5 * MINUTE).await;
    }
}

#[tokio::test]
async fn a_withdrawn_key_is_removed_after_three_hours_and_not_before() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0), key(1)]);
    let validator = authority.validator().await;
    let [withdrawn, good] = [token(key(0)), token(key(1))];
    authority.publish(&[key(1)]);
    refresh(&authority, &validator).await;
    time.pass(ALMOST_THREE_HOURS).await;
    refresh(&authority, &validator).await;
    assert!(soon(validator.validate(&withdrawn)).await.is_ok());
    // A refresh removes the key, and not the time alone.
    time.pass(5 * MINUTE).await;
    assert!(soon(validator.validate(&withdrawn)).await.is_ok());
    refresh(&authority, &validator).await;
    assert!(no_key(&soon(validator.validate(&withdrawn)).await.unwrap_err()));
    assert!(soon(validator.validate(&good)).await.is_ok());
    // The key may be published again.
    authority.publish(&[key(0), key(1)]);
    time.pass(5 * MINUTE).await;
    assert!(soon(validator.validate(&withdrawn)).await.is_ok());
}

/// A failing authority does not say that a key is withdrawn.
#[tokio::test]
async fn no_key_is_removed_while_the_authority_fails() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0), key(1)]);
    let validator = authority.validator().await;
    authority.behave(Document::Keys, Behavior::Status(500));
    for _ in 0..6 {
        time.pass(HOUR).await;
        refresh(&authority, &validator).await;
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    }
    authority.behave(Document::Keys, Behavior::Good);
    time.pass(HOUR).await;
    refresh(&authority, &validator).await;
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
}

/// The three hours of an outage do not count as hours in which the key was missing.
#[tokio::test]
async fn one_stale_response_after_an_outage_removes_no_key() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let good = token(key(0));
    authority.behave(Document::Keys, Behavior::Status(500));
    time.pass(3 * HOUR).await;
    refresh(&authority, &validator).await;
    authority.behave(Document::Keys, Behavior::Instead(jwks(&[key(1)]).to_string()));
    time.pass(5 * MINUTE).await;
    refresh(&authority, &validator).await;
    assert!(soon(validator.validate(&good)).await.is_ok());
}
