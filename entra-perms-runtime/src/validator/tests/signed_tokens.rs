//! Tests with signed tokens, fixed keys and no async runtime. `table` tests which tokens are
//! accepted; this file tests the rest of the validator.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::caller::{Caller, ClaimsRequest};
use crate::model::TokenVersion;
use crate::test_support::model::{CLIENT_ID, Role, Scope, TENANT, TestModel, URI};
use crate::testing::{DevIssuer, TokenBuilder};
use crate::validator::{BuildError, Tenants, TokenError, TokenValidator, TokenValidatorBuilder};

/// One issuer for all tests, because generating a key is slow.
pub(in crate::validator) static ISSUER: LazyLock<DevIssuer> =
    LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

pub(super) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// Polls the future once. With fixed keys, the validator never waits.
pub(in crate::validator) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

pub(in crate::validator) fn builder() -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(Tenants::single(TENANT).unwrap())
        .jwks(ISSUER.jwks())
        .clock(now)
}

pub(super) fn validate(token: &str) -> Result<Caller<TestModel>, TokenError> {
    at_once(at_once(builder().build()).unwrap().validate(token))
}

pub(in crate::validator) fn user() -> TokenBuilder<'static, TestModel> {
    ISSUER
        .user()
        .roles([Role::ReadTeam, Role::Console])
        .scopes([Scope::Crm])
        .issued_at(now())
}

pub(super) fn app() -> TokenBuilder<'static, TestModel> {
    ISSUER.app().roles([Role::Import]).issued_at(now())
}

#[test]
fn caller_has_the_identity_and_the_expiry_of_the_token() {
    let v1 = at_once(builder().token_version(TokenVersion::V1).build()).unwrap();
    let v1 = at_once(v1.validate(&user().version(TokenVersion::V1).sign())).unwrap();
    for caller in [validate(&user().sign()).unwrap(), v1] {
        assert_eq!(caller.tenant().to_string(), TENANT);
        assert_eq!(caller.object_id().unwrap().to_string(), "00000001-de70-4000-8000-000000000001");
        assert_eq!(caller.client_id().unwrap().to_string(), "00000001-de70-4000-8000-000000000003");
        assert_eq!(caller.expires_at(), now() + Duration::from_secs(3600));
    }
    let caller =
        validate(&app().without("azp").claim("idtyp", "app").without("oid").sign()).unwrap();
    assert_eq!((caller.object_id(), caller.client_id()), (None, None));
}

#[test]
fn claims_are_readable_only_if_the_validator_keeps_them() {
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
fn cp1_in_xms_cc_says_that_the_client_handles_claims_challenges() {
    let handles = |capabilities: Value| {
        validate(&user().claim("xms_cc", capabilities).sign())
            .unwrap()
            .handles_claims_challenges()
    };
    for capable in [json!(["cp1"]), json!(["protapp", "CP1"]), json!("cp1")] {
        assert!(handles(capable.clone()), "{capable}");
    }
    for incapable in
        [json!([]), json!(["cp11", "cp", " cp1"]), json!("protapp cp1"), json!({ "cp1": true })]
    {
        assert!(!handles(incapable.clone()), "{incapable}");
    }
}

#[test]
fn require_claims_checks_authentication_contexts_and_the_time_of_issue() {
    let c1 = ClaimsRequest::authentication_context::<1>();
    let c2 = ClaimsRequest::authentication_context::<2>();
    let caller = validate(&user().claim("acrs", json!(["p1", "c1"])).sign()).unwrap();
    assert!(caller.require_claims(&c1).is_ok() && caller.require_claims(&c2).is_err());
    assert!(caller.require_claims(&ClaimsRequest::issued_since(now())).is_ok());
    assert!(
        caller
            .require_claims(&ClaimsRequest::issued_since(now() + Duration::from_secs(1)))
            .is_err()
    );
}

#[test]
fn configured_client_id_and_audience_replace_those_of_the_manifest() {
    let other = "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7";
    let build = || builder().client_id(other.to_uppercase());
    let validator = at_once(build().token_version(TokenVersion::V1).build()).unwrap();
    let v1 = || user().version(TokenVersion::V1);
    assert!(at_once(validator.validate(&v1().audience(other).sign())).is_ok());
    // The App ID URI of the manifest belongs to another registration.
    assert!(at_once(validator.validate(&v1().audience(URI).sign())).is_err());
    let validator = at_once(build().audience(URI).build()).unwrap();
    assert!(at_once(validator.validate(&user().audience(URI).sign())).is_ok());
    assert!(at_once(validator.validate(&user().audience(CLIENT_ID).sign())).is_err());
    let document = validator.protected_resource("https://crm.example").unwrap();
    assert_eq!(document.scopes_supported.first().unwrap(), &format!("{URI}/Crm.Read"));
}

#[test]
fn build_errors_show_the_invalid_value() {
    let error = |builder: TokenValidatorBuilder<TestModel>| at_once(builder.build()).unwrap_err();
    let skew = error(builder().clock_skew(Duration::from_secs(301)));
    assert!(skew.to_string().contains("301s") && skew.to_string().contains("300s"), "{skew}");
    assert!(at_once(builder().clock_skew(Duration::from_secs(300)).build()).is_ok());
    let authority = error(builder().authority("http://login.microsoftonline.com"));
    assert!(authority.to_string().contains("`http://login.microsoftonline.com`"), "{authority}");
    assert_eq!(
        error(builder().client_id("api://crm")),
        BuildError::InvalidClientId("api://crm".to_owned())
    );
}

#[test]
fn protected_resource_metadata_comes_from_the_model() {
    let validator = at_once(builder().build()).unwrap();
    assert_eq!(
        serde_json::to_value(validator.protected_resource("https://crm.example").unwrap()).unwrap(),
        json!({
            "resource": "https://crm.example",
            "authorization_servers": [format!("https://login.microsoftonline.com/{TENANT}/v2.0")],
            "scopes_supported":
                ["api://crm/Crm.Read", "api://crm/Crm.Read.Team", "api://crm/Nothing"],
            "bearer_methods_supported": ["header"],
        })
    );
}

#[test]
fn debug_output_hides_the_token_and_the_private_key() {
    let token = user().sign();
    let shown = format!(
        "{:?} {:?} {:?}",
        at_once(builder().build()).unwrap(),
        validate(&token).unwrap(),
        *ISSUER
    );
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    assert!(shown.contains(&issuer) && shown.contains(CLIENT_ID), "{shown}");
    let signature = token.rsplit_once('.').unwrap().1;
    assert!(!shown.contains(signature) && !shown.contains("BEGIN"), "{shown}");
}
