//! `check`: the findings of the build, without the build.

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
    let mut report = Report::new("check");
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
    }
    if let Some(file) = &arguments.guards {
        let guards = Guards::read(file)?;
        report.items.extend(models.lost_guards(&guards)?.iter().map(guard_item));
    }
    output::print(&report.render(global.format)?)?;
    Ok(report.outcome(arguments.fail_on))
}

/// Returns a lost guard as an item. Its message has one line, then notes and remedies.
fn guard_item(guard: &LostGuardPlace) -> Item {
    let mut lines = guard.message.lines();
    let message = lines.next().unwrap_or_default().to_owned();
    let remarks = lines.filter_map(|line| {
        let (label, text) = line.trim_start().split_once(": ")?;
        Some(if label == "help" { Remark::help(text) } else { Remark::note(text) })
    });
    Item {
        id: guard.id,
        level: if guard.is_unknown { Level::Note } else { Level::Error },
        class: None,
        message,
        place: Some(guard.location.clone()),
        related: Vec::new(),
        remarks: remarks.collect(),
    }
}
