//! The argument `not_delegated`: app roles of users that no scope maps to, on purpose.

use std::collections::HashSet;

use syn::LitStr;

use super::entries::{Entries, EntryKind, Match};
use super::lines::AppliedLines;
use super::literal::{Unresolved, resolve};
use crate::finding::{Finding, Rule};
use crate::manifest::Shown;

/// Returns the app roles that `not_delegated` lists.
pub(super) fn read(
    entries: &Entries<'_>,
    literals: &[LitStr],
    applied: &mut AppliedLines,
) -> HashSet<usize> {
    let mut listed = HashSet::new();
    for literal in literals {
        let Some(role) = entries.exact(EntryKind::Role, &literal.value()) else {
            let unresolved = match resolve(entries, EntryKind::Role, literal) {
                Ok(roles) => pattern(literal, &roles),
                Err(unresolved) => unresolved,
            };
            applied.exempt_roles.extend_meant(&unresolved);
            applied.errors.push(*unresolved.error);
            continue;
        };
        listed.insert(role.index);
        if let Some(reason) = needless(entries, applied, &role) {
            let message = format!("`{}` needs no `not_delegated`", Shown(&role.entry.value));
            let error = Finding::new(Rule::Needless, message)
                .note(reason)
                .help("remove it from `not_delegated`");
            applied.errors.push(error.at(literal.span()));
        }
    }
    listed
}

/// Returns the reason for which a role need not be listed.
fn needless(entries: &Entries<'_>, applied: &AppliedLines, role: &Match<'_>) -> Option<String> {
    if !role.entry.members.users {
        return Some("users cannot hold this app role, so no scope can map to it".to_owned());
    }
    let scopes = applied.mapping.scopes_of(role.index);
    let mut scopes =
        scopes.into_iter().filter_map(|scope| entries.all(EntryKind::Scope).get(scope));
    let scope = scopes.find(|scope| scope.enabled)?;
    Some(format!("scope `{}` maps to it", Shown(&scope.value)))
}

fn pattern(literal: &LitStr, roles: &[Match<'_>]) -> Unresolved {
    let text = literal.value();
    let message = format!("`not_delegated` has pattern `{}`", Shown(&text));
    let values: Vec<_> = roles.iter().map(|role| format!("{:?}", role.entry.value)).collect();
    let error = Finding::new(Rule::UnknownName, message)
        .note("each app role is listed by its value, so that a new one is not overlooked")
        .help(format_args!("write `{}`", values.join(", ")))
        .at(literal.span());
    Unresolved::new(error, roles)
}
