//! `diff`: two states of the models. `side` (a revision, the working tree or an export) → `pairs`
//! (the states of each model) → changes.

mod pairs;
mod side;

use self::pairs::Pair;
use self::side::Side;
use crate::arguments::{DiffArguments, FailOn, GlobalArguments};
use crate::changes::{Change, Verdict, compare, operations};
use crate::error::Failure;
use crate::guards::Guards;
use crate::output;
use crate::report::{Class, Outcome, Report};

pub(super) fn run(arguments: &DiffArguments, global: &GlobalArguments) -> Result<Outcome, Failure> {
    let base = Side::named(&arguments.base, global)?;
    let head = match &arguments.head {
        Some(name) => Side::named(name, global)?,
        None => Side::working_tree(global)?,
    };
    let pairs = pairs::find(base, head, arguments, global)?;
    let mut report = Report::new("diff");
    let mut verdict = Verdict::Equal;
    let mut changes: Vec<Change> = Vec::new();
    for Pair { model, before, after } in &pairs.list {
        match (before, after) {
            (Some(before), Some(after)) => {
                let comparison = compare(before, after);
                verdict = verdict.and(comparison.verdict);
                changes.extend(comparison.changes);
            }
            (None, _) => {
                verdict = verdict.and(Verdict::MorePermissive);
                let message = format!("the model `{}` was added", model.module);
                let change = Change::new("model_added", Class::Widens, message);
                changes.push(change.at(Some(model.location()), None));
            }
            (_, None) => {
                verdict = verdict.and(Verdict::LessPermissive);
                let message = format!("the model `{}` was removed", model.module);
                let change = Change::new("model_removed", Class::Breaks, message);
                changes.push(change.at(None, Some(model.location())));
            }
        }
        report.models.push(model.clone());
    }
    if let Some([old, new]) = arguments.guards.as_deref() {
        let old = Guards::read(old)?;
        let new = Guards::read(new)?;
        let states = pairs.list.iter().map(|pair| (pair.before.as_ref(), pair.after.as_ref()));
        let states = operations::model_of(&states.collect::<Vec<_>>(), &old, &new)?;
        let of_operations = operations::compare(states, &old, &new);
        verdict = verdict.and(operations::verdict(&of_operations));
        changes.extend(of_operations);
    }
    let outcome = outcome(&changes, &arguments.fail_on);
    report.verdict = Some(verdict.name());
    report.items = changes.into_iter().map(|change| change.into_item("")).collect();
    output::print(&report.render(global.format)?)?;
    Ok(outcome)
}

/// Returns whether a change has one of the classes.
pub(super) fn outcome(changes: &[Change], fail_on: &[FailOn]) -> Outcome {
    let fails = |class: Class| {
        fail_on.iter().any(|chosen| match chosen {
            FailOn::Any => true,
            FailOn::Widens => class == Class::Widens,
            FailOn::Breaks => class == Class::Breaks,
            FailOn::Tokens => class == Class::Tokens,
            FailOn::Text => class == Class::Text,
        })
    };
    if changes.iter().any(|change| change.class.is_some_and(fails)) {
        Outcome::Something
    } else {
        Outcome::Nothing
    }
}
