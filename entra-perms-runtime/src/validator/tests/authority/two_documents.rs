//! An API with v1.0 tokens. Its keys are published in two documents, and each may fail alone.

use std::time::Duration;

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, with_invented_key};
use super::{Document, SimulatedAuthority};
use crate::model::TokenVersion;
use crate::test_support::model::{Role, Scope, TestModel};
use crate::validator::{TokenError, TokenValidator};

/// Slightly more than the maximum time between two refreshes.
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
async fn keys_of_both_documents_are_used() {
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
async fn while_one_document_fails_keys_are_added_and_none_is_removed() {
    let time = FrozenTime::start();
    for (failing, other) in
        [(Document::KeysOfV1, Document::Keys), (Document::Keys, Document::KeysOfV1)]
    {
        let authority = SimulatedAuthority::start(&[key(0)]);
        authority.publish_in(failing, &[key(1)]);
        let validator = validator(&authority).await;
        authority.behave(failing, Behavior::Status(500));
        authority.publish_in(other, &[key(2)]);
        assert!(is_good(&validator, 2).await, "{failing:?}");
        let unknown = soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err();
        assert_eq!(
            unknown,
            TokenError::keys_unavailable(),
            "the key may be in the document that fails"
        );
        // Refreshes fail every hour, and every five minutes in between.
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
async fn failed_metadata_removes_no_key() {
    let time = FrozenTime::start();
    for failing in [Document::MetadataOfV1, Document::Metadata] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        let validator = validator(&authority).await;
        authority.behave(failing, Behavior::Status(500));
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
