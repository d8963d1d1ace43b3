//! Keys that are fetched over HTTP from the development issuer.

use std::time::Duration;

use crate::model::TokenVersion;
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::keys::discovery::fetch::with_sources;
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

pub(super) fn builder(authority: &str) -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(authority)
}

pub(super) fn token(issuer: &DevIssuer) -> String {
    issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

/// Moves the clock of the refresh rules forward. Sockets do not notice.
async fn wait(duration: Duration) {
    tokio::time::pause();
    tokio::time::advance(duration).await;
    tokio::time::resume();
}

#[tokio::test]
async fn keys_are_fetched_at_start() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    assert_eq!(issuer.key_requests(), 1);
    assert!(validator.validate(&token(&issuer)).await.unwrap().can(Role::ReadTeam));
    assert_eq!(issuer.key_requests(), 1);
}

#[tokio::test]
async fn v1_tokens_use_v1_metadata() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority())
        .token_version(TokenVersion::V1)
        .build()
        .await
        .unwrap();
    let token = issuer.app::<TestModel>().roles([Role::Import]).version(TokenVersion::V1).sign();
    assert!(validator.validate(&token).await.unwrap().can(Role::Import));
}

#[tokio::test]
async fn any_organization_must_use_the_issuer_of_its_tenant() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator: TokenValidator<TestModel> = TokenValidator::builder(Tenants::any_organization())
        .authority(issuer.authority())
        .build()
        .await
        .unwrap();
    let foreign = || {
        issuer
            .app::<TestModel>()
            .roles([Role::Import])
            .tenant(OTHER_TENANT.parse().unwrap())
    };
    let caller = validator.validate(&foreign().sign()).await.unwrap();
    assert_eq!(caller.tenant().to_string(), OTHER_TENANT);
    let forged = validator.validate(&foreign().claim("tid", TENANT).sign()).await.unwrap_err();
    assert!(matches!(forged, TokenError::Issuer { .. }), "{forged}");
    assert_eq!(validator.validate(&token(&issuer)).await.unwrap().tenant().to_string(), TENANT);
}

#[tokio::test]
async fn a_new_key_is_found_by_one_refresh() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    let old = token(&issuer);
    issuer.rotate_key().unwrap();
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    assert_eq!(issuer.key_requests(), 2);
    assert!(validator.validate(&old).await.is_ok());
    // A withdrawn key stays in use for a while, because endpoints disagree.
    issuer.rotate_key().unwrap();
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    assert!(validator.validate(&old).await.is_ok());
    assert_eq!(issuer.key_requests(), 3);
    // Tokens may cause two refreshes at once, and the next one a minute later.
    issuer.rotate_key().unwrap();
    assert_eq!(validator.validate(&token(&issuer)).await.unwrap_err(), TokenError::UnknownKey);
    wait(Duration::from_secs(60)).await;
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    assert_eq!(issuer.key_requests(), 4);
}

#[tokio::test]
async fn a_client_that_disconnects_does_not_cancel_the_refresh() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    issuer.rotate_key().unwrap();
    let token = token(&issuer);
    {
        let mut impatient = Box::pin(validator.validate(&token));
        // One poll begins the refresh.
        let first = core::future::poll_fn(|cx| {
            core::task::Poll::Ready(impatient.as_mut().poll(cx).is_ready())
        });
        assert!(!first.await);
    }
    assert!(validator.validate(&token).await.is_ok());
    assert_eq!(issuer.key_requests(), 2);
}

#[tokio::test]
async fn keys_are_refreshed_every_hour_until_the_validator_is_dropped() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    tokio::task::yield_now().await;
    issuer.rotate_key().unwrap();
    // Slightly more than the maximum time between two refreshes.
    wait(Duration::from_secs(67 * 60)).await;
    for _ in 0..200 {
        if issuer.key_requests() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(issuer.key_requests(), 2);
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    drop((validator, issuer));
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    for _ in 0..200 {
        if tasks() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(tasks(), 0);
}

#[tokio::test]
async fn known_keys_stay_in_use_when_the_authority_fails() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    let known = token(&issuer);
    issuer.rotate_key().unwrap();
    let unknown = token(&issuer);
    drop(issuer);
    tokio::task::yield_now().await;
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::keys_unavailable());
    assert!(validator.validate(&known).await.is_ok());
}

#[tokio::test]
async fn a_build_error_names_the_unreachable_authority() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let authority = issuer.authority().to_owned();
    drop(issuer);
    tokio::task::yield_now().await;
    let error = builder(&authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains(&authority), "{error}");
}

#[tokio::test]
async fn an_authority_without_the_tenant_is_a_build_error() {
    let issuer = DevIssuer::start(OTHER_TENANT).await.unwrap();
    let error = with_sources(&builder(issuer.authority()).build().await.unwrap_err());
    assert!(error.contains("404"), "{error}");
}

#[tokio::test]
async fn http_is_refused_unless_it_is_loopback() {
    let error = builder("http://login.example").build().await.unwrap_err();
    assert!(matches!(error, BuildError::InvalidAuthority { .. }), "{error}");
    let open = DevIssuer::start_on(TENANT, ([0, 0, 0, 0], 0).into()).await;
    assert!(open.unwrap_err().to_string().contains("loopback"));
}

/// The log records one thread. The runtime of this test runs on that thread alone.
#[tokio::test]
async fn refreshes_are_logged_and_failed_refreshes_are_warnings() {
    Log::start();
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let authority = issuer.authority().to_owned();
    let validator = builder(&authority).build().await.unwrap();
    let fetched = format!("INFO message=signing keys fetched authority={authority:?} keys=1");
    assert_eq!(Log::lines(), [fetched]);
    let unknown = issuer.user::<TestModel>().header("kid", "made up").sign();
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(
        Log::lines()[1..],
        [
            "INFO message=a token names an unknown key: refreshing the signing keys",
            "DEBUG message=signing keys refreshed keys=1",
            "INFO message=token refused error=the token is signed with a key that the issuer does \
             not publish; if the registration has its own signing keys, use `custom_signing_keys` \
             fault=client"
        ]
    );
    drop(issuer);
    wait(Duration::from_secs(5 * 60)).await;
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::keys_unavailable());
    let lines = Log::lines();
    let [_, failed, _, refused] = &lines[4..] else { panic!("{lines:?}") };
    assert!(
        failed.starts_with(
            "WARN message=signing keys cannot be refreshed: the known keys stay in use error="
        ),
        "{failed}"
    );
    assert!(failed.contains(&authority), "{failed}");
    // The reason follows: the error's text alone names only the URL.
    assert!(failed.contains("cannot be read: "), "{failed}");
    // Not another warning: anyone could fill the log with warnings by inventing keys.
    assert!(refused.starts_with("INFO message=token refused"), "{refused}");
    assert!(refused.ends_with("fault=service"), "{refused}");
}

/// During a change of the version, both documents are read. After it, only the new one is.
#[tokio::test]
async fn a_change_of_the_version_reads_the_metadata_of_both() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let later = std::time::SystemTime::now() + Duration::from_secs(3600);
    let changing = builder(issuer.authority()).both_versions_until(later).build().await.unwrap();
    assert_eq!(issuer.key_requests(), 2);
    let app = |version| issuer.app::<TestModel>().roles([Role::Import]).version(version).sign();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        assert!(changing.validate(&app(version)).await.unwrap().can(Role::Import));
    }
    let past = std::time::SystemTime::UNIX_EPOCH;
    let changed = builder(issuer.authority()).both_versions_until(past).build().await.unwrap();
    assert_eq!(issuer.key_requests(), 3);
    assert!(changed.validate(&app(TokenVersion::V2)).await.is_ok());
    let old = changed.validate(&app(TokenVersion::V1)).await.unwrap_err();
    assert!(matches!(old, TokenError::Version { .. }), "{old}");
}
