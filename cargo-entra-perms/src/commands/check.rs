//! `check`: the findings of the build, without the build.

use crate::arguments::{CheckArguments, GlobalArguments, Level};
use crate::error::Failure;
use crate::models::Models;
use crate::output;
use crate::report::{Outcome, Report, finding};

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
    output::print(&report.render(global.format)?)?;
    Ok(report.outcome(arguments.fail_on))
}
