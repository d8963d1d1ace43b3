//! The findings that a test expects.

use super::analysis::Analysis;
use crate::finding::{Finding, Note, Severity};

/// Returns the text of a finding. Its lines are not wrapped, so a test can compare them although
/// they contain names of temporary folders.
pub(crate) fn text(finding: &Finding) -> String {
    let mut lines = vec![finding.message().to_owned()];
    lines.extend(finding.place().map(|place| format!("note: at {place}")));
    lines.extend(finding.notes().iter().map(|note| match note {
        Note::Note(text) => format!("note: {text}"),
        Note::Help(text) => format!("help: {text}"),
    }));
    lines.join("\n")
}

/// Returns the source text at fault and the text of each error.
pub(crate) fn error_texts(analysis: &Analysis) -> Vec<(String, String)> {
    texts(&analysis.findings)
}

/// Returns the source text at fault and the text of each error in a list of findings.
pub(crate) fn texts(findings: &[Finding]) -> Vec<(String, String)> {
    let errors = findings.iter().filter(|finding| is(finding, Severity::Error));
    errors.map(|finding| (source_text(finding), text(finding))).collect()
}

/// Fails unless the errors are exactly these: the source text at fault, and the text.
#[track_caller]
pub(crate) fn expect_errors(analysis: &Analysis, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(at, text)| owned(at, text)).collect();
    assert_eq!(error_texts(analysis), expected);
}

/// Fails unless there are exactly these warnings, and no error: the source text, the lint, and the
/// text.
#[track_caller]
pub(crate) fn expect_warnings(analysis: &Analysis, expected: &[(&str, &str, &str)]) {
    expect_errors(analysis, &[]);
    let warnings = analysis.findings.iter().filter(|finding| is(finding, Severity::Warning));
    let found: Vec<_> = warnings
        .map(|finding| (source_text(finding), finding.rule().id(), text(finding)))
        .collect();
    let expected = expected.iter().map(|(at, lint, text)| {
        let (at, text) = owned(at, text);
        (at, *lint, text)
    });
    assert_eq!(found, expected.collect::<Vec<_>>());
}

fn is(finding: &Finding, severity: Severity) -> bool {
    finding.severity() == severity
}

fn owned(at: &str, text: &str) -> (String, String) {
    (at.to_owned(), text.to_owned())
}

fn source_text(finding: &Finding) -> String {
    finding.span().source_text().unwrap_or_default()
}
