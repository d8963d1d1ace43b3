//! The plan as JSON: `schemas/plan.json` describes it.

use serde::Serialize;
use serde_json::Value;

use super::Plan;
use crate::error::Failure;
use crate::report::json;

#[derive(Serialize)]
struct JsonPlan<'p, I> {
    /// The version of the format. A change that programs must know raises it.
    version: u8,
    command: &'static str,
    #[serde(rename = "clientId")]
    client_id: &'p str,
    writes: Vec<JsonWrite<'p>>,
    items: I,
}

#[derive(Serialize)]
struct JsonWrite<'p> {
    method: &'static str,
    url: &'p str,
    purposes: &'p [String],
    body: &'p Value,
}

/// Writes the plan as JSON. `url` is the application in Microsoft Graph.
pub(crate) fn render(plan: &Plan, url: &str) -> Result<String, Failure> {
    let writes = plan.writes.iter().map(|write| JsonWrite {
        method: "PATCH",
        url,
        purposes: &write.purposes,
        body: &write.body,
    });
    json::pretty(&JsonPlan {
        version: 1,
        command: "plan",
        client_id: &plan.client_id,
        writes: writes.collect(),
        items: json::items(&plan.items),
    })
}
