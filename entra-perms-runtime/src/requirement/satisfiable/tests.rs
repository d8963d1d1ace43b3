//! The lines of the build error.

use uuid::Uuid;

use super::{defect, unsatisfiable};
use crate::model::{ClientEntry, ClientRegistration, PermissionSet};
use crate::requirement::{AgentRule, By, Clause, Conditions};
use crate::test_support::model::{Role, Scope, TestModel};

const ANYONE: Conditions = Conditions::NONE;
const USER: Conditions = Conditions::NONE.with_by(By::User);
const PERSON: Conditions = Conditions::NONE.with_by(By::Person);
const APP: Conditions = Conditions::NONE.with_by(By::App);
const CONTEXT: Conditions = Conditions::NONE.with_context(12);
const FRESH: Conditions = Conditions::NONE.with_fresh(900);

fn role(role: Role) -> Clause<TestModel> {
    Clause::of_roles(PermissionSet::from(role))
}

fn scope(scope: Scope) -> Clause<TestModel> {
    Clause::of_scopes(PermissionSet::from(scope))
}

/// Returns the lines below the first one.
#[track_caller]
fn lines(conditions: Conditions, clauses: &[Clause<TestModel>]) -> Vec<String> {
    let message = defect(conditions, clauses).expect("nobody can satisfy it");
    let (first, rest) = message.as_str().split_once('\n').expect("several lines");
    assert_eq!(first, "nobody can satisfy this requirement");
    rest.lines().map(str::to_owned).collect()
}

#[test]
fn a_satisfiable_requirement_has_no_defect() {
    for (conditions, clauses) in [
        (ANYONE, &[role(Role::ReadTeam)] as &[_]),
        (ANYONE, &[role(Role::Import)]),
        (USER, &[role(Role::ReadAll), scope(Scope::Crm)]),
        (APP, &[role(Role::ReadAll), role(Role::Import)]),
        (ANYONE, &[role(Role::Import).or(role(Role::Retired))]),
        (ANYONE, &[]),
    ] {
        assert!(defect(conditions, clauses).is_none(), "{conditions:?} {clauses:?}");
    }
}

#[test]
fn by_excludes_the_only_callers() {
    assert_eq!(
        lines(APP, &[role(Role::ReadTeam)]),
        [
            "note: `by = app` admits applications only",
            "note: role `Contacts.Read.Team` can be held by users only",
            "help: remove `by = app`, or require another role",
        ]
    );
    assert_eq!(
        lines(USER, &[role(Role::Import)]),
        [
            "note: `by = user` admits users only",
            "note: role `Contacts.Import` can be held by applications only",
            "help: remove `by = user`, or require another role",
        ]
    );
    assert_eq!(
        lines(APP, &[scope(Scope::Crm)]),
        [
            "note: `by = app` admits applications only",
            "note: scope `Crm.Read` is granted only to clients that act for a user",
            "help: remove `by = app`, or require another role",
        ]
    );
}

#[test]
fn a_person_is_a_user() {
    assert_eq!(
        lines(PERSON, &[role(Role::Import)]),
        [
            "note: `by = person` admits humans only",
            "note: role `Contacts.Import` can be held by applications only",
            "help: remove `by = person`, or require another role",
        ]
    );
    assert_eq!(
        lines(PERSON, &[role(Role::Console)]),
        [
            "note: `by = person` admits humans only",
            "note: no enabled scope maps to role `Console`",
            "help: map a scope to `Console` in `scopes`",
        ]
    );
    assert!(unsatisfiable(PERSON, &[role(Role::ReadTeam), scope(Scope::Crm)]).is_none());
}

#[test]
fn an_authentication_context_excludes_applications() {
    let both = [
        "note: `by = app` admits applications only",
        "note: `context = 12` admits users only: applications have no authentication contexts",
        "help: remove one of the two conditions",
    ];
    for clauses in [&[role(Role::ReadAll)] as &[_], &[role(Role::Import)], &[role(Role::ReadTeam)]]
    {
        assert_eq!(lines(CONTEXT.with_by(By::App), clauses), both);
    }
    assert_eq!(
        lines(CONTEXT, &[role(Role::Import)]),
        [
            "note: `context = 12` admits users only: applications have no authentication contexts",
            "note: role `Contacts.Import` can be held by applications only",
            "help: remove `context = 12`, or require another role",
        ]
    );
    assert_eq!(
        lines(CONTEXT, &[role(Role::Console)])[1..],
        [
            "note: no enabled scope maps to role `Console`",
            "help: map a scope to `Console` in `scopes`",
        ]
    );
    assert_eq!(
        lines(CONTEXT.with_by(By::User), &[role(Role::Import)])[0],
        "note: `by = user` admits users only"
    );
    for conditions in [CONTEXT, CONTEXT.with_by(By::User), CONTEXT.with_by(By::Person)] {
        for clause in [role(Role::ReadAll), role(Role::ReadTeam), scope(Scope::Crm)] {
            assert!(unsatisfiable(conditions, &[clause]).is_none(), "{conditions:?}");
        }
    }
}

#[test]
fn a_new_token_is_for_everybody() {
    for conditions in [FRESH, FRESH.with_by(By::App), FRESH.with_by(By::User)] {
        assert!(unsatisfiable(conditions, &[role(Role::ReadAll)]).is_none(), "{conditions:?}");
    }
    let text = |conditions| {
        unsatisfiable(conditions, &[role(Role::ReadTeam)]).map(|text| text.as_str().to_owned())
    };
    assert_eq!(text(FRESH.with_by(By::App)), text(APP));
}

#[test]
fn a_rule_for_agents_excludes_no_kind_of_caller() {
    for conditions in [ANYONE, USER, APP, PERSON] {
        for agents in [AgentRule::Never, AgentRule::Only] {
            for clauses in [
                &[role(Role::ReadTeam)] as &[_],
                &[role(Role::ReadAll)],
                &[role(Role::Import)],
                &[scope(Scope::Crm)],
                &[role(Role::Retired)],
            ] {
                let text = |conditions| {
                    unsatisfiable(conditions, clauses).map(|message| message.as_str().to_owned())
                };
                assert_eq!(text(conditions.with_agents(agents)), text(conditions), "{clauses:?}");
            }
        }
    }
}

const fn registration(is_blueprint: bool) -> ClientRegistration {
    ClientRegistration {
        api: Uuid::from_u128(1),
        client_id: Uuid::from_u128(2),
        is_public: false,
        is_blueprint,
    }
}

const ASSISTANT: ClientEntry =
    ClientEntry { name: "Assistant", registrations: &[registration(true), registration(true)] };
const WEB: ClientEntry = ClientEntry { name: "Web", registrations: &[registration(false)] };
const BOT: ClientEntry = ClientEntry { name: "Bot", registrations: &[registration(true)] };
/// A blueprint in one environment, and an application in another one.
const MIXED: ClientEntry =
    ClientEntry { name: "Mixed", registrations: &[registration(true), registration(false)] };
const UNKNOWN: ClientEntry = ClientEntry { name: "Unknown", registrations: &[] };

#[test]
fn a_blueprint_is_not_a_caller() {
    const ASSISTANT_NOTE: &str =
        "note: client `Assistant` is a blueprint: each of its agents has a client id of its own";
    const BOT_NOTE: &str =
        "note: client `Bot` is a blueprint: each of its agents has a client id of its own";
    const HELP: &str = "help: to admit AI agents, write `agents = only`";
    let all = &[role(Role::ReadAll)];
    let assistant = ANYONE.with_clients(&[&ASSISTANT]);
    assert_eq!(lines(assistant, all), [ASSISTANT_NOTE, HELP]);
    assert_eq!(lines(assistant.with_by(By::User), all), [ASSISTANT_NOTE, HELP]);
    let both = ANYONE.with_clients(&[&ASSISTANT, &BOT]);
    assert_eq!(lines(both, all), [ASSISTANT_NOTE, BOT_NOTE, HELP]);
    // The remedy is there already.
    let only_agents = assistant.with_agents(AgentRule::Only);
    assert_eq!(lines(only_agents, all), [ASSISTANT_NOTE, "help: remove `client = …`"]);
    // The roles come first.
    let by_app = assistant.with_by(By::App);
    assert!(lines(by_app, &[role(Role::ReadTeam)])[0].starts_with("note: `by = app`"));
}

#[test]
fn one_client_that_is_not_a_blueprint_is_enough() {
    for clients in
        [&[] as &[_], &[&WEB], &[&ASSISTANT, &WEB], &[&WEB, &ASSISTANT], &[&MIXED], &[&UNKNOWN]]
    {
        let conditions = ANYONE.with_clients(clients);
        assert!(defect(conditions, &[role(Role::ReadAll)]).is_none(), "{clients:?}");
    }
}

#[test]
fn the_blueprints_of_a_long_list_are_cut() {
    let last_note = "note: the other clients are blueprints, too";
    let six = lines(ANYONE.with_clients(&[&BOT; 6]), &[role(Role::ReadAll)]);
    assert_eq!(six.len(), 6 + 1, "{six:#?}");
    let seven = lines(ANYONE.with_clients(&[&BOT; 7]), &[role(Role::ReadAll)]);
    assert_eq!(seven.len(), 6 + 1 + 1, "{seven:#?}");
    assert_eq!(seven[6], last_note);
}

#[test]
fn a_remedy_that_does_not_help_is_not_given() {
    assert_eq!(
        lines(APP, &[role(Role::Retired)]),
        [
            "note: `by = app` admits applications only",
            "note: role `Retired` is disabled",
            "help: enable `Retired` in the registration, and export the manifest again",
        ]
    );
    assert_eq!(
        lines(APP, &[role(Role::Console)]),
        [
            "note: `by = app` admits applications only",
            "note: role `Console` can be held by users only",
        ]
    );
}

#[test]
fn disabled_and_unmapped_entries_have_a_reason_each() {
    assert_eq!(
        lines(ANYONE, &[role(Role::Retired).or(role(Role::Console))]),
        [
            "note: role `Retired` is disabled",
            "note: role `Console` can be held by users only",
            "note: no enabled scope maps to role `Console`",
            "help: enable `Retired` in the registration, and export the manifest again",
        ]
    );
    assert_eq!(
        lines(USER, &[role(Role::Console)]),
        [
            "note: `by = user` admits users only",
            "note: no enabled scope maps to role `Console`",
            "help: map a scope to `Console` in `scopes`",
        ]
    );
    assert_eq!(
        lines(ANYONE, &[scope(Scope::Old)]),
        [
            "note: scope `Old` is disabled",
            "help: enable `Old` in the registration, and export the manifest again",
        ]
    );
}

#[test]
fn one_caller_must_satisfy_all_clauses() {
    assert_eq!(
        lines(ANYONE, &[role(Role::ReadTeam), role(Role::Import)]),
        [
            "note: role `Contacts.Import` can be held by applications only",
            "note: role `Contacts.Read.Team` can be held by users only",
            "note: one caller must satisfy all parts of the requirement",
        ]
    );
}

#[test]
fn an_empty_set_is_named() {
    let empty = Clause::of_roles(PermissionSet::EMPTY);
    assert_eq!(lines(ANYONE, &[empty]), ["note: the set of roles is empty"]);
}

#[test]
fn the_reasons_of_a_long_clause_are_cut() {
    let roles = role(Role::ReadTeam).or(role(Role::Retired)).or(role(Role::Console));
    let scopes = [Scope::Crm, Scope::CrmTeam, Scope::Old].map(scope);
    let six = scopes.into_iter().fold(roles, Clause::or);
    let found = lines(APP, &[six]);
    assert_eq!(found.iter().filter(|line| line.contains(" `")).count(), 1 + 6 + 1, "{found:#?}");
    let seven = six.or(scope(Scope::Nothing));
    let last_note = "note: the other roles and scopes cannot be used, either";
    assert!(!found.contains(&last_note.to_owned()));
    assert!(lines(APP, &[seven]).contains(&last_note.to_owned()));
}
