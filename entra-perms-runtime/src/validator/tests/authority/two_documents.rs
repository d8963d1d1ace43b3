//! An API with v1.0 tokens: keys are published under metadata of either version, and each document may fail alone.

use std::time::Duration;

use super::behaviour::Behaviour;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, made_up};
use super::{Document, SimulatedAuthority};
use crate::model::TokenVersion;
use crate::test_support::model::{Role, Scope, TestModel};
use crate::validator::{TokenError, TokenValidator};

/// A bit more than the longest time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

async fn validator(authority: &SimulatedAuthority) -> TokenValidator<TestModel> {
    let validator = authority.builder().token_version(TokenVersion::V1).build().await.unwrap();
    settle().await;
    validator
}

fn token(number: usize) -> String {
    let user = key(number).user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    user.version(TokenVersion::V1)
        .expires_in(Duration::from_secs(24 * 60 * 60))
        .sign()
}

async fn is_good(validator: &TokenValidator<TestModel>, number: usize) -> bool {
    soon(validator.validate(&token(number))).await.is_ok()
}

#[tokio::test]
async fn keys_of_either_document_are_good() {
    let _time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.publish_in(Document::KeysOfV1, &[key(1)]);
    let validator = validator(&authority).await;
    assert!(
        is_good(&validator, 0).await
            && is_good(&validator, 1).await
            && !is_good(&validator, 2).await
    );
}

#[tokio::test]
async fn while_one_document_fails_new_keys_are_taken_and_none_goes() {
    let time = FrozenTime::start();
    for (failing, other) in
        [(Document::KeysOfV1, Document::Keys), (Document::Keys, Document::KeysOfV1)]
    {
        let authority = SimulatedAuthority::start(&[key(0)]);
        authority.publish_in(failing, &[key(1)]);
        let validator = validator(&authority).await;
        authority.behave(failing, Behaviour::Status(500));
        authority.publish_in(other, &[key(2)]);
        assert!(is_good(&validator, 2).await, "{failing:?}");
        let unknown = soon(validator.validate(&made_up("unknown"))).await.unwrap_err();
        assert_eq!(unknown, TokenError::KeysUnavailable, "it may be in the document that fails");
        // Hour after hour, and every five minutes in between.
        for _ in 0..6 {
            let before = authority.requests(failing);
            time.pass(MORE_THAN_AN_HOUR).await;
            until("the refresh", || {
                authority.requests(failing) > before && authority.in_flight() == 0
            })
            .await;
            settle().await;
            for number in 0..3 {
                assert!(is_good(&validator, number).await, "{failing:?}, key {number}");
            }
        }
        assert_eq!(authority.most_in_flight(), 1);
    }
}

#[tokio::test]
async fn metadata_that_fails_costs_no_key() {
    let time = FrozenTime::start();
    for failing in [Document::MetadataOfV1, Document::Metadata] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = validator(&authority).await;
        authority.behave(failing, Behaviour::Status(500));
        authority.publish(&[key(0), key(3)]);
        authority.publish_in(Document::KeysOfV1, &[key(0), key(4)]);
        let before = authority.requests(Document::KeysOfV1);
        time.pass(MORE_THAN_AN_HOUR).await;
        let read = || authority.requests(Document::KeysOfV1) > before && authority.in_flight() == 0;
        until("the refresh", read).await;
        settle().await;
        for number in [0, 3, 4] {
            assert!(is_good(&validator, number).await, "{failing:?}, key {number}");
        }
    }
}
