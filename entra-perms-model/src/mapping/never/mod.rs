//! The argument `never`: what the model must not allow. `literal` finds the entries of one string,
//! by value or by `pattern`, or a `suggestion`. `violation` words the errors.
//!
//! The check is exact, because the model is finite. A disabled scope or role counts as if it were
//! enabled, so that enabling it later cannot break a promise.

mod literal;
mod pattern;
mod suggestion;
mod violation;

use std::collections::{BTreeMap, BTreeSet};

use syn::LitStr;

use self::violation::Broken;
use super::entries::{Entries, EntryKind};
use super::lines::AppliedLines;
use super::sources::{Pair, Source};
use crate::arguments::{Arguments, Promise, Subject};
use crate::finding::{Finding, Findings, Rule};
use crate::model::Consent;

/// The result of [`check`].
#[derive(Default)]
pub(super) struct Checked {
    /// The errors about literals that match nothing.
    pub(super) literal_errors: Findings,
    pub(super) violations: Findings,
}

/// Checks each line of `never`.
pub(super) fn check(
    entries: &Entries<'_>,
    arguments: &Arguments,
    applied: &AppliedLines,
) -> Checked {
    let mut checker = Checker {
        entries,
        arguments,
        applied,
        reported_absent: applied.reported_absent.clone(),
        checked: Checked::default(),
    };
    for promise in &arguments.never {
        checker.promise(promise);
    }
    checker.checked
}

struct Checker<'c, 'a> {
    entries: &'c Entries<'a>,
    arguments: &'c Arguments,
    applied: &'c AppliedLines,
    /// The kinds that the manifest lacks, after the first error that says so.
    reported_absent: Vec<EntryKind>,
    checked: Checked,
}

impl Checker<'_, '_> {
    fn promise(&mut self, promise: &Promise) {
        let scopes = match &promise.subject {
            Subject::App => None,
            Subject::UserConsent => Some(self.scopes_of_users()),
            Subject::Scopes(literal) => Some(self.matching(EntryKind::Scope, literal)),
        };
        for literal in &promise.roles {
            let roles = self.matching(EntryKind::Role, literal);
            let broken =
                Broken { entries: self.entries, lines: self.arguments.lines(), promise, literal };
            match &scopes {
                None => self.applications(&broken, &roles),
                Some(scopes) => self.users(&broken, scopes, &roles),
            }
        }
    }

    /// Returns the scopes to which users may consent. A scope whose manifest does not say who may
    /// consent is one of them.
    fn scopes_of_users(&self) -> Vec<usize> {
        let scopes = self.entries.all(EntryKind::Scope).iter().enumerate();
        let of_users = scopes.filter(|(_, scope)| scope.consent != Some(Consent::Admin));
        of_users.map(|(index, _)| index).collect()
    }

    /// Returns the entries that a literal names by value or by pattern. Reports a literal that does
    /// not match any.
    fn matching(&mut self, kind: EntryKind, literal: &LitStr) -> Vec<usize> {
        if self.entries.all(kind).is_empty() {
            if self.reported_absent.contains(&kind) {
                return Vec::new();
            }
            self.reported_absent.push(kind);
        }
        match literal::matching(self.entries, kind, &literal.value()) {
            Ok(entries) => entries,
            Err(error) => {
                self.checked.literal_errors.push(error.at(literal.span()));
                Vec::new()
            }
        }
    }

    /// Reports each of these roles that applications can hold, in any environment.
    fn applications(&mut self, broken: &Broken<'_>, roles: &[usize]) {
        let all = self.entries.all(EntryKind::Role);
        for role in roles.iter().filter_map(|role| all.get(*role)) {
            if role.members.applications || role.applications_at.is_some() {
                self.violation(broken, || Some(broken.by_applications(role)));
            }
        }
    }

    /// Reports each string of `scopes` that maps one of these scopes to one of these roles.
    fn users(&mut self, broken: &Broken<'_>, scopes: &[usize], roles: &[usize]) {
        let roles: BTreeSet<_> = roles.iter().copied().collect();
        let mut pairs_of: BTreeMap<&[Source], Vec<Pair>> = BTreeMap::new();
        for scope in scopes {
            for (pair, sources) in self.applied.sources.between(*scope, &roles) {
                pairs_of.entry(sources).or_default().push(pair);
            }
        }
        for (sources, pairs) in pairs_of {
            self.violation(broken, || broken.by_users(sources, &pairs));
        }
    }

    /// Reports a violation. It is worded only if it is shown, because words and places take time.
    fn violation(&mut self, broken: &Broken<'_>, words: impl FnOnce() -> Option<Finding>) {
        if self.checked.violations.is_full(Rule::Never) {
            self.checked.violations.count(Rule::Never, broken.literal.span(), 1);
        } else if let Some(violation) = words() {
            self.checked.violations.push(violation);
        }
    }
}
