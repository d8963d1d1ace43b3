//! The model for programs: `schemas/export.json` describes it.

use super::contents::Contents;
use crate::error::Failure;

pub(super) fn render(contents: &Contents) -> Result<String, Failure> {
    match serde_json::to_string_pretty(contents) {
        Ok(text) => Ok(text + "\n"),
        Err(error) => Err(Failure::new(format_args!("cannot write JSON: {error}"))),
    }
}
