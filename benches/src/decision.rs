//! What a caller may do, and whether that is enough, once its token was verified.

use std::collections::HashSet;
use std::hint::black_box;

use actix_web_grants::authorities::{AuthDetails, AuthoritiesCheck};
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use entra_perms_runtime::{
    Caller, Model, Permission, PermissionSet, Requirement, internals, requirement,
};

use crate::by_hand::{Claims, effective, mapping};
use crate::measure::{Contestant, Cost, costs, rows};
use crate::permissions::{crm, large};
use crate::report::{Column, Goal, Section};
use crate::tokens::{SCOPES, ready};

/// All roles, two scopes, and for each of the scopes the question whether a role that it leads to may be used, in turn.
pub fn section() -> Section {
    let mut contestants = [
        Contestant::ours("entra-perms, 12 roles", of_12()),
        Contestant::ours("entra-perms, 716 roles", of_716()),
        Contestant::new("hand-written `HashMap` and `HashSet`s", hand_written()),
        Contestant::new("the same, with the claims in sets already", hand_written_of_sets()),
        Contestant::new("hand-written search, without sets", hand_written_search()),
        Contestant::new("hand-written sets, and actix-web-grants", grants()),
        Contestant::new("casbin, the first scope leads there", casbin(NEEDED[0])),
        Contestant::new("casbin, the second scope does", casbin(NEEDED[1])),
        Contestant::new("cedar", cedar()),
    ];
    let costs = costs(&mut contestants);
    let [small, large, hand_written, _, _, _, casbin, _, cedar] = costs;
    let times_ours = |cost: Cost| cost.nanoseconds / small.nanoseconds;
    Section {
        title: "Decision",
        text: "Roles and scopes of a token that was verified, intersected, and one requirement, for a user with 12 roles and a client with two \
               scopes, of which now the one and now the other leads to the role. Each begins with what verification leaves it: this \
               project with sets of its types (how long it takes to fill them is below, among the claims), the others with the claims \
               as `Vec<String>` and `String`. The search has no effective permissions in the end, but one answer."
            .to_owned(),
        columns: &[Column::Time("time"), Column::Ratio("times ours"), Column::Count("allocations")],
        rows: rows(&contestants, costs, small),
        goals: vec![
            Goal::at_most("time with 12 roles, ns", small.nanoseconds, 15.0),
            Goal::at_most("time with 716 roles, ns", large.nanoseconds, 25.0),
            Goal::at_most("allocations with either", small.allocations + large.allocations, 0.0),
            Goal::at_least("hand-written sets, times ours", times_ours(hand_written), 100.0),
            Goal::at_least("casbin at its best, times ours", times_ours(casbin), 1000.0),
            Goal::at_least("cedar, times ours", times_ours(cedar), 1000.0),
        ],
    }
}

/// What is asked.
const NEEDED: [&str; 2] = ["Contacts.Write.Team", "Proposals.ReadWrite.Team"];

/// That, over and over.
fn questions() -> impl FnMut() -> &'static str {
    let mut questions = NEEDED.into_iter().cycle();
    move || black_box(questions.next().unwrap_or_default())
}

fn of_12() -> impl FnMut() -> crm::RoleSet {
    use crm::roles::{Contacts, Proposals};
    const NEEDED: [Requirement<crm::Model>; 2] =
        [requirement!(Contacts::Write::Team), requirement!(Proposals::ReadWrite::Team)];
    decision(
        crm::Caller::test()
            .user()
            .roles(crm::Role::ALL.iter().copied())
            .scopes(SCOPES)
            .build(),
        &NEEDED,
    )
}

fn of_716() -> impl FnMut() -> large::RoleSet {
    use large::roles::Directory;
    const NEEDED: [Requirement<large::Model>; 2] = [
        requirement!(Directory::Region17::Read::All),
        requirement!(Directory::Region178::ReadWrite::All),
    ];
    let scopes = [large::Scope::EverythingRead, large::Scope::EverythingReadWrite];
    let roles = large::Role::ALL.iter().copied();
    decision(large::Caller::test().user().roles(roles).scopes(scopes).build(), &NEEDED)
}

/// What is done once a token, and what is done once a guarded function.
fn decision<M: Model>(
    caller: Caller<M>,
    needed: &'static [Requirement<M>; 2],
) -> impl FnMut() -> PermissionSet<M::Role> {
    let mut questions = needed.iter().cycle();
    move || {
        let caller = black_box(&caller);
        let effective = internals::effective::<M>(caller.kind(), caller.held(), caller.granted());
        let needed = questions.next().unwrap_or(&needed[0]);
        caller.require(black_box(needed)).expect("the caller may");
        effective
    }
}

/// What jsonwebtoken leaves of the token.
fn claims() -> Claims {
    let roles = crm::Role::ALL.iter().map(|role| role.value().to_owned());
    Claims {
        roles: roles.collect(),
        scp: SCOPES.map(Permission::value).join(" "),
        ..Claims::default()
    }
}

fn hand_written() -> impl FnMut() {
    let (mapping, claims, mut needed) = (mapping(), claims(), questions());
    move || assert!(effective(black_box(&mapping), black_box(&claims)).contains(needed()))
}

fn hand_written_of_sets() -> impl FnMut() {
    let (mapping, claims, mut needed) = (mapping(), claims(), questions());
    let held: HashSet<String> = claims.roles.into_iter().collect();
    let scopes: HashSet<String> = claims.scp.split(' ').map(str::to_owned).collect();
    move || {
        let (mapping, held) = (black_box(&mapping), black_box(&held));
        let reached = black_box(&scopes)
            .iter()
            .filter_map(|scope| mapping.get(scope.as_str()))
            .flatten();
        let effective: HashSet<&str> =
            reached.copied().filter(|role| held.contains(*role)).collect();
        assert!(effective.contains(needed()));
    }
}

fn hand_written_search() -> impl FnMut() {
    let (mapping, claims, mut needed) = (mapping(), claims(), questions());
    move || {
        let (mapping, claims, needed) = (black_box(&mapping), black_box(&claims), needed());
        let leads_there =
            |scope: &str| mapping.get(scope).is_some_and(|roles| roles.contains(&needed));
        assert!(
            claims.roles.iter().any(|role| role == needed)
                && claims.scp.split(' ').any(leads_there)
        );
    }
}

/// It checks, and does not intersect: its extractor of authorities is where one does that by hand.
fn grants() -> impl FnMut() {
    let (mapping, claims, mut needed) = (mapping(), claims(), questions());
    move || {
        let effective = effective(black_box(&mapping), black_box(&claims));
        let details = AuthDetails::new(effective.into_iter().map(str::to_owned));
        assert!(details.has_authority(needed()));
    }
}

/// A line of policy for each role that a scope leads to, and a question for each scope, until one leads to the role.
fn casbin(needed: &'static str) -> impl FnMut() {
    const MODEL: &str = "[request_definition]
r = scope, role
[policy_definition]
p = scope, role
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.scope == p.scope && r.role == p.role";
    let line = |scope: crm::Scope, role: crm::Role| {
        [scope.value(), role.value()].map(str::to_owned).to_vec()
    };
    // In the order of the manifest: casbin looks no further than the line that permits.
    let scopes = crm::Scope::ALL.iter();
    let lines = scopes.flat_map(|scope| scope.roles().iter().map(|role| line(*scope, role)));
    let model = ready(DefaultModel::from_str(MODEL)).expect("it is one");
    let mut enforcer =
        ready(Enforcer::new(model, MemoryAdapter::default())).expect("there is nothing to load");
    ready(enforcer.add_policies(lines.collect())).expect("each is there once");
    let Claims { roles, scp, .. } = claims();
    move || {
        let needed = black_box(needed);
        let leads_there = |scope: &str| enforcer.enforce((scope, needed)).expect("it can be asked");
        assert!(
            roles.iter().any(|role| role == needed) && black_box(&scp).split(' ').any(leads_there)
        );
    }
}

/// A policy for each role, which names the scopes that lead to it.
fn cedar() -> impl FnMut() {
    let policies: String = crm::Role::ALL.iter().map(|role| policy(*role)).collect();
    let policies: PolicySet = policies.parse().expect("these are policies");
    let id = |id: &str| id.parse::<EntityUid>().expect("it is one");
    let user = id(r#"User::"ada""#);
    let mut actions = NEEDED.map(|role| id(&format!("Action::{role:?}"))).into_iter().cycle();
    let resource = id(r#"Api::"crm""#);
    let Claims { roles, scp, .. } = claims();
    let authorizer = Authorizer::new();
    move || {
        let action = actions.next().expect("it has no end");
        let roles = RestrictedExpression::new_set(
            roles.iter().cloned().map(RestrictedExpression::new_string),
        );
        let scopes = scp.split(' ').map(|scope| RestrictedExpression::new_string(scope.to_owned()));
        let attributes = [
            ("roles".to_owned(), roles),
            ("scopes".to_owned(), RestrictedExpression::new_set(scopes)),
        ];
        let user_with_claims =
            Entity::new(user.clone(), attributes.into(), HashSet::new()).expect("sets are values");
        let entities = Entities::from_entities([user_with_claims], None).expect("there is one");
        let request = Request::new(user.clone(), action, resource.clone(), Context::empty(), None)
            .expect("there is no schema");
        assert_eq!(
            authorizer.is_authorized(&request, &policies, &entities).decision(),
            Decision::Allow
        );
    }
}

fn policy(role: crm::Role) -> String {
    let scopes: Vec<&str> = role.scopes().iter().map(Permission::value).collect();
    let role = role.value();
    format!(
        "permit(principal, action == Action::{role:?}, resource)
         when {{ principal.roles.contains({role:?}) && principal.scopes.containsAny({scopes:?}) }};"
    )
}
