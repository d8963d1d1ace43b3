//! One validator of several. `table` tests which tokens are accepted; this file tests the rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::signed_tokens::at_once;
use crate::caller::Caller;
use crate::model::TokenVersion;
use crate::test_support::log::Log;
use crate::test_support::model::{CLIENT_ID, OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::testing::{DevIssuer, TokenBuilder};
use crate::validator::{
    BuildError, Tenants, TokenCache, TokenError, TokenValidator, TokenValidatorBuilder,
};

const GLOBAL: &str = "https://login.microsoftonline.com";
const US: &str = "https://login.microsoftonline.us";
const CUSTOMER_API: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";

fn build(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    at_once(builder.build()).unwrap()
}

/// Two issuers of two tenants, and their tokens.
struct Parties {
    staff: DevIssuer,
    customers: DevIssuer,
}

impl Parties {
    fn new() -> Self {
        let staff = DevIssuer::new(TENANT).unwrap();
        Self { staff, customers: DevIssuer::new(OTHER_TENANT).unwrap() }
    }

    fn customers(&self) -> TokenValidatorBuilder<TestModel> {
        self.customers
            .validator()
            .client_id(CUSTOMER_API)
            .audience("api://customers")
            .only_roles([Role::ReadTeam])
    }

    fn validator(&self) -> TokenValidator<TestModel> {
        let members = [build(self.staff.validator()), build(self.customers())];
        TokenValidator::any_of(members).unwrap()
    }

    fn employee(&self) -> TokenBuilder<'_, TestModel> {
        self.staff.user().roles([Role::ReadTeam, Role::ReadAll]).scopes([Scope::Crm])
    }

    fn customer(&self) -> TokenBuilder<'_, TestModel> {
        let user = self.customers.user().registration(CUSTOMER_API);
        user.roles([Role::ReadTeam, Role::ReadAll]).scopes([Scope::Crm])
    }
}

fn caller(validator: &TokenValidator<TestModel>, token: &str) -> Caller<TestModel> {
    at_once(validator.validate(token)).unwrap()
}

/// Each row has two validators: authority, tenants, and version. The issuer that both accept is
/// last, if there is one.
#[test]
fn an_issuer_of_two_validators_is_refused() {
    let one = || Tenants::single(TENANT).unwrap();
    let other = || Tenants::single(OTHER_TENANT).unwrap();
    let both = || Tenants::any_of([TENANT, OTHER_TENANT]).unwrap();
    let any = Tenants::any_organization;
    let [v1, v2] = [TokenVersion::V1, TokenVersion::V2];
    let of_v2 = Some("https://login.microsoftonline.com/{}/v2.0");
    let of_v1 = Some("https://sts.windows.net/{}/");
    let rows = [
        ((GLOBAL, one(), v2), (GLOBAL, one(), v2), of_v2),
        ((GLOBAL, one(), v2), (GLOBAL, one(), v1), None),
        ((GLOBAL, one(), v1), (GLOBAL, one(), v1), of_v1),
        ((GLOBAL, one(), v2), (GLOBAL, other(), v2), None),
        ((GLOBAL, one(), v2), (GLOBAL, both(), v2), of_v2),
        ((GLOBAL, both(), v2), (GLOBAL, one(), v2), of_v2),
        ((GLOBAL, both(), v2), (GLOBAL, both(), v2), of_v2),
        ((GLOBAL, one(), v2), (GLOBAL, any(), v2), of_v2),
        ((GLOBAL, any(), v2), (GLOBAL, both(), v2), of_v2),
        ((GLOBAL, any(), v2), (GLOBAL, any(), v2), of_v2),
        ((GLOBAL, any(), v1), (GLOBAL, any(), v2), None),
        ((GLOBAL, any(), v2), (US, any(), v2), None),
        // Both clouds issue v1.0 tokens in one name.
        ((GLOBAL, one(), v1), (US, one(), v1), of_v1),
        ((GLOBAL, any(), v1), (US, any(), v1), of_v1),
        ((GLOBAL, one(), v1), (US, other(), v1), None),
        ((GLOBAL, one(), v2), ("https://contoso.ciamlogin.com", one(), v2), None),
        ((GLOBAL, any(), v2), ("https://contoso.ciamlogin.com", one(), v2), None),
    ];
    let keys = DevIssuer::new(TENANT).unwrap();
    let built = |(authority, tenants, version)| {
        let builder = TokenValidator::builder(tenants).jwks(keys.jwks()).authority(authority);
        build(builder.token_version(version))
    };
    for (number, (first, second, shared)) in rows.into_iter().enumerate() {
        let members = [built(first), built(second)];
        for members in [members.clone(), [members[1].clone(), members[0].clone()]] {
            match (TokenValidator::any_of(members), shared) {
                (Ok(_), None) => {}
                (Err(BuildError::SharedIssuer { issuer }), Some(template)) => {
                    let tenants = [TENANT, OTHER_TENANT, "00000000-0000-0000-0000-000000000001"];
                    let issuer = issuer.as_str();
                    let mut expected =
                        tenants.map(|tenant| template.replace("{}", tenant)).into_iter();
                    assert!(expected.any(|expected| expected == issuer), "{number}: {issuer}");
                }
                (result, _) => panic!("{number}: {result:?}"),
            }
        }
    }
}

#[test]
fn versions_that_may_be_accepted_count_for_shared_issuers() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let later = SystemTime::now() + Duration::from_secs(60);
    let v1 = || issuer.validator::<TestModel>().token_version(TokenVersion::V1);
    let changing = || issuer.validator::<TestModel>().both_versions_until(later);
    assert!(TokenValidator::any_of([build(v1()), build(issuer.validator())]).is_ok());
    let shared = TokenValidator::any_of([build(v1()), build(changing())]).unwrap_err();
    assert!(matches!(shared, BuildError::SharedIssuer { .. }));
    assert_eq!(
        shared.to_string(),
        format!(
            "two validators accept tokens of one issuer, such as `https://sts.windows.net/{TENANT}/`: \
             each issuer must belong to one validator, so give them different tenants, authorities \
             or token versions"
        )
    );
}

#[test]
fn one_validator_is_itself_and_none_is_an_error() {
    let none: [TokenValidator<TestModel>; 0] = [];
    assert_eq!(TokenValidator::any_of(none).unwrap_err(), BuildError::NoValidator);
    let parties = Parties::new();
    let one = build(parties.staff.validator());
    let alone = TokenValidator::any_of([one.clone()]).unwrap();
    assert!(alone.several.is_none() && Arc::ptr_eq(&alone.inner, &one.inner));
    assert_eq!(format!("{alone:?}"), format!("{one:?}"));
    // Its tokens are refused as before.
    let unknown = parties.employee().claim("iss", "https://evil.example").sign();
    assert!(matches!(at_once(alone.validate(&unknown)), Err(TokenError::Issuer { .. })));
}

#[test]
fn several_of_several_are_as_many() {
    let parties = Parties::new();
    let two = parties.validator();
    let us = build(parties.staff.validator().authority(US));
    let three = TokenValidator::any_of([two, us]).unwrap();
    assert_eq!(three.members().len(), 3);
    let shown = format!("{three:?}");
    assert_eq!(shown.matches("TokenValidator").count(), 3, "{shown}");
    assert!(shown.contains(US) && shown.contains(OTHER_TENANT), "{shown}");
    for token in [parties.employee(), parties.customer()] {
        assert!(at_once(three.validate(&token.sign())).is_ok());
    }
    let twice = TokenValidator::any_of([three.clone(), three]).unwrap_err();
    assert!(matches!(twice, BuildError::SharedIssuer { .. }));
}

#[test]
fn a_caller_says_which_validator_accepted_it() {
    let parties = Parties::new();
    let validator = parties.validator();
    let [employee, customer] = [parties.employee().sign(), parties.customer().sign()];
    // The second time, the callers are cached.
    for _ in 0..2 {
        let employee = caller(&validator, &employee);
        assert_eq!(employee.registration().to_string(), CLIENT_ID);
        assert_eq!(
            (employee.authority(), employee.tenant().to_string()),
            (GLOBAL, TENANT.to_owned())
        );
        assert_eq!(employee.held(), [Role::ReadTeam, Role::ReadAll].into_iter().collect());
        let customer = caller(&validator, &customer);
        assert_eq!(customer.registration().to_string(), CUSTOMER_API);
        assert_eq!(customer.tenant().to_string(), OTHER_TENANT);
        assert_eq!(customer.held(), Role::ReadTeam.into());
        assert!(!customer.can(Role::ReadAll));
        let why = customer.explain(Role::ReadAll).to_string();
        assert_eq!(why, "denied: the user lacks the role `Contacts.Read.All`");
        assert!(customer.require(Role::ReadAll).unwrap_err().sufficient_scopes().is_empty());
    }
}

#[test]
fn each_validator_has_its_own_cache() {
    let parties = Parties::new();
    let staff = build(parties.staff.validator());
    let customers = build(parties.customers());
    let validator = TokenValidator::any_of([staff.clone(), customers.clone()]).unwrap();
    let is_cached = |member: &TokenValidator<TestModel>, token: &str| {
        member.cache.as_ref().unwrap().get(token.as_bytes()).is_some()
    };
    for (token, own, other) in [
        (parties.employee().sign(), &staff, &customers),
        (parties.customer().sign(), &customers, &staff),
    ] {
        assert!(!is_cached(own, &token));
        caller(&validator, &token);
        assert!(is_cached(own, &token) && !is_cached(other, &token));
        assert!(matches!(validator.look_up(token.as_bytes()), crate::validator::Lookup::Hit(_)));
    }
    let refused = parties.employee().claim("iss", "https://evil.example").sign();
    assert!(at_once(validator.validate(&refused)).is_err());
    assert!(!is_cached(&staff, &refused) && !is_cached(&customers, &refused));
}

#[test]
fn filters_clocks_and_caches_stay_with_their_validator() {
    let parties = Parties::new();
    let admitted = Arc::new(AtomicBool::new(true));
    let filter = Arc::clone(&admitted);
    let late = SystemTime::now() + Duration::from_secs(2 * 60 * 60);
    let customers = parties
        .customers()
        .tenant_filter(move |_| filter.load(Ordering::Relaxed))
        .token_cache(TokenCache::disabled())
        .keep_claims();
    let staff = parties.staff.validator().clock(move || late);
    let validator = TokenValidator::any_of([build(staff), build(customers)]).unwrap();
    let employee = at_once(validator.validate(&parties.employee().sign())).unwrap_err();
    assert_eq!(employee, TokenError::Expired);
    let token = parties.customer().sign();
    assert!(caller(&validator, &token).claims::<serde_json::Value>().is_ok());
    admitted.store(false, Ordering::Relaxed);
    assert!(matches!(at_once(validator.validate(&token)), Err(TokenError::Tenant { .. })));
}

#[test]
fn an_unknown_issuer_is_logged_and_not_quoted() {
    let parties = Parties::new();
    let validator = parties.validator();
    let token = parties
        .employee()
        .claim("iss", "https://evil.example/\n")
        .claim("uti", "id")
        .sign();
    Log::start();
    assert_eq!(at_once(validator.validate(&token)).unwrap_err(), TokenError::UnknownIssuer);
    assert_eq!(
        Log::lines(),
        ["INFO message=token refused error=the token does not name an issuer (`iss`) that a \
          validator of this API accepts fault=client"]
    );
}

/// A cached token of the old version is refused once the time has come, and so is a new one. The
/// first refusal has a warning of its own.
#[test]
fn the_old_version_ends_at_the_time_of_the_change() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let other = DevIssuer::new(OTHER_TENANT).unwrap();
    let seconds = Arc::new(AtomicU64::new(1_800_000_000));
    let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let until = 1_800_000_100;
    let clock = Arc::clone(&seconds);
    let changing = issuer
        .validator::<TestModel>()
        .both_versions_until(at(until))
        .clock(move || at(clock.load(Ordering::Relaxed)));
    let changing = build(changing);
    let with_other = TokenValidator::any_of([build(other.validator()), changing.clone()]).unwrap();
    let token = |version, id: &str| {
        let user = issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
        user.version(version).issued_at(at(1_800_000_000)).claim("uti", id).sign()
    };
    let old = token(TokenVersion::V1, "old");
    let new = token(TokenVersion::V2, "new");
    let is_cached = |token: &str| changing.cache.as_ref().unwrap().get(token.as_bytes()).is_some();
    for now in [1_800_000_000, until - 1] {
        seconds.store(now, Ordering::Relaxed);
        for token in [&old, &new] {
            assert!(at_once(with_other.validate(token)).is_ok() && is_cached(token));
            assert!(at_once(changing.validate(token)).is_ok());
        }
    }
    seconds.store(until, Ordering::Relaxed);
    Log::start();
    let version = |result| matches!(result, Err(TokenError::Version { .. }));
    assert!(version(at_once(with_other.validate(&old))) && !is_cached(&old));
    assert!(version(at_once(changing.validate(&old))));
    assert!(version(at_once(changing.validate(&token(TokenVersion::V1, "later")))));
    assert!(at_once(changing.validate(&new)).is_ok());
    let lines = Log::lines();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines.iter().all(|line| line.starts_with("WARN")), "{lines:#?}");
    assert!(
        lines[0].contains("both_versions_until=1800000100")
            && lines[0].contains("can be removed")
            && lines[0].contains("a client holds a token of the old version"),
        "{lines:#?}"
    );
    assert!(lines[1..].iter().all(|line| line.contains("token refused")), "{lines:#?}");
}

#[test]
fn a_change_needs_the_new_version() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let past = SystemTime::UNIX_EPOCH;
    let old = issuer.user::<TestModel>().scopes([Scope::Crm]).version(TokenVersion::V1).sign();
    let validator = build(issuer.validator().both_versions_until(past));
    assert!(matches!(at_once(validator.validate(&old)), Err(TokenError::Version { .. })));
    let changed_back = issuer.validator().token_version(TokenVersion::V1).both_versions_until(past);
    assert!(at_once(build(changed_back).validate(&old)).is_ok());
}

#[test]
fn the_nearest_audience_is_logged() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let v1 = build(issuer.validator().token_version(TokenVersion::V1));
    let audience = |aud: &str| {
        let user = issuer.user::<TestModel>().scopes([Scope::Crm]).version(TokenVersion::V1);
        at_once(v1.validate(&user.audience(aud).sign())).unwrap_err().to_string()
    };
    assert_eq!(
        audience("api://crn"),
        "the token is for another API: its audience is `api://crn`, not `api://crm`"
    );
    assert_eq!(
        audience("crm"),
        "the token is for another API: its audience is `crm`, not `api://crm` (the token's lacks \
         `api://`)"
    );
    assert_eq!(
        audience(CUSTOMER_API),
        format!(
            "the token is for another API: its audience is `{CUSTOMER_API}`, not `{CLIENT_ID}` \
             (the token's is the client id of another application)"
        )
    );
}

/// Entra never writes `spn:` into v2.0 tokens, and clients cannot request a scope of it.
#[test]
fn a_given_spn_is_accepted_in_v1_tokens_only_and_is_not_in_front_of_scopes() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let spn = format!("spn:{CUSTOMER_API}");
    let built = |version| {
        let builder = issuer.validator::<TestModel>().token_version(version);
        build(builder.client_id(CUSTOMER_API).audience(spn.as_str()).audience("api://b"))
    };
    for (version, is_accepted) in [(TokenVersion::V1, true), (TokenVersion::V2, false)] {
        let validator = built(version);
        let user = issuer.user::<TestModel>().scopes([Scope::Crm]).version(version);
        let result = at_once(validator.validate(&user.audience(spn.as_str()).sign()));
        assert_eq!(result.is_ok(), is_accepted);
        assert_eq!(validator.app_id_uris().first(), "api://b");
    }
}

#[test]
fn the_document_lists_the_authorities_of_all() {
    let parties = Parties::new();
    let validator = parties.validator();
    let us = build(parties.staff.validator().authority(US));
    let v1 = build(parties.staff.validator().token_version(TokenVersion::V1));
    let all = TokenValidator::any_of([validator, us, v1]).unwrap();
    let document = all.protected_resource("https://api.example/crm").unwrap();
    let of = |authority: &str, tenant: &str| format!("{authority}/{tenant}/v2.0");
    assert_eq!(
        document.authorization_servers,
        [of(GLOBAL, TENANT), of(GLOBAL, OTHER_TENANT), of(US, TENANT)]
    );
    assert!(document.scopes_supported.iter().all(|scope| scope.starts_with("api://crm/")));
    // The URL is an App ID URI of the second registration, which the first does not have.
    let customers = build(parties.customers().audience("https://api.example/crm"));
    let staff = build(parties.staff.validator());
    let all = TokenValidator::any_of([staff, customers]).unwrap();
    let document = all.protected_resource("https://api.example/crm").unwrap();
    let uris: Vec<&str> = document.api_facts().app_id_uris().collect();
    assert_eq!(uris, ["api://crm", "https://api.example/crm"]);
    assert!(all.protected_resource("https://api.example/crm/").is_err(), "but for the slash");
}
