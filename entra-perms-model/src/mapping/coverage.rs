//! The check for scopes and app roles that the mapping leaves out.

use std::collections::HashSet;

use proc_macro2::Span;

use super::lines::AppliedLines;
use crate::arguments::Arguments;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered, Shown};

/// The number of entries with an error for each. One error reports a larger number.
const MAX_SINGLE_ERRORS: usize = 12;

/// Reports each enabled scope that does not map to an app role, and each enabled app role of users
/// to which no enabled scope maps.
pub(super) fn check(
    manifest: &Manifest,
    arguments: &Arguments,
    applied: &AppliedLines,
    not_delegated: &HashSet<usize>,
) -> Findings {
    let span = arguments.scopes.as_ref().map_or(manifest.span(), |scopes| scopes.keyword);
    let mut coverage = Coverage {
        manifest,
        applied,
        not_delegated,
        has_not_delegated: !arguments.not_delegated.is_empty(),
        span,
        errors: Findings::default(),
    };
    let unmapped = coverage.unmapped_scopes();
    // The first line of a mapping may resolve all errors about scopes and roles.
    if arguments.scopes.is_none() && !unmapped.is_empty() {
        coverage.errors.push(no_mapping(manifest, &unmapped).at(span));
        return coverage.errors;
    }
    coverage.report_unmapped(&unmapped);
    coverage.check_empty_scopes();
    let undelegated = coverage.undelegated_roles();
    coverage.report_undelegated(&undelegated);
    coverage.errors
}

struct Coverage<'a> {
    manifest: &'a Manifest,
    applied: &'a AppliedLines,
    not_delegated: &'a HashSet<usize>,
    has_not_delegated: bool,
    /// The place of missing lines.
    span: Span,
    errors: Findings,
}

impl<'a> Coverage<'a> {
    fn scopes(&self) -> &'a [Registered] {
        &self.manifest.registration.scopes
    }

    fn roles(&self) -> &'a [Registered] {
        &self.manifest.registration.roles
    }

    /// Returns the enabled scopes that no line matches.
    fn unmapped_scopes(&self) -> Vec<&'a Registered> {
        let mut unmapped = Vec::new();
        for (index, scope) in self.scopes().iter().enumerate() {
            let is_mapped = self.applied.first_lines.contains_key(&index);
            if scope.enabled && !is_mapped && !self.applied.exempt_scopes.contains(index) {
                unmapped.push(scope);
            }
        }
        unmapped
    }

    fn report_unmapped(&mut self, scopes: &[&Registered]) {
        if scopes.len() > MAX_SINGLE_ERRORS {
            self.errors.push(many_unmapped(scopes).at(self.span));
            return;
        }
        for scope in scopes {
            let error = self.manifest.locate(scope, unmapped(scope));
            self.errors.push(error.at(self.span));
        }
    }

    /// Reports enabled scopes that match a line, but whose `*` does not match any role.
    fn check_empty_scopes(&mut self) {
        for (index, scope) in self.scopes().iter().enumerate() {
            let Some(line) = self.applied.first_lines.get(&index) else { continue };
            let is_exempt = self.applied.has_no_roles_on_purpose(index)
                || self.applied.exempt_scopes.contains_probable(index);
            if scope.enabled && !is_exempt && self.applied.mapping.roles_of(index).is_empty() {
                let error = self.manifest.locate(scope, empty(scope));
                self.errors.push(error.at(*line));
            }
        }
    }

    /// Returns the enabled roles of users to which no enabled scope maps, with their index.
    fn undelegated_roles(&self) -> Vec<(usize, &'a Registered)> {
        let mut undelegated = Vec::new();
        for (index, role) in self.roles().iter().enumerate() {
            let is_exempt =
                self.not_delegated.contains(&index) || self.applied.exempt_roles.contains(index);
            if role.enabled
                && role.members.users
                && !is_exempt
                && !self.scopes_of(index).any(|scope| scope.enabled)
            {
                undelegated.push((index, role));
            }
        }
        undelegated
    }

    fn report_undelegated(&mut self, roles: &[(usize, &'a Registered)]) {
        // Without any scope, one thing is missing, and not each role alone.
        let is_one_defect = roles.len() > 1 && self.scopes().is_empty();
        if is_one_defect || roles.len() > MAX_SINGLE_ERRORS {
            let error = self.many_undelegated(roles);
            self.errors.push(error.at(self.span));
            return;
        }
        for (index, role) in roles {
            let error = self.manifest.locate(role, self.undelegated(*index, role));
            self.errors.push(error.at(self.span));
        }
    }

    /// Returns the scopes that map to a role, enabled or not.
    fn scopes_of(&self, role: usize) -> impl Iterator<Item = &'a Registered> {
        let scopes = self.scopes();
        let indices = self.applied.mapping.scopes_of(role);
        indices.into_iter().filter_map(|scope| scopes.get(scope))
    }

    fn undelegated(&self, index: usize, role: &Registered) -> Finding {
        let value = &role.value;
        let message = format!("no scope maps to app role `{}`", Shown(value));
        let mut error = Finding::new(Rule::UndelegatedRole, message);
        if let Some(scope) = self.scopes_of(index).next() {
            error = error.note(self.disabled(scope));
        }
        error
            .help(format_args!("add it to a line of `scopes`: `\"…\" => [{value:?}]`"))
            .help(self.add_not_delegated(&format!("{value:?}")))
    }

    fn disabled(&self, scope: &Registered) -> String {
        let value = Shown(&scope.value);
        match &scope.disabled_at {
            Some(place) => format!("`{value}` maps to it, but is disabled at {place}"),
            None => {
                format!("`{value}` maps to it, but is disabled at {}", self.manifest.place(scope))
            }
        }
    }

    fn many_undelegated(&self, roles: &[(usize, &Registered)]) -> Finding {
        let message = format!("no scope maps to {} app roles", roles.len());
        let mut error = Finding::new(Rule::UndelegatedRole, message);
        let files = self.manifest.name();
        if let [form] = self.manifest.forms.as_slice()
            && self.scopes().is_empty()
        {
            error = error.note(format_args!("{files} is {form} and has no scopes"));
        }
        let values: Vec<_> = roles.iter().map(|(_, role)| format!("{:?}", role.value)).collect();
        error
            .help("add them to the lines of `scopes`")
            .help(self.add_not_delegated(&values.join(", ")))
    }

    fn add_not_delegated(&self, values: &str) -> String {
        if self.has_not_delegated {
            format!("if that is on purpose, add `{values}` to `not_delegated`")
        } else {
            format!("if that is on purpose, add `not_delegated = [{values}]`")
        }
    }
}

fn no_mapping(manifest: &Manifest, scopes: &[&Registered]) -> Finding {
    let lines = lines(scopes).join("\n    ");
    Finding::new(Rule::NoMapping, "argument `scopes` is missing")
        .note(format_args!("it maps the scopes of {} to app roles", manifest.name()))
        .help(format_args!(
            "add it, with the app roles of each scope: `scopes = {{\n    {lines}\n}},`"
        ))
}

/// Returns a line for each scope. Of very many scopes, only the first ones get a line.
fn lines(scopes: &[&Registered]) -> Vec<String> {
    /// A longer list would hide the message.
    const MAX_LINES: usize = 16;
    let shown = scopes.iter().take(MAX_LINES);
    let mut lines: Vec<_> = shown.map(|scope| format!("{:?} => [\"…\"],", scope.value)).collect();
    if scopes.len() > MAX_LINES {
        lines.push(format!("// and {} more", scopes.len() - MAX_LINES));
    }
    lines
}

fn unmapped(scope: &Registered) -> Finding {
    let value = &scope.value;
    let message = format!("scope `{}` is not mapped", Shown(value));
    Finding::new(Rule::UnmappedScope, message).help(format_args!(
        "add `{value:?} => [\"…\"]`, or `{value:?} => []` if it maps to no app role"
    ))
}

fn many_unmapped(scopes: &[&Registered]) -> Finding {
    let lines = lines(scopes).join("\n");
    Finding::new(Rule::UnmappedScope, format!("{} scopes are not mapped", scopes.len()))
        .help(format_args!("add a line for each, with its app roles: `{lines}`"))
        .help("if a scope maps to no app role, write `=> []`")
}

fn empty(scope: &Registered) -> Finding {
    let value = &scope.value;
    let message = format!("scope `{}` maps to no app role", Shown(value));
    Finding::new(Rule::MapsToNothing, message)
        .note("it matches this line, but the patterns on the right match no app role for it")
        .help(format_args!("add an app role for it: `{value:?} => [\"…\"]`"))
        .help(format_args!("if that is on purpose, add `{value:?} => []`"))
}
