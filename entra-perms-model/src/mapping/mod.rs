//! Scopes → roles: `lookup` (literal → entries), the lines one by one, then `coverage` (is anything left out).

mod coverage;
mod literal;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use proc_macro2::Span;
use syn::LitStr;

use self::literal::{Entries, Kind, Match, Miss};
use crate::arguments::{Arguments, Line};
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::Manifest;

/// Where each scope leads.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// For each scope the roles it leads to; `None` where no line maps it.
    roles: Vec<Option<BTreeSet<usize>>>,
    /// The inverse: for each role the scopes that lead to it.
    scopes: Vec<BTreeSet<usize>>,
}

impl Mapping {
    /// The roles that a scope leads to, ascending.
    pub(crate) fn roles_of(&self, scope: usize) -> Vec<usize> {
        self.roles.get(scope).into_iter().flatten().flatten().copied().collect()
    }

    /// The scopes that lead to a role, ascending.
    pub(crate) fn scopes_of(&self, role: usize) -> Vec<usize> {
        self.scopes.get(role).into_iter().flatten().copied().collect()
    }

    fn lead(&mut self, scope: usize, role: usize) {
        if let (Some(Some(roles)), Some(scopes)) =
            (self.roles.get_mut(scope), self.scopes.get_mut(role))
        {
            roles.insert(role);
            scopes.insert(scope);
        }
    }
}

/// What the defects of the two checks are.
#[derive(Debug, Default)]
pub(crate) struct Defects {
    /// Literals at fault.
    pub(crate) literals: Findings,
    /// Entries that were left out.
    pub(crate) coverage: Findings,
}

/// Applies all lines, then looks for what they leave out.
pub(crate) fn map(manifest: &Manifest, arguments: &Arguments) -> (Mapping, Defects) {
    let mut mapper = Mapper {
        lookup: Entries::new(manifest),
        mapping: Mapping {
            roles: vec![None; manifest.registration.scopes.len()],
            scopes: vec![BTreeSet::new(); manifest.registration.roles.len()],
        },
        lines: HashMap::new(),
        dead_ends: HashSet::new(),
        doubt: Doubt::default(),
        absent: Vec::new(),
        errors: Findings::default(),
    };
    arguments
        .scopes
        .iter()
        .flat_map(|scopes| &scopes.lines)
        .for_each(|line| mapper.line(line));
    let not_delegated = coverage::not_delegated(&mut mapper, &arguments.not_delegated);
    let coverage = coverage::check(manifest, arguments, &mapper, &not_delegated);
    (mapper.mapping, Defects { literals: mapper.errors, coverage })
}

/// Entries that a literal at fault was perhaps meant to name: that they are left out is no second defect.
#[derive(Debug, Default)]
struct Doubt {
    scopes: HashSet<usize>,
    roles: HashSet<usize>,
    every_scope: bool,
    every_role: bool,
}

impl Doubt {
    /// A literal that should have named scopes.
    fn scopes_of(&mut self, miss: &Miss) {
        self.every_scope |= miss.meant.is_empty();
        self.scopes.extend(&miss.meant);
    }

    /// A literal that should have named roles.
    fn roles_of(&mut self, miss: &Miss) {
        self.every_role |= miss.meant.is_empty();
        self.roles.extend(&miss.meant);
    }
}

struct Mapper<'a> {
    lookup: Entries<'a>,
    mapping: Mapping,
    /// By scope: the left side of the first line that maps it.
    lines: HashMap<usize, Span>,
    /// Scopes of which a line says that they lead to no role.
    dead_ends: HashSet<usize>,
    doubt: Doubt,
    /// The kinds of which it was said that there are none.
    absent: Vec<Kind>,
    errors: Findings,
}

impl<'a> Mapper<'a> {
    fn line(&mut self, line: &Line) {
        let scopes = match self.lookup.find(Kind::Scope, &line.scope.value()) {
            Ok(scopes) => scopes,
            Err(miss) => {
                self.doubt.scopes_of(&miss);
                self.miss(Kind::Scope, &line.scope, miss);
                Vec::new()
            }
        };
        for scope in &scopes {
            if let Some(roles) = self.mapping.roles.get_mut(scope.index) {
                roles.get_or_insert_default();
            }
            self.lines.entry(scope.index).or_insert(line.scope.span());
            if line.roles.is_empty() {
                self.dead_ends.insert(scope.index);
            }
        }
        for literal in &line.roles {
            match self.lookup.find(Kind::Role, &literal.value()) {
                Ok(roles) => self.roles(&line.scope, &scopes, literal, &roles),
                Err(miss) => {
                    self.doubt.roles_of(&miss);
                    self.doubt.scopes.extend(scopes.iter().map(|scope| scope.index));
                    self.miss(Kind::Role, literal, miss);
                }
            }
        }
    }

    /// Reports a literal that names nothing. Where there is nothing of the kind, the first says so for all.
    fn miss(&mut self, kind: Kind, literal: &LitStr, miss: Miss) {
        let has_any = self.lookup.has_any(kind);
        if has_any || !self.absent.contains(&kind) {
            self.errors
                .push(Finding::new(Rule::UnknownName, miss.message).at(literal.span()));
        }
        if !has_any {
            self.absent.push(kind);
        }
    }

    /// Adds the roles of one literal to the scopes of its line.
    fn roles(
        &mut self,
        left: &LitStr,
        scopes: &[Match<'a>],
        literal: &LitStr,
        roles: &[Match<'a>],
    ) {
        if scopes.is_empty() {
            self.doubt.roles.extend(roles.iter().map(|role| role.index));
        }
        // Without scopes the left side has its error, and the right side can be checked by itself only.
        let is_reached =
            |role: &&Match<'a>| scopes.is_empty() || scopes.iter().any(|scope| leads(scope, role));
        let reached: Vec<_> = roles.iter().filter(is_reached).collect();
        let defect = if reached.is_empty() {
            self.doubt.roles.extend(roles.iter().map(|role| role.index));
            Some(unbound(left, scopes, literal))
        } else {
            let for_users = reached.iter().any(|role| role.entry.members.users);
            (!for_users).then(|| not_for_users(literal, &reached))
        };
        if let Some(message) = defect {
            self.doubt.scopes.extend(scopes.iter().map(|scope| scope.index));
            self.errors.push(Finding::new(Rule::MapsToNothing, message).at(literal.span()));
        }
        for scope in scopes {
            for role in roles.iter().filter(|role| role.entry.members.users && leads(scope, role)) {
                self.mapping.lead(scope.index, role.index);
            }
        }
    }
}

/// Whether the `*` on the right stands for the same as the one on the left, where there are two.
fn leads(scope: &Match<'_>, role: &Match<'_>) -> bool {
    match (scope.captured, role.captured) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}

fn unbound(left: &LitStr, scopes: &[Match<'_>], literal: &LitStr) -> String {
    const SHOWN: usize = 3;
    let mut bindings: Vec<_> = scopes
        .iter()
        .filter_map(|scope| scope.captured)
        .take(SHOWN)
        .map(|text| format!("`{text}`"))
        .collect();
    if scopes.len() > SHOWN {
        bindings.push("…".to_owned());
    }
    format!(
        "`{}` matches no app role: its `*` repeats what that of `{}` matched ({}); under a scope that is named in full it matches \
         anything",
        literal.value(),
        left.value(),
        bindings.join(", ")
    )
}

fn not_for_users(literal: &LitStr, reached: &[&Match<'_>]) -> String {
    let text = literal.value();
    if reached.iter().any(|role| role.captured.is_some()) {
        format!(
            "`{text}` matches only app roles that users cannot hold, so no scope can lead to them"
        )
    } else {
        format!(
            "users cannot hold the app role `{text}` (its `allowedMemberTypes` lack `User`), so no scope can lead \
             to it"
        )
    }
}
