//! Warnings about entries that Entra accepts.

use std::collections::HashMap;

use super::entry::Registered;
use crate::finding::{Finding, Lint, Rule};
use crate::manifest::report::{Report, Shown};
use crate::manifest::value::MAX_LENGTH;
use crate::suggestion::listed;

/// The documented maximum of characters in a value. Entra accepts longer values.
const MAX_DOCUMENTED_LENGTH: usize = 120;

/// Warns about app roles and scopes that Entra accepts, although they are risky or unusual.
pub(super) fn warn(roles: &[Registered], scopes: &[Registered], report: &mut Report<'_>) {
    let warnings = [
        shared_roles(roles, report),
        long_values(roles, scopes, report),
        placeholders(roles, scopes, report),
        repeated_ids(roles, scopes, report),
    ];
    for warning in warnings.into_iter().flatten() {
        report.warn(warning);
    }
}

fn shared_roles(roles: &[Registered], report: &Report<'_>) -> Option<Finding> {
    let shared = roles
        .iter()
        .filter(|role| role.members.users && role.members.applications && role.enabled);
    let names = names(shared)?;
    let finding = warning(Lint::SharedRoles, "app roles can be held by users and applications")
        .note(format_args!("found {names} in {}", report.name()))
        .note("Microsoft advises against app roles for both");
    Some(finding)
}

fn long_values(
    roles: &[Registered],
    scopes: &[Registered],
    report: &Report<'_>,
) -> Option<Finding> {
    // Entra refuses even longer values, which is an error of its own.
    let lengths = MAX_DOCUMENTED_LENGTH + 1..=MAX_LENGTH;
    let entries = roles.iter().chain(scopes);
    let names = names(entries.filter(|entry| lengths.contains(&entry.value.len())))?;
    let message = format!("values have more than {MAX_DOCUMENTED_LENGTH} characters");
    let finding = warning(Lint::LongValues, &message)
        .note(format_args!("found {names} in {}", report.name()))
        .note(format_args!("the documented maximum is {MAX_DOCUMENTED_LENGTH} characters"));
    Some(finding)
}

fn placeholders(
    roles: &[Registered],
    scopes: &[Registered],
    report: &Report<'_>,
) -> Option<Finding> {
    let entries = roles.iter().chain(scopes);
    let names = names(entries.filter(|entry| entry.value.contains("{{")))?;
    let finding = warning(Lint::Placeholders, "values look like placeholders of a template")
        .note(format_args!("found {names} in {}", report.name()));
    Some(finding)
}

/// Warns about the first id that two entries have. In Entra, each id occurs once, but a role and a
/// scope with one value may have one id.
fn repeated_ids(
    roles: &[Registered],
    scopes: &[Registered],
    report: &Report<'_>,
) -> Option<Finding> {
    let mut first_of: HashMap<u128, &Registered> = HashMap::new();
    let mut repeated = roles.iter().chain(scopes).filter_map(|entry| {
        let first = *first_of.entry(entry.id?).or_insert(entry);
        (first.value != entry.value).then_some((first, entry))
    });
    let (first, second) = repeated.next()?;
    let described = |entry: &Registered| {
        format!("`{}` is at {}", Shown(&entry.value), report.place_text(entry.at))
    };
    let finding = warning(Lint::RepeatedIds, "two entries have one id")
        .note(described(first))
        .note(described(second))
        .note("Entra does not accept this, so the manifest was changed after its export");
    Some(finding)
}

fn warning(lint: Lint, message: &str) -> Finding {
    Finding::new(Rule::Lint(lint), message)
}

/// Returns the values of the entries for a message, or `None` if there are no entries.
fn names<'a>(entries: impl Iterator<Item = &'a Registered>) -> Option<String> {
    let values: Vec<_> = entries.map(|entry| Shown(&entry.value)).collect();
    if values.is_empty() { None } else { Some(listed(values)) }
}
