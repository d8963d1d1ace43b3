//! The validators that tokens are sent to: each an API that is set up in one way.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::signed_tokens::{ISSUER, at_once, now};
use super::token::{NOW, STRANGER, encode, kid, published};
use crate::model::{AppRegistration, TokenVersion};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, TENANT, TestModel, URI};
use crate::validator::token::audiences::Audiences;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::{Inner, Jwks, Tenants, TokenValidator, TokenValidatorBuilder};

pub(super) type Service = LazyLock<TokenValidator<TestModel>>;

/// What the manifest says: v2.0 tokens of one tenant.
pub(super) static V2: Service = Service::new(|| built(single()));
pub(super) static V1: Service = Service::new(|| built(single().token_version(TokenVersion::V1)));
/// An API whose manifest says little: no version, two App ID URIs; and one more audience by hand.
pub(super) static EITHER: Service = Service::new(|| either(&REGISTRATION));
/// The same, with `use_guid`: `aud` is the client id.
pub(super) static EITHER_BY_CLIENT_ID: Service =
    Service::new(|| either(&REGISTRATION.with_client_id_as_audience()));
/// An API whose manifest has Entra mark the tokens of applications.
pub(super) static MARKED: Service = Service::new(|| marked(single()));
pub(super) static MARKED_V1: Service =
    Service::new(|| marked(single().token_version(TokenVersion::V1)));

/// An API whose manifest has had Entra mark applications for a day only.
pub(super) static MARKED_SINCE: Service = Service::new(|| marked_since(single()));
pub(super) static MARKED_SINCE_V1: Service =
    Service::new(|| marked_since(single().token_version(TokenVersion::V1)));
pub(super) const SINCE: u64 = NOW - 86_400;
/// An API behind a gateway that has checked who has the key of a token.
pub(super) static WITHOUT_PROOF: Service =
    Service::new(|| built(single().accept_bound_tokens_without_proof()));

pub(super) static NO_SKEW: Service = Service::new(|| built(single().clock_skew(Duration::ZERO)));
pub(super) static MOST_SKEW: Service =
    Service::new(|| built(single().clock_skew(Duration::from_secs(300))));

pub(super) static TWO_TENANTS: Service =
    Service::new(|| built(of(Tenants::any_of([TENANT, OTHER_TENANT]).unwrap())));
pub(super) static ANY_TENANT: Service = Service::new(|| built(of(Tenants::any_organization())));
pub(super) static ANY_TENANT_V1: Service =
    Service::new(|| built(of(Tenants::any_organization()).token_version(TokenVersion::V1)));
/// Of all tenants, the service knows one.
pub(super) static ONE_CUSTOMER: Service = Service::new(|| {
    let customer = Uuid::parse_str(OTHER_TENANT).unwrap();
    built(of(Tenants::any_organization()).tenant_filter(move |tenant| tenant == customer))
});
/// The filter narrows, and never widens.
pub(super) static EVERY_CUSTOMER: Service =
    Service::new(|| built(single().tenant_filter(|_| true)));
/// What nobody has vouched for is not asked.
pub(super) static NOT_ASKED: Service = Service::new(|| {
    built(of(Tenants::any_organization()).tenant_filter(|tenant| panic!("asked for {tenant}")))
});

pub(super) const US: &str = "https://login.microsoftonline.us";
pub(super) const CHINA: &str = "https://login.partner.microsoftonline.cn";
pub(super) static US_V2: Service = Service::new(|| built(single().authority(US)));
pub(super) static US_V1: Service =
    Service::new(|| built(single().authority(US).token_version(TokenVersion::V1)));
pub(super) static CHINA_V2: Service = Service::new(|| built(single().authority(CHINA)));
pub(super) static CHINA_V1: Service =
    Service::new(|| built(single().authority(CHINA).token_version(TokenVersion::V1)));
pub(super) static CHINA_ANY: Service =
    Service::new(|| built(of(Tenants::any_organization()).authority(CHINA)));
pub(super) static EXTERNAL_ID: Service =
    Service::new(|| built(single().authority(format!("https://{TENANT}.ciamlogin.com"))));

/// While keys are replaced, both are published.
pub(super) static ROLLOVER: Service =
    Service::new(|| with_keys(single(), &json!([published(&STRANGER), published(&ISSUER)])));
pub(super) static KEY_OF_ALL: Service =
    Service::new(|| with_key_of("https://login.microsoftonline.com/{tenantid}/v2.0"));
pub(super) static KEY_OF_TENANT: Service =
    Service::new(|| with_key_of(&format!("https://login.microsoftonline.com/{TENANT}/v2.0")));
pub(super) static KEY_OF_OTHER_TENANT: Service =
    Service::new(|| with_key_of(&format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0")));
pub(super) static KEY_OF_US: Service =
    Service::new(|| with_key_of("https://login.microsoftonline.us/{tenantid}/v2.0"));
pub(super) static KEY_OF_V1: Service =
    Service::new(|| with_key_of("https://sts.windows.net/{tenantid}/"));
pub(super) static KEY_OF_NOBODY: Service = Service::new(|| with_key_of(""));
/// The key of one tenant among those that any organisation is verified with.
pub(super) static ANY_TENANT_KEY_OF_TENANT: Service = Service::new(|| {
    any_tenant_with_key_of(&format!("https://login.microsoftonline.com/{TENANT}/v2.0"))
});
pub(super) static ANY_TENANT_KEY_OF_ALL: Service =
    Service::new(|| any_tenant_with_key_of("https://login.microsoftonline.com/{tenantid}/v2.0"));
pub(super) static ANY_TENANT_KEY_OF_US: Service =
    Service::new(|| any_tenant_with_key_of("https://login.microsoftonline.us/{tenantid}/v2.0"));
/// The key of the tokens is published for something else, beside one that would do.
pub(super) static KEY_FOR_ENCRYPTION: Service =
    Service::new(|| with_unusable_key(&json!({ "use": "enc" })));
pub(super) static KEY_FOR_RS512: Service =
    Service::new(|| with_unusable_key(&json!({ "alg": "RS512" })));
pub(super) static KEY_OF_1024_BITS: Service =
    Service::new(|| with_unusable_key(&json!({ "n": encode([0xC1; 128]) })));
pub(super) static KEY_OF_EXPONENT_1: Service =
    Service::new(|| with_unusable_key(&json!({ "e": "AQ" })));
pub(super) static KEY_IS_A_SECRET: Service =
    Service::new(|| with_unusable_key(&json!({ "kty": "oct", "k": "AAAA" })));
/// Two keys under the id of the one: which was meant cannot be told.
pub(super) static KEYS_OF_ONE_ID: Service = Service::new(|| {
    let mut second = published(&STRANGER);
    second["kid"] = json!(kid(&ISSUER));
    with_keys(single(), &json!([published(&ISSUER), second, published(&STRANGER)]))
});
/// Another key under the id of the one.
pub(super) static KEY_OF_STRANGER_UNDER_ID: Service = Service::new(|| {
    let mut key = published(&STRANGER);
    key["kid"] = json!(kid(&ISSUER));
    with_keys(single(), &json!([key]))
});

const REGISTRATION: AppRegistration =
    AppRegistration::new(Some(CLIENT_ID), &[URI, "https://crm.example/"], None);

fn of(tenant: Tenants) -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(tenant).jwks(ISSUER.jwks()).clock(now)
}

fn single() -> TokenValidatorBuilder<TestModel> {
    of(Tenants::single(TENANT).unwrap())
}

fn built(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    at_once(builder.build()).unwrap()
}

/// What a validator is built with where the model is another.
fn set_up(
    builder: TokenValidatorBuilder<TestModel>,
    change: impl FnOnce(&mut Inner),
) -> TokenValidator<TestModel> {
    let mut validator = built(builder);
    change(Arc::get_mut(&mut validator.inner).unwrap());
    validator
}

fn either(registration: &AppRegistration) -> TokenValidator<TestModel> {
    let client_id = Uuid::parse_str(CLIENT_ID).unwrap();
    let audiences = Audiences::new(client_id, registration, vec!["urn:further".to_owned()]);
    set_up(single(), |inner| {
        inner.rules.version = None;
        inner.rules.audiences = audiences;
    })
}

fn marked(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    set_up(builder, |inner| inner.rules.idtyp = OptionalClaim::Requested)
}

fn marked_since(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(SINCE);
    set_up(builder, |inner| inner.rules.idtyp = OptionalClaim::RequestedSince(since))
}

fn with_keys(builder: TokenValidatorBuilder<TestModel>, keys: &Value) -> TokenValidator<TestModel> {
    let keys = Jwks::from_json(json!({ "keys": keys }).to_string()).unwrap();
    set_up(builder.jwks(keys), |inner| inner.rules.version = None)
}

fn key_of(issuer: &str) -> Value {
    let mut key = published(&ISSUER);
    key["issuer"] = json!(issuer);
    json!([key])
}

fn with_key_of(issuer: &str) -> TokenValidator<TestModel> {
    with_keys(single(), &key_of(issuer))
}

fn any_tenant_with_key_of(issuer: &str) -> TokenValidator<TestModel> {
    with_keys(of(Tenants::any_organization()), &key_of(issuer))
}

fn with_unusable_key(change: &Value) -> TokenValidator<TestModel> {
    let mut key = published(&ISSUER);
    key.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    with_keys(single(), &json!([published(&STRANGER), key]))
}
