//! Rules of the model that another state lacks: entries of `never`, and lints that are not allowed.
//! They change nothing that a caller can do. Later changes of the mapping are no longer refused.

use super::{Change, States};
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, .. } = states;
    let change = |id, message| {
        let place = (after.declared_at.clone(), before.declared_at.clone());
        Change::new(id, Class::Text, message).at(place.0, place.1)
    };
    for (subject, role) in &before.rules.never {
        if !after.rules.never.iter().any(|(one, other)| (one, other) == (subject, role)) {
            let message = format!("the rule `{subject} => [\"{role}\"]` was removed from `never`");
            changes.push(
                change("rule_removed", message)
                    .note("a later change of the mapping can break it without an error"),
            );
        }
    }
    for lint in &after.rules.allow {
        if !before.rules.allow.contains(lint) {
            let message = format!("the lint `{lint}` is allowed");
            changes.push(change("lint_allowed", message).note("`check` no longer reports it"));
        }
    }
}
