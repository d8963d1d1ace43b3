//! Changes in the constraints: the guards that `at_least(…)` opens or closes.

use std::collections::BTreeSet;

use super::words;
use super::{Change, States, rights};
use crate::report::Class;

pub(super) fn compare(states: States<'_>, changes: &mut Vec<Change>) {
    let States { before, after, common } = states;
    let number = |index| common.roles.number_of_after(index);
    let old: BTreeSet<_> = rights::reaches(&before.model).into_iter().collect();
    let reaches = rights::reaches(&after.model);
    let numbers: BTreeSet<_> =
        reaches.iter().map(|(role, least)| (number(*role), number(*least))).collect();
    let is_shared = |number: &usize| common.roles.is_shared(*number);
    for (role, least) in &reaches {
        let pair = (number(*role), number(*least));
        if is_shared(&pair.0) && is_shared(&pair.1) && !old.contains(&pair) {
            let message = format!(
                "app role `{}` satisfies `at_least` with `{}`",
                words::role(&after.model, *role),
                words::role(&after.model, *least)
            );
            let change = Change::new("reach_widened", Class::Widens, message);
            changes.push(change.at(after.role_place(*role), None));
        }
    }
    for (role, least) in &old {
        if is_shared(role) && is_shared(least) && !numbers.contains(&(*role, *least)) {
            let message = format!(
                "app role `{}` no longer satisfies `at_least` with `{}`",
                words::role(&before.model, *role),
                words::role(&before.model, *least)
            );
            let change = Change::new("reach_narrowed", Class::Breaks, message);
            changes.push(change.at(None, before.role_place(*role)));
        }
    }
    if before.model.constraints != after.model.constraints {
        let list = |constraints: &[String]| words::names(constraints.iter().map(String::as_str));
        let message = match after.model.constraints.as_slice() {
            [] => "the constraints were removed".to_owned(),
            constraints => format!("the constraints are {}", list(constraints)),
        };
        let change = Change::new("constraints_changed", Class::Text, message);
        let change = change.at(after.places.declared_at.clone(), before.places.declared_at.clone());
        changes.push(match before.model.constraints.as_slice() {
            [] => change,
            constraints => change.note(format!("they were {}", list(constraints))),
        });
    }
}
