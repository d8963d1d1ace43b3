//! Findings as errors and warnings of the compiler.

use entra_perms_model::{Finding, Lint, Note, Rule, Severity};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

/// Returns the errors. If there are none, returns the warnings.
pub(crate) fn diagnostics(findings: &[Finding]) -> TokenStream {
    if findings.iter().any(|finding| finding.severity() == Severity::Error) {
        findings.iter().filter_map(error).collect()
    } else {
        findings.iter().filter_map(warning).collect()
    }
}

/// ```text
/// ::core::compile_error! { "scope `Crm.Raed.My` is not in the manifest\nhelp: did you mean …" }
/// ```
fn error(finding: &Finding) -> Option<TokenStream> {
    match finding.severity() {
        Severity::Error => {
            let text = finding.to_string();
            Some(quote_spanned!(finding.span()=> ::core::compile_error! { #text }))
        }
        Severity::Warning => None,
    }
}

fn warning(finding: &Finding) -> Option<TokenStream> {
    match finding.rule() {
        Rule::Lint(lint) => Some(use_of_deprecated_macro(finding, lint)),
        _ => None,
    }
}

/// Returns the use of a deprecated macro, which rustc reports with the name of the macro and the
/// note. A macro has no other way to warn: `proc_macro::Diagnostic` is unstable.
///
/// The lint level is set here, so that a crate still gets the warning if it allows `deprecated` for
/// other items. The message for another kind of item would start with its path, which is longer.
/// ```text
/// #[warn(deprecated)]
/// const _: () = {
///     #[deprecated(note = "…")]
///     macro_rules! no_idtyp { () => {}; }
///     no_idtyp! {}
/// };
/// ```
fn use_of_deprecated_macro(finding: &Finding, lint: Lint) -> TokenStream {
    let span = finding.span();
    let note = note(finding, lint);
    let lint = Ident::new(lint.name(), span);
    quote_spanned! {span=>
        #[warn(deprecated)]
        const _: () = {
            #[deprecated(note = #note)]
            macro_rules! #lint { () => {}; }
            #lint! {}
        };
    }
}

/// Returns the note of a deprecated item: the finding, and how to allow it.
pub(crate) fn note(finding: &Finding, lint: Lint) -> String {
    let name = lint.name();
    let help = Note::Help(format!("if this is intended, add `allow = [{name}]`"));
    format!("{finding}\n{help}")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use entra_perms_model::{Disk, Lookup, analyze};

    use super::*;

    /// A terminal with 100 columns shows the first line of each message without a line break.
    #[test]
    fn first_lines_have_at_most_100_columns() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
        let disk = Disk::default();
        let lookup = Lookup::new(&disk, Some(folder.clone()), None);
        let mut warnings = 0;
        for file in fs::read_dir(&folder).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let arguments = format!(r#"manifest = {name:?}, scopes = {{ "*" => ["*"] }}"#);
            for finding in analyze(arguments.parse().unwrap(), &lookup).findings {
                let line = match finding.rule() {
                    Rule::Lint(lint) => {
                        warnings += 1;
                        let lint = lint.name();
                        format!("warning: use of deprecated macro `{lint}`: {}", finding.message())
                    }
                    _ => format!("error: {}", finding.message()),
                };
                assert!(line.chars().count() <= 100, "{name}: {line}");
            }
        }
        assert!(warnings > 10, "{warnings}");
    }
}
