//! Whether an app role or a scope is enabled.

use jsonc_parser::ast::{Object, ObjectProp};

use super::super::report::{Damage, Report, Shown};
use super::{fields, keys, shape};
use crate::errors::Fault;

/// Whether an entry is enabled, which it is if it does not say. `owner` is what it is.
pub(super) fn is_enabled(object: &Object<'_>, owner: &str, report: &mut Report<'_>) -> bool {
    check_switches(object, owner, report);
    let mut said: Option<(&ObjectProp<'_>, bool)> = None;
    for (name, meaning) in shape::SWITCHES {
        let Some(property) = shape::property(object, name) else { continue };
        let what = format_args!("`{}` of {owner}", property.name.as_str());
        let Some(value) = fields::boolean(&property.value, what, Damage::Meaning, report) else { continue };
        let enabled = value == *meaning;
        match said {
            Some((first, first_enabled)) if first_enabled != enabled => {
                let place = |property: &ObjectProp<'_>| report.here(property.range.start);
                let (first_at, at) = (place(first), place(property));
                let names = (first.name.as_str(), property.name.as_str());
                keys::contradiction(names.0, first_at, names.1, at, Damage::Meaning, report);
            }
            _ => said = Some((property, enabled)),
        }
    }
    said.is_none_or(|(_, enabled)| enabled)
}

/// Refuses a key that may disable an entry in a way that is not known here: passed over, it would
/// leave the entry enabled.
fn check_switches(object: &Object<'_>, owner: &str, report: &mut Report<'_>) {
    const STEMS: &[&str] = &["enabl", "disabl", "inactiv", "delet", "deprecat", "revok", "suspend"];
    const WORDS: &[&str] = &["active", "isActive", "state", "status"];
    for property in &object.properties {
        let name = property.name.as_str();
        let lower = name.to_ascii_lowercase();
        let may_disable = STEMS.iter().any(|stem| lower.contains(stem))
            || WORDS.iter().any(|word| shape::is_spelling(name, word));
        let is_known = || shape::SWITCHES.iter().any(|(known, _)| shape::is_spelling(name, known));
        if may_disable && !is_known() && property.value.as_null_keyword().is_none() {
            let message = format_args!(
                "`{}` of {owner} is not known, and may disable it; expected `isEnabled`",
                Shown(name)
            );
            report.one_of(Fault::UnknownSwitch, report.here(property.range.start), Damage::Meaning, message);
        }
    }
}
