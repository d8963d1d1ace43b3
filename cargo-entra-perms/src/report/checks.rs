//! The checks of all commands: their ids, levels and meanings.

use entra_perms_model::Rule;
use entra_perms_runtime::audit::guards;

use super::class;
use crate::arguments::Level;
use crate::models::OTHER_TARGET;

/// A kind of finding or change.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) id: &'static str,
    /// The command that reports it.
    pub(crate) command: &'static str,
    pub(crate) level: Level,
    /// The classes of a change. Findings have none.
    pub(crate) classes: Vec<&'static str>,
    /// One sentence.
    pub(crate) description: &'static str,
}

/// The losses and decisions that `plan` reports.
const PLAN: &[(&str, Level, &str)] = &[
    ("plan_removes_role", Level::Warning, "An app role loses its assignments."),
    ("plan_removes_scope", Level::Warning, "A scope loses its consents."),
    ("plan_disables_role", Level::Warning, "Nobody new can get an app role."),
    ("plan_disables_scope", Level::Warning, "Clients cannot ask for a scope any more."),
    (
        "plan_narrows_role",
        Level::Warning,
        "Users or applications cannot hold an app role any more.",
    ),
    ("plan_replaces_id", Level::Warning, "The id in the manifest belongs to another live value."),
    ("plan_removes_pre_authorization", Level::Warning, "Users of a client are asked for consent."),
    ("plan_changes_token_version", Level::Warning, "Access tokens change their version."),
    ("plan_removes_uri", Level::Warning, "Clients that use an App ID URI get an error."),
    ("plan_unverified_uri", Level::Warning, "Entra may refuse an App ID URI."),
    ("plan_removes_claim", Level::Warning, "Access tokens lose an optional claim."),
    ("plan_changes_audience", Level::Warning, "Other accounts can sign in."),
    ("plan_unidentified_manifest", Level::Warning, "The manifest does not name its application."),
    ("plan_keeps_live_id", Level::Note, "The live id of a value is not the id in the manifest."),
    ("plan_shares_id", Level::Note, "An app role and a scope with one value get one id."),
    ("plan_derives_id", Level::Note, "A new value gets an id that follows from the value."),
    ("plan_pauses_entry", Level::Note, "An entry is disabled between two writes."),
    ("plan_tenant_role", Level::Note, "An administrator of the tenant added an app role."),
    ("plan_leaves_out", Level::Note, "One of the two files lacks a part, which is not planned."),
];

/// Returns all checks. Each command adds its own.
pub(crate) fn all() -> Vec<Check> {
    let rules = Rule::all().map(|rule| Check {
        id: rule.id(),
        command: "check",
        level: match rule {
            Rule::Lint(_) => Level::Warning,
            _ => Level::Error,
        },
        classes: Vec::new(),
        description: rule.description(),
    });
    let guards = guards::DEFECTS.iter().map(|(id, description)| Check {
        id,
        command: "check --guards",
        level: if *id == guards::UNKNOWN { Level::Note } else { Level::Error },
        classes: Vec::new(),
        description,
    });
    let other_target = Check {
        id: OTHER_TARGET,
        command: "check --guards",
        level: Level::Note,
        classes: Vec::new(),
        description: "The guards of a library or a program are not in the file.",
    };
    let plan = PLAN.iter().map(|(id, level, description)| Check {
        id,
        command: "plan",
        level: *level,
        classes: Vec::new(),
        description,
    });
    let changes = class::CHANGES.iter().map(|change| Check {
        id: change.id,
        command: if change.classes.is_empty() { "drift" } else { "diff" },
        level: change.classes.first().map_or(Level::Note, |class| class.level()),
        classes: change.classes.iter().map(|class| class.name()).collect(),
        description: change.meaning,
    });
    rules.chain(guards).chain([other_target]).chain(changes).chain(plan).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_have_a_sentence() {
        let checks = all();
        let ids: BTreeSet<_> = checks.iter().map(|check| check.id).collect();
        assert_eq!(ids.len(), checks.len());
        for check in &checks {
            assert!(check.description.ends_with('.'), "{check:?}");
            assert!(check.id.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{check:?}");
        }
    }
}
