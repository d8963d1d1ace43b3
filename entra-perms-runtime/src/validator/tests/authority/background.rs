//! What is read again in the background, and when; and that nobody asks twice at one time.

use std::time::Duration;

use serde_json::Value;

use super::behaviour::{Behaviour, misbehaviours};
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, made_up, metadata, token};
use super::{Document, SimulatedAuthority, no_key};
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::validator::TokenError;

const MINUTE: Duration = Duration::from_secs(60);
/// A bit more than the longest time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

/// Waits for one more request for keys, and its answer.
async fn keys_are_read(authority: &SimulatedAuthority, before: usize) {
    until("the refresh", || {
        authority.requests(Document::Keys) > before && authority.in_flight() == 0
    })
    .await;
    settle().await;
}

#[tokio::test]
async fn there_is_one_request_at_a_time() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let call = |token: String| {
        let validator = validator.clone();
        tokio::spawn(async move { validator.validate(&token).await })
    };
    for document in [Document::Keys, Document::Metadata] {
        authority.behave(document, Behaviour::Hangs);
        // The refresh of the hour is under way when tokens name keys that are not known.
        time.pass(MORE_THAN_AN_HOUR).await;
        let requests: Vec<_> =
            (0..100).map(|number| call(made_up(&format!("unknown {number}")))).collect();
        time.pass_slowly(50).await;
        for request in requests {
            assert!(no_key(&soon(request).await.unwrap().unwrap_err()));
        }
        // And once more without the refresh of the hour.
        time.pass(5 * MINUTE).await;
        let requests: Vec<_> =
            (0..100).map(|number| call(made_up(&format!("unknown {number}")))).collect();
        time.pass_slowly(50).await;
        for request in requests {
            assert!(no_key(&soon(request).await.unwrap().unwrap_err()));
        }
        authority.behave(document, Behaviour::Good);
    }
    assert_eq!(authority.most_in_flight(), 1);
}

#[tokio::test]
async fn a_new_key_is_known_before_a_token_names_it() {
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
async fn keys_are_read_each_hour_whatever_becomes_of_the_metadata() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    for (hour, behaviour) in misbehaviours().into_iter().enumerate() {
        let what = format!("{behaviour:?}");
        authority.behave(Document::Metadata, behaviour);
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

/// Metadata decides which issuer is believed, and that was decided at the start.
#[tokio::test]
async fn metadata_that_is_read_again_changes_neither_issuer_nor_trust() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let other_issuer = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
    let changed = |member: &str, value: &str| {
        let mut document =
            metadata(&format!("{}/{TENANT}/discovery/v2.0/keys", authority.shared.url));
        document[member] = Value::from(value);
        Behaviour::Instead(document.to_string())
    };
    for behaviour in [
        changed("issuer", &other_issuer),
        changed("issuer", &format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0")),
        changed("jwks_uri", "http://login.microsoftonline.com/keys"),
        changed("jwks_uri", "/keys"),
    ] {
        let what = format!("{behaviour:?}");
        authority.behave(Document::Metadata, behaviour);
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
async fn keys_that_moved_are_found_within_the_hour() {
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

/// Without waiting for the hour: a token waits for the key.
#[tokio::test]
async fn keys_that_moved_are_found_for_a_token_that_names_one() {
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
    // Where they have not moved, they are asked for once.
    authority.behave(Document::Keys, Behaviour::Status(404));
    time.pass(5 * MINUTE).await;
    assert!(soon(validator.validate(&made_up("unknown"))).await.is_err());
    assert_eq!(
        (authority.requests(Document::Metadata), authority.requests(Document::Keys)),
        (3, 3)
    );
}

/// Where the keys are says nothing of the keys that were read.
#[tokio::test]
async fn a_key_is_unknown_where_all_keys_were_read_whatever_became_of_the_metadata() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.behave(Document::Metadata, Behaviour::Status(503));
    let error = async || soon(validator.validate(&made_up("unknown"))).await.unwrap_err();
    assert_eq!(error().await, TokenError::UnknownKey);
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 2).await;
    for _ in 0..2 {
        assert_eq!(error().await, TokenError::UnknownKey);
    }
}

#[tokio::test]
async fn a_refresh_that_failed_is_tried_again_in_some_minutes() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    authority.behave(Document::Keys, Behaviour::Status(503));
    time.pass(MORE_THAN_AN_HOUR).await;
    keys_are_read(&authority, 1).await;
    for attempt in 2..5 {
        time.pass(4 * MINUTE).await;
        assert_eq!(authority.requests(Document::Keys), attempt, "too soon");
        time.pass(2 * MINUTE).await;
        keys_are_read(&authority, attempt).await;
    }
    // Once it succeeds, the next is due in an hour.
    authority.behave(Document::Keys, Behaviour::Good);
    authority.publish(&[key(0), key(1)]);
    time.pass(6 * MINUTE).await;
    keys_are_read(&authority, 5).await;
    time.pass(50 * MINUTE).await;
    assert!(soon(validator.validate(&token(key(1)))).await.is_ok());
    assert_eq!(authority.requests(Document::Keys), 6);
}

/// Services that were started together do not ask together for ever.
#[tokio::test]
async fn refreshes_of_the_hour_are_spread() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let mut validators = Vec::new();
    for _ in 0..8 {
        validators.push(authority.validator().await);
    }
    time.pass(50 * MINUTE).await;
    assert_eq!(authority.requests(Document::Keys), 8, "too soon");
    let mut most = 0;
    for _ in 0..17 {
        let before = authority.requests(Document::Keys);
        time.pass(MINUTE).await;
        most = most.max(authority.requests(Document::Keys) - before);
    }
    until("each refresh", || authority.requests(Document::Keys) == 16).await;
    // Eight in thirteen minutes: that all fall into one will not happen.
    assert!(most < 8, "all at once");
}

#[tokio::test]
async fn keys_that_could_not_be_read_are_no_fault_of_the_token() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let error = async || soon(validator.validate(&made_up("unknown"))).await.unwrap_err();
    assert_eq!(error().await, TokenError::UnknownKey);
    // The reserve is spent, too.
    assert_eq!(error().await, TokenError::UnknownKey);
    authority.behave(Document::Keys, Behaviour::Status(503));
    assert_eq!(error().await, TokenError::UnknownKey, "the last attempt was good");
    time.pass(5 * MINUTE).await;
    for _ in 0..2 {
        assert_eq!(error().await, TokenError::KeysUnavailable);
    }
    authority.behave(Document::Keys, Behaviour::Good);
    time.pass(5 * MINUTE).await;
    assert_eq!(error().await, TokenError::UnknownKey);
}
