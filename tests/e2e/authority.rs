//! The authority: new keys, unknown keys, and an authority that is unreachable.

use axum::Router;
use axum::routing::get;
use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{BuildError, Tenants, TokenError, TokenVersion};
use entra_perms_tests::crm::{Caller, Model, Role, Scope, TokenValidator};
use entra_perms_tests::rules;

use crate::service::{Service, TENANT, validator};

async fn me(caller: Caller) -> String {
    caller.kind().to_string()
}

fn token(issuer: &DevIssuer) -> String {
    issuer
        .user::<Model>()
        .roles([Role::ContactsReadMy])
        .scopes([Scope::CrmReadMy])
        .sign()
}

#[tokio::test]
async fn a_new_key_is_found_and_the_old_key_is_kept() {
    let service = Service::start(Router::new().route("/me", get(me)), Router::new()).await;
    let old = token(&service.issuer);
    service.issuer.rotate_key().unwrap();
    let new = token(&service.issuer);
    for token in [&old, &new, &old] {
        assert_eq!(service.get("/me").bearer_auth(token).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn unknown_keys_cause_at_most_two_requests() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = validator(&issuer).await;
    let before = issuer.key_requests();
    for number in 0..50 {
        let token = issuer
            .user::<Model>()
            .scopes([Scope::CrmReadMy])
            .header("kid", format!("made-up-{number}"))
            .sign();
        assert!(matches!(validator.validate(&token).await, Err(TokenError::UnknownKey)));
    }
    // The first request, and the one in reserve.
    assert_eq!(issuer.key_requests() - before, 2);
}

#[tokio::test]
async fn known_keys_are_used_while_the_authority_is_unreachable() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let validator = validator(&issuer).await;
    let token = token(&issuer);
    drop(issuer);
    assert!(validator.validate(&token).await.is_ok());
}

#[tokio::test]
async fn build_fails_and_names_an_unreachable_authority() {
    // The listener is closed again, so nothing listens at its address.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let builder = TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .authority(format!("http://{address}"));
    let error = builder.build().await.map(drop).unwrap_err();
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn plain_http_is_only_for_loopback() {
    for authority in
        ["http://login.microsoftonline.com", "http://127.0.0.1.example.com", "ftp://127.0.0.1"]
    {
        let builder =
            TokenValidator::builder(Tenants::single(TENANT).unwrap()).authority(authority);
        let error = builder.build().await.map(drop).unwrap_err();
        assert!(matches!(error, BuildError::InvalidAuthority { .. }), "{authority}: {error}");
    }
}

#[tokio::test]
async fn the_manifest_decides_the_token_version() {
    let issuer = DevIssuer::start(TENANT).await.unwrap();
    let builder = rules::TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .authority(issuer.authority());
    let validator = builder.build().await.unwrap();
    let token = || issuer.user::<rules::Model>().scopes([rules::Scope::FilesRead]);
    assert!(validator.validate(&token().sign()).await.is_ok());
    let v2 = token().version(TokenVersion::V2).sign();
    assert!(validator.validate(&v2).await.is_err());
}
