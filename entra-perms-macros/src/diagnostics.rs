//! Findings → errors and warnings of the compiler.

use entra_perms_model::{Finding, Lint, Rule};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

/// Returns the errors; without an error, the warnings.
pub(crate) fn diagnostics(findings: &[Finding]) -> TokenStream {
    let errors = findings.iter().filter(|finding| lint(finding).is_none());
    let errors: TokenStream = errors.map(error).collect();
    if errors.is_empty() { findings.iter().filter_map(warning).collect() } else { errors }
}

fn lint(finding: &Finding) -> Option<Lint> {
    match finding.rule() {
        Rule::Lint(lint) => Some(lint),
        _ => None,
    }
}

// ::core::compile_error! { "no scope `Crm.Raed.My` in `manifests/crm.json`\nhelp: did you mean `Crm.Read.My`?" }
fn error(finding: &Finding) -> TokenStream {
    let (span, text) = (finding.span(), finding.to_string());
    quote_spanned!(span=> ::core::compile_error! { #text })
}

// A macro has no other way to warn (`proc_macro::Diagnostic` is unstable): rustc reports the use of a
// deprecated item with the name of the item, which is the name of the lint, and its note. The level
// is set here, so that a crate which allows `deprecated` for uses of other items still sees them.
//
// #[warn(deprecated)]
// const _: () = { #[deprecated(note = "…")] const no_idtyp: () = (); no_idtyp };
fn warning(finding: &Finding) -> Option<TokenStream> {
    let name = lint(finding)?.name();
    let span: Span = finding.span();
    let constant = Ident::new(name, span);
    let note = format!("{finding}\nhelp: if that is on purpose: `allow = [{name}]`");
    Some(quote_spanned! {span=>
        #[allow(non_upper_case_globals)]
        #[warn(deprecated)]
        const _: () = {
            #[deprecated(note = #note)]
            const #constant: () = ();
            #constant
        };
    })
}
