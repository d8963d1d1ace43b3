//! Keys over HTTP, from the development issuer at a loopback port.

use std::time::Duration;

use crate::model::TokenVersion;
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::keys::fetch::with_sources;
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

pub(super) fn builder(authority: &str) -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(authority)
}

pub(super) fn token(issuer: &DevIssuer) -> String {
    issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).sign()
}

/// Lets time pass for the rules of refreshing, and not for the sockets.
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
async fn v1_tokens_have_metadata_of_their_own() {
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
async fn any_organization_is_told_apart_by_its_tenant() {
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
    // A key that was withdrawn stays for a while, because endpoints disagree.
    issuer.rotate_key().unwrap();
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    assert!(validator.validate(&old).await.is_ok());
    assert_eq!(issuer.key_requests(), 3);
    // Two refreshes at once are all that tokens may cause, and the next is due in a minute.
    issuer.rotate_key().unwrap();
    assert_eq!(validator.validate(&token(&issuer)).await.unwrap_err(), TokenError::UnknownKey);
    wait(Duration::from_secs(60)).await;
    assert!(validator.validate(&token(&issuer)).await.is_ok());
    assert_eq!(issuer.key_requests(), 4);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_end_the_refresh() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    issuer.rotate_key().unwrap();
    let token = token(&issuer);
    {
        let mut impatient = Box::pin(validator.validate(&token));
        // Far enough to begin the refresh, and no further.
        let first = core::future::poll_fn(|cx| {
            core::task::Poll::Ready(impatient.as_mut().poll(cx).is_ready())
        });
        assert!(!first.await);
    }
    assert!(validator.validate(&token).await.is_ok());
    assert_eq!(issuer.key_requests(), 2);
}

#[tokio::test]
async fn keys_are_refreshed_every_hour_until_the_validator_is_gone() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    tokio::task::yield_now().await;
    issuer.rotate_key().unwrap();
    // An hour, and what it may be longer.
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
async fn known_keys_outlive_their_authority() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = builder(issuer.authority()).build().await.unwrap();
    let known = token(&issuer);
    issuer.rotate_key().unwrap();
    let unknown = token(&issuer);
    drop(issuer);
    tokio::task::yield_now().await;
    assert_eq!(validator.validate(&unknown).await.unwrap_err(), TokenError::KeysUnavailable);
    assert!(validator.validate(&known).await.is_ok());
}

#[tokio::test]
async fn an_unreachable_authority_is_named_at_start() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let authority = issuer.authority().to_owned();
    drop(issuer);
    tokio::task::yield_now().await;
    let error = builder(&authority).build().await.unwrap_err();
    assert!(matches!(error, BuildError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains(&authority), "{error}");
}

#[tokio::test]
async fn an_authority_that_does_not_know_the_tenant_is_refused() {
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
