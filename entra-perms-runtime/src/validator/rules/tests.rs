//! Each rule, case by case: a payload of Entra's, one thing changed.

mod manifest;
mod shape;

use serde_json::{Value, json};

use super::*;
use crate::test_model::{CLIENT_ID, OTHER_TENANT, Role, TENANT, TestModel, URI};
use crate::validator::authority::Authority;
use crate::validator::tenant::Tenant;

const NOW: u64 = 1_800_000_000;
const SKEW: u64 = 60;
const OBJECT: &str = "00000001-de70-4000-8000-000000000001";
const CLIENT: &str = "00000001-de70-4000-8000-000000000003";

/// A user's token, v2.0.
fn v2() -> Value {
    json!({
        "ver": "2.0", "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "aud": CLIENT_ID, "tid": TENANT,
        "nbf": NOW - 10, "exp": NOW + 10, "oid": OBJECT, "azp": CLIENT,
        "roles": ["Contacts.Read.Team"], "scp": "Crm.Read",
    })
}

/// A user's token, v1.0.
fn v1() -> Value {
    json!({
        "ver": "1.0", "iss": format!("https://sts.windows.net/{TENANT}/"), "aud": URI, "tid": TENANT,
        "nbf": NOW - 10, "exp": NOW + 10, "oid": OBJECT, "appid": CLIENT,
        "roles": ["Contacts.Read.Team"], "scp": "Crm.Read",
    })
}

/// An application's token, v2.0.
fn app() -> Value {
    without(&with(&v2(), "roles", json!(["Contacts.Import"])), "scp")
}

fn with(payload: &Value, name: &str, value: Value) -> Value {
    let mut payload = payload.clone();
    payload[name] = value;
    payload
}

fn without(payload: &Value, name: &str) -> Value {
    let mut payload = payload.clone();
    payload.as_object_mut().unwrap().remove(name);
    payload
}

const REGISTRATION: AppRegistration =
    AppRegistration::new(Some(CLIENT_ID), &[URI, "https://crm.example/"], None);

fn audiences(registration: &AppRegistration) -> Audiences {
    let client_id = Uuid::parse_str(CLIENT_ID).unwrap();
    Audiences::new(client_id, registration, vec!["urn:further".to_owned()])
}

fn rules_for(tenants: Tenant, version: Option<TokenVersion>) -> Rules {
    let issuers = Authority::parse(Authority::GLOBAL).unwrap().issuers();
    Rules {
        issuer: IssuerRule::new(tenants, issuers),
        tenant_filter: TenantFilter::default(),
        audiences: audiences(&REGISTRATION),
        version,
        marks_app_only: false,
        clock_skew: Duration::from_secs(SKEW),
    }
}

fn single(version: Option<TokenVersion>) -> Rules {
    rules_for(Tenant::single(TENANT).unwrap(), version)
}

fn check_text(rules: &Rules, payload: &str, key_issuer: Option<&str>) -> Result<Identity, TokenError> {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let claims = Claims::<TestModel>::read(payload.as_bytes())?;
    rules.check(&claims, key_issuer, now).map(|verified| verified.identity)
}

fn check(rules: &Rules, payload: &Value) -> Result<Identity, TokenError> {
    check_text(rules, &payload.to_string(), None)
}

#[track_caller]
fn refused(rules: &Rules, payload: &Value, expected: &TokenError) {
    assert_eq!(check(rules, payload).as_ref(), Err(expected), "{payload}");
}

#[track_caller]
fn taken(rules: &Rules, payload: &Value) {
    assert!(check(rules, payload).is_ok(), "{payload}: {:?}", check(rules, payload));
}

#[test]
fn tokens_of_entra_are_taken() {
    let any = single(None);
    let user = check(&any, &v2()).unwrap();
    assert_eq!((user.kind, user.tenant.to_string().as_str()), (CallerKind::User, TENANT));
    assert_eq!(user.object_id.unwrap().to_string(), OBJECT);
    assert_eq!(user.client_id.unwrap().to_string(), CLIENT);
    assert_eq!(user.expires_at, SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + 10));
    assert_eq!(check(&any, &v1()).unwrap().client_id, user.client_id);
    assert_eq!(check(&any, &app()).unwrap().kind, CallerKind::App);
}

#[test]
fn the_issuer_is_the_tenants() {
    for wrong in [
        format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0"),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0/"),
        format!("https://LOGIN.microsoftonline.com/{TENANT}/v2.0"),
        format!("https://login.microsoftonline.us/{TENANT}/v2.0"),
        format!("https://evil.example/{TENANT}/v2.0"),
        format!("http://login.microsoftonline.com/{TENANT}/v2.0"),
        format!("https://sts.windows.net/{TENANT}/"),
        "https://login.microsoftonline.com/{tenantid}/v2.0".to_owned(),
        String::new(),
    ] {
        let found = Excerpt::of(&wrong);
        refused(&single(None), &with(&v2(), "iss", json!(wrong)), &TokenError::Issuer { found });
    }
    let of_v2 = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let found = Excerpt::of(&of_v2);
    refused(&single(None), &with(&v1(), "iss", json!(of_v2)), &TokenError::Issuer { found });
}

#[test]
fn the_tenant_is_one_that_is_served() {
    let of = |tenant: &str| {
        let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        with(&with(&v2(), "tid", json!(tenant)), "iss", json!(issuer))
    };
    let refusal = |found: &str| TokenError::Tenant { found: Excerpt::of(found) };
    let (personal, third) = ("9188040d-6c67-4c5b-b112-36a304b66dad", "11111111-2222-3333-4444-555555555555");
    refused(&single(None), &of(OTHER_TENANT), &refusal(OTHER_TENANT));
    let two = rules_for(Tenant::one_of([TENANT, OTHER_TENANT]).unwrap(), None);
    taken(&two, &of(TENANT));
    taken(&two, &of(OTHER_TENANT));
    refused(&two, &of(third), &refusal(third));
    let any = rules_for(Tenant::any_organization(), None);
    taken(&any, &of(third));
    refused(&any, &of(personal), &refusal(personal));
    // Neither a tenant whose issuer is another's.
    let mixed = with(&of(TENANT), "tid", json!(OTHER_TENANT));
    let found = Excerpt::of(mixed["iss"].as_str().unwrap());
    refused(&two, &mixed, &TokenError::Issuer { found: found.clone() });
    refused(&any, &mixed, &TokenError::Issuer { found });
}

#[test]
fn a_tenant_filter_is_asked_last_and_narrows_only() {
    let of = |tenant: &str| {
        let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        with(&with(&v2(), "tid", json!(tenant)), "iss", json!(issuer))
    };
    let filtered =
        |tenants: Tenant, filter: TenantFilter| Rules { tenant_filter: filter, ..rules_for(tenants, None) };
    let other = Uuid::parse_str(OTHER_TENANT).unwrap();
    let any = filtered(Tenant::any_organization(), TenantFilter::new(move |tenant| tenant == other));
    taken(&any, &of(OTHER_TENANT));
    let refusal = |found: &str| TokenError::Tenant { found: Excerpt::of(found) };
    refused(&any, &of(TENANT), &refusal(TENANT));
    let all = filtered(Tenant::single(TENANT).unwrap(), TenantFilter::new(|_| true));
    taken(&all, &of(TENANT));
    refused(&all, &of(OTHER_TENANT), &refusal(OTHER_TENANT));
    // What nobody has vouched for is not asked.
    let never =
        filtered(Tenant::any_organization(), TenantFilter::new(|tenant| panic!("asked for {tenant}")));
    let forged = with(&of(TENANT), "tid", json!(OTHER_TENANT));
    refused(&never, &forged, &TokenError::Issuer { found: Excerpt::of(forged["iss"].as_str().unwrap()) });
}

#[test]
fn a_key_signs_for_its_own_issuer() {
    let of_v2 = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let of_other = format!("https://login.microsoftonline.com/{OTHER_TENANT}/v2.0");
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
    for rules in [single(None), rules_for(Tenant::any_organization(), None)] {
        for payload in [v2().to_string(), v1().to_string()] {
            for good in [None, Some(template), Some(of_v2.as_str())] {
                assert!(check_text(&rules, &payload, good).is_ok(), "{good:?}");
            }
            for bad in [of_other.as_str(), "https://login.microsoftonline.us/{tenantid}/v2.0", ""] {
                let refusal = TokenError::KeyIssuer { found: Excerpt::of(bad) };
                assert_eq!(check_text(&rules, &payload, Some(bad)), Err(refusal));
            }
        }
    }
}

#[test]
fn the_lifetime_is_now_give_or_take_the_skew() {
    let rules = single(None);
    let between = |nbf: Value, exp: Value| with(&with(&v2(), "nbf", nbf), "exp", exp);
    for (nbf, exp) in [
        (json!(NOW - 100), json!(NOW - SKEW + 1)),
        (json!(NOW + SKEW), json!(NOW + 100)),
        (json!(NOW), json!(NOW + 1)),
        (json!(0), json!(4_102_444_800_u64)),
        (json!(1_799_999_999.5), json!(1_800_000_000.5)),
    ] {
        taken(&rules, &between(nbf, exp));
    }
    refused(&rules, &between(json!(NOW - 100), json!(NOW - SKEW)), &TokenError::Expired);
    refused(&rules, &between(json!(0), json!(1)), &TokenError::Expired);
    refused(&rules, &between(json!(NOW + SKEW + 1), json!(NOW + 100)), &TokenError::NotYetValid);
    refused(&rules, &between(json!(NOW), json!(NOW)), &TokenError::Lifetime);
    refused(&rules, &between(json!(NOW + 1), json!(NOW - 1)), &TokenError::Lifetime);
}

#[test]
fn a_token_needs_a_role_or_a_scope_of_this_api() {
    let rules = single(None);
    let holding = |payload: &Value, roles: Value| with(payload, "roles", roles);
    refused(&rules, &without(&app(), "roles"), &TokenError::NoPermission);
    refused(&rules, &holding(&app(), json!([])), &TokenError::NoPermission);
    refused(&rules, &holding(&app(), json!(["Unknown", "contacts.import"])), &TokenError::NoPermission);
    refused(&rules, &with(&without(&v2(), "roles"), "scp", json!("openid")), &TokenError::NoPermission);
    taken(&rules, &without(&v2(), "roles"));
    taken(&rules, &with(&v2(), "scp", json!("openid")));
    // Known, though they grant nothing.
    taken(&rules, &holding(&app(), json!(["Retired"])));
    taken(&rules, &with(&without(&v2(), "roles"), "scp", json!("Old")));
}

#[test]
fn what_is_quoted_is_cut_and_escaped() {
    let long = format!("{}\n{}", "x".repeat(10), "y".repeat(10_000));
    let error = check(&single(None), &with(&v2(), "aud", json!(long))).unwrap_err().to_string();
    assert!(error.len() < 300 && error.contains("\\n") && !error.contains('\n'), "{error}");
}
