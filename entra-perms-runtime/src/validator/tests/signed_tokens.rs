//! Real tokens, real signatures, fixed keys, and no runtime.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, JwkSet};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::caller::{Caller, CallerKind};
use crate::model::TokenVersion;
use crate::test_model::{CLIENT_ID, OTHER_TENANT, Role, Scope, TENANT, TestModel, URI};
use crate::testing::{DevIssuer, TokenBuilder};
use crate::validator::{BuildError, Excerpt, Tenant, TokenError, TokenValidator, TokenValidatorBuilder};

/// Making a key takes a while.
static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());
static STRANGER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// With fixed keys nothing is waited for: the first poll is the last.
pub(super) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

pub(super) fn builder() -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(Tenant::single(TENANT).unwrap()).jwks(ISSUER.jwks()).clock(now)
}

pub(super) fn validate(token: &str) -> Result<Caller<TestModel>, TokenError> {
    at_once(at_once(builder().build()).unwrap().validate(token))
}

pub(super) fn user() -> TokenBuilder<'static, TestModel> {
    ISSUER.user().roles([Role::ReadTeam, Role::Console]).scopes([Scope::Crm]).issued_at(now())
}

pub(super) fn app() -> TokenBuilder<'static, TestModel> {
    ISSUER.app().roles([Role::Import]).issued_at(now())
}

#[test]
fn a_good_token_is_taken() {
    let caller = validate(&user().sign()).unwrap();
    assert_eq!((caller.kind(), caller.tenant().to_string().as_str()), (CallerKind::User, TENANT));
    assert_eq!(caller.effective(), Role::ReadTeam.into());
    assert!(caller.object_id().is_some() && caller.client_id().is_some());
    assert_eq!(caller.expires_at(), now() + Duration::from_secs(3600));
    let caller = validate(&app().sign()).unwrap();
    assert_eq!((caller.kind(), caller.effective()), (CallerKind::App, Role::Import.into()));
}

#[test]
fn v1_tokens_are_taken_where_the_api_has_them() {
    let validator = at_once(builder().token_version(TokenVersion::V1).build()).unwrap();
    let token = user().version(TokenVersion::V1).sign();
    assert!(at_once(validator.validate(&token)).is_ok());
    assert_eq!(validate(&token).unwrap_err(), TokenError::Version { found: Excerpt::of("1.0") });
    let app = app().version(TokenVersion::V1).audience(format!("{URI}/")).sign();
    assert!(at_once(validator.validate(&app)).is_ok());
}

/// A token with its parts changed.
fn changed(token: &str, part: usize, change: impl FnOnce(&str) -> String) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts[part] = change(&parts[part]);
    parts.join(".")
}

fn encode(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

#[test]
fn what_is_no_token_is_refused() {
    let good = user().sign();
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        "not a token".to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{good}.{signature}"),
        format!("{header}.{payload}.{signature}.a.b"),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        changed(&good, 0, |_| URL_SAFE_NO_PAD.encode("not JSON")),
        changed(&good, 0, |_| encode(&json!(["RS256", "x"]))),
        changed(&good, 0, |_| encode(&json!({ "kid": "x" }))),
        changed(&good, 0, |_| encode(&json!({ "alg": "RS256", "kid": 7 }))),
    ] {
        assert!(matches!(validate(&bad), Err(TokenError::Malformed(_))), "{bad}: {:?}", validate(&bad));
    }
    assert_eq!(validate(&"a".repeat(250 * 1024 + 1)).unwrap_err(), TokenError::TooLarge);
    assert!(matches!(validate(&"a".repeat(250 * 1024)), Err(TokenError::Malformed(_))));
}

#[test]
fn the_header_is_one_of_entras() {
    for alg in ["none", "HS256", "HS384", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 ", ""]
    {
        assert_eq!(validate(&user().header("alg", alg).sign()).unwrap_err(), TokenError::Algorithm, "{alg}");
    }
    assert_eq!(validate(&user().header("kid", Value::Null).sign()).unwrap_err(), TokenError::NoKeyId);
    assert_eq!(validate(&user().header("kid", "").sign()).unwrap_err(), TokenError::NoKeyId);
    for crit in [json!(["b64"]), json!([])] {
        assert_eq!(validate(&user().header("crit", crit).sign()).unwrap_err(), TokenError::CriticalHeader);
    }
    for nonce in [json!("AQABAAAAAAD"), Value::Null] {
        assert_eq!(validate(&user().header("nonce", nonce).sign()).unwrap_err(), TokenError::MicrosoftGraph);
    }
    for kid in ["unknown", "../keys", "https://evil.example/keys"] {
        assert_eq!(validate(&user().header("kid", kid).sign()).unwrap_err(), TokenError::UnknownKey, "{kid}");
    }
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let AlgorithmParameters::RSA(rsa) = &ISSUER.jwks().keys[0].algorithm else { panic!("not RSA") };
    let header = json!({ "alg": "HS256", "kid": ISSUER.jwks().keys[0].common.key_id });
    let signed = changed(&user().sign(), 0, |_| encode(&header));
    let message = signed.rsplit_once('.').unwrap().0;
    let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, rsa.n.as_bytes());
    let mac = URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&secret, message.as_bytes()));
    assert_eq!(validate(&format!("{message}.{mac}")).unwrap_err(), TokenError::Algorithm);
}

#[test]
fn keys_that_the_header_brings_along_are_ignored() {
    let jwk = serde_json::to_value(&STRANGER.jwks().keys[0]).unwrap();
    let stranger = STRANGER.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]).issued_at(now());
    let kid = ISSUER.jwks().keys[0].common.key_id.clone().unwrap();
    for token in [
        stranger.clone().header("kid", kid.clone()).sign(),
        stranger.clone().header("kid", kid.clone()).header("jwk", jwk).sign(),
        stranger.clone().header("kid", kid.clone()).header("jku", "https://evil.example/keys").sign(),
        stranger.clone().header("kid", kid.clone()).header("x5u", "https://evil.example/cert").sign(),
        stranger.clone().header("kid", kid).header("x5c", json!(["MIIB"])).sign(),
    ] {
        assert_eq!(validate(&token).unwrap_err(), TokenError::Signature);
    }
    assert_eq!(validate(&stranger.sign()).unwrap_err(), TokenError::UnknownKey);
}

#[test]
fn what_was_signed_cannot_be_changed() {
    let token = user().sign();
    let payload = user().roles([Role::ReadAll]).sign();
    let payload = payload.split('.').nth(1).unwrap();
    for bad in [
        changed(&token, 1, |_| payload.to_owned()),
        changed(&token, 1, |_| URL_SAFE_NO_PAD.encode("{}")),
        changed(&token, 1, |payload| format!("{payload}AAAA")),
        changed(&token, 2, |signature| signature[..168].to_owned()),
        changed(&token, 2, |_| URL_SAFE_NO_PAD.encode([0; 256])),
        changed(&token, 2, |_| URL_SAFE_NO_PAD.encode([255; 256])),
        changed(&token, 2, |_| user().roles([Role::ReadAll]).sign().split('.').nth(2).unwrap().to_owned()),
        changed(&token, 0, |_| {
            let kid = &ISSUER.jwks().keys[0].common.key_id;
            encode(&json!({ "alg": "RS256", "kid": kid, "typ": "other" }))
        }),
    ] {
        assert_eq!(validate(&bad).unwrap_err(), TokenError::Signature, "{bad}");
    }
}

/// What an unsigned claim says must not show in the error: a wrong signature is all there is to know.
#[test]
fn no_claim_is_looked_at_before_the_signature() {
    let expired = user().expires_in(Duration::ZERO).sign();
    assert_eq!(
        validate(&changed(&expired, 2, |_| URL_SAFE_NO_PAD.encode([1; 256]))).unwrap_err(),
        TokenError::Signature
    );
    assert_eq!(validate(&expired).unwrap_err(), TokenError::Lifetime);
}

#[test]
fn claims_are_checked_through_the_whole_path() {
    let old = now() - Duration::from_secs(3600 + 60);
    for (token, expected) in [
        (user().issued_at(old).sign(), TokenError::Expired),
        (user().issued_at(now() + Duration::from_secs(61)).sign(), TokenError::NotYetValid),
        (
            user().audience("https://graph.microsoft.com").sign(),
            TokenError::Audience {
                found: Excerpt::of("https://graph.microsoft.com"),
                expected: Excerpt::of(CLIENT_ID),
            },
        ),
        (
            user().tenant(Uuid::parse_str(OTHER_TENANT).unwrap()).sign(),
            TokenError::Tenant { found: Excerpt::of(OTHER_TENANT) },
        ),
        (user().without("tid").sign(), TokenError::Claim { name: "tid", expected: "a GUID" }),
        (
            user().claim("iss", "https://evil.example").sign(),
            TokenError::Issuer { found: Excerpt::of("https://evil.example") },
        ),
        (user().claim("TID", OTHER_TENANT).sign(), TokenError::DuplicateClaim { name: "tid" }),
        (user().claim("idtyp", "app").sign(), TokenError::AppWithScopes),
        (ISSUER.app::<TestModel>().issued_at(now()).sign(), TokenError::NoPermission),
    ] {
        assert_eq!(validate(&token).unwrap_err(), expected);
    }
    assert!(validate(&user().issued_at(old + Duration::from_secs(1)).sign()).is_ok());
    assert!(validate(&user().issued_at(now() + Duration::from_secs(60)).sign()).is_ok());
}

#[test]
fn claims_are_kept_where_asked_for() {
    #[derive(serde::Deserialize)]
    struct More {
        preferred_username: String,
    }
    let token = user().claim("roles", json!(["Contacts.Read.Team", "Of.Tomorrow"])).sign();
    let caller = validate(&token).unwrap();
    assert!(caller.claims::<More>().is_err());
    assert_eq!(caller.unknown_values(), ["Of.Tomorrow"]);
    let keeping = at_once(builder().keep_claims().build()).unwrap();
    let more: More = at_once(keeping.validate(&token)).unwrap().claims().unwrap();
    assert!(more.preferred_username.contains('@'));
}

#[test]
fn another_environment_has_another_client_id() {
    let other = "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7";
    let build = || builder().client_id(other.to_uppercase());
    let validator = at_once(build().token_version(TokenVersion::V1).build()).unwrap();
    let v1 = || user().version(TokenVersion::V1);
    assert!(at_once(validator.validate(&v1().audience(other).sign())).is_ok());
    // The URI of the manifest is that of the manifest's registration.
    assert!(at_once(validator.validate(&v1().audience(URI).sign())).is_err());
    let validator = at_once(build().audience(URI).build()).unwrap();
    assert!(at_once(validator.validate(&user().audience(URI).sign())).is_ok());
    assert!(at_once(validator.validate(&user().audience(CLIENT_ID).sign())).is_err());
    assert_eq!(validator.protected_resource().resource, URI);
}

#[test]
fn a_builder_names_what_is_wrong() {
    let error = |builder: TokenValidatorBuilder<TestModel>| at_once(builder.build()).unwrap_err();
    let no_keys = error(builder().jwks(JwkSet::default()));
    assert!(matches!(no_keys, BuildError::NoKeys { .. }), "{no_keys}");
    let skew = error(builder().clock_skew(Duration::from_secs(301)));
    assert!(skew.to_string().contains("301s") && skew.to_string().contains("300s"), "{skew}");
    assert!(at_once(builder().clock_skew(Duration::from_secs(300)).build()).is_ok());
    let authority = error(builder().authority("http://login.microsoftonline.com"));
    assert!(authority.to_string().contains("`http://login.microsoftonline.com`"), "{authority}");
    assert_eq!(error(builder().client_id("api://crm")), BuildError::InvalidClientId("api://crm".to_owned()));
}

#[test]
fn the_metadata_of_the_api_comes_from_the_model() {
    let validator = at_once(builder().build()).unwrap();
    assert_eq!(
        serde_json::to_value(validator.protected_resource()).unwrap(),
        json!({
            "resource": URI,
            "authorization_servers": [format!("https://login.microsoftonline.com/{TENANT}/v2.0")],
            "scopes_supported": ["api://crm/Crm.Read", "api://crm/Crm.Read.Team", "api://crm/Nothing"],
            "bearer_methods_supported": ["header"],
        })
    );
}

#[test]
fn nothing_shows_the_token_or_the_key() {
    let token = user().sign();
    let shown =
        format!("{:?} {:?} {:?}", at_once(builder().build()).unwrap(), validate(&token).unwrap(), *ISSUER);
    let signature = token.rsplit_once('.').unwrap().1;
    assert!(!shown.contains(signature) && !shown.contains("BEGIN"), "{shown}");
}
