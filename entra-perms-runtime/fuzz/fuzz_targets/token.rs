//! Checks the validation of tokens for any bytes.
//!
//! - Of all byte strings, only the one signed token is accepted.
//! - A caller has only the permissions that the roles and scopes of a signed payload map to.
//!
//! The target needs nightly Rust, a C++ compiler, and `cargo install cargo-fuzz`. Run it in
//! `entra-perms-runtime`:
//!
//! ```sh
//! mkdir -p fuzz/corpus/token
//! cargo +nightly fuzz run token fuzz/corpus/token fuzz/seeds/token -- \
//!     -dict=fuzz/token.dict -max_total_time=300
//! ```
//!
//! The first folder receives new inputs. The second folder holds the seeds. Inputs that fail go to
//! `fuzz/artifacts`.

#![no_main]

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entra_perms_runtime::{
    AgentRule, By, CallerKind, Conditions, Jwks, Permission, Requirement, Tenants, TokenError,
    TokenVersion, internals,
};
use libfuzzer_sys::fuzz_target;
use permissions::{Caller, Role, TokenValidator};
use serde_json::Value;

mod composed;
mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "manifests/dev.json",
        environments = ["manifests/prod.json"],
        scopes = {
            "Crm.Read" => ["Contacts.Read.*", "Retired"],
            "Crm.Read.Team" => ["Contacts.Read.Team"],
            "Old" => ["Contacts.Read.*"],
            "Nothing" => [],
        },
        not_delegated = ["Console"],
        allow = [no_idtyp, shared_roles, user_consent],
    }
}

/// Each role, whether users and applications may hold it, and the enabled scopes that map to it.
///
/// The list is written independently of the macro. Nobody may hold a disabled role.
const ROLES: [(&str, bool, bool, &[&str]); 5] = [
    ("Contacts.Read.Team", true, false, &["Crm.Read", "Crm.Read.Team"]),
    ("Contacts.Read.All", true, true, &["Crm.Read"]),
    ("Contacts.Import", false, true, &[]),
    ("Retired", false, false, &[]),
    ("Console", true, false, &[]),
];
const SCOPES: [&str; 4] = ["Crm.Read", "Crm.Read.Team", "Old", "Nothing"];
const ENABLED_SCOPES: [&str; 3] = ["Crm.Read", "Crm.Read.Team", "Nothing"];

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER_TENANT: &str = "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11";
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const DEV: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";
const PROD: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";
const NOW: u32 = 1_800_000_000;
const SKEW: u32 = 60;

/// A key that OpenSSL made for this target only. It signed one token; its private part was deleted.
const KEYS: &str = include_str!("../seeds/jwks/entra.json");
const GENUINE: &str = include_str!("../seeds/token/genuine");

/// Claims with values that some service accepts, or rejects because of a small difference.
const CLAIMS: [composed::Member; 20] = [
    ("ver", &[r#""2.0""#, r#""1.0""#, "2.0"]),
    (
        "tid",
        &[
            r#""72f988bf-86f1-41af-91ab-2d7cd011db47""#,
            r#""5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11""#,
            r#""9188040d-6c67-4c5b-b112-36a304b66dad""#,
            "null",
        ],
    ),
    (
        "iss",
        &[
            r#""https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0""#,
            r#""https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/""#,
            r#""https://login.microsoftonline.com/5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11/v2.0""#,
            r#""https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/""#,
            r#""https://sts.windows.net/{tenantid}/""#,
        ],
    ),
    (
        "aud",
        &[
            r#""8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11""#,
            r#""620539d0-bd16-4c89-b6c4-32fc0414e29f""#,
            r#""api://crm""#,
            r#""api://crm/""#,
            r#""https://crm.example""#,
            r#""https://crm.example//""#,
            r#""https://CRM.example/""#,
            r#""spn:620539d0-bd16-4c89-b6c4-32fc0414e29f""#,
            r#""spn:8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11""#,
            r#""urn:further""#,
            r#""urn:further/""#,
        ],
    ),
    (
        "exp",
        &["1800003600", "1799999940.5", "1799999940", "1799999000", "1e300", r#""1800003600""#],
    ),
    ("nbf", &["1800000000", "1800000060", "1800000061", "1800003600", "0", "-1"]),
    ("idtyp", &[r#""app""#, r#""user""#, r#""device""#, "null"]),
    (
        "roles",
        &[
            r#"["Contacts.Read.Team","Contacts.Read.All","Contacts.Import","Retired","Console"]"#,
            r#"["Contacts.Read.All"]"#,
            r#"["Contacts.Import"]"#,
            r#"["Of.Tomorrow"]"#,
            "[]",
            "[null]",
            r#""Contacts.Read.All""#,
        ],
    ),
    (
        "scp",
        &[
            r#""Crm.Read""#,
            r#""Crm.Read.Team""#,
            r#""Old Nothing""#,
            r#""/""#,
            r#""""#,
            r#""Of.Tomorrow""#,
        ],
    ),
    ("oid", &[r#""00000001-de70-4000-8000-000000000001""#, r#""""#]),
    ("azp", &[r#""00000001-de70-4000-8000-000000000003""#, "7"]),
    ("appid", &[r#""00000001-de70-4000-8000-000000000003""#, r#""api://client""#]),
    ("nonce", &[r#""a6d4""#]),
    ("iat", &["1800000000", "1799999999", "1799999999.5", "-1", r#""1799999999""#]),
    ("cnf", &[r#"{"kid":"a"}"#, "null"]),
    ("name", &[r#""Adele""#, "null"]),
    ("upn", &[r#""adele@contoso.example""#]),
    ("xms_act_fct", &[r#""3 9 11""#, r#""11 3""#, r#""3""#, r#""13""#, r#""1 1""#, "11"]),
    ("xms_sub_fct", &[r#""1 3""#, r#""13 3""#, r#""9 11""#, r#""11 13""#, r#""11,13""#, "[11]"]),
    ("xms_par_app_azp", &[r#""30cf4c22-9985-4ef7-8756-91cc888176bd""#, r#""agent""#]),
];

/// The time since which Entra marks app-only tokens for the one service with `idtyp_since`.
const SINCE: u32 = NOW;
/// Claims of delegated tokens and ID tokens. App-only tokens do not have them.
const USER_CLAIMS: [&str; 12] = [
    "name",
    "preferred_username",
    "unique_name",
    "email",
    "upn",
    "given_name",
    "family_name",
    "login_hint",
    "auth_time",
    "nonce",
    "at_hash",
    "c_hash",
];

/// A validator, and the values that it must require in a token.
struct Service {
    validator: TokenValidator,
    key_issuers: Vec<String>,
    admits: fn(&str) -> bool,
    versions: &'static [&'static str],
    client_id: &'static str,
    uri: &'static str,
    further: Option<&'static str>,
    marks_app_only: bool,
    /// The earliest `iat` of tokens that have the claims about agents. `None` if the manifest does
    /// not request them, and 0 if a token without `iat` has them, too.
    agent_claims_since: Option<u32>,
}

static SERVICES: LazyLock<[Service; 3]> = LazyLock::new(|| {
    let builder = |tenant, client_id: &str| {
        let keys = Jwks::from_json(KEYS).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW.into());
        TokenValidator::builder(tenant)
            .client_id(client_id)
            .jwks(keys)
            .keep_claims()
            .clock(move || now)
    };
    let single = builder(Tenants::single(TENANT).unwrap(), DEV).token_version(TokenVersion::V2);
    let since = SystemTime::UNIX_EPOCH + Duration::from_secs(SINCE.into());
    let any = builder(Tenants::any_organization(), PROD)
        .token_version(TokenVersion::V1)
        .idtyp_since(since);
    let two =
        builder(Tenants::any_of([TENANT, OTHER_TENANT]).unwrap(), DEV)
            .audience("urn:further")
            .agent_claims_since(since);
    let services = [
        Service {
            validator: at_once(single.build()).unwrap(),
            key_issuers: Vec::new(),
            admits: |tid| tid == TENANT,
            versions: &["2.0"],
            client_id: DEV,
            uri: "api://crm",
            further: None,
            marks_app_only: false,
            agent_claims_since: Some(0),
        },
        Service {
            validator: at_once(any.build()).unwrap(),
            key_issuers: vec!["https://sts.windows.net/{tenantid}/".to_owned()],
            admits: |tid| tid != PERSONAL_ACCOUNTS,
            versions: &["1.0"],
            client_id: PROD,
            uri: "https://crm.example",
            further: None,
            marks_app_only: true,
            agent_claims_since: None,
        },
        Service {
            validator: at_once(two.build()).unwrap(),
            key_issuers: vec!["https://login.microsoftonline.com/{tenantid}/v2.0".to_owned()],
            admits: |tid| tid == TENANT || tid == OTHER_TENANT,
            versions: &["1.0", "2.0"],
            client_id: DEV,
            uri: "api://crm",
            further: Some("urn:further"),
            marks_app_only: false,
            agent_claims_since: Some(SINCE),
        },
    ];
    assert!(
        at_once(services[0].validator.validate(GENUINE)).is_ok(),
        "the genuine token is accepted"
    );
    services
});

fuzz_target!(|bytes: &[u8]| {
    as_token(bytes);
    as_header(bytes);
    let composed = composed::object(&CLAIMS, &mut bytes.iter().copied()).to_string();
    for service in &*SERVICES {
        as_payload(bytes, service);
        as_payload(composed.as_bytes(), service);
    }
});

/// Checks that only the genuine token is accepted, and no other encoding of it.
fn as_token(bytes: &[u8]) {
    let Ok(token) = std::str::from_utf8(bytes) else { return };
    for service in &*SERVICES {
        let accepted = at_once(service.validator.validate(token)).is_ok();
        assert!(!accepted || token == GENUINE, "an unsigned token was accepted");
    }
}

/// Checks that the payload and the signature of the genuine token need the genuine header.
fn as_header(bytes: &[u8]) {
    let (header, rest) = GENUINE.split_once('.').unwrap();
    let token = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(bytes));
    let accepted = at_once(SERVICES[0].validator.validate(&token)).is_ok();
    assert!(!accepted || token.starts_with(header), "an unsigned header was accepted");
}

fn as_payload(bytes: &[u8], service: &Service) {
    let caller = match internals::caller(&service.validator, bytes, &service.key_issuers) {
        Ok(caller) => caller,
        Err(error) => {
            assert_ne!(error, TokenError::Signature);
            return;
        }
    };
    check_permissions(&caller);
    // The validator skips claims that it does not read. They may be too deeply nested for `Value`.
    let Ok(claims) = serde_json::from_slice::<Value>(bytes) else { return };
    check_identity(&caller, &claims, service);
    check_values(&caller, &claims);
    check_agent(&caller, &claims, service);
    assert_eq!(caller.claims::<Value>().unwrap(), claims);
}

fn check_permissions(caller: &Caller) {
    let effective = caller.effective();
    let held = caller.held();
    let granted = caller.granted();
    assert!(effective.is_subset(held));
    assert!(!held.is_empty() || !granted.is_empty(), "a caller has at least one role or scope");
    assert!(
        caller.kind() == CallerKind::User || granted.is_empty(),
        "an application has no scopes"
    );
    for role in Role::ALL.iter().copied() {
        let (_, users, applications, scopes) = ROLES[role.index()];
        assert_eq!(role.value(), ROLES[role.index()].0);
        let is_granted = granted.iter().any(|scope| scopes.contains(&scope.value()));
        let expected = held.contains(role)
            && match caller.kind() {
                CallerKind::User => users && is_granted,
                CallerKind::App => applications,
            };
        assert_eq!(effective.contains(role), expected, "{role}");
        assert_eq!(caller.can(role), expected, "{role}");
        assert_eq!(caller.require(role).is_ok(), expected, "{role}");
    }
    let unknown = caller.unknown_values();
    assert!(unknown.len() <= 16 && unknown.iter().all(|value| value.len() <= 128));
}

/// Checks that the caller has the identity of the payload, and that the service accepts it.
fn check_identity(caller: &Caller, claims: &Value, service: &Service) {
    let text = |name: &str| claims[name].as_str();
    let tid = text("tid").unwrap();
    let ver = text("ver").unwrap();
    let aud = text("aud").unwrap();
    assert!(caller.tenant().to_string() == tid && (service.admits)(tid), "{tid}");
    assert!(service.versions.contains(&ver), "{ver}");
    let is_v1 = ver == "1.0";
    let issuer = if is_v1 {
        format!("https://sts.windows.net/{tid}/")
    } else {
        format!("https://login.microsoftonline.com/{tid}/v2.0")
    };
    assert_eq!(text("iss"), Some(&*issuer));
    let is_given = aud == service.client_id || service.further == Some(aud);
    let is_uri = aud.strip_suffix('/').unwrap_or(aud).eq_ignore_ascii_case(service.uri);
    let is_spn = aud.strip_prefix("spn:") == Some(service.client_id);
    assert!(is_given || is_v1 && (is_uri || is_spn), "{aud}");
    let exp = claims["exp"].as_f64().unwrap();
    let nbf = claims["nbf"].as_f64().unwrap();
    assert!(nbf < exp && exp > (NOW - SKEW).into() && nbf <= (NOW + SKEW).into(), "{nbf} {exp}");
    let has_scopes =
        text("scp").is_some_and(|scp| scp.split(' ').any(|scope| !matches!(scope, "" | "/")));
    let kind = match text("idtyp") {
        Some("app") => CallerKind::App,
        Some("user") => CallerKind::User,
        Some(other) => panic!("{other}"),
        None if has_scopes => CallerKind::User,
        None => {
            let is_from_before = claims["iat"].as_f64().is_some_and(|iat| iat < SINCE.into());
            assert!((!service.marks_app_only || is_from_before) && caller.client_id().is_some());
            assert!(
                USER_CLAIMS.iter().all(|name| claims.get(name).is_none()),
                "the token is an ID token"
            );
            CallerKind::App
        }
    };
    assert_eq!(caller.kind(), kind);
    assert!(claims.get("cnf").is_none(), "the token is bound to a key");
    assert!(kind == CallerKind::User || !has_scopes);
}

/// Checks that the caller has exactly the known roles and scopes of the payload.
fn check_values(caller: &Caller, claims: &Value) {
    let roles = match claims.get("roles") {
        Some(roles) => roles.as_array().unwrap().as_slice(),
        None => &[],
    };
    let held: Vec<&str> = caller.held().iter().map(Permission::value).collect();
    let expected = ROLES
        .iter()
        .map(|role| role.0)
        .filter(|role| roles.iter().any(|value| value == role));
    assert_eq!(held, expected.collect::<Vec<_>>());
    let scopes: Vec<&str> =
        claims.get("scp").map_or("", |scp| scp.as_str().unwrap()).split(' ').collect();
    let granted: Vec<&str> = caller.granted().iter().map(Permission::value).collect();
    let expected = SCOPES.iter().copied().filter(|scope| scopes.contains(scope));
    assert_eq!(granted, expected.collect::<Vec<_>>());
}

/// Checks that the caller is an agent if the payload has a mark of one, and that no agent meets a
/// condition on grounds of missing, malformed or contradictory claims.
fn check_agent(caller: &Caller, claims: &Value, service: &Service) {
    let has = |name: &str, facet: &str| {
        let facets = claims.get(name).map_or("0", |facets| facets.as_str().unwrap());
        let numbers: Vec<&str> = facets.split(' ').collect();
        let distinct: BTreeSet<u32> = numbers.iter().map(|text| text.parse().unwrap()).collect();
        assert!(facets.len() <= 256 && distinct.len() == numbers.len(), "{facets:?}");
        numbers.contains(&facet)
    };
    let actor = ["11", "13"].map(|facet| has("xms_act_fct", facet));
    let subject = ["11", "13"].map(|facet| has("xms_sub_fct", facet));
    let blueprint = claims.get("xms_par_app_azp");
    let is_delegated = caller.kind() == CallerKind::User;
    assert!(is_delegated || !subject[1], "an application has no user account");
    assert!(!is_delegated || !subject[0], "an agent identity is not a user");
    assert!(!subject[1] || actor[0], "only an agent uses its account");
    let is_agent = actor.contains(&true) || subject.contains(&true) || blueprint.is_some();
    assert_eq!(caller.agent().is_some(), is_agent);
    assert_eq!(caller.agent().and_then(|agent| agent.blueprint()).is_some(), blueprint.is_some());

    let is_known = match service.agent_claims_since {
        None => false,
        Some(0) => true,
        Some(since) => claims["iat"].as_f64().is_some_and(|iat| iat >= since.into()),
    };
    let is_person = is_delegated && !subject[1] && (!is_agent || actor == [true, false]);
    // A caller without any permission meets nothing, not even conditions alone.
    let has_permission = !caller.effective().is_empty()
        || caller.granted().iter().any(|scope| ENABLED_SCOPES.contains(&scope.value()));
    let meets = |conditions| caller.can(Requirement::all(conditions, &[]));
    let expected = |is_met| has_permission && is_known && is_met;
    assert_eq!(meets(Conditions::NONE.with_by(By::Person)), expected(is_person));
    assert_eq!(meets(Conditions::NONE.with_agents(AgentRule::Never)), expected(!is_agent));
    assert_eq!(meets(Conditions::NONE.with_agents(AgentRule::Only)), expected(is_agent));
}

/// Returns the output of a future that does not wait: the validators have fixed keys.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("fixed keys are not fetched"),
    }
}
