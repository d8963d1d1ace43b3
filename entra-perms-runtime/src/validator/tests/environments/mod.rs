//! A model with one app registration for each environment.

mod clients;

use core::fmt;
use core::str::FromStr;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use self::clients::{ASKS_FOR_NOTHING, Client};
use super::signed_tokens::at_once;
use crate::caller::{Caller, Reason};
use crate::model::{
    AppRegistration, CallerKind, ClientTable, Entry, Model, Permission, PermissionSet,
    SignInAudience, Table, Tables, TokenVersion, UnknownValue, slots,
};
use crate::requirement::{By, Clause, Conditions, Requirement};
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, TENANT, TestModel, permission};
use crate::testing::{DevIssuer, TokenBuilder};
use crate::validator::{
    BuildError, Excerpt, Tenants, TokenError, TokenValidator, TokenValidatorBuilder,
};

const DEV: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";
const PROD: &str = "620539d0-bd16-4c89-b6c4-32fc0414e29f";
/// The manifest of this environment does not state a token version.
const UNVERSIONED: &str = "3f2b8c1d-0a4e-4d6f-8b7a-9c5d1e2f3a4b";
/// The manifest of this environment does not state this client id.
const STAGING: &str = "0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7";

#[derive(Clone, Copy, Debug)]
struct Environments;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Role {
    Read,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scope {
    Crm,
}

permission!(Environments, Role, Read "Read" true);
permission!(Environments, Scope, Crm "Crm" true);

impl crate::model::Sealed for Environments {}

impl Model for Environments {
    type Role = Role;
    type Scope = Scope;
    type Client = Client;

    const REGISTRATIONS: &'static [AppRegistration] = &[
        AppRegistration::new(Some(DEV), &["api://dev"], Some(TokenVersion::V2))
            .with_sign_in_audience(SignInAudience::AzureAdMyOrg)
            .with_app_only_marked(),
        AppRegistration::new(Some(PROD), &["api://prod"], Some(TokenVersion::V1))
            .with_sign_in_audience(SignInAudience::AzureAdMultipleOrgs)
            .with_client_id_as_audience(),
        AppRegistration::new(None, &["api://staging"], Some(TokenVersion::V1)),
        AppRegistration::new(Some(UNVERSIONED), &[], None),
    ];

    const TABLES: &'static Tables<Self> = &Tables {
        roles_of_scope: &[PermissionSet::from_words([1])],
        at_least: &[],
        users: PermissionSet::from_words([1]),
        applications: PermissionSet::from_words([1]),
        delegated: PermissionSet::from_words([1]),
        enabled_roles: PermissionSet::from_words([1]),
        enabled_scopes: PermissionSet::from_words([1]),
        clients: &[
            ClientTable { permissions: &[ASKS_FOR_NOTHING, ASKS_FOR_NOTHING] },
            ClientTable { permissions: &[ASKS_FOR_NOTHING] },
        ],
        #[cfg(any(feature = "utoipa", feature = "aide"))]
        scope_descriptions: &[""],
    };
}

static ISSUER: LazyLock<DevIssuer> = LazyLock::new(|| DevIssuer::new(TENANT).unwrap());

fn builder() -> TokenValidatorBuilder<Environments> {
    builder_for(Tenants::single(TENANT).unwrap())
}

fn builder_for(tenant: Tenants) -> TokenValidatorBuilder<Environments> {
    TokenValidator::builder(tenant).jwks(ISSUER.jwks())
}

fn validate(
    builder: TokenValidatorBuilder<Environments>,
    token: TokenBuilder<'_, Environments>,
) -> Result<CallerKind, TokenError> {
    let validator = at_once(builder.build()).unwrap();
    at_once(validator.validate(&token.sign())).map(|caller| caller.kind())
}

fn user() -> TokenBuilder<'static, Environments> {
    ISSUER.user().roles([Role::Read]).scopes([Scope::Crm])
}

fn app() -> TokenBuilder<'static, Environments> {
    ISSUER.app().roles([Role::Read])
}

/// Returns claims of the token. A missing claim is `null`.
fn claims<const N: usize>(token: TokenBuilder<'_, impl Model>, names: [&str; N]) -> [Value; N] {
    let token = token.sign();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&payload).unwrap();
    names.map(|name| claims[name].clone())
}

#[test]
fn client_id_chooses_one_of_several_registrations() {
    assert_eq!(
        at_once(builder().build()).unwrap_err(),
        BuildError::RegistrationNotChosen { registrations: Environments::REGISTRATIONS }
    );
    for client_id in [DEV, PROD, STAGING] {
        let build = || builder().client_id(client_id.to_uppercase());
        assert_eq!(validate(build(), user().registration(client_id)), Ok(CallerKind::User));
        assert_eq!(validate(build(), app().registration(client_id)), Ok(CallerKind::App));
        for other in [DEV, PROD, STAGING].into_iter().filter(|other| *other != client_id) {
            assert!(validate(build(), user().registration(other)).is_err(), "{client_id}: {other}");
        }
    }
}

#[test]
fn chosen_registration_decides_audience_version_and_idtyp() {
    let audience = |found: &str, expected| {
        let is_client_id = !found.starts_with("api://");
        let difference =
            is_client_id.then_some("the token's is the client id of another application");
        let expected = Excerpt::new(expected);
        Err(TokenError::Audience { found: Excerpt::new(found), expected, difference })
    };
    let v1 = || user().version(TokenVersion::V1);
    let version = |found| Err(TokenError::Version { found: Excerpt::new(found) });

    let dev = || builder().client_id(DEV);
    assert_eq!(validate(dev(), v1().audience(DEV)), version("1.0"));
    assert_eq!(validate(dev(), app().without("idtyp")), Err(TokenError::NoKind));

    let prod = || builder().client_id(PROD);
    assert_eq!(validate(prod(), v1().audience("api://prod")), audience("api://prod", PROD));
    assert_eq!(validate(prod(), v1().audience("api://dev")), audience("api://dev", PROD));
    assert_eq!(validate(prod(), v1().audience(DEV)), audience(DEV, PROD));
    assert_eq!(validate(prod(), app().registration(PROD).without("idtyp")), Ok(CallerKind::App));
    assert_eq!(validate(prod(), user().version(TokenVersion::V2).audience(PROD)), version("2.0"));

    let staging = || builder().client_id(STAGING);
    assert_eq!(validate(staging(), v1().audience(STAGING)), Ok(CallerKind::User));
    for uri in ["api://staging", "api://staging/", "api://prod"] {
        assert_eq!(validate(staging(), v1().audience(uri)), audience(uri, STAGING));
    }
    let with_uri = staging().audience("api://staging");
    assert_eq!(validate(with_uri, v1().audience("api://staging")), Ok(CallerKind::User));
}

/// The registration of `DEV` requests `idtyp`. The other registrations do not.
#[test]
fn token_without_idtyp_is_accepted_only_if_issued_before_idtyp_since() {
    let now = SystemTime::now();
    let since = now - Duration::from_secs(300);
    let before = now - Duration::from_secs(600);
    let dev = || builder().client_id(DEV).idtyp_since(since);
    let without_idtyp = |issued_at| app().without("idtyp").issued_at(issued_at);
    assert_eq!(validate(dev(), without_idtyp(before)), Ok(CallerKind::App));
    assert_eq!(validate(dev(), without_idtyp(now)), Err(TokenError::NoKind));
    assert_eq!(validate(dev(), without_idtyp(before).without("iat")), Err(TokenError::NoKind));
    assert_eq!(validate(dev(), app()), Ok(CallerKind::App));
    assert_eq!(validate(dev(), user().issued_at(before)), Ok(CallerKind::User));
    let prod = || builder().client_id(PROD).idtyp_since(since);
    assert_eq!(validate(prod(), without_idtyp(now).registration(PROD)), Ok(CallerKind::App));
    // Without `idtyp_since`, every app-only token must have `idtyp`.
    assert_eq!(validate(builder().client_id(DEV), without_idtyp(before)), Err(TokenError::NoKind));
}

#[test]
fn idtyp_since_in_the_future_counts_as_the_time_of_startup() {
    let start = SystemTime::now();
    let seconds = Duration::from_secs;
    for since in [start, start + seconds(40), start + seconds(86_400), start + seconds(1 << 35)] {
        let dev = || builder().client_id(DEV).clock(move || start).idtyp_since(since);
        let without_idtyp = |issued_at| app().without("idtyp").issued_at(issued_at);
        assert_eq!(validate(dev(), without_idtyp(start - seconds(2))), Ok(CallerKind::App));
        assert_eq!(validate(dev(), without_idtyp(start + seconds(30))), Err(TokenError::NoKind));
    }
}

#[test]
fn scopes_have_the_app_id_uri_of_the_registration_or_the_client_id_in_front() {
    for (client_id, in_front) in [(DEV, "api://dev"), (PROD, "api://prod"), (STAGING, STAGING)] {
        let validator = at_once(builder().client_id(client_id).build()).unwrap();
        let document = validator.protected_resource("https://crm.example").unwrap();
        assert_eq!(document.resource, "https://crm.example");
        let scope = document.scopes_supported.first().unwrap();
        assert!(scope.starts_with(&format!("{in_front}/")), "{scope}");
    }
}

#[test]
fn token_version_overrides_the_manifest() {
    let build = || builder().client_id(DEV).token_version(TokenVersion::V1);
    assert_eq!(validate(build(), user().version(TokenVersion::V1)), Ok(CallerKind::User));
    assert_eq!(validate(build(), user()), Err(TokenError::Version { found: Excerpt::new("2.0") }));
}

#[test]
fn single_tenant_registration_is_an_error_with_several_tenants() {
    for tenants in [Tenants::any_organization(), Tenants::any_of([TENANT, OTHER_TENANT]).unwrap()] {
        let build = |client_id| at_once(builder_for(tenants.clone()).client_id(client_id).build());
        assert_eq!(build(DEV).unwrap_err(), BuildError::OneTenantOnly);
        assert!(build(PROD).is_ok() && build(STAGING).is_ok());
    }
}

#[test]
fn test_tokens_follow_the_chosen_registration() {
    let names = ["ver", "aud", "idtyp"];
    let first = [json!("2.0"), json!(DEV), json!("app")];
    assert_eq!(claims(app(), names), first);
    assert_eq!(claims(app().registration(DEV.to_uppercase()), names), first);
    assert_eq!(claims(user(), names), [json!("2.0"), json!(DEV), Value::Null]);
    assert_eq!(claims(user().version(TokenVersion::V1), names)[1], "api://dev");
    assert_eq!(claims(app().registration(PROD), names), [json!("1.0"), json!(PROD), Value::Null]);
    let staging = || app().registration(STAGING);
    assert_eq!(claims(staging(), names), [json!("1.0"), json!(STAGING), Value::Null]);
    assert_eq!(claims(staging().version(TokenVersion::V2), names)[1], STAGING);
}

#[test]
fn test_tokens_of_an_unknown_registration_have_its_client_id_as_audience() {
    let other = || ISSUER.app::<TestModel>().registration(STAGING);
    assert_eq!(claims(other(), ["ver", "aud"]), ["2.0", STAGING]);
    assert_eq!(claims(other().version(TokenVersion::V1), ["ver", "aud"]), ["1.0", STAGING]);
    assert_eq!(
        claims(app().registration("nobody"), ["ver", "aud", "idtyp"]),
        [json!("2.0"), json!("nobody"), Value::Null]
    );
}

/// The registrations do not request the claims about agents.
#[test]
fn conditions_about_agents_deny_test_callers_as_they_deny_tokens() {
    const READ: Clause<Environments> = Clause::of_roles(PermissionSet::from_index(0));
    let person = Requirement::all(Conditions::NONE.with_by(By::Person), const { &[READ] });
    let validator = at_once(builder().client_id(DEV).build()).unwrap();
    let token = user().registration(DEV).sign();
    let of_token = at_once(validator.validate(&token)).unwrap();
    let of_test = Caller::test().user().roles([Role::Read]).scopes([Scope::Crm]).build();
    for caller in [of_token, of_test] {
        assert!(caller.can(Role::Read));
        let denied = caller.require(person).unwrap_err();
        assert_eq!(denied.reasons(), [Reason::AgentClaimsNotRequested]);
    }
}

#[test]
fn a_change_without_a_version_is_an_error() {
    let later = SystemTime::now() + Duration::from_secs(60);
    let changing = || builder().client_id(UNVERSIONED).both_versions_until(later);
    let error = at_once(changing().build()).unwrap_err();
    assert_eq!(error, BuildError::NoTokenVersion);
    assert_eq!(
        error.to_string(),
        "`both_versions_until` needs the version of the tokens after that time, and the manifest \
         does not state it: give it with `token_version`, or export the manifest again"
    );
    assert!(at_once(changing().token_version(TokenVersion::V2).build()).is_ok());
}

/// The manifest of the chosen registration counts, and neither another one nor `idtyp_since`.
#[test]
fn applications_without_roles_need_a_manifest_that_requests_idtyp() {
    let marked = || app().roles([]).claim("idtyp", "app");
    let accepting = |client_id: &str| builder().client_id(client_id).accept_apps_without_roles();
    assert_eq!(validate(accepting(DEV), marked()), Ok(CallerKind::App));
    assert_eq!(validate(accepting(DEV), marked().without("idtyp")), Err(TokenError::NoKind));
    for unmarked in [PROD, UNVERSIONED, STAGING] {
        for builder in
            [accepting(unmarked), accepting(unmarked).idtyp_since(SystemTime::UNIX_EPOCH)]
        {
            let error = at_once(builder.build()).unwrap_err();
            assert_eq!(error, BuildError::IdtypNotRequested { client_id: unmarked.to_owned() });
        }
        assert!(at_once(builder().client_id(unmarked).build()).is_ok());
    }
    assert_eq!(
        at_once(accepting(PROD).build()).unwrap_err().to_string(),
        format!(
            "`accept_apps_without_roles` has no effect without `idtyp` in the tokens, and the \
             manifest of the app registration `{PROD}` does not request it: add \
             `{{ \"name\": \"idtyp\" }}` to `optionalClaims.accessToken` of the registration and \
             of the manifest"
        )
    );
}

/// The log names the registration of a denied caller, because there are several.
#[test]
fn a_denial_names_the_registration() {
    for client_id in [DEV, PROD] {
        let validator = at_once(builder().client_id(client_id).build()).unwrap();
        let token = ISSUER
            .user::<Environments>()
            .scopes([Scope::Crm])
            .registration(client_id)
            .sign();
        let caller = at_once(validator.validate(&token)).unwrap();
        assert_eq!(caller.registration().to_string(), client_id);
        Log::start();
        assert!(caller.require(Role::Read).is_err());
        let [line] = &Log::lines()[..] else { panic!("one line") };
        assert!(line.contains(&format!(" registration={client_id} ")), "{line}");
    }
}
