//! Rules of the model that another state lacks: entries of `never`, and lints that are not allowed.
//! They change nothing that a caller can do. Later changes of the mapping are no longer refused.

use super::{Change, States, words};
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, .. } = states;
    let change = |id, message| {
        let place = (after.places.declared_at.clone(), before.places.declared_at.clone());
        Change::new(id, Class::Text, message).at(place.0, place.1)
    };
    let is_new = |rule: &&(String, String)| !before.rules.never.contains(rule);
    let added: Vec<_> = after.rules.never.iter().filter(is_new).collect();
    for (subject, role) in &before.rules.never {
        let line = (subject.clone(), role.clone());
        if after.rules.never.contains(&line) {
            continue;
        }
        let message = format!("`never` no longer says `{subject} => [\"{role}\"]`");
        let mut change = change("rule_removed", message)
            .note("a later change of the mapping can break the rule without an error");
        // Such a line can be a narrower rule, or the same one in other words.
        let instead = added.iter().filter(|(other, _)| other == subject);
        let instead: Vec<_> =
            instead.map(|(subject, role)| format!("`{subject} => [\"{role}\"]`")).collect();
        if !instead.is_empty() {
            let list = words::list(&instead);
            change = change.note(format!("it says {list} now, which can forbid less"));
        }
        changes.push(change);
    }
    for lint in &after.rules.allow {
        if !before.rules.allow.contains(lint) {
            let message = format!("the lint `{lint}` is allowed");
            changes.push(change("lint_allowed", message).note("`check` no longer reports it"));
        }
    }
}
