//! Text → JSON, as Microsoft's tools and the portal's editor write it.

use std::borrow::Cow;

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::super::report::{Damage, Report};
use super::super::source::EXPORT;

/// The text is no JSON, which has been reported.
pub(super) struct NotJson;

/// Reads JSON with comments and trailing commas, and nothing looser.
pub(super) fn parse<'a>(text: &'a str, report: &mut Report<'_>) -> Result<Value<'a>, NotJson> {
    if text.trim_start().starts_with('<') {
        let message =
            format_args!("is a web page or XML, and no manifest, which is JSON; export it again: {EXPORT}");
        report.whole(Damage::Values, message);
        return Err(NotJson);
    }
    let options = ParseOptions {
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
    match parse_to_ast(text, &CollectOptions::default(), &options) {
        Ok(parsed) => parsed.value.ok_or_else(|| {
            report.whole(
                Damage::Values,
                format_args!("holds no value, only comments; export it again: {EXPORT}"),
            );
            NotJson
        }),
        Err(error) => {
            let problem = problem(text, &lower_first(&error.kind().to_string()));
            let at = report.here(error.range().start.min(text.len()));
            report.error(at, Damage::Values, format_args!("not JSON: {problem}"));
            Err(NotJson)
        }
    }
}

/// What the parser says, and what it comes from, where that can be told.
fn problem(text: &str, parser: &str) -> String {
    match ["{{", "{%"].into_iter().find(|mark| text.contains(mark)) {
        Some(mark) => format!(
            "{parser}; the file is a template (`{mark}`): expected what is made of it when its placeholders are filled in"
        ),
        // What a tool says on the way stands before what it exports, or in its place.
        None if !text.trim_start().starts_with(['{', '[', '/']) => {
            format!(
                "the file does not begin with `{{` or `[`: remove what is no part of the manifest, or export it again: {EXPORT}"
            )
        }
        None if parser.starts_with("unterminated") && !text.trim_end().ends_with(['}', ']']) => {
            format!("{parser}; the file ends in the middle: export it again: {EXPORT}")
        }
        None => parser.to_owned(),
    }
}

fn lower_first(sentence: &str) -> Cow<'_, str> {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => format!("{}{}", first.to_lowercase(), chars.as_str()).into(),
        None => sentence.into(),
    }
}
