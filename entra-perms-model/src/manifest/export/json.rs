//! Text → JSON, with the extensions that Microsoft's tools and the editor of the portal write.

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::syntax_error;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport};

/// Parses JSON with comments and trailing commas. Returns `None` after an error.
pub(super) fn parse<'a>(report: &FileReport<'a>) -> Option<Value<'a>> {
    let text = report.text();
    if let Some(finding) = syntax_error::markup(text) {
        report.whole(Damage::Values, finding);
        return None;
    }
    match parse_to_ast(text, &CollectOptions::default(), &OPTIONS) {
        Ok(parsed) => {
            if parsed.value.is_none() {
                let finding = Finding::new(Rule::NotJson, "contains only comments").export_help();
                report.whole(Damage::Values, finding);
            }
            parsed.value
        }
        Err(error) => {
            let finding = syntax_error::explain(text, error.kind(), is_json).about(&report.name());
            report.error(report.here(error.range()), Damage::Values, finding);
            None
        }
    }
}

/// Comments and trailing commas are accepted, and nothing looser.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses a part of a file that was parsed before.
pub(super) fn parse_part(text: &str) -> Option<Value<'_>> {
    parse_to_ast(text, &CollectOptions::default(), &OPTIONS).ok()?.value
}

fn is_json(text: &str) -> bool {
    parse_to_ast(text, &CollectOptions::default(), &OPTIONS).is_ok()
}
