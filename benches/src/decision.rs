//! The cost of one decision about a verified token.

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

use crate::by_hand::{Claims, Mapping, effective, mapping};
use crate::measure::{Contestant, Cost, costs, rows};
use crate::permissions::{crm, large};
use crate::report::{Column, Goal, Section};
use crate::tokens::{SCOPES, ready};

const TEXT: &str = "\
One decision about a verified token: intersect its roles and scopes, then check one requirement. \
The user has 12 roles and the client has two scopes. The required role alternates: the first \
scope maps to one, the second scope to the other.

Each row begins with the result of verification. For entra-perms that is sets of its own types; \
the section on claims shows how long filling them takes. For the others it is the claims as \
`Vec<String>` and `String`. The hand-written search answers one question and computes no \
effective permissions.";

/// Measures a user with all roles and two scopes. The required role alternates between [`NEEDED`].
pub fn section() -> Section {
    let mut contestants = [
        Contestant::ours("entra-perms, 12 roles", with_12_roles()),
        Contestant::ours("entra-perms, 716 roles", with_716_roles()),
        Contestant::new("hand-written `HashMap` and `HashSet`s", hand_written()),
        Contestant::new("hand-written, claims already in sets", hand_written_from_sets()),
        Contestant::new("hand-written search without sets", hand_written_search()),
        Contestant::new("hand-written sets and actix-web-grants", grants()),
        Contestant::new("casbin, role of the first scope", casbin(NEEDED[0])),
        Contestant::new("casbin, role of the second scope", casbin(NEEDED[1])),
        Contestant::new("cedar", cedar()),
    ];
    let costs = costs(&mut contestants);
    let [small, large, hand_written, _, _, _, casbin, _, cedar] = costs;
    let relative_time = |cost: Cost| cost.nanoseconds / small.nanoseconds;
    Section {
        title: "Decision",
        text: TEXT.to_owned(),
        columns: &[
            Column::Time("time"),
            Column::Ratio("relative time"),
            Column::Count("allocations"),
        ],
        rows: rows(&contestants, costs, small),
        goals: vec![
            Goal::at_most("time with 12 roles, ns", small.nanoseconds, 15.0),
            Goal::at_most("time with 716 roles, ns", large.nanoseconds, 25.0),
            Goal::at_most("allocations with either", small.allocations + large.allocations, 0.0),
            Goal::at_least(
                "relative time of hand-written sets",
                relative_time(hand_written),
                100.0,
            ),
            Goal::at_least("relative time of casbin's faster row", relative_time(casbin), 1000.0),
            Goal::at_least("relative time of cedar", relative_time(cedar), 1000.0),
        ],
    }
}

/// The required roles. The first scope maps to the first role, the second scope to the second.
const NEEDED: [&str; 2] = ["Contacts.Write.Team", "Proposals.ReadWrite.Team"];

/// Returns a function that alternates between the [`NEEDED`] roles.
fn needed_roles() -> impl FnMut() -> &'static str {
    let mut roles = NEEDED.into_iter().cycle();
    move || black_box(roles.next().expect("a cycle does not end"))
}

fn with_12_roles() -> impl FnMut() -> crm::RoleSet {
    use crm::roles::{Contacts, Proposals};
    const NEEDED: [Requirement<crm::Model>; 2] =
        [requirement!(Contacts::Write::Team), requirement!(Proposals::ReadWrite::Team)];
    let roles = crm::Role::ALL.iter().copied();
    decision(crm::Caller::test().user().roles(roles).scopes(SCOPES).build(), &NEEDED)
}

fn with_716_roles() -> impl FnMut() -> large::RoleSet {
    use large::roles::Directory;
    const NEEDED: [Requirement<large::Model>; 2] = [
        requirement!(Directory::Region17::Read::All),
        requirement!(Directory::Region178::ReadWrite::All),
    ];
    let scopes = [large::Scope::EverythingRead, large::Scope::EverythingReadWrite];
    let roles = large::Role::ALL.iter().copied();
    decision(large::Caller::test().user().roles(roles).scopes(scopes).build(), &NEEDED)
}

/// Intersects, as validation does once per token, and checks, as a guard does once per call.
fn decision<M: Model>(
    caller: Caller<M>,
    needed: &'static [Requirement<M>; 2],
) -> impl FnMut() -> PermissionSet<M::Role> {
    let mut requirements = needed.iter().cycle();
    move || {
        let caller = black_box(&caller);
        let effective = internals::effective::<M>(caller.kind(), caller.held(), caller.granted());
        let needed = requirements.next().expect("a cycle does not end");
        caller.require(black_box(needed)).expect("the caller has the role");
        effective
    }
}

/// Returns the claims in the form in which jsonwebtoken leaves them.
fn claims() -> Claims {
    let roles = crm::Role::ALL.iter().map(|role| role.value().to_owned());
    Claims {
        roles: roles.collect(),
        scp: SCOPES.map(Permission::value).join(" "),
        ..Claims::default()
    }
}

fn hand_written() -> impl FnMut() {
    let mapping = mapping();
    let claims = claims();
    let mut needed = needed_roles();
    move || assert!(effective(black_box(&mapping), black_box(&claims)).contains(needed()))
}

fn hand_written_from_sets() -> impl FnMut() {
    let mapping = mapping();
    let claims = claims();
    let mut needed = needed_roles();
    let held: HashSet<String> = claims.roles.into_iter().collect();
    let scopes: HashSet<String> = claims.scp.split(' ').map(str::to_owned).collect();
    move || {
        let mapping = black_box(&mapping);
        let held = black_box(&held);
        let roles_of_scopes = black_box(&scopes)
            .iter()
            .filter_map(|scope| mapping.get(scope.as_str()))
            .flatten();
        let effective: HashSet<&str> =
            roles_of_scopes.copied().filter(|role| held.contains(*role)).collect();
        assert!(effective.contains(needed()));
    }
}

fn hand_written_search() -> impl FnMut() {
    let mapping = mapping();
    let claims = claims();
    let mut needed = needed_roles();
    move || {
        let mapping = black_box(&mapping);
        let claims = black_box(&claims);
        let needed = needed();
        let is_held = claims.roles.iter().any(|role| role == needed);
        assert!(is_held && claims.scp.split(' ').any(|scope| leads_to(mapping, scope, needed)));
    }
}

fn leads_to(mapping: &Mapping, scope: &str, role: &str) -> bool {
    mapping.get(scope).is_some_and(|roles| roles.contains(&role))
}

/// Intersects by hand, then lets actix-web-grants check.
///
/// That crate only checks; a service intersects in its extractor of authorities.
fn grants() -> impl FnMut() {
    let mapping = mapping();
    let claims = claims();
    let mut needed = needed_roles();
    move || {
        let effective = effective(black_box(&mapping), black_box(&claims));
        let details = AuthDetails::new(effective.into_iter().map(str::to_owned));
        assert!(details.has_authority(needed()));
    }
}

/// Asks casbin once per scope until one scope maps to the role.
///
/// The policy has one line for each pair of a scope and a role that the scope maps to.
fn casbin(needed: &'static str) -> impl FnMut() {
    const MODEL: &str = "[request_definition]
r = scope, role
[policy_definition]
p = scope, role
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.scope == p.scope && r.role == p.role";
    let mut lines = Vec::new();
    // Keep the manifest's order: casbin stops at the first line that permits.
    for scope in crm::Scope::ALL {
        for role in scope.roles().iter() {
            lines.push(vec![scope.value().to_owned(), role.value().to_owned()]);
        }
    }
    let model = ready(DefaultModel::from_str(MODEL)).expect("the model is valid");
    let mut enforcer =
        ready(Enforcer::new(model, MemoryAdapter::default())).expect("the adapter is empty");
    ready(enforcer.add_policies(lines)).expect("the lines are distinct");
    let Claims { roles, scp, .. } = claims();
    move || {
        let needed = black_box(needed);
        let is_held = roles.iter().any(|role| role == needed);
        let mut scopes = black_box(&scp).split(' ');
        let is_permitted = is_held
            && scopes.any(|scope| {
                enforcer.enforce((scope, needed)).expect("the request fits the model")
            });
        assert!(is_permitted);
    }
}

/// Asks cedar with one policy per role, which names the scopes that map to the role.
fn cedar() -> impl FnMut() {
    let policies: String = crm::Role::ALL.iter().map(|role| policy(*role)).collect();
    let policies: PolicySet = policies.parse().expect("the policies are valid");
    let id = |id: &str| id.parse::<EntityUid>().expect("the id is valid");
    let user = id(r#"User::"ada""#);
    let mut actions = NEEDED.map(|role| id(&format!("Action::{role:?}"))).into_iter().cycle();
    let resource = id(r#"Api::"crm""#);
    let Claims { roles, scp, .. } = claims();
    let authorizer = Authorizer::new();
    move || {
        let action = actions.next().expect("a cycle does not end");
        let roles = RestrictedExpression::new_set(
            roles.iter().cloned().map(RestrictedExpression::new_string),
        );
        let scopes = RestrictedExpression::new_set(
            scp.split(' ').map(|scope| RestrictedExpression::new_string(scope.to_owned())),
        );
        let attributes = [("roles".to_owned(), roles), ("scopes".to_owned(), scopes)];
        let user_with_claims = Entity::new(user.clone(), attributes.into(), HashSet::new())
            .expect("sets of strings are valid attributes");
        let entities =
            Entities::from_entities([user_with_claims], None).expect("one entity has no duplicate");
        let request = Request::new(user.clone(), action, resource.clone(), Context::empty(), None)
            .expect("a request without a schema is valid");
        let response = authorizer.is_authorized(&request, &policies, &entities);
        assert_eq!(response.decision(), Decision::Allow);
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
