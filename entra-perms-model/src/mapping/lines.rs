//! The lines of `scopes`, applied one by one.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::Span;
use syn::LitStr;

use super::entries::{Entries, EntryKind, Match};
use super::exemptions::Exemptions;
use super::literal::{Unresolved, resolve};
use super::pattern::Wildcard;
use super::sources::{Source, Sources};
use super::table::Mapping;
use crate::arguments::Line;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Shown};
use crate::suggestion::listed;

/// The result of all lines.
pub(super) struct AppliedLines {
    pub(super) mapping: Mapping,
    /// By scope: the left side of the first line that matches it.
    pub(super) first_lines: HashMap<usize, Span>,
    pub(super) sources: Sources,
    /// By line with `=> []`: the scopes that match it.
    pub(super) lines_without_roles: BTreeMap<usize, Vec<usize>>,
    pub(super) exempt_scopes: Exemptions,
    pub(super) exempt_roles: Exemptions,
    /// The kinds that the manifest lacks, after the first error that says so.
    pub(super) reported_absent: Vec<EntryKind>,
    pub(super) errors: Findings,
}

/// Applies all lines.
pub(super) fn apply(entries: &Entries<'_>, lines: &[Line]) -> AppliedLines {
    let scopes = entries.all(EntryKind::Scope).len();
    let roles = entries.all(EntryKind::Role).len();
    let applied = AppliedLines {
        mapping: Mapping::new(scopes, roles),
        first_lines: HashMap::new(),
        sources: Sources::default(),
        lines_without_roles: BTreeMap::new(),
        exempt_scopes: Exemptions::default(),
        exempt_roles: Exemptions::default(),
        reported_absent: Vec::new(),
        errors: Findings::default(),
    };
    let mut mapper = Mapper { entries, applied };
    for (index, line) in lines.iter().enumerate() {
        mapper.line(index, line);
    }
    mapper.applied
}

struct Mapper<'e, 'a> {
    entries: &'e Entries<'a>,
    applied: AppliedLines,
}

impl AppliedLines {
    /// Returns whether a scope matches a line with `=> []`.
    pub(super) fn has_no_roles_on_purpose(&self, scope: usize) -> bool {
        self.lines_without_roles.values().any(|scopes| scopes.contains(&scope))
    }
}

impl<'a> Mapper<'_, 'a> {
    fn line(&mut self, index: usize, line: &Line) {
        let scopes = self.scopes(line);
        if line.roles.is_empty() {
            let scopes = scopes.iter().map(|scope| scope.index).collect();
            self.applied.lines_without_roles.insert(index, scopes);
        }
        for (role, literal) in line.roles.iter().enumerate() {
            let source = Source { line: index, role };
            match resolve(self.entries, EntryKind::Role, literal) {
                Ok(roles) => self.roles(&line.scope, &scopes, source, literal, &roles),
                Err(unresolved) => {
                    self.applied.exempt_roles.extend_meant(&unresolved);
                    self.applied.exempt_scopes.extend(&scopes);
                    self.report(EntryKind::Role, unresolved);
                }
            }
        }
    }

    /// Returns the scopes of a line. Empty if the left side has an error.
    fn scopes(&mut self, line: &Line) -> Vec<Match<'a>> {
        let scopes = match resolve(self.entries, EntryKind::Scope, &line.scope) {
            Ok(scopes) => scopes,
            Err(unresolved) => {
                self.applied.exempt_scopes.extend_meant(&unresolved);
                self.report(EntryKind::Scope, unresolved);
                return Vec::new();
            }
        };
        for scope in &scopes {
            self.applied.first_lines.entry(scope.index).or_insert(line.scope.span());
        }
        scopes
    }

    /// Reports a literal. If the manifest has no entry of the kind, one error says so for all.
    fn report(&mut self, kind: EntryKind, unresolved: Unresolved) {
        if self.entries.all(kind).is_empty() {
            if self.applied.reported_absent.contains(&kind) {
                return;
            }
            self.applied.reported_absent.push(kind);
        }
        self.applied.errors.push(*unresolved.error);
    }

    /// Maps the scopes of a line to the roles of one literal.
    fn roles(
        &mut self,
        left: &LitStr,
        scopes: &[Match<'a>],
        source: Source,
        literal: &LitStr,
        roles: &[Match<'a>],
    ) {
        // The left side has an error. The right side is checked alone.
        if scopes.is_empty() {
            self.applied.exempt_roles.extend(roles);
            if !any_for_users(roles) {
                let error = not_for_users(self.entries.manifest, literal, roles);
                self.applied.errors.push(error);
            }
            return;
        }
        let mut reached = roles.to_vec();
        reached.retain(|role| scopes.iter().any(|scope| maps_to(scope, role)));
        if reached.is_empty() {
            self.applied.exempt_roles.extend(roles);
            self.applied.exempt_scopes.extend(scopes);
            self.applied.errors.push(unequal_captures(left, scopes, literal, roles));
        } else if !any_for_users(&reached) {
            self.applied.exempt_scopes.extend(scopes);
            let error = not_for_users(self.entries.manifest, literal, &reached);
            self.applied.errors.push(error);
        }
        for scope in scopes {
            for role in reached.iter().filter(|role| role.entry.members.users) {
                if maps_to(scope, role) {
                    self.applied.mapping.insert(scope.index, role.index);
                    self.applied.sources.insert((scope.index, role.index), source);
                }
            }
        }
    }
}

/// Returns whether a scope maps to a role of its line: `*` stands for one text on both sides.
fn maps_to(scope: &Match<'_>, role: &Match<'_>) -> bool {
    match (scope.captured, role.captured) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    }
}

fn any_for_users(roles: &[Match<'_>]) -> bool {
    roles.iter().any(|role| role.entry.members.users)
}

/// Words the error that `*` has another text in the scopes than in the roles.
fn unequal_captures(
    left: &LitStr,
    scopes: &[Match<'_>],
    literal: &LitStr,
    roles: &[Match<'_>],
) -> Finding {
    let left = left.value();
    let right = literal.value();
    let captured: Vec<_> = scopes.iter().filter_map(|scope| scope.captured).collect();
    let message = format!("`{}` matches no app role here", Shown(&right));
    let error = Finding::new(Rule::MapsToNothing, message).at(literal.span()).note(format_args!(
        "`*` stands for one text on both sides: in `{}` it is {}",
        Shown(&left),
        listed(captured.iter().copied().map(Shown))
    ));
    let (Ok(Some(pattern)), Some(first)) = (Wildcard::parse(&right), captured.first()) else {
        return error;
    };
    let missing = pattern.fill(first);
    let error = error.note(format_args!("there is no app role `{}`", Shown(&missing)));
    match pattern_for(pattern, roles, &captured) {
        Some(meant) => error.did_you_mean(Some(&meant)),
        None => error.help(
            "if each of these scopes maps to all of these app roles, write the scopes without `*`",
        ),
    }
}

/// Returns a pattern in which `*` has the text of a scope for at least one role.
fn pattern_for(pattern: Wildcard<'_>, roles: &[Match<'_>], captured: &[&str]) -> Option<String> {
    for role in roles {
        for text in captured {
            if let Some(meant) = pattern.capturing(&role.entry.value, text) {
                return Some(meant);
            }
        }
    }
    None
}

/// Words the error that scopes map only to roles that users can hold.
fn not_for_users(manifest: &Manifest, literal: &LitStr, reached: &[Match<'_>]) -> Finding {
    let text = literal.value();
    let error = if let [Match { entry, captured: None, .. }] = reached {
        let message = format!("users cannot hold app role `{}`", Shown(&text));
        manifest.locate(entry, Finding::new(Rule::MapsToNothing, message))
    } else {
        let roles = listed(reached.iter().map(|role| Shown(&role.entry.value)));
        let message = format!("`{}` matches no app role of users", Shown(&text));
        Finding::new(Rule::MapsToNothing, message)
            .note(format_args!("it matches {roles}, which users cannot hold"))
    };
    error
        .note("a scope maps to app roles with `User` in `allowedMemberTypes`")
        .help(format_args!("remove `{text:?}` from this line"))
        .at(literal.span())
}
