//! `check`: the findings of the build, without the build.

use crate::arguments::{CheckArguments, GlobalArguments, Level};
use crate::error::Failure;
use crate::guards::{Guards, Names};
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
    let mut unknown = Vec::new();
    for model in &models.list {
        let analysis = models.analyze(model);
        let has_errors = analysis.has_errors();
        let lookup = models.lookup(model);
        let items = analysis.findings.iter().map(|found| finding::item(found, model, &lookup));
        // The build shows no warnings next to errors, because an error may cause them.
        report
            .items
            .extend(items.filter(|item| !has_errors || item.level == Level::Error));
        report.models.push(model.clone());
        // The names of a model with errors are not known.
        let Some((guards, sound)) =
            guards.as_ref().zip(analysis.model.as_ref()).filter(|_| !has_errors)
        else {
            continue;
        };
        if let Some(name) = guards.unknown_name(sound, Names::All) {
            unknown.push(name);
            continue;
        }
        let found = models.guard_findings(&analysis, sound, guards).into_iter();
        report
            .items
            .extend(found.map(|found| finding::at(found.finding, found.location)));
    }
    if let Some(guards) = guards.as_ref().filter(|_| unknown.len() == models.list.len()) {
        return Err(guards.of_another_model(&unknown));
    }
    report.items.extend(lost.iter().flatten().map(lost_guard));
    output::print(&report.render(global.format)?)?;
    Ok(report.outcome(arguments.fail_on))
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
