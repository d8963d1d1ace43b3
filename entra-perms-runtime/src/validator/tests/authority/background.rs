//! Background refreshes: the documents that they read, and when.

use std::time::Duration;

use serde_json::Value;

use super::behavior::{Behavior, misbehaviors};
use super::calls::calls_with_invented_keys;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, metadata, token, with_invented_key};
use super::{Document, SimulatedAuthority, no_key};
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::validator::TokenError;

const MINUTE: Duration = Duration::from_secs(60);
/// Slightly more than the maximum time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

/// Waits for one more request for keys, and its response.
async fn keys_are_read(authority: &SimulatedAuthority, before: usize) {
    until("the refresh", || {
        authority.requests(Document::Keys) > before && authority.in_flight() == 0
    })
    .await;
    settle().await;
}

#[tokio::test]
async fn at_most_one_request_is_sent_at_a_time() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    for document in [Document::Keys, Document::Metadata] {
        authority.behave(document, Behavior::Hangs);
        // A background refresh runs when tokens name unknown keys.
        time.pass(MORE_THAN_AN_HOUR).await;
        let requests = calls_with_invented_keys(&validator, 0..100);
        time.pass_slowly(50).await;
        for request in requests {
            assert!(no_key(&soon(request).await.unwrap().unwrap_err()));
        }
        // Once more, without a background refresh.
        time.pass(5 * MINUTE).await;
        let requests = calls_with_invented_keys(&validator, 0..100);
        time.pass_slowly(50).await;
        for request in requests {
            assert!(no_key(&soon(request).await.unwrap().unwrap_err()));
        }
        authority.behave(document, Behavior::Good);
    }
    assert_eq!(authority.most_in_flight(), 1);
}

#[tokio::test]
async fn a_background_refresh_finds_a_new_key() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.publish(&[key(0), key(1)]);
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 1).await;
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(authority.requests(Document::Keys), 2);
}

#[tokio::test]
async fn keys_are_refreshed_hourly_while_the_metadata_is_bad() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    for (hour, behavior) in misbehaviors().into_iter().enumerate() {
        let what = format!("{behavior:?}");
        authority.behave(Document::Metadata, behavior);
        let before = authority.requests(Document::Keys);
        authority.publish(&[key(0), key(1 + hour % 5)]);
        time.pass(MORE_THAN_AN_HOUR).await;
        time.pass_slowly(11).await;
        keys_are_read(&authority, before).await;
        assert!(soon(validator.validate(&token(key(1 + hour % 5)))).await.is_ok(), "{what}");
        assert_eq!(authority.requests(Document::Keys), before + 1, "{what}");
    }
    assert_eq!(authority.requests(Document::Elsewhere), 0);
}

/// The metadata at the start decides which issuer is accepted.
#[tokio::test]
async fn refreshed_metadata_never_changes_the_accepted_issuer() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let other_issuer = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
    let changed = |member: &str, value: &str| {
        let mut document =
            metadata(&format!("{}/{TENANT}/discovery/v2.0/keys", authority.shared.url));
        document[member] = Value::from(value);
        Behavior::Instead(document.to_string())
    };
    for behavior in [
        changed("issuer", &other_issuer),
        changed("issuer", &format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0")),
        changed("jwks_uri", "http://login.microsoftonline.com/keys"),
        changed("jwks_uri", "/keys"),
    ] {
        let what = format!("{behavior:?}");
        authority.behave(Document::Metadata, behavior);
        let before = authority.requests(Document::Keys);
        time.pass(MORE_THAN_AN_HOUR).await;
        keys_are_read(&authority, before).await;
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok(), "{what}");
        let foreign = key(0).user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
        let refused = soon(validator.validate(&foreign.claim("iss", other_issuer.clone()).sign()))
            .await
            .unwrap_err();
        assert!(matches!(refused, TokenError::Issuer { .. }), "{what}: {refused}");
    }
}

#[tokio::test]
async fn a_background_refresh_finds_moved_keys() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.publish(&[key(1)]);
    authority.move_keys("/moved/keys");
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 1).await;
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
}

/// The token waits for its key, and not for the next background refresh.
#[tokio::test]
async fn an_unknown_key_causes_a_refresh_that_finds_moved_keys() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.publish(&[key(1)]);
    authority.move_keys("/moved/keys");
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(
        (authority.requests(Document::Metadata), authority.requests(Document::Keys)),
        (2, 2)
    );
    // If the keys have not moved, they are requested once.
    authority.behave(Document::Keys, Behavior::Status(404));
    time.pass(5 * MINUTE).await;
    assert!(soon(validator.validate(&with_invented_key("unknown"))).await.is_err());
    assert_eq!(
        (authority.requests(Document::Metadata), authority.requests(Document::Keys)),
        (3, 3)
    );
}

/// All keys were read. The metadata names only their URLs.
#[tokio::test]
async fn unreadable_metadata_does_not_make_the_keys_stale() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.behave(Document::Metadata, Behavior::Status(503));
    let error = async || soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err();
    assert_eq!(error().await, TokenError::UnknownKey);
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 2).await;
    for _ in 0..2 {
        assert_eq!(error().await, TokenError::UnknownKey);
    }
}

#[tokio::test]
async fn a_failed_refresh_is_retried_after_five_minutes() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.behave(Document::Keys, Behavior::Status(503));
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 1).await;
    for attempt in 2..5 {
        time.pass(4 * MINUTE).await;
        assert_eq!(authority.requests(Document::Keys), attempt, "too soon");
        time.pass(2 * MINUTE).await;
        keys_are_read(&authority, attempt).await;
    }
    // After a successful refresh, the next is due in an hour.
    authority.behave(Document::Keys, Behavior::Good);
    authority.publish(&[key(0), key(1)]);
    time.pass(6 * MINUTE).await;
    keys_are_read(&authority, 5).await;
    time.pass(50 * MINUTE).await;
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(authority.requests(Document::Keys), 6);
}

/// Services that were started together do not send all requests together.
#[tokio::test]
async fn background_refreshes_are_spread_over_time() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let mut validators = Vec::new();
    for _ in 0..8 {
        validators.push(authority.validator().await);
    }
    time.pass(50 * MINUTE).await;
    assert_eq!(authority.requests(Document::Keys), 8, "too soon");
    let mut max_in_a_minute = 0;
    for _ in 0..17 {
        let before = authority.requests(Document::Keys);
        time.pass(MINUTE).await;
        max_in_a_minute = max_in_a_minute.max(authority.requests(Document::Keys) - before);
    }
    until("each refresh", || authority.requests(Document::Keys) == 16).await;
    // Eight refreshes are spread over thirteen minutes. It is practically impossible that all fall
    // into one minute.
    assert!(max_in_a_minute < 8, "all at once");
}

#[tokio::test]
async fn after_a_failed_refresh_an_unknown_key_is_not_the_tokens_fault() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let error = async || soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err();
    assert_eq!(error().await, TokenError::UnknownKey);
    // The second refresh of the allowance is spent, too.
    assert_eq!(error().await, TokenError::UnknownKey);
    authority.behave(Document::Keys, Behavior::Status(503));
    assert_eq!(error().await, TokenError::UnknownKey, "the last attempt was good");
    time.pass(5 * MINUTE).await;
    for _ in 0..2 {
        assert_eq!(error().await, TokenError::keys_unavailable());
    }
    authority.behave(Document::Keys, Behavior::Good);
    time.pass(5 * MINUTE).await;
    assert_eq!(error().await, TokenError::UnknownKey);
}
