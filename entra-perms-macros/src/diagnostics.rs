//! Findings as errors and warnings of the compiler.

use entra_perms_model::{Finding, Lint, Note, Rule, Severity};
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

/// Returns the errors, or the warnings if there is no error.
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
    let name = lint.name();
    let lint = Ident::new(name, span);
    let help = Note::Help(format!("if this is intended, add `allow = [{name}]`"));
    let note = format!("{finding}\n{help}");
    quote_spanned! {span=>
        #[warn(deprecated)]
        const _: () = {
            #[deprecated(note = #note)]
            macro_rules! #lint { () => {}; }
            #lint! {}
        };
    }
}
