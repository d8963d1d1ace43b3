//! The smallest combinations of roles and scopes that are enough for a guard.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use entra_perms_model::{Alignment, Model};

use crate::changes::words;
use crate::grants;
use crate::guards::{GuardClause, GuardRequirement};

/// The number of combinations for one guard. Guards with more are not compared: they have many
/// clauses with many roles each.
const MAX_WAYS: usize = 20_000;

/// The combinations for one guard, smallest ones only.
#[derive(Debug)]
pub(super) struct Ways {
    pub(super) list: Vec<Way>,
}

/// A caller that has exactly what it needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    kind: Kind,
    /// The roles that the caller holds.
    roles: BTreeSet<String>,
    /// The scopes that the client was granted.
    scopes: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    User,
    App,
}

/// The new values of entries that were renamed.
#[derive(Debug, Default)]
pub(super) struct Renames {
    roles: HashMap<String, String>,
    scopes: HashMap<String, String>,
}

impl Renames {
    pub(super) fn new(before: &Model, after: &Model, alignment: &Alignment) -> Self {
        let mut renames = Self::default();
        for (role, index) in before.roles.iter().zip(&alignment.roles) {
            if let Some(index) = index {
                let new = words::role(after, *index).to_owned();
                renames.roles.insert(role.entry.value.clone(), new);
            }
        }
        for (scope, index) in before.scopes.iter().zip(&alignment.scopes) {
            if let Some(index) = index {
                let new = words::scope(after, *index).to_owned();
                renames.scopes.insert(scope.entry.value.clone(), new);
            }
        }
        renames
    }
}

/// A part of a way: it satisfies one clause.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    role: Option<String>,
    scope: Option<String>,
}

impl Ways {
    /// Returns the ways of a requirement. Returns `None` if there are too many.
    pub(super) fn of(
        requirement: &GuardRequirement,
        model: &Model,
        renames: &Renames,
    ) -> Option<Self> {
        let mut list = Vec::new();
        for (kind, steps) in steps(requirement, model, renames) {
            list.extend(of_kind(kind, &steps)?);
        }
        Some(Self { list: smallest(list) })
    }

    /// Returns the ways that are not enough for another guard.
    pub(super) fn not_in(&self, other: &Self) -> Vec<&Way> {
        let is_missing = |way: &&Way| !other.list.iter().any(|it| it.is_part(way));
        self.list.iter().filter(is_missing).collect()
    }
}

impl Way {
    /// Returns whether another caller has everything of this way.
    fn is_part(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.roles.is_subset(&other.roles)
            && self.scopes.is_subset(&other.scopes)
    }

    fn with(&self, step: &Step) -> Self {
        let mut way = self.clone();
        way.roles.extend(step.role.clone());
        way.scopes.extend(step.scope.clone());
        way
    }
}

/// Returns whether two guards admit the same callers to each clause. It needs no list of ways.
pub(super) fn has_same_steps(
    (old, before): (&GuardRequirement, &Model),
    (new, after): (&GuardRequirement, &Model),
    renames: &Renames,
) -> bool {
    steps(old, before, renames) == steps(new, after, &Renames::default())
}

/// Returns the kinds of callers that a guard admits, each with the steps of each clause.
fn steps(
    requirement: &GuardRequirement,
    model: &Model,
    renames: &Renames,
) -> Vec<(Kind, Vec<BTreeSet<Step>>)> {
    let clauses = || requirement.clauses.iter();
    let mut kinds = Vec::new();
    if requirement.admits_users() {
        let steps = clauses().map(|clause| user_steps(clause, model, renames));
        kinds.push((Kind::User, steps.collect()));
    }
    if requirement.admits_applications() {
        let steps = clauses().map(|clause| app_steps(clause, model, renames));
        kinds.push((Kind::App, steps.collect()));
    }
    kinds
}

fn of_kind(kind: Kind, clauses: &[BTreeSet<Step>]) -> Option<Vec<Way>> {
    let mut ways = vec![Way { kind, roles: BTreeSet::new(), scopes: BTreeSet::new() }];
    for steps in clauses {
        if ways.len().saturating_mul(steps.len()) > MAX_WAYS {
            return None;
        }
        ways = ways.iter().flat_map(|way| steps.iter().map(|step| way.with(step))).collect();
    }
    Some(ways)
}

/// A client needs one of the scopes, or a user with a role and a scope that leads to it.
fn user_steps(clause: &GuardClause, model: &Model, renames: &Renames) -> BTreeSet<Step> {
    let mut steps = BTreeSet::new();
    for scope in &clause.scopes {
        if model.scope(scope).is_some_and(|scope| scope.entry.enabled) {
            steps.insert(Step { role: None, scope: Some(renamed(scope, &renames.scopes)) });
        }
    }
    for (index, role) in model.roles.iter().enumerate() {
        let value = &role.entry.value;
        if clause.roles.contains(value) {
            for scope in grants::scopes_to(model, index) {
                steps.insert(Step {
                    role: Some(renamed(value, &renames.roles)),
                    scope: Some(renamed(words::scope(model, scope), &renames.scopes)),
                });
            }
        }
    }
    steps
}

/// An application needs one of the roles, and never has a scope.
fn app_steps(clause: &GuardClause, model: &Model, renames: &Renames) -> BTreeSet<Step> {
    let mut steps = BTreeSet::new();
    for (index, role) in model.roles.iter().enumerate() {
        let value = &role.entry.value;
        if clause.roles.contains(value) && grants::is_for_applications(model, index) {
            steps.insert(Step { role: Some(renamed(value, &renames.roles)), scope: None });
        }
    }
    steps
}

fn renamed(value: &str, names: &HashMap<String, String>) -> String {
    names.get(value).map_or(value, String::as_str).to_owned()
}

/// Removes each way that contains another one.
fn smallest(mut ways: Vec<Way>) -> Vec<Way> {
    ways.sort_by_key(|way| way.roles.len() + way.scopes.len());
    let mut kept: Vec<Way> = Vec::new();
    for way in ways {
        if !kept.iter().any(|smaller| smaller.is_part(&way)) {
            kept.push(way);
        }
    }
    kept.sort();
    kept
}

/// The conditions of a guard about the caller, besides its roles and scopes.
#[derive(Debug)]
pub(super) struct Conditions<'g> {
    requirement: &'g GuardRequirement,
}

impl<'g> Conditions<'g> {
    pub(super) fn of(requirement: &'g GuardRequirement) -> Self {
        Self { requirement }
    }

    /// Returns the conditions that refuse some caller of another guard, which has these conditions
    /// and ways.
    pub(super) fn refusing(&self, others: &Self, ways: &Ways) -> Vec<&'static str> {
        let one = self.requirement;
        let other = others.requirement;
        // Other values of `by` say which kinds of callers there are, which ways have.
        let is_person = one.by.as_deref() == Some("person");
        let has_users = ways.list.iter().any(|way| way.kind == Kind::User);
        let admits_by = !is_person || other.by.as_deref() == Some("person") || !has_users;
        let admits_agents = one.agents.is_none() || one.agents == other.agents;
        let admits_context = one.context.is_none() || one.context == other.context;
        let admits_age = match (one.fresh_seconds, other.fresh_seconds) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(one), Some(other)) => one >= other,
        };
        let admits_clients = match (&one.clients, &other.clients) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(one), Some(other)) => other.iter().all(|client| one.contains(client)),
        };
        let conditions = [
            ("by", admits_by),
            ("agents", admits_agents),
            ("context", admits_context),
            ("fresh", admits_age),
            ("client", admits_clients),
        ];
        let refuses =
            |(name, admits): (_, bool)| (!admits && !ways.list.is_empty()).then_some(name);
        conditions.into_iter().filter_map(refuses).collect()
    }
}

/// Writes who the caller is: a user with `A` through `S`.
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: &BTreeSet<String>| {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            entra_perms_model::suggestion::in_words(&names, "and")
        };
        match (self.kind, self.roles.is_empty()) {
            (Kind::App, true) => f.write_str("all applications"),
            (Kind::User, true) if self.scopes.is_empty() => f.write_str("all users"),
            (Kind::App, false) => write!(f, "applications with {}", names(&self.roles)),
            (Kind::User, true) => write!(f, "clients with the scope {}", names(&self.scopes)),
            (Kind::User, false) => {
                write!(f, "users with {} through {}", names(&self.roles), names(&self.scopes))
            }
        }
    }
}
