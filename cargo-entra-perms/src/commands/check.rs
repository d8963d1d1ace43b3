//! `check`: the findings of the build, without the build.

use std::path::Path;

use crate::arguments::{CheckArguments, GlobalArguments, Level};
use crate::error::Failure;
use crate::guards::Guards;
use crate::models::{LostGuardPlace, Models};
use crate::output;
use crate::report::{Item, Outcome, Remark, Report, finding};

pub(super) fn run(
    arguments: &CheckArguments,
    global: &GlobalArguments,
) -> Result<Outcome, Failure> {
    let models = Models::find(global)?;
    let guards = arguments.guards.as_deref().map(Guards::read).transpose()?;
    let lost = guards.as_ref().map(|guards| models.lost_guards(guards)).transpose()?;
    let mut report = Report::new("check");
    // The names of a model with errors are not known.
    let mut has_names = false;
    for model in &models.list {
        let analysis = models.analyze(model);
        let has_errors = analysis.has_errors();
        let lookup = models.lookup(model);
        let items = analysis.findings.iter().map(|found| finding::item(found, model, &lookup));
        // The build shows no warnings next to errors, because an error may cause them.
        report
            .items
            .extend(items.filter(|item| !has_errors || item.level == Level::Error));
        let found = guards.as_ref().and_then(|guards| models.guard_findings(&analysis, guards));
        has_names |= has_errors || found.is_some();
        let items = found.into_iter().flatten();
        report
            .items
            .extend(items.map(|found| finding::at(found.finding, found.location)));
        report.models.push(model.clone());
    }
    if let Some(file) = arguments.guards.as_deref().filter(|_| !has_names) {
        return Err(other_model(file));
    }
    report.items.extend(lost.iter().flatten().map(lost_guard));
    output::print(&report.render(global.format)?)?;
    Ok(report.outcome(arguments.fail_on))
}

fn other_model(file: &Path) -> Failure {
    let file = file.display();
    Failure::new(format_args!("no model has all app roles, scopes and clients of `{file}`"))
        .help("write the file again: run its test with `ENTRA_PERMS_GUARDS=overwrite`")
}

/// Returns a lost guard as an item. Its message has one line, then notes and remedies.
fn lost_guard(guard: &LostGuardPlace) -> Item {
    let (message, remarks) = guard.message.split_once('\n').unwrap_or((&guard.message, ""));
    let remarks = remarks.lines().filter_map(|line| {
        let (label, text) = line.trim_start().split_once(": ")?;
        Some(if label == "help" { Remark::help(text) } else { Remark::note(text) })
    });
    Item {
        id: guard.id,
        level: if guard.is_unknown { Level::Note } else { Level::Error },
        class: None,
        message: message.to_owned(),
        place: Some(guard.location.clone()),
        related: Vec::new(),
        remarks: remarks.collect(),
    }
}
