//! `context = …` and `fresh = …`: the order of the reasons, and the request to the client.

use super::*;

const READ_ALL: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));

/// Returns a caller whose token has this age in seconds, and these authentication contexts.
fn token(kind: CallerKind, age: u64, contexts: &[&str]) -> Caller<TestModel> {
    let caller = caller(kind, &[Role::ReadAll], &[Scope::Crm]);
    let details = Details {
        authentication_contexts: contexts.iter().map(|&context| context.to_owned()).collect(),
        claims_challenge: Some(AuthorizationEndpoint { authority: "https://login.example".into() }),
        ..details()
    };
    let lifetime = Lifetime { not_before: now() - Duration::from_secs(age), ..LIFETIME };
    Caller::new(caller.identity, lifetime, caller.held, caller.granted, details)
}

fn user_with(age: u64, contexts: &[&str]) -> Caller<TestModel> {
    token(CallerKind::User, age, contexts)
}

fn requirement(conditions: Conditions) -> Requirement<TestModel> {
    Requirement::all(conditions, const { &[READ_ALL] })
}

/// Returns the claims that the client must request, as JSON, and whether the denial
/// names the endpoint for the request.
#[track_caller]
fn lacked(caller: &Caller<TestModel>, conditions: Conditions) -> (String, bool) {
    let denied = caller.require(requirement(conditions)).unwrap_err();
    assert!(!caller.can(requirement(conditions)));
    assert_eq!(denied.sufficient_scopes(), [[""; 0]; 0]);
    let [Reason::LacksClaims { request, ask_at }] = denied.reasons() else {
        panic!("{denied}");
    };
    (request.to_json(), ask_at.is_some())
}

const CONTEXT: Conditions = Conditions::NONE.with_context(1);
const FRESH: Conditions = Conditions::NONE.with_fresh(900);

#[test]
fn a_context_must_be_in_the_token() {
    let granted = |contexts: &[&str]| user_with(0, contexts).can(requirement(CONTEXT));
    assert!(granted(&["c1"]) && granted(&["p1", "c2", "c1"]));
    for other in [&[][..], &["c2"], &["c11"], &["C1"], &["1"], &["urn:c1"]] {
        assert!(!granted(other), "{other:?}");
    }
    let (request, is_asked) = lacked(&user_with(0, &["c2"]), CONTEXT);
    assert_eq!(request, r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
    assert!(is_asked);
}

#[test]
fn a_fresh_token_is_not_older_than_the_age() {
    let granted = |kind, age| token(kind, age, &[]).can(requirement(FRESH));
    for kind in [CallerKind::User, CallerKind::App] {
        assert!(granted(kind, 0) && granted(kind, 900));
        assert!(!granted(kind, 901) && !granted(kind, 100_000));
    }
    let ahead = Lifetime { not_before: now() + Duration::from_secs(60), ..LIFETIME };
    let caller = user_with(0, &[]);
    let ahead = Caller::<TestModel> { lifetime: ahead, ..caller };
    assert!(ahead.can(requirement(FRESH)), "clocks may differ");
    let (request, is_asked) = lacked(&user_with(901, &[]), FRESH);
    assert_eq!(request, r#"{"access_token":{"nbf":{"essential":true,"value":"999100"}}}"#);
    assert!(is_asked);
    // An application can get a new token, too.
    assert!(lacked(&token(CallerKind::App, 901, &[]), FRESH).1);
}

/// A token that only meets one of two conditions would be refused for the other one.
#[test]
fn one_request_asks_for_all_claims() {
    let both = CONTEXT.with_fresh(900);
    let expected = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"nbf":{"essential":true,"value":"999100"}}}"#;
    for (age, contexts) in [(901, &["c1"][..]), (0, &[]), (901, &[])] {
        let caller = user_with(age, contexts);
        assert_eq!(lacked(&caller, both).0, expected);
        assert_eq!(
            caller.require(requirement(both)).unwrap_err().to_string(),
            "this needs the authentication context `c1` and a token that is at most 15 min old"
        );
    }
    assert_eq!(user_with(900, &["c1"]).require(requirement(both)), Ok(()));
}

/// A new token does not help a caller that lacks a role or a scope, or is of the wrong kind.
#[test]
fn all_other_reasons_come_before_missing_claims() {
    let conditions = CONTEXT.with_fresh(900).with_by(By::User);
    let reasons = |caller: Caller<TestModel>| {
        caller.require(requirement(conditions)).unwrap_err().reasons().to_vec()
    };
    let lacks_role =
        Reason::LacksRole { holder: CallerKind::User, any_of: vec!["Contacts.Read.All"] };
    assert_eq!(reasons(user(&[Role::ReadTeam], &[Scope::Crm])), [lacks_role]);
    let denied = user(&[Role::ReadAll], &[]).require(requirement(conditions)).unwrap_err();
    assert_eq!(denied.sufficient_scopes(), [["Crm.Read"]]);
    let wrong_kind = [Reason::WrongKind { expected: CallerKind::User }];
    assert_eq!(reasons(app(&[Role::ReadAll])), wrong_kind);
    // Only users meet contexts, also without `by = user`.
    let denied = app(&[Role::ReadAll]).require(requirement(CONTEXT)).unwrap_err();
    assert_eq!(denied.reasons(), wrong_kind);
}

#[test]
fn a_requirement_of_claims_alone_needs_a_permission_first() {
    let alone = Requirement::<TestModel>::all(FRESH, &[]);
    let old = |roles: &[Role]| app(roles).require(alone).unwrap_err().reasons().to_vec();
    assert_eq!(old(&[]), [Reason::NoPermission]);
    assert!(matches!(old(&[Role::Import])[..], [Reason::LacksClaims { .. }]));
}

#[test]
fn an_explanation_ends_with_the_missing_claims() {
    let explained = |caller: Caller<TestModel>| caller.explain(requirement(CONTEXT)).to_string();
    assert_eq!(
        explained(user_with(0, &[])),
        "met: role `Contacts.Read.All` through scope `Crm.Read`\n\
         denied: this needs the authentication context `c1`"
    );
    assert_eq!(
        explained(user_with(0, &["c1"])),
        "met: role `Contacts.Read.All` through scope `Crm.Read`"
    );
    assert_eq!(
        explained(user(&[], &[Scope::Crm])),
        "denied: the user lacks the role `Contacts.Read.All`\n\
         denied: this needs the authentication context `c1`"
    );
}

#[test]
fn a_client_without_claims_challenges_is_not_told_where_to_ask() {
    let caller = user(&[Role::ReadAll], &[Scope::Crm]);
    assert!(!lacked(&caller, CONTEXT).1 && !lacked(&caller, FRESH).1);
}
