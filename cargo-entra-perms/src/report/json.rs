//! The format for programs: `schemas/report.json` describes it.

use serde::Serialize;

use super::{Item, Report};
use crate::error::Failure;
use crate::place::Location;

#[derive(Serialize)]
struct JsonReport<'r> {
    /// The version of the format. A change that programs must know raises it.
    version: u8,
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    models: Vec<JsonModel<'r>>,
    items: Vec<JsonItem<'r>>,
}

#[derive(Serialize)]
struct JsonModel<'r> {
    package: &'r str,
    module: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg: Option<&'r str>,
    place: JsonPlace<'r>,
}

#[derive(Serialize)]
struct JsonItem<'r> {
    id: &'static str,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<JsonPlace<'r>>,
    related: Vec<JsonPlace<'r>>,
    remarks: Vec<JsonRemark<'r>>,
}

#[derive(Serialize)]
struct JsonPlace<'r> {
    file: std::borrow::Cow<'r, str>,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct JsonRemark<'r> {
    kind: &'static str,
    text: &'r str,
}

pub(super) fn render(report: &Report) -> Result<String, Failure> {
    let models = report.models.iter().map(|model| {
        let place = model.location();
        JsonModel {
            package: &model.package,
            module: &model.module,
            cfg: model.cfg.as_deref(),
            place: JsonPlace { file: place.file.into(), line: place.line, column: place.column },
        }
    });
    pretty(&JsonReport {
        version: 1,
        command: report.command,
        verdict: report.verdict,
        models: models.collect(),
        items: report.items.iter().map(item).collect(),
    })
}

/// Returns a value as JSON with line breaks.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(Failure::new(format_args!("cannot write JSON: {error}"))),
    }
}

/// Returns items for a document of another command.
pub(crate) fn items(items: &[Item]) -> impl Serialize + '_ {
    items.iter().map(item).collect::<Vec<_>>()
}

fn item(item: &Item) -> JsonItem<'_> {
    let remarks = item.remarks.iter();
    JsonItem {
        id: item.id,
        level: item.level.name(),
        class: item.class,
        message: &item.message,
        place: item.place.as_ref().map(place),
        related: item.related.iter().map(place).collect(),
        remarks: remarks
            .map(|remark| JsonRemark { kind: remark.label(), text: &remark.text })
            .collect(),
    }
}

fn place(place: &Location) -> JsonPlace<'_> {
    JsonPlace { file: place.file.as_str().into(), line: place.line, column: place.column }
}
