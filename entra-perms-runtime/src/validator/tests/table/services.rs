//! The validators of the table. Each one is a service with one configuration.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::signed_tokens::{ISSUER, at_once, now};
use super::token::{NOW, STRANGER, encode, kid, published};
use crate::model::{AppRegistration, TokenVersion};
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, Role, TENANT, TestModel, URI};
use crate::validator::token::agents::AgentClaims;
use crate::validator::token::audiences::Audiences;
use crate::validator::token::optional_claim::OptionalClaim;
use crate::validator::token::rules::AppsWithoutRoles;
use crate::validator::token::versions::Versions;
use crate::validator::{Inner, Jwks, Tenants, TokenValidator, TokenValidatorBuilder};

pub(super) type Service = LazyLock<TokenValidator<TestModel>>;

/// Follows the manifest: v2.0 tokens of one tenant.
pub(super) static V2: Service = Service::new(|| build(single()));
pub(super) static V1: Service = Service::new(|| build(single().token_version(TokenVersion::V1)));
/// Accepts both token versions. Its manifest has two App ID URIs and no version, and the service
/// configures one more audience.
pub(super) static EITHER_VERSION: Service = Service::new(|| either_version(&REGISTRATION));
/// Like [`EITHER_VERSION`], but the manifest requests the client id as the audience (`use_guid`).
pub(super) static EITHER_BY_CLIENT_ID: Service =
    Service::new(|| either_version(&REGISTRATION.with_client_id_as_audience()));
/// Its manifest requests `idtyp`, which app-only tokens must then have.
pub(super) static IDTYP_REQUESTED: Service = Service::new(|| requesting_idtyp(single()));
pub(super) static IDTYP_REQUESTED_V1: Service =
    Service::new(|| requesting_idtyp(single().token_version(TokenVersion::V1)));

/// Its manifest has requested `idtyp` for one day.
pub(super) static IDTYP_REQUESTED_SINCE: Service =
    Service::new(|| requesting_idtyp_since(single()));
pub(super) static IDTYP_REQUESTED_SINCE_V1: Service =
    Service::new(|| requesting_idtyp_since(single().token_version(TokenVersion::V1)));
pub(super) const IDTYP_SINCE: u64 = NOW - 86_400;
/// Its manifest does not request the claims about agents. All other manifests do.
pub(super) static AGENTS_NOT_REQUESTED: Service = Service::new(|| {
    build_changed(single(), |inner| inner.rules.agent_claims = AgentClaims::NotRequested)
});
/// Its manifest has requested the claims about agents for one day.
pub(super) static AGENTS_SINCE: Service =
    Service::new(|| build(single().agent_claims_since(since(AGENT_CLAIMS_SINCE))));
pub(super) static AGENTS_SINCE_V1: Service = Service::new(|| {
    let builder = single().token_version(TokenVersion::V1);
    build(builder.agent_claims_since(since(AGENT_CLAIMS_SINCE)))
});
pub(super) const AGENT_CLAIMS_SINCE: u64 = NOW - 86_400;
/// Accepts bound tokens, like a service behind a gateway that checks the proof of possession.
pub(super) static BOUND_ACCEPTED: Service =
    Service::new(|| build(single().accept_bound_tokens_without_proof()));

/// Change from v1.0 to v2.0, and from v2.0 to v1.0. Each takes both versions for one more second.
pub(super) static CHANGING_TO_V2: Service = Service::new(|| changing(TokenVersion::V2, NOW + 1));
pub(super) static CHANGING_TO_V1: Service = Service::new(|| changing(TokenVersion::V1, NOW + 1));
/// The time of the change has come.
pub(super) static CHANGED_TO_V2: Service = Service::new(|| changing(TokenVersion::V2, NOW));
pub(super) static CHANGED_TO_V1: Service = Service::new(|| changing(TokenVersion::V1, NOW));
/// Knows applications by their client ids. Its manifest does not request `idtyp`: the builder
/// refuses that, and the rule holds nevertheless.
pub(super) static APPS_WITHOUT_ROLES: Service =
    Service::new(|| accepting_apps_without_roles(OptionalClaim::NotRequested));
pub(super) static APPS_WITHOUT_ROLES_IDTYP: Service =
    Service::new(|| accepting_apps_without_roles(OptionalClaim::Requested));
pub(super) static APPS_WITHOUT_ROLES_SINCE: Service = Service::new(|| {
    accepting_apps_without_roles(OptionalClaim::RequestedSince(since(IDTYP_SINCE)))
});
/// Lets two roles count.
pub(super) static ONLY_TWO_ROLES: Service = Service::new(|| {
    build(single().only_roles([Role::ReadTeam, Role::Import]).only_roles(ONLY_ROLES))
});
pub(super) const ONLY_ROLES: [Role; 3] = [Role::ReadTeam, Role::Import, Role::Retired];
/// Employees in one tenant, and customers in External ID, who may hold one role.
pub(super) static SEVERAL: Service =
    Service::new(|| TokenValidator::any_of([build(single()), build(customers())]).unwrap());
/// The customers alone.
pub(super) static CUSTOMERS: Service = Service::new(|| build(customers()));
pub(super) const CUSTOMER_API: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";

pub(super) static NO_SKEW: Service = Service::new(|| build(single().clock_skew(Duration::ZERO)));
pub(super) static MAX_SKEW: Service =
    Service::new(|| build(single().clock_skew(Duration::from_secs(300))));

pub(super) static TWO_TENANTS: Service =
    Service::new(|| build(builder_for(Tenants::any_of([TENANT, OTHER_TENANT]).unwrap())));
pub(super) static ANY_TENANT: Service =
    Service::new(|| build(builder_for(Tenants::any_organization())));
pub(super) static ANY_TENANT_V1: Service = Service::new(|| {
    build(builder_for(Tenants::any_organization()).token_version(TokenVersion::V1))
});
/// Accepts any organization, and its filter accepts one tenant.
pub(super) static FILTER_ACCEPTS_ONE: Service = Service::new(|| {
    let customer = Uuid::parse_str(OTHER_TENANT).unwrap();
    build(builder_for(Tenants::any_organization()).tenant_filter(move |tenant| tenant == customer))
});
/// Accepts one tenant, and its filter accepts every tenant. A filter never adds tenants.
pub(super) static FILTER_ACCEPTS_ALL: Service =
    Service::new(|| build(single().tenant_filter(|_| true)));
/// Its filter panics, because it must not be called before the issuer is verified.
pub(super) static FILTER_PANICS: Service = Service::new(|| {
    build(
        builder_for(Tenants::any_organization())
            .tenant_filter(|tenant| panic!("called for {tenant}")),
    )
});

pub(super) const US: &str = "https://login.microsoftonline.us";
pub(super) const CHINA: &str = "https://login.partner.microsoftonline.cn";
pub(super) static US_V2: Service = Service::new(|| build(single().authority(US)));
pub(super) static US_V1: Service =
    Service::new(|| build(single().authority(US).token_version(TokenVersion::V1)));
pub(super) static CHINA_V2: Service = Service::new(|| build(single().authority(CHINA)));
pub(super) static CHINA_V1: Service =
    Service::new(|| build(single().authority(CHINA).token_version(TokenVersion::V1)));
pub(super) static CHINA_ANY: Service =
    Service::new(|| build(builder_for(Tenants::any_organization()).authority(CHINA)));
pub(super) static EXTERNAL_ID: Service =
    Service::new(|| build(single().authority(format!("https://{TENANT}.ciamlogin.com"))));

/// Publishes two keys, as during a key rollover.
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
pub(super) static KEY_OF_EMPTY_ISSUER: Service = Service::new(|| with_key_of(""));
/// Accepts any organization, but its only key belongs to one tenant.
pub(super) static ANY_TENANT_KEY_OF_TENANT: Service = Service::new(|| {
    any_tenant_with_key_of(&format!("https://login.microsoftonline.com/{TENANT}/v2.0"))
});
pub(super) static ANY_TENANT_KEY_OF_ALL: Service =
    Service::new(|| any_tenant_with_key_of("https://login.microsoftonline.com/{tenantid}/v2.0"));
pub(super) static ANY_TENANT_KEY_OF_US: Service =
    Service::new(|| any_tenant_with_key_of("https://login.microsoftonline.us/{tenantid}/v2.0"));
/// The key of the tokens is published for encryption. A usable key of a stranger is published, too.
pub(super) static KEY_FOR_ENCRYPTION: Service =
    Service::new(|| with_unusable_key(&json!({ "use": "enc" })));
pub(super) static KEY_FOR_RS512: Service =
    Service::new(|| with_unusable_key(&json!({ "alg": "RS512" })));
pub(super) static KEY_OF_1024_BITS: Service =
    Service::new(|| with_unusable_key(&json!({ "n": encode([0xC1; 128]) })));
pub(super) static KEY_OF_EXPONENT_1: Service =
    Service::new(|| with_unusable_key(&json!({ "e": "AQ" })));
pub(super) static SYMMETRIC_KEY: Service =
    Service::new(|| with_unusable_key(&json!({ "kty": "oct", "k": "AAAA" })));
/// Two published keys have one id, so the id does not identify the key of a token.
pub(super) static TWO_KEYS_WITH_ONE_ID: Service = Service::new(|| {
    let mut second = published(&STRANGER);
    second["kid"] = json!(kid(&ISSUER));
    with_keys(single(), &json!([published(&ISSUER), second, published(&STRANGER)]))
});
/// A stranger's key is published under the id of the token's key.
pub(super) static KEY_OF_STRANGER_UNDER_ID: Service = Service::new(|| {
    let mut key = published(&STRANGER);
    key["kid"] = json!(kid(&ISSUER));
    with_keys(single(), &json!([key]))
});

const REGISTRATION: AppRegistration =
    AppRegistration::new(Some(CLIENT_ID), &[URI, "https://crm.example/"], None);

fn builder_for(tenants: Tenants) -> TokenValidatorBuilder<TestModel> {
    TokenValidator::builder(tenants).jwks(ISSUER.jwks()).clock(now)
}

fn single() -> TokenValidatorBuilder<TestModel> {
    builder_for(Tenants::single(TENANT).unwrap())
}

fn customers() -> TokenValidatorBuilder<TestModel> {
    builder_for(Tenants::single(OTHER_TENANT).unwrap())
        .jwks(STRANGER.jwks())
        .authority(format!("https://{OTHER_TENANT}.ciamlogin.com"))
        .client_id(CUSTOMER_API)
        .only_roles([Role::ReadTeam])
}

fn changing(new: TokenVersion, until: u64) -> TokenValidator<TestModel> {
    build(single().token_version(new).both_versions_until(since(until)))
}

fn build(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    at_once(builder.build()).unwrap()
}

/// Builds a validator and changes rules that the test model determines.
fn build_changed(
    builder: TokenValidatorBuilder<TestModel>,
    change: impl FnOnce(&mut Inner<TestModel>),
) -> TokenValidator<TestModel> {
    let mut validator = build(builder);
    change(Arc::get_mut(&mut validator.inner).unwrap());
    validator
}

fn either_version(registration: &AppRegistration) -> TokenValidator<TestModel> {
    let client_id = Uuid::parse_str(CLIENT_ID).unwrap();
    let audiences = Audiences::new(client_id, registration, vec!["urn:further".to_owned()]);
    build_changed(single(), |inner| {
        inner.rules.versions = Versions::Either;
        inner.rules.audiences = audiences;
    })
}

fn requesting_idtyp(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    build_changed(builder, |inner| inner.rules.idtyp = OptionalClaim::Requested)
}

fn requesting_idtyp_since(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    let since = since(IDTYP_SINCE);
    build_changed(builder, |inner| inner.rules.idtyp = OptionalClaim::RequestedSince(since))
}

fn accepting_apps_without_roles(idtyp: OptionalClaim) -> TokenValidator<TestModel> {
    build_changed(single(), |inner| {
        inner.rules.apps_without_roles = AppsWithoutRoles::Accepted;
        inner.rules.idtyp = idtyp;
    })
}

fn since(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn with_keys(builder: TokenValidatorBuilder<TestModel>, keys: &Value) -> TokenValidator<TestModel> {
    let keys = Jwks::from_json(json!({ "keys": keys }).to_string()).unwrap();
    build_changed(builder.jwks(keys), |inner| inner.rules.versions = Versions::Either)
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
    with_keys(builder_for(Tenants::any_organization()), &key_of(issuer))
}

fn with_unusable_key(change: &Value) -> TokenValidator<TestModel> {
    let mut key = published(&ISSUER);
    key.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    with_keys(single(), &json!([published(&STRANGER), key]))
}
