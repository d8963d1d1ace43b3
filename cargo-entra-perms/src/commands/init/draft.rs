//! The arguments of `permissions!` that follow from a registration, and the open decisions.

use std::collections::{BTreeSet, HashSet};

use entra_perms_model::{Entry, Model};

use super::lines::{Limits, Line, Pair, Values};
use super::names::{self, Basis, Names};
use super::reaches;
use super::stars::Reach;

/// The arguments of `permissions!`, without the files.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The lines whose scopes and app roles have equal values.
    pub(super) equal: Vec<Line>,
    /// The lines that are guessed, each with the reasons.
    pub(super) guessed: Vec<(Line, BTreeSet<Basis>)>,
    /// The scopes that lead to no app role until a person decides.
    pub(super) decisions: Vec<Decision>,
    pub(super) constraints: Vec<String>,
    /// The app roles to which no scope leads until a person decides.
    pub(super) not_delegated: Vec<String>,
    /// The identifiers of values that would collide.
    pub(super) renames: Vec<(String, String)>,
    /// `true` if users can hold an app role.
    pub(super) has_roles_for_users: bool,
    pub(super) has_scopes: bool,
}

/// Scopes that lead to no app role yet.
#[derive(Debug)]
pub(super) struct Decision {
    /// The patterns and values of the scopes.
    pub(super) scopes: Vec<String>,
    /// Lines with similar names. A person may choose one of them.
    pub(super) similar: Vec<Line>,
}

impl Draft {
    /// Compares the names of a model, whose mapping is not read.
    pub(super) fn new(model: &Model) -> Self {
        let names = names::compare(model);
        let values = Values::new(model);
        let mut draft = Self {
            constraints: reaches::find(model),
            has_roles_for_users: model.roles.iter().any(|role| role.users),
            has_scopes: !model.scopes.is_empty(),
            ..Self::default()
        };
        draft.add_lines(model, &names, &values);
        let mapped = draft.mapped_pairs();
        draft.add_decisions(model, &names, &values, &mapped);
        draft.not_delegated = not_delegated(model, &mapped);
        draft
    }

    /// Adds the lines that follow from the names. Disabled entries need no line: when they are
    /// enabled, the build asks for one.
    fn add_lines(&mut self, model: &Model, names: &Names, values: &Values<'_>) {
        let justified = |wanted: fn(&Basis) -> bool| -> BTreeSet<Pair> {
            let pairs = names.justified.iter().filter(|(_, basis)| wanted(basis));
            pairs.map(|(pair, _)| *pair).collect()
        };
        let equal = justified(|basis| *basis == Basis::Equal);
        let limits = Limits { allowed: &equal, reach: Reach::Equal };
        self.equal = values.cover(&enabled(model, &equal), &limits);

        let guessed = justified(|basis| *basis != Basis::Equal);
        let limits = Limits { allowed: &guessed, reach: Reach::Last };
        for line in values.cover(&enabled(model, &guessed), &limits) {
            let reasons = line.pairs.iter().filter_map(|pair| names.justified.get(pair)).copied();
            let reasons = reasons.collect();
            self.guessed.push((line, reasons));
        }
    }

    /// Returns all pairs to which the lines lead.
    fn mapped_pairs(&self) -> BTreeSet<Pair> {
        let guessed = self.guessed.iter().map(|(line, _)| line);
        let lines = self.equal.iter().chain(guessed);
        lines.flat_map(|line| line.all_pairs.iter().copied()).collect()
    }

    /// Adds a decision for each enabled scope without an app role. Similar names are shown.
    fn add_decisions(
        &mut self,
        model: &Model,
        names: &Names,
        values: &Values<'_>,
        mapped: &BTreeSet<Pair>,
    ) {
        let scopes_of = |pairs: &BTreeSet<Pair>| -> BTreeSet<usize> {
            pairs.iter().map(|(scope, _)| *scope).collect()
        };
        let justified: BTreeSet<_> = names.justified.keys().copied().collect();
        let with_roles: BTreeSet<_> =
            scopes_of(mapped).union(&scopes_of(&justified)).copied().collect();
        let is_open = |scope: &usize| {
            let is_enabled = model.scopes.get(*scope).is_some_and(|scope| scope.entry.enabled);
            is_enabled && !scopes_of(mapped).contains(scope)
        };
        let open: BTreeSet<_> = (0..model.scopes.len()).filter(is_open).collect();
        // A disabled scope may be matched, unless an app role follows from its name.
        let may_match: BTreeSet<_> = (0..model.scopes.len())
            .filter(|scope| open.contains(scope) || !with_roles.contains(scope))
            .collect();

        let similar: BTreeSet<_> = names
            .similar
            .iter()
            .filter(|(scope, _)| open.contains(scope))
            .copied()
            .collect();
        let limits = Limits { allowed: &similar, reach: Reach::Last };
        let mut left = open;
        for line in values.cover(&enabled(model, &similar), &limits) {
            let scopes: BTreeSet<_> = scopes_of(&line.pairs);
            let new: BTreeSet<_> = scopes.intersection(&left).copied().collect();
            left.retain(|scope| !new.contains(scope));
            let scopes = values.group(&new, &new);
            self.decisions.push(Decision {
                scopes: scopes.into_iter().map(|(text, _)| text).collect(),
                similar: vec![line],
            });
        }
        let others = values.group(&left, &may_match);
        if !others.is_empty() {
            let scopes = others.into_iter().map(|(text, _)| text).collect();
            self.decisions.push(Decision { scopes, similar: Vec::new() });
        }
    }
}

/// Returns the pairs whose scope and app role are enabled.
fn enabled(model: &Model, pairs: &BTreeSet<Pair>) -> BTreeSet<Pair> {
    let is_enabled = |entry: Option<&Entry>| entry.is_some_and(|entry| entry.enabled);
    let both = pairs.iter().filter(|(scope, role)| {
        is_enabled(model.scopes.get(*scope).map(|scope| &scope.entry))
            && is_enabled(model.roles.get(*role).map(|role| &role.entry))
    });
    both.copied().collect()
}

/// Returns the enabled app roles of users to which no enabled scope leads.
fn not_delegated(model: &Model, mapped: &BTreeSet<Pair>) -> Vec<String> {
    let reached: HashSet<_> = enabled(model, mapped).iter().map(|(_, role)| *role).collect();
    let roles = model.roles.iter().enumerate();
    let left =
        roles.filter(|(index, role)| role.users && role.entry.enabled && !reached.contains(index));
    left.map(|(_, role)| role.entry.value.clone()).collect()
}
