//! A validator that starts without keys, before the authority can be reached.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;
use tokio::task::JoinSet;

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon, until};
use super::published::{jwks, key, metadata, token, with_invented_key};
use super::{Document, SimulatedAuthority};
use crate::challenge::Challenge;
use crate::model::TokenVersion;
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::validator::{BuildError, Excerpt, TokenError, TokenValidator};

async fn validator(authority: &SimulatedAuthority) -> TokenValidator<TestModel> {
    let validator = soon(authority.builder().start_without_keys().build()).await.unwrap();
    settle().await;
    validator
}

/// Returns the response to a token that must be refused with 503, and its `Retry-After`.
async fn refused(validator: &TokenValidator<TestModel>, token: &str) -> u64 {
    let error = soon(validator.validate(token)).await.unwrap_err();
    assert!(matches!(error, TokenError::KeysUnavailable { .. }), "{error}");
    let challenge: Challenge = error.challenge();
    assert_eq!(challenge.status(), StatusCode::SERVICE_UNAVAILABLE);
    challenge.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_token_is_refused_with_503_until_there_are_keys() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Hangs);
    let validator = validator(&authority).await;
    assert!(!validator.is_ready());
    assert_eq!(refused(&validator, &token(key(0))).await, 1);
    assert_eq!(refused(&validator, &with_invented_key("unknown")).await, 1);
    // The metadata is good, but the keys are not.
    authority.behave(Document::Metadata, Behavior::Good);
    authority.behave(Document::Keys, Behavior::Status(503));
    time.pass_slowly(13).await;
    assert!(authority.requests(Document::Keys) > 0);
    assert!(!validator.is_ready());
    refused(&validator, &token(key(0))).await;
    authority.behave(Document::Keys, Behavior::Good);
    time.pass_slowly(70).await;
    soon(validator.ready()).await;
    assert!(validator.is_ready());
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    let unknown = soon(validator.validate(&with_invented_key("unknown"))).await.unwrap_err();
    assert_eq!(unknown, TokenError::UnknownKey);
    // It never becomes unready again.
    authority.behave(Document::Metadata, Behavior::Status(503));
    authority.behave(Document::Keys, Behavior::Status(503));
    time.pass(Duration::from_secs(70 * 60)).await;
    assert!(validator.is_ready());
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
}

#[tokio::test]
async fn the_authority_is_asked_again_with_growing_pauses_and_by_no_token() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = validator(&authority).await;
    let mut seconds = Vec::new();
    let mut known = authority.requests(Document::Metadata);
    assert_eq!(known, 1);
    for second in 1..=600 {
        time.pass(Duration::from_secs(1)).await;
        until("the response", || authority.in_flight() == 0).await;
        // Requests cause no attempt, whatever they name.
        let wait = refused(&validator, &with_invented_key(&second.to_string())).await;
        assert!((1..=60).contains(&wait), "{wait}");
        let requests = authority.requests(Document::Metadata);
        assert!(requests <= known + 1, "two attempts in one second");
        if requests > known {
            seconds.push(second);
        }
        known = requests;
    }
    let pauses: Vec<i32> = seconds.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // The clock of this test moves in steps of a second.
    for (number, pause) in pauses.iter().enumerate() {
        let longest = (1 << (number + 1).min(6)).min(60);
        assert!((longest / 2 - 1..=longest + 1).contains(pause), "{number}: {pauses:?}");
    }
    assert!(pauses.iter().skip(6).any(|pause| *pause != pauses[5]), "no jitter: {pauses:?}");
    assert!((14..=26).contains(&known), "{known} attempts in ten minutes");
}

#[tokio::test]
async fn retry_after_is_the_time_until_the_next_attempt() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = validator(&authority).await;
    time.pass_slowly(100).await;
    for _ in 0..3 {
        // The next attempt has just failed.
        let before = authority.requests(Document::Metadata);
        while authority.requests(Document::Metadata) == before {
            time.pass(Duration::from_secs(1)).await;
        }
        until("the response", || authority.in_flight() == 0).await;
        settle().await;
        let wait = refused(&validator, &token(key(0))).await;
        assert!((30..=60).contains(&wait), "{wait}");
        let before = authority.requests(Document::Metadata);
        time.pass(Duration::from_secs(wait - 1)).await;
        assert_eq!(authority.requests(Document::Metadata), before, "too early");
        assert_eq!(refused(&validator, &token(key(0))).await, 1);
        time.pass(Duration::from_secs(1)).await;
        until("the attempt", || authority.requests(Document::Metadata) > before).await;
    }
}

#[tokio::test]
async fn each_failure_is_one_warning_and_the_first_success_is_logged() {
    let time = FrozenTime::start();
    Log::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = validator(&authority).await;
    for _ in 0..8 {
        time.pass(Duration::from_secs(1)).await;
        until("the response", || authority.in_flight() == 0).await;
        settle().await;
    }
    let failures = authority.requests(Document::Metadata);
    let lines = Log::lines();
    assert_eq!(lines.len(), failures, "{lines:?}");
    for line in &lines {
        assert!(
            line.starts_with(
                "WARN message=no keys yet: every token is refused with 503 until they can be \
                 fetched"
            ),
            "{line}"
        );
        assert!(line.contains("the response has the status 503"), "{line}");
        assert!(line.contains("retry_in="), "{line}");
    }
    authority.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(20).await;
    soon(validator.ready()).await;
    let lines = Log::lines();
    let [success] = &lines[failures..] else { panic!("{lines:?}") };
    assert!(success.starts_with("INFO message=signing keys fetched"), "{success}");
}

#[tokio::test]
async fn wrong_metadata_is_an_error_in_the_log_and_is_read_again() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let of_another_tenant = format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0");
    for (member, value, problem) in [
        ("issuer", of_another_tenant.as_str(), "is for another tenant"),
        ("jwks_uri", "http://login.microsoftonline.com/keys", "must begin with `https://`"),
    ] {
        Log::start();
        let mut document = metadata(&authority.key_url());
        document[member] = value.into();
        authority.behave(Document::Metadata, Behavior::Instead(document.to_string()));
        let validator = validator(&authority).await;
        until("the error", || !Log::lines().is_empty()).await;
        let line = Log::lines().remove(0);
        assert!(line.starts_with("ERROR message=no keys yet"), "{line}");
        for part in [problem, "retry_in=", "correct `Tenants` or `authority`"] {
            assert!(line.contains(part), "{line}");
        }
        let foreign = key(0).user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
        refused(&validator, &foreign.claim("iss", of_another_tenant.as_str()).sign()).await;
        assert!(!validator.is_ready());
        authority.behave(Document::Metadata, Behavior::Good);
        time.pass_slowly(3).await;
        soon(validator.ready()).await;
        assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    }
}

/// A document of a failed attempt does not decide.
#[tokio::test]
async fn issuers_are_fixed_at_the_first_success() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let early = format!("https://login.microsoftonline.us/{TENANT}/v2.0");
    let mut document = metadata(&authority.key_url());
    document["issuer"] = early.as_str().into();
    authority.behave(Document::Metadata, Behavior::Instead(document.to_string()));
    authority.behave(Document::Keys, Behavior::Status(503));
    let validator = validator(&authority).await;
    until("the keys", || authority.requests(Document::Keys) > 0).await;
    authority.behave(Document::Metadata, Behavior::Good);
    let mut keys = jwks(&[key(0)]);
    keys["keys"][0].as_object_mut().unwrap().remove("issuer");
    authority.behave(Document::Keys, Behavior::Instead(keys.to_string()));
    time.pass_slowly(5).await;
    soon(validator.ready()).await;
    assert!(soon(validator.validate(&token(key(0)))).await.is_ok());
    let user = key(0).user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    let refused = soon(validator.validate(&user.claim("iss", early.as_str()).sign())).await;
    assert_eq!(refused.unwrap_err(), TokenError::Issuer { found: Excerpt::new(&early) });
}

#[tokio::test]
async fn dropping_the_validator_ends_the_attempts() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let waiting = validator(&authority).await;
    time.pass_slowly(3).await;
    until("the response", || authority.in_flight() == 0).await;
    drop(waiting);
    let before = authority.requests(Document::Metadata);
    time.pass_slowly(100).await;
    assert_eq!(authority.requests(Document::Metadata), before);
    // Also while a request waits.
    authority.behave(Document::Metadata, Behavior::Hangs);
    let hanging = validator(&authority).await;
    until("the request", || authority.in_flight() == 1).await;
    drop(hanging);
    until("the end of the request", || authority.in_flight() == 0).await;
}

#[tokio::test]
async fn everything_that_waits_for_keys_is_woken() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let validator = validator(&authority).await;
    let mut waiting = JoinSet::new();
    for _ in 0..20 {
        let validator = validator.clone();
        waiting.spawn(async move { validator.ready().await });
    }
    // A future that is dropped, and one that is polled only after the keys are there.
    let dropped = validator.clone();
    let dropped = tokio::spawn(async move { dropped.ready().await });
    settle().await;
    dropped.abort();
    let late = validator.ready();
    authority.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(2).await;
    while let Some(woken) = soon(waiting.join_next()).await {
        woken.unwrap();
    }
    soon(late).await;
    soon(validator.ready()).await;
}

/// The keys arrive at any moment around the call of `ready`.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_wake_up_is_lost() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    for _ in 0..50 {
        let validator = authority.builder().start_without_keys().build().await.unwrap();
        let mut waiting = JoinSet::new();
        for _ in 0..4 {
            let validator = validator.clone();
            waiting.spawn(async move {
                validator.ready().await;
                validator.validate(&token(key(0))).await.map(drop)
            });
        }
        let all = tokio::time::timeout(Duration::from_secs(20), waiting.join_all()).await;
        assert!(all.unwrap().iter().all(Result::is_ok));
    }
}

#[tokio::test]
async fn settings_are_still_checked_when_the_validator_is_built() {
    let authority = SimulatedAuthority::start(&[key(0)]);
    let builder = || authority.builder().start_without_keys();
    let error = builder().clock_skew(Duration::from_secs(301)).build().await.unwrap_err();
    assert!(matches!(error, BuildError::ClockSkew { .. }), "{error}");
    let error = builder().authority("http://10.0.0.1").build().await.unwrap_err();
    assert!(matches!(error, BuildError::InvalidAuthority { .. }), "{error}");
    let error = builder().client_id("no GUID").build().await.unwrap_err();
    assert!(matches!(error, BuildError::InvalidClientId { .. }), "{error}");
    let error = builder().only_root_certificates("no PEM").build().await.unwrap_err();
    assert_eq!(error, BuildError::NoRootCertificateGiven);
}

#[tokio::test]
async fn the_document_about_the_api_names_the_issuer_when_it_is_known() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    authority.behave(Document::Metadata, Behavior::Status(503));
    let builder = authority.builder().token_version(TokenVersion::V2).start_without_keys();
    let validator = builder.build().await.unwrap();
    let document = validator.protected_resource("https://api.contoso.com/").unwrap();
    assert!(document.authorization_servers.is_empty());
    let response = document.respond::<String>("GET");
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(RETRY_AFTER));
    authority.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(3).await;
    soon(validator.ready()).await;
    let response = document.respond::<String>("GET");
    assert_eq!(response.status(), StatusCode::OK);
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    assert!(response.body().contains(&issuer), "{}", response.body());
}
