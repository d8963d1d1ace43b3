//! Text → JSON, as Microsoft's tools and the portal's editor write it.

use std::borrow::Cow;

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::syntax_error;
use crate::files::EXPORT;
use crate::manifest::report::{Damage, FileReport};

/// The text is no JSON, which has been reported.
pub(super) struct NotJson;

/// Reads JSON with comments and trailing commas, and nothing looser.
pub(super) fn parse<'a>(
    text: &'a str,
    report: &mut FileReport<'_, '_>,
) -> Result<Value<'a>, NotJson> {
    if let Some(message) = syntax_error::markup(text) {
        report.whole(Damage::Values, message);
        return Err(NotJson);
    }
    match parse_to_ast(text, &CollectOptions::default(), &OPTIONS) {
        Ok(parsed) => parsed.value.ok_or_else(|| {
            report.whole(
                Damage::Values,
                format_args!("holds no value, only comments; export it again: {EXPORT}"),
            );
            NotJson
        }),
        Err(error) => {
            let is_json =
                |text: &str| parse_to_ast(text, &CollectOptions::default(), &OPTIONS).is_ok();
            let problem =
                syntax_error::problem(text, &lower_first(&error.kind().to_string()), is_json);
            let at = report.here(error.range());
            report.error(at, Damage::Values, format_args!("not JSON: {problem}"));
            Err(NotJson)
        }
    }
}

/// Comments and trailing commas, and nothing looser.
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

fn lower_first(sentence: &str) -> Cow<'_, str> {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => format!("{}{}", first.to_lowercase(), chars.as_str()).into(),
        None => sentence.into(),
    }
}
