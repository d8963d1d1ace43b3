//! The intersection, and the reasons of denials.

mod agents;
mod claims;
mod clients;

use std::time::{Duration, SystemTime};

use super::*;
use crate::model::Permission;
use crate::requirement::{By, Clause, Conditions, Requirement};
use crate::test_support::model::{Role, Scope, TestModel};

/// Returns the time at which callers are checked.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000)
}

const LIFETIME: Lifetime =
    Lifetime { not_before: SystemTime::UNIX_EPOCH, expires_at: SystemTime::UNIX_EPOCH };

fn caller(kind: CallerKind, roles: &[Role], scopes: &[Scope]) -> Caller<TestModel> {
    let identity = Identity { kind, tenant: Uuid::from_u128(1), object_id: None, client_id: None };
    let held = roles.iter().copied().collect();
    let granted = scopes.iter().copied().collect();
    Caller::new(identity, LIFETIME, held, granted, details())
}

/// The standing of a caller without a token, which no validator accepts.
struct NoToken;

impl Standing for NoToken {
    fn check(&self, _: Lifetime, _: Uuid) -> Result<Duration, Ended> {
        Err(Ended::KeyWithdrawn)
    }

    fn now(&self) -> SystemTime {
        now()
    }
}

fn details() -> Details {
    Details {
        standing: Box::new(NoToken),
        origin: Origin { registration: Uuid::nil(), authority: "https://login.example".into() },
        api_facts: Arc::new(ApiFacts::new("api://crm")),
        actor: Actor::NotAgent,
        client_authentication: ClientAuthentication::Proven,
        unknown: UnknownValues::default(),
        authentication_contexts: Vec::new(),
        claims_challenge: None,
        claims: None,
    }
}

fn user(roles: &[Role], scopes: &[Scope]) -> Caller<TestModel> {
    caller(CallerKind::User, roles, scopes)
}

fn app(roles: &[Role]) -> Caller<TestModel> {
    caller(CallerKind::App, roles, &[])
}

const EVERY_ROLE: &[Role] =
    &[Role::ReadTeam, Role::ReadAll, Role::Import, Role::Retired, Role::Console];
/// Requires the scope that maps to no role.
const NOTHING: Clause<TestModel> = Clause::of_scopes(PermissionSet::from_words([0b1000]));
const EVERY_SCOPE: &[Scope] = &[Scope::Crm, Scope::CrmTeam, Scope::Old, Scope::Nothing];

#[test]
fn scopes_narrow_the_roles_of_a_user_and_never_widen_them() {
    use Role::{ReadAll, ReadTeam};
    use Scope::{Crm, CrmTeam, Nothing, Old};
    let table: &[(&[Role], &[Scope], &[Role])] = &[
        (&[ReadTeam, ReadAll], &[Crm], &[ReadTeam, ReadAll]),
        (&[ReadTeam, ReadAll], &[CrmTeam], &[ReadTeam]),
        (&[ReadTeam, ReadAll], &[CrmTeam, Nothing], &[ReadTeam]),
        (&[ReadTeam], &[Crm], &[ReadTeam]),
        (&[ReadAll], &[CrmTeam], &[]),
        (&[], &[Crm, CrmTeam], &[]),
        (&[ReadTeam, ReadAll], &[], &[]),
        (&[ReadTeam, ReadAll], &[Nothing], &[]),
        (&[ReadTeam, ReadAll], &[Old], &[]),
        (EVERY_ROLE, EVERY_SCOPE, &[ReadTeam, ReadAll]),
        (&[Role::Import], EVERY_SCOPE, &[]),
        (&[Role::Retired], &[Crm], &[]),
        (&[Role::Console], EVERY_SCOPE, &[]),
    ];
    for (held, granted, effective) in table {
        let expected = effective.iter().copied().collect();
        assert_eq!(user(held, granted).effective(), expected, "{held:?} through {granted:?}");
    }
}

#[test]
fn an_application_may_use_its_enabled_application_roles() {
    assert_eq!(app(EVERY_ROLE).effective(), [Role::ReadAll, Role::Import].into_iter().collect());
    assert_eq!(app(&[Role::ReadTeam]).effective(), PermissionSet::EMPTY);
    assert_eq!(app(&[Role::Retired]).effective(), PermissionSet::EMPTY);
    // Scopes of an application count for nothing.
    assert_eq!(
        caller(CallerKind::App, &[Role::ReadTeam], EVERY_SCOPE).effective(),
        PermissionSet::EMPTY
    );
}

/// Tests every possible caller, because the model is small enough.
#[test]
fn effective_is_a_subset_of_held_and_grows_with_scopes() {
    for held in (0..1 << Role::ALL.len()).map(|bits| PermissionSet::<Role>::from_words([bits])) {
        let effective = |kind, granted| {
            let identity = caller(kind, &[], &[]).identity;
            Caller::<TestModel>::new(identity, LIFETIME, held, granted, details()).effective()
        };
        for granted in
            (0..1 << Scope::ALL.len()).map(|bits| PermissionSet::<Scope>::from_words([bits]))
        {
            let some = effective(CallerKind::User, granted);
            assert!(some.is_subset(held), "{held:?} {granted:?}");
            for scope in Scope::ALL {
                let more = effective(CallerKind::User, granted | (*scope).into());
                assert!(
                    some.is_subset(more) && more.is_subset(held),
                    "{held:?} {granted:?} {scope}"
                );
            }
            assert_eq!(
                effective(CallerKind::App, granted),
                effective(CallerKind::App, PermissionSet::EMPTY)
            );
        }
        assert!(effective(CallerKind::App, PermissionSet::EMPTY).is_subset(held), "{held:?}");
        assert_eq!(effective(CallerKind::User, PermissionSet::EMPTY), PermissionSet::EMPTY);
    }
}

#[test]
fn held_and_granted_include_disabled_values() {
    let caller = user(&[Role::Retired, Role::ReadAll], &[Scope::Old]);
    assert_eq!(format!("{:?}", caller.held()), r#"{"Contacts.Read.All", "Retired"}"#);
    assert_eq!(format!("{:?}", caller.granted()), r#"{"Old"}"#);
    assert!(!caller.can(Role::ReadAll) && !caller.can(Role::Retired));
}

#[test]
fn each_reason_names_who_must_act() {
    let reasons =
        |caller: Caller<TestModel>, role| caller.require(role).unwrap_err().reasons().to_vec();
    assert_eq!(
        reasons(user(&[Role::ReadTeam], &[Scope::Crm]), Role::ReadAll),
        [Reason::LacksRole { holder: CallerKind::User, any_of: vec!["Contacts.Read.All"] }]
    );
    // The narrowest scope is first, and disabled scopes are left out.
    assert_eq!(
        reasons(user(&[Role::ReadTeam], &[Scope::Old]), Role::ReadTeam),
        [Reason::LacksScope {
            held: vec!["Contacts.Read.Team"],
            any_of: vec!["Crm.Read.Team", "Crm.Read"]
        }]
    );
    assert_eq!(
        reasons(user(&[Role::Console], EVERY_SCOPE), Role::Console),
        [Reason::NotDelegated { held: vec!["Console"] }]
    );
    assert_eq!(
        reasons(app(&[]), Role::Import),
        [Reason::LacksRole { holder: CallerKind::App, any_of: vec!["Contacts.Import"] }]
    );
    assert_eq!(
        reasons(app(EVERY_ROLE), Role::ReadTeam),
        [Reason::WrongKind { expected: CallerKind::User }]
    );
    assert_eq!(app(&[Role::Import]).require(Role::Import), Ok(()));
}

#[test]
fn sufficient_scopes_are_listed_only_if_a_scope_helps() {
    let denied = user(&[Role::ReadTeam], &[]).require(Role::ReadTeam).unwrap_err();
    // `Crm` maps to this role too, but also to others.
    assert_eq!(denied.sufficient_scopes(), [["Crm.Read.Team"]]);
    assert!(!denied.is_misconfiguration());
    for denied in [
        user(&[], &[]).require(Role::ReadTeam),
        app(&[]).require(Role::ReadAll),
        app(EVERY_ROLE).require(Role::ReadTeam),
        user(EVERY_ROLE, EVERY_SCOPE).require(Role::Console),
    ] {
        assert!(denied.unwrap_err().sufficient_scopes().is_empty());
    }
}

/// Each set permits the caller and no smaller set does. If there is no set, all scopes together do
/// not permit the caller.
#[test]
fn sufficient_scopes_are_minimal() {
    let roles: Vec<PermissionSet<Role>> =
        (1..32).map(|bits| PermissionSet::from_words([bits])).collect();
    let few = roles.iter().filter(|set| set.len() < 3).copied();
    let clauses: Vec<_> = few.map(Clause::<TestModel>::of_roles).chain([NOTHING]).collect();
    let pairs = clauses
        .iter()
        .flat_map(|a| clauses.iter().map(move |b| &*Box::leak(Box::new([*a, *b]))));
    let mut named = 0;
    for requirement in pairs.map(|clauses| Requirement::all(Conditions::NONE, clauses)) {
        for held in [PermissionSet::EMPTY].iter().chain(&roles) {
            let held: Vec<Role> = held.iter().collect();
            let require = |scopes: &[Scope]| user(&held, scopes).require(requirement);
            for granted in [&[][..], &[Scope::CrmTeam], &[Scope::Nothing, Scope::Old]] {
                let Err(denied) = require(granted) else { continue };
                for sufficient in denied.sufficient_scopes() {
                    let scopes: Vec<Scope> =
                        sufficient.iter().map(|scope| scope.parse().unwrap()).collect();
                    assert_eq!(require(&scopes), Ok(()), "{requirement:?} {held:?} {scopes:?}");
                    for i in 0..scopes.len() {
                        let less = [&scopes[..i], &scopes[i + 1..]].concat();
                        assert!(require(&less).is_err(), "{requirement:?} {held:?} {scopes:?}");
                    }
                    named += 1;
                }
                assert_eq!(denied.sufficient_scopes().is_empty(), require(EVERY_SCOPE).is_err());
            }
        }
    }
    assert!(named > 1000, "{named}");
}

#[test]
fn a_requirement_for_one_kind_denies_the_other() {
    const READ: &[Clause<TestModel>] = &[Clause::of_roles(PermissionSet::from_words([0b00010]))];
    let user = user(&[Role::ReadAll], &[Scope::Crm]);
    let app = app(&[Role::ReadAll]);
    for (by, permitted, other) in [(By::User, &user, &app), (By::App, &app, &user)] {
        let requirement = Requirement::all(Conditions::NONE.with_by(by), READ);
        assert_eq!(permitted.require(requirement), Ok(()));
        let reasons = other.require(requirement).unwrap_err().reasons().to_vec();
        assert_eq!(reasons, [Reason::WrongKind { expected: permitted.kind() }]);
        assert!(
            permitted.explain(requirement).is_granted() && !other.explain(requirement).is_granted()
        );
    }
    let both = Requirement::all(Conditions::NONE, READ);
    assert_eq!((user.require(both), app.require(both)), (Ok(()), Ok(())));
}

#[test]
fn accessors_and_debug_show_the_ids_of_the_token() {
    let object = Uuid::from_u128(2);
    let client = Uuid::from_u128(3);
    let identity =
        Identity { object_id: Some(object), client_id: Some(client), ..user(&[], &[]).identity };
    let caller: Caller<TestModel> =
        Caller::new(identity, LIFETIME, Role::ReadAll.into(), Scope::Crm.into(), details());
    assert_eq!((caller.object_id(), caller.client_id()), (Some(object), Some(client)));
    assert!(caller.can(Role::ReadAll) && !caller.can(Role::ReadTeam));
    let shown = format!("{caller:?}");
    assert!(
        shown.contains(r#"held: {"Contacts.Read.All"}"#) && shown.contains(&client.to_string()),
        "{shown}"
    );
    assert_eq!(CallerKind::User.to_string(), "user");
    assert_eq!(CallerKind::App.to_string(), "application");
}

#[test]
fn denial_does_not_suggest_unassignable_roles() {
    let reasons =
        |held: &[Role], role| user(held, EVERY_SCOPE).require(role).unwrap_err().reasons().to_vec();
    assert_eq!(reasons(&[], Role::Import), [Reason::WrongKind { expected: CallerKind::App }]);
    assert_eq!(
        reasons(&[Role::Import], Role::Import),
        [Reason::NotDelegated { held: vec!["Contacts.Import"] }]
    );
    assert_eq!(reasons(&[Role::ReadAll], Role::Console), [Reason::NotDelegated { held: vec![] }]);
    assert_eq!(reasons(&[], Role::Retired), [Reason::NotDelegated { held: vec![] }]);
}

#[test]
fn an_explanation_names_the_grounds_of_met_parts() {
    let requirement = Requirement::role(Role::ReadTeam);
    let granted =
        user(&[Role::ReadTeam, Role::ReadAll], &[Scope::Crm, Scope::Nothing]).explain(requirement);
    assert!(granted.is_granted());
    assert_eq!(granted.to_string(), "met: role `Contacts.Read.Team` through scope `Crm.Read`");
    assert!(!user(&[], &[]).explain(requirement).is_granted());
}

#[test]
fn an_app_only_caller_never_satisfies_a_scope_clause() {
    let requirement = Requirement::all(Conditions::NONE, &[NOTHING]);
    assert_eq!(user(&[], &[Scope::Nothing]).require(requirement), Ok(()));
    let denied = user(&[], &[Scope::Crm]).require(requirement).unwrap_err();
    assert_eq!(denied.sufficient_scopes(), [["Nothing"]]);
    assert!(caller(CallerKind::App, EVERY_ROLE, EVERY_SCOPE).require(requirement).is_err());
}

#[test]
fn claims_that_were_not_kept_are_an_error() {
    assert!(matches!(user(&[], &[]).claims::<serde_json::Value>(), Err(ClaimsError::NotKept)));
}

#[test]
fn a_claims_mismatch_and_its_source_print_each_text_once() {
    use std::error::Error as _;

    let details = Details { claims: Some(br#"{"department":7}"#.as_slice().into()), ..details() };
    let caller: Caller<TestModel> = Caller::new(
        user(&[], &[]).identity,
        LIFETIME,
        PermissionSet::EMPTY,
        PermissionSet::EMPTY,
        details,
    );
    let error = caller.claims::<Vec<String>>().unwrap_err();
    assert_eq!(error.to_string(), "the claims do not fit the type");
    let source = error.source().unwrap().to_string();
    assert!(source.starts_with("invalid type: map"), "{source}");
}

#[test]
fn missing_claims_name_the_endpoint_if_the_client_can_use_it() {
    let authority = "https://login.example".into();
    let capable = Details {
        authentication_contexts: vec!["c1".to_owned()],
        claims_challenge: Some(AuthorizationEndpoint { authority }),
        ..details()
    };
    let identity = user(&[], &[]).identity;
    let capable: Caller<TestModel> =
        Caller::new(identity, LIFETIME, PermissionSet::EMPTY, PermissionSet::EMPTY, capable);
    let c1 = ClaimsRequest::authentication_context::<1>();
    let c2 = ClaimsRequest::authentication_context::<2>();
    assert_eq!(capable.require_claims(&c1), Ok(()));
    let ask_at = format!("https://login.example/{}/oauth2/authorize", capable.tenant());
    let reasons =
        |caller: &Caller<TestModel>| caller.require_claims(&c2).unwrap_err().reasons().to_vec();
    assert_eq!(reasons(&capable), [Reason::LacksClaims { request: c2, ask_at: Some(ask_at) }]);
    assert!(capable.handles_claims_challenges());
    let application = Caller::new(
        app(&[]).identity,
        LIFETIME,
        PermissionSet::EMPTY,
        PermissionSet::EMPTY,
        Details {
            claims_challenge: Some(AuthorizationEndpoint {
                authority: "https://login.example".into(),
            }),
            ..details()
        },
    );
    assert_eq!(reasons(&application), [Reason::LacksClaims { request: c2, ask_at: None }]);
    let incapable = user(&[], &[]);
    assert_eq!(reasons(&incapable), [Reason::LacksClaims { request: c2, ask_at: None }]);
    assert!(!incapable.handles_claims_challenges());
}

/// A set needs only one of the granted scopes that satisfy a clause.
#[test]
fn sufficient_scopes_reuse_the_narrowest_granted_scope() {
    const TEAM: Clause<TestModel> = Clause::of_roles(PermissionSet::from_words([0b00001]));
    let requirement = Requirement::all(Conditions::NONE, &[TEAM, NOTHING]);
    let denied = user(&[Role::ReadTeam], &[Scope::Crm, Scope::CrmTeam])
        .require(requirement)
        .unwrap_err();
    assert_eq!(denied.sufficient_scopes(), [["Crm.Read.Team", "Nothing"]]);
}

/// An application that the service accepts without roles, or a caller whose permissions are all
/// disabled.
#[test]
fn a_caller_without_permission_satisfies_no_requirement() {
    let by = |by| Conditions::NONE.with_by(by);
    let conditions = [Conditions::NONE, by(By::User), by(By::App), by(By::Person)];
    let callers =
        [app(&[]), app(&[Role::Retired, Role::ReadTeam]), user(&[Role::ReadTeam], &[Scope::Old])];
    for caller in callers {
        for conditions in conditions {
            for clauses in [&[][..], const { &[NOTHING] }, const { &[NOTHING, NOTHING] }] {
                let requirement = Requirement::all(conditions, clauses);
                assert!(!caller.can(requirement), "{caller:?} {requirement}");
                let denied = caller.require(requirement).unwrap_err();
                assert!(!denied.reasons().is_empty() && !denied.to_string().is_empty());
                let explanation = caller.explain(requirement);
                assert!(!explanation.is_granted() && !explanation.parts().is_empty());
            }
        }
        let alone = Requirement::all(Conditions::NONE, &[]);
        assert_eq!(caller.require(alone).unwrap_err().reasons(), [Reason::NoPermission]);
        assert_eq!(caller.explain(alone).parts(), [Err(Reason::NoPermission)]);
    }
    // Callers with a permission satisfy a requirement without clauses.
    let alone = Requirement::all(Conditions::NONE, &[]);
    for caller in [app(&[Role::Import]), user(&[], &[Scope::Nothing])] {
        assert!(caller.can(alone) && caller.explain(alone).is_granted());
    }
}
