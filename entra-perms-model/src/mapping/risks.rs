//! Warnings about the mapping: lines that add nothing, scopes that lead to the same app roles, and
//! scopes that lead to more than users should consent to.

use std::collections::{BTreeMap, HashMap, HashSet};

use syn::LitStr;

use super::entries::{Entries, EntryKind};
use super::lines::AppliedLines;
use super::sources::{Pair, Source};
use crate::arguments::{Arguments, Line};
use crate::finding::{Finding, Findings, Lint, Rule};
use crate::manifest::{Registered, Shown};
use crate::model::Consent;
use crate::suggestion::listed;

/// Warns about risks of a mapping without errors.
pub(super) fn warn(
    entries: &Entries<'_>,
    arguments: &Arguments,
    applied: &AppliedLines,
) -> Findings {
    let risks = Risks { entries, arguments, applied };
    let mut warnings = Findings::default();
    risks.redundant_lines(&mut warnings);
    risks.equal_scopes(&mut warnings);
    risks.user_consent(&mut warnings);
    warnings
}

struct Risks<'r, 'a> {
    entries: &'r Entries<'a>,
    arguments: &'r Arguments,
    applied: &'r AppliedLines,
}

impl Risks<'_, '_> {
    /// Warns about each line, or string of a line, that could be removed. Of two equal ones, the
    /// later one is needless.
    fn redundant_lines(&self, warnings: &mut Findings) {
        let redundant = self.redundant_strings();
        for (index, line) in self.arguments.lines().iter().enumerate() {
            if line.roles.is_empty() {
                if self.is_mapped_elsewhere(index) {
                    warnings.push(mapped_elsewhere(line));
                }
                continue;
            }
            let strings = line.roles.iter().enumerate();
            let needless = strings
                .filter(|(role, _)| redundant.contains(&Source { line: index, role: *role }))
                .map(|(_, literal)| literal);
            let needless: Vec<_> = needless.collect();
            if needless.len() == line.roles.len() {
                warnings.push(redundant_line(line));
            } else {
                for literal in needless {
                    warnings.push(redundant_string(literal));
                }
            }
        }
    }

    /// Returns the strings without which the mapping would be the same.
    fn redundant_strings(&self) -> HashSet<Source> {
        let mut pairs_of: BTreeMap<Source, Vec<Pair>> = BTreeMap::new();
        let mut count_of: HashMap<Pair, usize> = HashMap::new();
        for (pair, sources) in self.applied.sources.all() {
            count_of.insert(pair, sources.len());
            for source in sources {
                pairs_of.entry(*source).or_default().push(pair);
            }
        }
        let mut redundant = HashSet::new();
        for (source, pairs) in pairs_of.into_iter().rev() {
            if pairs.iter().all(|pair| count_of.get(pair).is_some_and(|count| *count > 1)) {
                for pair in pairs {
                    count_of.entry(pair).and_modify(|count| *count -= 1);
                }
                redundant.insert(source);
            }
        }
        redundant
    }

    /// Returns whether other lines map each scope of a line with `=> []` to a role.
    fn is_mapped_elsewhere(&self, line: usize) -> bool {
        let Some(scopes) = self.applied.lines_without_roles.get(&line) else { return false };
        let is_mapped = |scope: &usize| !self.applied.mapping.roles_of(*scope).is_empty();
        !scopes.is_empty() && scopes.iter().all(is_mapped)
    }

    /// Warns about enabled scopes that lead to the same enabled roles.
    fn equal_scopes(&self, warnings: &mut Findings) {
        let mut scopes_of: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (index, scope) in self.entries.all(EntryKind::Scope).iter().enumerate() {
            let roles = self.enabled_roles_of(index);
            if scope.enabled && !roles.is_empty() {
                scopes_of.entry(roles).or_default().push(index);
            }
        }
        for scopes in scopes_of.into_values() {
            let [_, second, ..] = scopes.as_slice() else { continue };
            let Some(line) = self.applied.first_lines.get(second) else { continue };
            let all = self.entries.all(EntryKind::Scope);
            let names = scopes.iter().filter_map(|scope| all.get(*scope));
            let names = listed(names.map(|scope| Shown(&scope.value)));
            warnings.push(
                warning(Lint::EqualScopes, "several scopes lead to the same app roles")
                    .note(format_args!("they are {names}"))
                    .note("a client gets the same with any of them, so one line may be wrong")
                    .help("map them to different app roles, or disable all of them but one")
                    .at(*line),
            );
        }
    }

    /// Warns about each enabled scope to which users may consent and that leads to an app role for
    /// applications, or to one with the widest constraint.
    fn user_consent(&self, warnings: &mut Findings) {
        let widest = self.arguments.constraints.last().map(|widest| format!(".{}", widest.value()));
        let is_widest = |role: &Registered| {
            widest.as_ref().is_some_and(|widest| role.value.ends_with(widest.as_str()))
        };
        let roles = self.entries.all(EntryKind::Role);
        for (index, scope) in self.entries.all(EntryKind::Scope).iter().enumerate() {
            if !scope.enabled || scope.consent != Some(Consent::User) {
                continue;
            }
            let reached = self.enabled_roles_of(index);
            let wide: Vec<_> = reached
                .iter()
                .filter_map(|role| roles.get(*role))
                .filter(|role| role.members.applications || is_widest(role))
                .map(|role| Shown(&role.value))
                .collect();
            let Some(line) = self.applied.first_lines.get(&index) else { continue };
            if !wide.is_empty() {
                warnings.push(self.consent_to(scope, &listed(wide)).at(*line));
            }
        }
    }

    fn consent_to(&self, scope: &Registered, roles: &str) -> Finding {
        let value = Shown(&scope.value);
        let message = format!("users may consent to scope `{value}`");
        let place = self.entries.manifest.consent_place(scope);
        warning(Lint::UserConsent, message)
            .note(format_args!("`type` of the scope is `{}` at {place}", Consent::User.name()))
            .note(format_args!("it leads to {roles}"))
            .note("applications can hold these app roles, or they have the widest constraint")
            .help("let only administrators consent (`\"type\": \"Admin\"`), or map it to less")
    }

    /// Returns the enabled roles that a scope maps to, ascending.
    fn enabled_roles_of(&self, scope: usize) -> Vec<usize> {
        let roles = self.entries.all(EntryKind::Role);
        let mut mapped = self.applied.mapping.roles_of(scope);
        mapped.retain(|role| roles.get(*role).is_some_and(|role| role.enabled));
        mapped
    }
}

fn redundant_line(line: &Line) -> Finding {
    let scope = line.scope.value();
    warning(Lint::RedundantLine, format!("the line of `{}` adds nothing", Shown(&scope)))
        .note("other lines map its scopes to the same app roles")
        .help("remove the line")
        .at(line.scope.span())
}

fn redundant_string(literal: &LitStr) -> Finding {
    let text = literal.value();
    let message = format!("`{}` adds no app role to this line", Shown(&text));
    warning(Lint::RedundantLine, message)
        .note("other strings map its scopes to the same app roles")
        .help(format_args!("remove `{text:?}`"))
        .at(literal.span())
}

fn mapped_elsewhere(line: &Line) -> Finding {
    let scope = line.scope.value();
    let message = format!("`{scope:?} => []` has no effect");
    warning(Lint::RedundantLine, message)
        .note("lines add up, and other lines map its scopes to app roles")
        .help("remove the line, or the other lines if the scope leads to no app role")
        .at(line.scope.span())
}

fn warning(lint: Lint, message: impl std::fmt::Display) -> Finding {
    Finding::new(Rule::Lint(lint), message)
}
