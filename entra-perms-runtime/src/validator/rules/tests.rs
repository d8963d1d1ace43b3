//! Each rule, case by case: a payload of Entra's, one thing changed.

use serde_json::{Value, json};

use super::*;
use crate::test_model::{CLIENT_ID, OTHER_TENANT, Role, Scope, TENANT, TestModel, URI};
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

fn rules_for(tenants: Tenant, version: Option<TokenVersion>) -> Rules {
    let issuers = Authority::parse(Authority::GLOBAL).unwrap().issuers();
    Rules {
        issuer: IssuerRule::new(tenants, issuers),
        audiences: Audiences {
            client_id: CLIENT_ID.to_owned(),
            identifier_uris: vec![URI.to_owned(), "https://crm.example/".to_owned()],
            further: vec!["urn:further".to_owned()],
        },
        version,
        clock_skew: Duration::from_secs(SKEW),
    }
}

fn single(version: Option<TokenVersion>) -> Rules {
    rules_for(Tenant::single(TENANT).unwrap(), version)
}

fn check_text(rules: &Rules, payload: &str, key_issuer: Option<&str>) -> Result<Identity, TokenError> {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let claims = Claims::<TestModel>::read(payload.as_bytes())?;
    rules.check(&claims, key_issuer, now)
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
fn every_required_claim_is_required() {
    for (name, expected) in [
        ("iss", "one string"),
        ("aud", "one string"),
        ("exp", "a number of seconds"),
        ("nbf", "a number of seconds"),
        ("tid", "a GUID"),
        ("ver", "one string"),
    ] {
        for payload in [v1(), v2()] {
            refused(&single(None), &without(&payload, name), &TokenError::Claim { name, expected });
            refused(&single(None), &with(&payload, name, Value::Null), &TokenError::Claim { name, expected });
        }
    }
}

#[test]
fn every_claim_has_its_shape() {
    let issuer = v2()["iss"].clone();
    for (name, value, expected) in [
        ("iss", json!([issuer]), "one string"),
        ("iss", json!(7), "one string"),
        ("iss", json!({}), "one string"),
        ("aud", json!([CLIENT_ID]), "one string"),
        ("aud", json!(7), "one string"),
        ("ver", json!(2.0), "one string"),
        ("exp", json!((NOW + 10).to_string()), "a number of seconds"),
        ("exp", json!(true), "a number of seconds"),
        ("exp", json!(-1), "a number of seconds"),
        ("exp", json!(1e300), "a number of seconds"),
        ("exp", json!([NOW + 10]), "a number of seconds"),
        ("nbf", json!((NOW - 10).to_string()), "a number of seconds"),
        ("nbf", json!(-0.5), "a number of seconds"),
        ("tid", json!([TENANT]), "a GUID"),
        ("tid", json!("contoso.onmicrosoft.com"), "a GUID"),
        ("tid", json!(TENANT.to_uppercase()), "a GUID"),
        ("tid", json!(TENANT.replace('-', "")), "a GUID"),
        ("tid", json!(format!("{{{TENANT}}}")), "a GUID"),
        ("tid", json!(format!(" {TENANT}")), "a GUID"),
        ("oid", json!("me"), "a GUID"),
        ("oid", json!(1), "a GUID"),
        ("azp", json!("app"), "a GUID"),
        ("idtyp", json!(["app"]), "one string"),
        ("roles", json!("Contacts.Read.Team"), "an array of strings"),
        ("roles", json!(["Contacts.Read.Team", 1]), "an array of strings"),
        ("roles", json!([["Contacts.Read.Team"]]), "an array of strings"),
        ("roles", json!({ "0": "Contacts.Read.Team" }), "an array of strings"),
        ("roles", Value::Null, "an array of strings"),
        ("scp", json!(["Crm.Read"]), "one string"),
        ("scp", json!(1), "one string"),
    ] {
        refused(&single(None), &with(&v2(), name, value), &TokenError::Claim { name, expected });
    }
}

#[test]
fn a_claim_stands_there_once() {
    let rules = single(None);
    for name in ["iss", "aud", "exp", "nbf", "tid", "ver", "oid", "azp", "appid", "idtyp", "roles", "scp"] {
        let payload = with(&v2(), "idtyp", json!("user"));
        let payload = with(&payload, "appid", json!(CLIENT));
        let value = &payload[name];
        let text = payload.to_string();
        let twice = format!("{},\"{name}\":{value}}}", text.strip_suffix('}').unwrap());
        assert_eq!(check_text(&rules, &twice, None), Err(TokenError::DuplicateClaim { name }));
        let other_case = with(&payload, &name.to_uppercase(), value.clone());
        refused(&rules, &other_case, &TokenError::DuplicateClaim { name });
        let escaped = twice.replacen(
            &format!("\"{name}\""),
            &format!("\"\\u{:04x}{}\"", name.as_bytes()[0], &name[1..]),
            1,
        );
        assert_eq!(check_text(&rules, &escaped, None), Err(TokenError::DuplicateClaim { name }), "{escaped}");
    }
    taken(&rules, &with(&v2(), "Groups", json!(["not", "read"])));
    let only_in_another_case = without(&with(&v2(), "TID", json!(TENANT)), "tid");
    refused(&rules, &only_in_another_case, &TokenError::Claim { name: "tid", expected: "a GUID" });
}

#[test]
fn the_payload_is_one_object() {
    for text in
        ["", "null", "[]", "7", "\"{}\"", "{", "{}{}", &format!("{}x", v2()), "{\"a\":1,}", "\u{feff}{}"]
    {
        assert_eq!(check_text(&single(None), text, None), Err(TokenError::Payload), "{text}");
    }
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert_eq!(check_text(&single(None), &deep, None), Err(TokenError::Payload));
}

#[test]
fn the_version_is_the_manifests() {
    let refusal = |found: &str| TokenError::Version { found: Excerpt::of(found) };
    taken(&single(Some(TokenVersion::V1)), &v1());
    taken(&single(Some(TokenVersion::V2)), &v2());
    taken(&single(None), &v1());
    refused(&single(Some(TokenVersion::V1)), &v2(), &refusal("2.0"));
    refused(&single(Some(TokenVersion::V2)), &v1(), &refusal("1.0"));
    for other in ["", "2", "3.0", "2.0 ", "1"] {
        refused(&single(None), &with(&v2(), "ver", json!(other)), &refusal(other));
    }
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
fn the_audience_is_this_api() {
    let rules = single(None);
    let aud = |payload: Value, aud: &str| with(&payload, "aud", json!(aud));
    for good in [CLIENT_ID, URI, "api://crm/", "https://crm.example/", "https://crm.example", "urn:further"] {
        taken(&rules, &aud(v1(), good));
    }
    for bad in ["api://crm//", "api://CRM", "https://crm.example//", "urn:further/", "", "/"] {
        refused(
            &rules,
            &aud(v1(), bad),
            &TokenError::Audience {
                found: Excerpt::of(bad),
                expected: Excerpt::of(&rules.audiences.client_id),
            },
        );
    }
    for good in [CLIENT_ID, "urn:further"] {
        taken(&rules, &aud(v2(), good));
    }
    let upper = CLIENT_ID.to_uppercase();
    for bad in [URI, "https://crm.example/", CLIENT, upper.as_str(), "00000003-0000-0000-c000-000000000000"] {
        refused(
            &rules,
            &aud(v2(), bad),
            &TokenError::Audience {
                found: Excerpt::of(bad),
                expected: Excerpt::of(&rules.audiences.client_id),
            },
        );
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
fn the_kind_of_caller_is_told_by_idtyp_and_else_by_scp() {
    let rules = single(None);
    let idtyp = |payload: &Value, idtyp: &str| with(payload, "idtyp", json!(idtyp));
    let kind = |payload: &Value| check(&rules, payload).map(|identity| identity.kind);
    assert_eq!(kind(&idtyp(&app(), "app")), Ok(CallerKind::App));
    assert_eq!(kind(&idtyp(&v2(), "user")), Ok(CallerKind::User));
    assert_eq!(kind(&idtyp(&without(&v2(), "scp"), "user")), Ok(CallerKind::User));
    for none in ["", "/", " ", " / "] {
        assert_eq!(kind(&with(&app(), "scp", json!(none))), Ok(CallerKind::App), "{none:?}");
        assert_eq!(kind(&idtyp(&with(&app(), "scp", json!(none)), "app")), Ok(CallerKind::App), "{none:?}");
    }
    assert_eq!(kind(&with(&app(), "scp", json!("Unknown"))), Ok(CallerKind::User));
    assert_eq!(kind(&with(&app(), "sub", json!(OBJECT))), Ok(CallerKind::App));
    refused(&rules, &idtyp(&v2(), "app"), &TokenError::AppWithScopes);
    refused(&rules, &idtyp(&with(&app(), "scp", json!("Unknown")), "app"), &TokenError::AppWithScopes);
    for other in ["", "App", "device", "USER"] {
        refused(&rules, &idtyp(&v2(), other), &TokenError::UnknownKind { found: Excerpt::of(other) });
    }
}

#[test]
fn an_id_token_is_no_applications_token() {
    let rules = single(None);
    let id_token = without(&with(&app(), "roles", json!(["Contacts.Read.All"])), "azp");
    refused(&rules, &id_token, &TokenError::NoClient);
    refused(&rules, &with(&id_token, "appid", json!(CLIENT)), &TokenError::NoClient);
    taken(&rules, &with(&id_token, "idtyp", json!("app")));
    taken(&rules, &without(&v2(), "azp"));
    taken(&rules, &without(&v2(), "oid"));
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
fn roles_and_scopes_go_into_sets_and_the_unknown_is_bounded() {
    let long = "\u{e9}".repeat(100);
    let mut roles = vec!["Contacts.Read.All".to_owned(), long.clone(), "Contacts.Read.Team".to_owned()];
    roles.extend((0..50).map(|i| format!("Unknown.{i}")));
    let payload = with(&with(&v2(), "roles", json!(roles)), "scp", json!(" Crm.Read  Nothing other "));
    let text = payload.to_string();
    let claims = Claims::<TestModel>::read(text.as_bytes()).unwrap();
    assert_eq!(claims.held, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
    assert_eq!(claims.granted, [Scope::Crm, Scope::Nothing].into_iter().collect());
    assert_eq!(claims.unknown.0.len(), 16);
    assert!(claims.unknown.0.iter().any(|value| *value == long[..128]));
    let escaped = text.replace("Contacts.Read.All", "Contacts\\u002eRead.All");
    assert_eq!(Claims::<TestModel>::read(escaped.as_bytes()).unwrap().held, claims.held);
}

#[test]
fn what_is_quoted_is_cut_and_escaped() {
    let long = format!("{}\n{}", "x".repeat(10), "y".repeat(10_000));
    let error = check(&single(None), &with(&v2(), "aud", json!(long))).unwrap_err().to_string();
    assert!(error.len() < 300 && error.contains("\\n") && !error.contains('\n'), "{error}");
}
