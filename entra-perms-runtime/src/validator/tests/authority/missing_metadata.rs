//! One of the two metadata documents is missing at the start: the other is enough, unless tokens of
//! the API need the missing document.

use core::fmt;
use core::str::FromStr;
use std::time::{Duration, SystemTime};

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{key, metadata, metadata_of_v1};
use super::{Document, SimulatedAuthority};
use crate::model::TokenVersion::{V1, V2};
use crate::model::{
    AppRegistration, Entry, Model, NoClient, Permission, PermissionSet, Table, Tables,
    TokenVersion, UnknownValue, slots,
};
use crate::test_support::log::Log;
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, TENANT, permission};
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

const MINUTE: Duration = Duration::from_secs(60);
/// Slightly more than the maximum time between two refreshes, which ask for a missing document.
const RETRY: Duration = Duration::from_secs(67 * 60);

/// A model whose manifest does not state the version of its tokens.
#[derive(Clone, Copy, Debug)]
struct Unversioned;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Role {
    Read,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scope {
    Crm,
}

permission!(Unversioned, Role, Read "Read" true);
permission!(Unversioned, Scope, Crm "Crm" true);

impl crate::model::Sealed for Unversioned {}

impl Model for Unversioned {
    type Role = Role;
    type Scope = Scope;
    type Client = NoClient;

    const REGISTRATIONS: &'static [AppRegistration] =
        &[AppRegistration::new(Some(CLIENT_ID), &["api://crm"], None)];

    const TABLES: &'static Tables<Self> = &Tables {
        roles_of_scope: &[PermissionSet::from_words([1])],
        at_least: &[],
        users: PermissionSet::from_words([1]),
        applications: PermissionSet::from_words([1]),
        delegated: PermissionSet::from_words([1]),
        enabled_roles: PermissionSet::from_words([1]),
        enabled_scopes: PermissionSet::from_words([1]),
        clients: &[],
        #[cfg(feature = "utoipa")]
        scope_descriptions: &[""],
    };
}

fn builder(authority: &SimulatedAuthority) -> TokenValidatorBuilder<Unversioned> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(&authority.shared.url)
}

/// Returns the result for a token of this version, which the key signs.
async fn result(
    validator: &TokenValidator<Unversioned>,
    version: TokenVersion,
    number: usize,
) -> Option<TokenError> {
    let token = key(number)
        .user::<Unversioned>()
        .roles([Role::Read])
        .scopes([Scope::Crm])
        .version(version)
        .expires_in(Duration::from_secs(24 * 60 * 60))
        .sign();
    soon(validator.validate(&token)).await.err()
}

fn document_of(version: TokenVersion) -> Document {
    match version {
        V1 => Document::MetadataOfV1,
        V2 => Document::Metadata,
    }
}

/// Publishes keys without an issuer, which sign for every issuer.
fn publish_without_issuers(authority: &SimulatedAuthority) {
    for document in [Document::Keys, Document::KeysOfV1] {
        authority.change(document, |served| {
            served.document["keys"][0].as_object_mut().unwrap().remove("issuer");
        });
    }
}

async fn pass_a_retry(time: &FrozenTime, authority: &SimulatedAuthority, document: Document) {
    pass(RETRY, time, authority, document).await;
}

/// Lets the time pass until a request for the document.
async fn pass(
    duration: Duration,
    time: &FrozenTime,
    authority: &SimulatedAuthority,
    document: Document,
) {
    let before = authority.requests(document);
    time.pass(duration).await;
    until("the refresh", || authority.requests(document) > before && authority.in_flight() == 0)
        .await;
    settle().await;
}

#[tokio::test]
async fn tokens_of_the_other_version_are_verified_and_the_document_is_read_later() {
    let time = FrozenTime::start();
    for (missing, other) in [(V1, V2), (V2, V1)] {
        for without_keys in [false, true] {
            let authority = SimulatedAuthority::start(&[key(0)]);
            publish_without_issuers(&authority);
            authority.behave(document_of(missing), Behavior::Status(404));
            let builder = builder(&authority);
            let builder = if without_keys { builder.start_without_keys() } else { builder };
            let validator = builder.build().await.unwrap();
            soon(validator.ready()).await;
            settle().await;
            assert_eq!(result(&validator, other, 0).await, None);
            let refused = Some(TokenError::keys_unavailable());
            assert_eq!(result(&validator, missing, 0).await, refused, "never guessed");
            pass_a_retry(&time, &authority, document_of(missing)).await;
            assert_eq!(result(&validator, missing, 0).await, refused);
            // The keys of the document that appears are used, too.
            if missing == V1 {
                authority.publish_in(Document::KeysOfV1, &[key(0), key(1)]);
            }
            authority.behave(document_of(missing), Behavior::Good);
            pass_a_retry(&time, &authority, document_of(missing)).await;
            assert_eq!(result(&validator, missing, 0).await, None);
            assert_eq!(result(&validator, other, 0).await, None);
            if missing == V1 {
                assert_eq!(result(&validator, V1, 1).await, None);
            }
        }
    }
}

#[tokio::test]
async fn one_warning_says_which_tokens_are_refused() {
    let time = FrozenTime::start();
    Log::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::MetadataOfV1, Behavior::Status(404));
    let validator = builder(&authority).build().await.unwrap();
    settle().await;
    for _ in 0..3 {
        pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
    }
    let warnings: Vec<_> =
        Log::lines().into_iter().filter(|line| line.starts_with("WARN")).collect();
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert!(warning.contains("the metadata of v1.0 tokens is missing"), "{warning}");
    assert!(warning.contains("refused with 503"), "{warning}");
    let url = format!("{}/{TENANT}/.well-known/openid-configuration", authority.shared.url);
    assert!(warning.contains(&url) && warning.contains("404"), "{warning}");
    drop(validator);
}

/// A document that never exists is asked for less and less often. Meanwhile, the keys are refreshed
/// every hour, and not each time.
#[tokio::test]
async fn a_document_that_never_exists_is_asked_for_once_an_hour_at_last() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::MetadataOfV1, Behavior::Status(404));
    let validator = builder(&authority).build().await.unwrap();
    settle().await;
    let requests = || {
        let of = |document| authority.requests(document);
        (of(Document::MetadataOfV1), of(Document::Keys))
    };
    assert_eq!(requests(), (1, 1));
    for (number, minutes) in [6, 11, 22].into_iter().enumerate() {
        time.pass(MINUTE * (minutes * 7 / 10)).await;
        settle().await;
        assert_eq!(requests(), (number + 1, 1), "not before {minutes} minutes");
        pass(MINUTE * (minutes * 4 / 10), &time, &authority, Document::MetadataOfV1).await;
        assert_eq!(requests(), (number + 2, 1), "after {minutes} minutes");
    }
    // From now on, each refresh asks once.
    for _ in 0..2 {
        pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
    }
    let before = requests();
    for passed in 1..=10 {
        pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
        assert_eq!(requests(), (before.0 + passed, before.1 + passed));
    }
    drop(validator);
}

/// The keys of a version that is not needed may be missing at the start.
#[tokio::test]
async fn keys_that_no_needed_version_names_are_read_later() {
    let time = FrozenTime::start();
    let later = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let authority = SimulatedAuthority::start(&[key(0)]);
    publish_without_issuers(&authority);
    authority.behave(Document::KeysOfV1, Behavior::Status(503));
    let changing = |version| builder(&authority).token_version(version).both_versions_until(later);
    let needed = changing(V1).build().await.unwrap_err();
    assert!(matches!(needed, BuildError::Unreachable { .. }), "{needed}");
    let validator = changing(V2).build().await.unwrap();
    settle().await;
    let fetches = validator.statistics().key_fetches.unwrap();
    assert_eq!((fetches.succeeded, fetches.failed, fetches.last_success), (0, 1, None));
    assert_eq!(result(&validator, V2, 0).await, None);
    let unknown = result(&validator, V1, 1).await;
    assert_eq!(unknown, Some(TokenError::keys_unavailable()), "the key may be in the document");
    authority.publish_in(Document::KeysOfV1, &[key(0), key(1)]);
    authority.behave(Document::KeysOfV1, Behavior::Good);
    pass(MINUTE * 6, &time, &authority, Document::KeysOfV1).await;
    assert_eq!(result(&validator, V2, 0).await, None);
    assert_eq!(result(&validator, V1, 1).await, None);
    for document in [Document::Keys, Document::KeysOfV1] {
        authority.behave(document, Behavior::Status(503));
    }
    let none = builder(&authority).build().await.unwrap_err();
    assert!(matches!(none, BuildError::Unreachable { .. }), "{none}");
}

#[tokio::test]
async fn a_document_that_the_manifest_needs_must_be_there() {
    let time = FrozenTime::start();
    let later = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    for (version, changes) in [(V1, false), (V2, false), (V1, true), (V2, true)] {
        let authority = SimulatedAuthority::start(&[key(0)]);
        authority.behave(document_of(version), Behavior::Status(404));
        let versioned = || {
            let builder = builder(&authority).token_version(version);
            if changes { builder.both_versions_until(later) } else { builder }
        };
        let error = versioned().build().await.unwrap_err();
        assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
        let validator = versioned().start_without_keys().build().await.unwrap();
        time.pass_slowly(5).await;
        assert!(!validator.is_ready());
        assert!(result(&validator, version, 0).await.is_some());
    }
    let authority = SimulatedAuthority::start(&[key(0)]);
    for document in [Document::MetadataOfV1, Document::Metadata] {
        authority.behave(document, Behavior::Status(404));
    }
    let error = builder(&authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
}

/// The keys of v1.0 tokens are published for the v2.0 issuer. Without v2.0 metadata, nobody knows
/// which issuer that is.
#[tokio::test]
async fn a_key_for_an_issuer_that_is_not_known_yet_decides_nothing() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = builder(&authority).token_version(V1).build().await.unwrap();
    settle().await;
    assert_eq!(result(&validator, V1, 0).await, Some(TokenError::keys_unavailable()));
    authority.behave(Document::Metadata, Behavior::Good);
    pass_a_retry(&time, &authority, Document::Metadata).await;
    assert_eq!(result(&validator, V1, 0).await, None);
}

#[tokio::test]
async fn a_wrong_document_is_not_a_missing_one() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let mut wrong = metadata_of_v1(&authority.key_url());
    wrong["issuer"] = format!("https://sts.windows.net/{OTHER_TENANT}/").into();
    let wrong = Behavior::Instead(wrong.to_string());
    authority.behave(Document::MetadataOfV1, wrong.clone());
    let error = builder(&authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Metadata { .. }), "{error}");
    // A document that appears later must be right, too, and must not come with another issuer.
    authority.behave(Document::MetadataOfV1, Behavior::Status(404));
    let validator = builder(&authority).build().await.unwrap();
    settle().await;
    authority.behave(Document::MetadataOfV1, wrong);
    pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
    assert_eq!(result(&validator, V1, 0).await, Some(TokenError::keys_unavailable()));
    authority.behave(Document::MetadataOfV1, Behavior::Good);
    let mut moved = metadata(&authority.key_url());
    moved["issuer"] = format!("https://login.microsoftonline.us/{TENANT}/v2.0").into();
    authority.behave(Document::Metadata, Behavior::Instead(moved.to_string()));
    pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
    assert_eq!(result(&validator, V1, 0).await, Some(TokenError::keys_unavailable()));
    authority.behave(Document::Metadata, Behavior::Good);
    pass_a_retry(&time, &authority, Document::MetadataOfV1).await;
    assert_eq!((result(&validator, V1, 0).await, result(&validator, V2, 0).await), (None, None));
}
