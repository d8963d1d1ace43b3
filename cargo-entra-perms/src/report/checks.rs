//! The checks of all commands: their ids, levels and meanings.

use entra_perms_model::Rule;
use entra_perms_runtime::audit::guards;

use crate::arguments::Level;

/// A kind of finding or change.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) id: &'static str,
    /// The command that reports it.
    pub(crate) command: &'static str,
    pub(crate) level: Level,
    /// One sentence.
    pub(crate) description: &'static str,
}

/// Returns all checks. Each command adds its own.
pub(crate) fn all() -> Vec<Check> {
    let rules = Rule::all().map(|rule| Check {
        id: rule.id(),
        command: "check",
        level: match rule {
            Rule::Lint(_) => Level::Warning,
            _ => Level::Error,
        },
        description: rule.description(),
    });
    let guards = guards::DEFECTS.iter().map(|(id, description)| Check {
        id,
        command: "check --guards",
        level: if *id == guards::UNKNOWN { Level::Note } else { Level::Error },
        description,
    });
    rules.chain(guards).collect()
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
