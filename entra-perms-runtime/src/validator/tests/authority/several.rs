//! Several authorities at one API: the issuer that a token names chooses the one that is asked.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::behavior::Behavior;
use super::frozen_time::{FrozenTime, settle, soon};
use super::published::{key, metadata};
use super::{Document, SimulatedAuthority};
use crate::model::TokenVersion;
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, Role, TENANT, TestModel};
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

/// The issuer of External ID: its host is the id of the tenant.
fn of_customers() -> String {
    format!("https://{OTHER_TENANT}.ciamlogin.com/{OTHER_TENANT}/v2.0")
}

/// Returns an authority like External ID, with the key of this number.
fn external_id(number: usize) -> SimulatedAuthority {
    let authority = SimulatedAuthority::start(&[key(number)]);
    authority.publish_metadata(
        &format!("/{OTHER_TENANT}/v2.0/.well-known/openid-configuration"),
        json!({ "issuer": of_customers(), "jwks_uri": authority.key_url() }),
    );
    authority.change(Document::Keys, |served| {
        served.document["keys"][0]["issuer"] = json!(of_customers());
    });
    authority
}

fn builder(authority: &SimulatedAuthority) -> TokenValidatorBuilder<TestModel> {
    let tenant = Tenants::single(OTHER_TENANT).unwrap();
    TokenValidator::builder(tenant).authority(&authority.shared.url)
}

async fn customers(authority: &SimulatedAuthority) -> TokenValidator<TestModel> {
    builder(authority).build().await.unwrap()
}

fn token(number: usize, issuer: &str, tenant: &str) -> String {
    let app = key(number).app::<TestModel>().roles([Role::Import]);
    app.claim("iss", issuer).claim("tid", tenant).sign()
}

#[tokio::test]
async fn an_unknown_issuer_causes_no_request_to_any_authority() {
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    let members = [workforce.validator().await, customers(&external).await];
    let validator = TokenValidator::any_of(members).unwrap();
    let of_staff = metadata("")["issuer"].as_str().unwrap().to_owned();
    for (number, issuer, tenant) in [(0, &of_staff, TENANT), (1, &of_customers(), OTHER_TENANT)] {
        let caller = validator.validate(&token(number, issuer, tenant)).await.unwrap();
        assert_eq!(caller.tenant().to_string(), tenant);
    }
    let requests = || (workforce.targets().len(), external.targets().len());
    let at_start = requests();
    // The keys of these tokens are unknown, too.
    for issuer in [
        "https://evil.example",
        "",
        &format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
        &format!("https://contoso.ciamlogin.com/{OTHER_TENANT}/v2.0"),
        &format!("{}/{OTHER_TENANT}/v2.0", external.shared.url),
    ] {
        for number in 2..5 {
            let refused = validator.validate(&token(number, issuer, TENANT)).await.unwrap_err();
            assert_eq!(refused, TokenError::UnknownIssuer);
        }
    }
    assert_eq!(requests(), at_start);
    // An unknown key of a known issuer asks this issuer alone.
    let unknown = validator.validate(&token(2, &of_customers(), OTHER_TENANT)).await;
    assert_eq!(unknown.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(requests(), (at_start.0, at_start.1 + 1));
    let unknown = validator.validate(&token(2, &of_staff, TENANT)).await;
    assert_eq!(unknown.unwrap_err(), TokenError::UnknownKey);
    assert_eq!(requests(), (at_start.0 + 1, at_start.1 + 1));
}

/// The metadata of External ID says which issuer it is, and not the URL of the authority.
#[tokio::test]
async fn issuers_from_metadata_are_compared() {
    let [one, other] = [external_id(0), external_id(1)];
    assert_ne!(one.shared.url, other.shared.url);
    let members = [customers(&one).await, customers(&other).await];
    let shared = TokenValidator::any_of(members).unwrap_err();
    assert!(
        matches!(&shared, BuildError::SharedIssuer { issuer } if issuer.as_str() == of_customers()),
        "{shared}"
    );
}

/// A validator that starts without keys does not know its issuer yet. A token that names its tenant
/// may be for it, so the client can retry. Nothing else changes.
#[tokio::test]
async fn one_authority_may_be_missing_at_the_start() {
    let time = FrozenTime::start();
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    external.behave(Document::Metadata, Behavior::Status(503));
    let customers = soon(builder(&external).start_without_keys().build()).await.unwrap();
    let members = [soon(workforce.validator()).await, customers];
    let validator = TokenValidator::any_of(members).unwrap();
    settle().await;
    assert!(!validator.is_ready() && validator.members()[0].is_ready());
    let document = validator.protected_resource("https://api.example/crm").unwrap();
    assert!(document.authorization_servers.is_empty());
    let of_staff = metadata("")["issuer"].as_str().unwrap().to_owned();
    let result = async |token: String| soon(validator.validate(&token)).await.map(drop);
    let customer = || token(1, &of_customers(), OTHER_TENANT);
    assert_eq!(result(token(0, &of_staff, TENANT)).await, Ok(()));
    let refused = result(customer()).await.unwrap_err();
    assert!(matches!(refused, TokenError::KeysUnavailable { .. }), "{refused}");
    let of_nobody = token(1, "https://evil.example", OTHER_TENANT);
    assert_eq!(result(of_nobody).await, Err(TokenError::UnknownIssuer));
    external.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(70).await;
    soon(validator.ready()).await;
    assert!(validator.is_ready());
    assert_eq!(result(customer()).await, Ok(()));
    let of_tenant = format!("https://evil.example/{OTHER_TENANT}/");
    let refused = result(token(1, &of_tenant, OTHER_TENANT)).await;
    assert_eq!(refused, Err(TokenError::UnknownIssuer));
    let document = validator.protected_resource("https://api.example/crm").unwrap();
    assert_eq!(document.authorization_servers, [of_staff, of_customers()]);
}

/// If two validators do not know their issuers yet, nobody can say which of them must judge a token
/// that either may accept. So the client can retry.
#[tokio::test]
async fn several_authorities_may_be_missing_at_the_start() {
    let time = FrozenTime::start();
    let [good, bad] = [external_id(0), external_id(1)];
    let mut members = Vec::new();
    for external in [&good, &bad] {
        external.behave(Document::Metadata, Behavior::Status(503));
        members.push(soon(builder(external).start_without_keys().build()).await.unwrap());
    }
    let validator = TokenValidator::any_of(members).unwrap();
    settle().await;
    let result = async |issuer: &str| {
        soon(validator.validate(&token(0, issuer, OTHER_TENANT))).await.map(drop)
    };
    let is_503 = |result| matches!(result, Err(TokenError::KeysUnavailable { .. }));
    assert!(is_503(result(&of_customers()).await));
    assert_eq!(result("https://evil.example").await, Err(TokenError::UnknownIssuer));
    // One of them is there. The other may still turn out to have an issuer of this tenant.
    good.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(70).await;
    assert!(!validator.is_ready());
    assert_eq!(result(&of_customers()).await, Ok(()));
    let of_tenant = format!("https://evil.example/{OTHER_TENANT}/");
    assert!(is_503(result(&of_tenant).await));
}

/// Returns a validator that is ready, although its metadata of v1.0 tokens is missing.
async fn without_v1(authority: &SimulatedAuthority, tenant: &str) -> TokenValidator<TestModel> {
    authority.behave(Document::MetadataOfV1, Behavior::Status(404));
    let builder = TokenValidator::builder(Tenants::single(tenant).unwrap());
    let later = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let builder = builder.authority(&authority.shared.url).both_versions_until(later);
    builder.build().await.unwrap()
}

/// Anyone can name an issuer that may be known later. Only a signed token gets 503.
#[tokio::test]
async fn an_invented_issuer_is_not_a_503_while_a_document_is_missing() {
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    let members = [without_v1(&workforce, TENANT).await, without_v1(&external, OTHER_TENANT).await];
    let validator = TokenValidator::any_of(members).unwrap();
    let of_v1 = |number, issuer: &str| {
        let app = key(number).app::<TestModel>().roles([Role::Import]).version(TokenVersion::V1);
        app.claim("iss", issuer).claim("tid", TENANT).sign()
    };
    let issuer = format!("https://sts.windows.net/{TENANT}/");
    let evil = format!("https://evil.example/{TENANT}/");
    let result = async |token: &str| validator.validate(token).await.map(drop).unwrap_err();
    for issuer in [&issuer, &evil] {
        assert_eq!(result(&of_v1(5, issuer)).await, TokenError::UnknownKey);
        let signed = of_v1(0, issuer);
        let (claims, _) = signed.rsplit_once('.').unwrap();
        let other = of_v1(0, "https://other.example");
        let (_, signature) = other.rsplit_once('.').unwrap();
        assert_eq!(result(&format!("{claims}.{signature}")).await, TokenError::Signature);
        assert_eq!(result(&signed).await, TokenError::keys_unavailable());
    }
    let of_both = format!("https://evil.example/{TENANT}/{OTHER_TENANT}/");
    assert_eq!(result(&of_v1(0, &of_both)).await, TokenError::UnknownIssuer);
}

/// Both start without keys, so that only their metadata says later that they have one issuer.
#[tokio::test]
async fn an_issuer_that_two_validators_learn_is_refused_and_logged_once() {
    let time = FrozenTime::start();
    let authorities = [external_id(1), external_id(1)];
    let mut members = Vec::new();
    for authority in &authorities {
        let tenant = Tenants::single(OTHER_TENANT).unwrap();
        let builder = TokenValidator::<TestModel>::builder(tenant);
        let builder = builder.authority(&authority.shared.url).start_without_keys();
        members.push(soon(builder.build()).await.unwrap());
    }
    let validator = TokenValidator::any_of(members).unwrap();
    time.pass_slowly(5).await;
    soon(validator.ready()).await;
    Log::start();
    for _ in 0..3 {
        let refused = soon(validator.validate(&token(1, &of_customers(), OTHER_TENANT))).await;
        assert_eq!(refused.map(drop), Err(TokenError::UnknownIssuer));
    }
    let lines = Log::lines();
    let errors: Vec<_> = lines.iter().filter(|line| line.starts_with("ERROR")).collect();
    let [error] = errors.as_slice() else { panic!("{lines:#?}") };
    assert!(error.contains(&of_customers()) && error.contains("different tenants"), "{error}");
}

/// A token that was cached while one validator alone had its issuer.
#[tokio::test]
async fn a_cached_token_of_a_shared_issuer_is_refused_once_the_overlap_is_known() {
    let time = FrozenTime::start();
    let [first, second] = [external_id(1), external_id(1)];
    second.behave(Document::Metadata, Behavior::Status(503));
    let mut members = Vec::new();
    for external in [&first, &second] {
        members.push(soon(builder(external).start_without_keys().build()).await.unwrap());
    }
    let validator = TokenValidator::any_of(members).unwrap();
    settle().await;
    let cached = token(1, &of_customers(), OTHER_TENANT);
    let result = async |token: &str| soon(validator.validate(token)).await.map(drop);
    assert_eq!(result(&cached).await, Ok(()));
    second.behave(Document::Metadata, Behavior::Good);
    time.pass_slowly(70).await;
    soon(validator.ready()).await;
    let other = key(1).app::<TestModel>().roles([Role::Import]).claim("iss", of_customers());
    let other = other.claim("tid", OTHER_TENANT).claim("uti", "other").sign();
    for token in [&other, &cached, &other] {
        assert_eq!(result(token).await, Err(TokenError::UnknownIssuer));
    }
}

/// The issuer of a version that no validator accepts. Its token is refused in any case, so that its
/// key is not searched for.
#[tokio::test]
async fn an_unknown_key_of_a_version_that_nobody_accepts_causes_no_request() {
    let workforce = SimulatedAuthority::start(&[key(0)]);
    let external = external_id(1);
    let members = [workforce.validator().await, customers(&external).await];
    let validator = TokenValidator::any_of(members).unwrap();
    let issuer = format!("{}/{TENANT}/", workforce.shared.url);
    assert!(validator.members()[0].inner.rules.issuer.suggests(&issuer));
    let requests = || (workforce.targets().len(), external.targets().len());
    let at_start = requests();
    let of_v1 = |number| {
        let app = key(number).app::<TestModel>().roles([Role::Import]).version(TokenVersion::V1);
        app.claim("iss", issuer.as_str()).claim("tid", TENANT).sign()
    };
    let known = validator.validate(&of_v1(0)).await.unwrap_err();
    assert!(matches!(known, TokenError::Version { .. }), "{known}");
    let unknown = validator.validate(&of_v1(2)).await.unwrap_err();
    assert_eq!(unknown, TokenError::UnknownIssuer);
    assert_eq!(requests(), at_start);
}
