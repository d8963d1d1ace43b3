//! Tokens of a development issuer, explained by the code of the command, and validated by the
//! runtime: good ones, and ones with claims that break rules.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use entra_perms_model::{Disk, Lookup};
use entra_perms_runtime::audit::Guarded;
use entra_perms_runtime::explanation::{
    Check, CheckOutcome, ExplainedToken, KnownService, NotChecked, Rule, explain,
};
use entra_perms_runtime::testing::{DevIssuer, TokenBuilder};
use entra_perms_runtime::{
    Conditions, Permission, PermissionSet, Tenants, TokenError, TokenVersion, Uuid,
};
use proc_macro2::{TokenStream, TokenTree};
use proptest::sample::select;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::callers::{self, BLUEPRINT, Facts, OTHER_CLIENT, Proof, REGISTRATIONS, Subject};
use crate::decisions::{Caller as Described, Requirement, Values, api, reasons_against, stated};
use crate::guards::Guards;
use crate::model::{Caller, Model, TokenValidator, guards};

pub(crate) const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const COUNT: usize = 4_000;

/// The client ids of the client `Desk`: development, production.
const DESKS: [&str; 2] =
    ["40000000-0000-4000-8000-000000000011", "50000000-0000-4000-8000-000000000011"];

/// Changes that make a token bad, or unusual.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    None,
    Expired,
    Early,
    OtherVersion,
    UnknownVersion,
    OtherTenant,
    PersonalAccount,
    OtherIssuer,
    Device,
    AppWithScopes,
    NoKind,
    IdToken,
    Bound,
    BadClient,
    BadObject,
    NoClient,
    Contradiction,
    BadFacets,
    UnknownValues,
    NothingGranted,
    NoAgentMark,
    Graph,
    OtherKey,
    DeskOfDevelopment,
    DeskOfProduction,
}

impl Change {
    const ALL: [Self; 25] = [
        Self::None,
        Self::Expired,
        Self::Early,
        Self::OtherVersion,
        Self::UnknownVersion,
        Self::OtherTenant,
        Self::PersonalAccount,
        Self::OtherIssuer,
        Self::Device,
        Self::AppWithScopes,
        Self::NoKind,
        Self::IdToken,
        Self::Bound,
        Self::BadClient,
        Self::BadObject,
        Self::NoClient,
        Self::Contradiction,
        Self::BadFacets,
        Self::UnknownValues,
        Self::NothingGranted,
        Self::NoAgentMark,
        Self::Graph,
        Self::OtherKey,
        Self::DeskOfDevelopment,
        Self::DeskOfProduction,
    ];

    fn apply(self, token: Token<'_>) -> Token<'_> {
        const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
        let claim = |name: &str, value: Value| (name.to_owned(), value);
        let (name, value) = match self {
            Self::None => return token,
            Self::Expired => return token.issued_at(now() - Duration::from_secs(9_000)),
            Self::Early => return token.issued_at(now() + Duration::from_secs(900)),
            Self::OtherVersion => return token.version(TokenVersion::V1),
            Self::NoKind => return token.without("idtyp").without("scp"),
            Self::IdToken => {
                return token.without("idtyp").without("scp").claim("preferred_username", "a@b.c");
            }
            Self::NoClient => return token.without("azp").without("appid"),
            Self::UnknownValues => {
                return token
                    .claim("roles", json!(["Books.Read.All", "Books.Raed.All", "x y"]))
                    .claim("scp", "Library.Read.All Library.Unknown  Library.Search");
            }
            Self::NothingGranted => return token.claim("scp", "/").claim("roles", json!([])),
            Self::NoAgentMark => {
                let token = token.without("xms_act_fct").without("xms_sub_fct");
                return token.without("xms_par_app_azp");
            }
            Self::Graph => return token.header("nonce", "x"),
            Self::OtherKey => return token.header("kid", "other"),
            Self::UnknownVersion => claim("ver", json!("3.0")),
            Self::OtherTenant => claim("tid", json!(OTHER_CLIENT.to_string())),
            Self::PersonalAccount => claim("tid", json!(PERSONAL)),
            Self::OtherIssuer => claim("iss", json!("https://evil.example/v2.0")),
            Self::Device => claim("idtyp", json!("device")),
            Self::AppWithScopes => claim("idtyp", json!("app")),
            Self::Bound => claim("cnf", json!({ "kid": "x" })),
            // A client belongs to one registration of the API.
            Self::DeskOfDevelopment => claim("azp", json!(DESKS[0])),
            Self::DeskOfProduction => claim("azp", json!(DESKS[1])),
            Self::BadClient => claim("azp", json!("desk")),
            Self::BadObject => claim("oid", json!("me")),
            Self::Contradiction => claim("xms_sub_fct", json!("13")),
            Self::BadFacets => claim("xms_act_fct", json!("11,13")),
        };
        token.claim(name, value)
    }
}

type Token<'i> = TokenBuilder<'i, Model>;

fn now() -> SystemTime {
    SystemTime::now()
}

/// Returns a signed token with the facts, and with changes.
pub(crate) fn token(issuer: &DevIssuer, facts: &Facts, changes: &[Change]) -> String {
    if facts.subject.is_app_only() {
        let token = issuer.app::<Model>();
        let token = match facts.subject {
            Subject::AgentAsItself => token.agent(BLUEPRINT),
            _ => token,
        };
        return with_common(token, facts, changes);
    }
    let token = issuer.user::<Model>();
    let token = match facts.subject {
        Subject::AgentForUser => token.agent(BLUEPRINT),
        Subject::AgentForUnknownSubject => {
            token.agent(BLUEPRINT).without("xms_act_fct").without("xms_sub_fct")
        }
        Subject::AgentAccount => token.agent_account(BLUEPRINT),
        _ => token,
    };
    let token = token.scopes(facts.scopes.iter().copied());
    with_common(token.contexts(facts.contexts.iter().copied()), facts, changes)
}

fn with_common(token: Token<'_>, facts: &Facts, changes: &[Change]) -> String {
    let token = token.registration(REGISTRATIONS[facts.registration].to_string());
    let token = match facts.client {
        Some(client) => token.client(client),
        None => token.client_id(OTHER_CLIENT),
    };
    let token = match facts.proof {
        Proof::AsRegistered => token,
        Proof::Unproven => token.without_client_secret(),
    };
    let token = token.roles(facts.roles.iter().copied());
    let age = Duration::from_secs(facts.age);
    let token = token.issued_at(now() - age).expires_in(age + Duration::from_secs(1_800));
    changes.iter().fold(token, |token, change| change.apply(token)).sign()
}

/// Returns the model, as the command reads it from the source.
fn read_model() -> entra_perms_model::Model {
    let file = root().join("tests/runtime/model.rs");
    let source: TokenStream = std::fs::read_to_string(&file).unwrap().parse().unwrap();
    let trees: Vec<_> = source.into_iter().collect();
    let at = trees.iter().position(|tree| tree.to_string() == "permissions").unwrap();
    let TokenTree::Group(arguments) = &trees[at + 2] else { panic!("no arguments") };
    let disk = Disk::default();
    let lookup = Lookup::new(&disk, Some(root()), Some(file));
    let analysis = entra_perms_model::analyze(arguments.stream(), &lookup);
    assert!(!analysis.has_errors());
    analysis.model.unwrap()
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn values<P: Permission>(set: PermissionSet<P>) -> Vec<usize> {
    set.iter().map(Permission::index).collect()
}

pub(crate) struct Comparison {
    pub(crate) issuer: DevIssuer,
    model: entra_perms_model::Model,
    pub(crate) validators: Vec<TokenValidator>,
    requirements: Vec<Requirement>,
}

impl Comparison {
    pub(crate) fn new() -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let build = |id: &Uuid| {
            let builder = TokenValidator::builder(Tenants::single(TENANT).unwrap());
            let builder = builder.jwks(issuer.jwks()).client_id(id.to_string());
            at_once(builder.build()).unwrap()
        };
        let validators = REGISTRATIONS.iter().map(build).collect();
        let model = read_model();
        let document: Guards = serde_json::from_str(&guards().to_json()).unwrap();
        let mut requirements = Requirement::read_all(&document, &model).unwrap();
        let nothing = serde_json::from_value(json!({ "clauses": [] })).unwrap();
        requirements.push(Requirement::read(&nothing, &model).unwrap());
        Self { issuer, model, validators, requirements }
    }

    fn service(&self, keys: bool) -> KnownService {
        let keys = keys.then(|| self.issuer.jwks());
        KnownService::new(Some(Tenants::single(TENANT).unwrap()), None, keys).unwrap()
    }

    /// Compares one token. Returns the error of the validator.
    fn compare(&self, facts: &Facts, changes: &[Change]) -> Option<TokenError> {
        let token = token(&self.issuer, facts, changes);
        let about = format!("{facts:?} {changes:?}");
        let id = REGISTRATIONS[facts.registration];
        assert_eq!(stated(&self.model.apps[facts.registration]), Some(id));
        let api = api(&self.model.apps[facts.registration], id, &[]);
        let mut values = Values::new(&self.model);
        let explained = explain(&token, &api, &self.service(true), now(), &mut values);
        let validated = at_once(self.validators[facts.registration].validate(&token));
        assert_eq!(first_refused(&explained), validated.as_ref().err(), "{about}");
        if let Ok(caller) = &validated {
            let described = explained.caller.unwrap();
            let app = facts.registration;
            let described = Described { model: &self.model, app, facts: described, values };
            self.compare_callers(caller, &described, &about);
        }
        self.compare_without_keys(&token, &api, validated.as_ref().err(), &about);
        validated.err()
    }

    fn compare_callers(&self, caller: &Caller, described: &Described<'_>, about: &str) {
        let indices = |set: &std::collections::BTreeSet<usize>| set.iter().copied().collect();
        let found: [Vec<usize>; 3] = [
            indices(&described.values.held),
            indices(&described.values.granted),
            indices(&described.effective()),
        ];
        let expected =
            [values(caller.held()), values(caller.granted()), values(caller.effective())];
        assert_eq!(found, expected, "{about}");
        assert_eq!(described.client(), caller.client().map(|it| it.to_string()).as_deref());
        assert_eq!(described.facts.unknown_values, caller.unknown_values(), "{about}");
        let names = described.names();
        let guards = guards();
        let required = guards.functions().iter().map(Guarded::requirement);
        // No guard of a program has conditions alone.
        let nothing = entra_perms_runtime::Requirement::all(Conditions::NONE, &[]);
        let required = required.chain([nothing]);
        for (required, requirement) in required.zip(&self.requirements) {
            let denied = caller.require(required).err();
            let expected = denied.as_ref().map_or(&[][..], |denied| denied.reasons());
            let expected: Vec<_> = expected.iter().map(|it| (it.id(), it.to_string())).collect();
            let found = reasons_against(described, requirement, &names, now());
            let found: Vec<_> = found.iter().map(|it| (it.id(), it.to_string())).collect();
            assert_eq!(found, expected, "{required} {about}");
        }
    }

    /// Without keys, the checks that need no key have equal results.
    fn compare_without_keys(
        &self,
        token: &str,
        api: &entra_perms_runtime::explanation::Api,
        error: Option<&TokenError>,
        about: &str,
    ) {
        let mut values = Values::new(&self.model);
        let explained = explain(token, api, &self.service(false), now(), &mut values);
        match first_refused(&explained) {
            None => assert!(matches!(error, None | Some(TokenError::UnknownKey)), "{about}"),
            Some(_) if error == Some(&TokenError::UnknownKey) => {}
            found => assert_eq!(found, error, "{about}"),
        }
        assert!(!explained.checks.contains(&(Check::Signature, CheckOutcome::Passed)), "{about}");
    }
}

/// Polls a future once. With given keys, a validator never waits.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

/// Returns changes for one token after the other, equal in each run.
pub(crate) fn random_changes() -> impl Iterator<Item = Vec<Change>> {
    let mut runner = TestRunner::deterministic();
    let changes = proptest::collection::vec(select(Change::ALL.to_vec()), 0..3);
    std::iter::repeat_with(move || changes.new_tree(&mut runner).unwrap().current())
}

fn first_refused(explained: &ExplainedToken) -> Option<&TokenError> {
    explained.checks.iter().find_map(|(_, outcome)| match outcome {
        CheckOutcome::Refused(error) => Some(error),
        CheckOutcome::Passed | CheckOutcome::NotChecked(_) => None,
    })
}

#[test]
fn random_tokens_are_explained_as_the_runtime_validates_them() {
    let comparison = Comparison::new();
    let mut errors = Vec::new();
    let mut accepted = 0;
    for (facts, changes) in callers::random(COUNT).into_iter().zip(random_changes()) {
        match comparison.compare(&facts, &changes) {
            Some(error) => errors.push(format!("{error:?}")),
            None => accepted += 1,
        }
    }
    errors.sort_unstable();
    errors.dedup();
    // Otherwise nothing is compared.
    assert!(accepted > COUNT / 5, "{accepted}");
    assert!(errors.len() > 12, "{errors:#?}");
}

/// A service whose tenants are not known is not said to serve a tenant.
#[test]
fn settings_that_are_not_known_are_not_checked() {
    let comparison = Comparison::new();
    let facts = &callers::random(1)[0];
    let api =
        api(&comparison.model.apps[facts.registration], REGISTRATIONS[facts.registration], &[]);
    let outcome = |tenants: Option<Tenants>, changes: &[Change], rule: Rule| {
        let service = KnownService::new(tenants, None, None).unwrap();
        let token = token(&comparison.issuer, facts, changes);
        let mut values = Values::new(&comparison.model);
        let explained = explain(&token, &api, &service, now(), &mut values);
        let found = explained.checks.into_iter().find(|(it, _)| *it == Check::Rule(rule));
        found.unwrap().1
    };
    let unknown = outcome(None, &[], Rule::Tenant);
    assert_eq!(unknown, CheckOutcome::NotChecked(NotChecked::NoTenant));
    let given = outcome(Some(Tenants::single(TENANT).unwrap()), &[], Rule::Tenant);
    assert_eq!(given, CheckOutcome::Passed);
    // No service has users with personal accounts.
    let personal = outcome(None, &[Change::PersonalAccount], Rule::Tenant);
    assert!(matches!(personal, CheckOutcome::Refused(TokenError::Tenant { .. })), "{personal:?}");
    let filter = outcome(None, &[], Rule::TenantFilter);
    assert_eq!(filter, CheckOutcome::NotChecked(NotChecked::SettingOfService));
}
