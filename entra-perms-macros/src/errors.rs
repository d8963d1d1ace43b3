//! All defects of one expansion, so that one build reports them all.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The defects found so far, each with the piece of source at fault.
#[derive(Debug, Default)]
#[must_use = "a defect that is not emitted is a defect that is accepted"]
pub(crate) struct Errors {
    defects: Vec<Defect>,
    /// How many more there are, beyond the most that are told.
    skipped: usize,
}

#[derive(Debug)]
struct Defect {
    span: Span,
    message: String,
}

/// Nobody reads more, and to word each of very many takes long.
const MOST: usize = 100;

impl Errors {
    /// Records one defect.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        if self.is_full() {
            self.skip();
        } else {
            self.defects.push(Defect { span, message: message.to_string() });
        }
    }

    /// Whether another defect would only be counted.
    pub(crate) fn is_full(&self) -> bool {
        self.defects.len() >= MOST
    }

    /// Counts a defect.
    pub(crate) fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Records what a parser said.
    pub(crate) fn push_syn(&mut self, error: syn::Error) {
        for error in error {
            self.push(error.span(), error);
        }
    }

    /// Takes over all defects of another list.
    pub(crate) fn extend(&mut self, others: Self) {
        self.defects.extend(others.defects);
        self.skipped += others.skipped + self.defects.len().saturating_sub(MOST);
        self.defects.truncate(MOST);
    }

    /// Whether no defect was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.defects.is_empty()
    }

    /// One `compile_error!` a defect, in the order in which they were found.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        let more = (self.skipped > 0).then(|| Defect {
            span: Span::call_site(),
            message: format!("and {} more errors", self.skipped),
        });
        self.defects.into_iter().chain(more).map(Defect::into_compile_error).collect()
    }

    /// Each defect as the source text it points at, and its message.
    #[cfg(test)]
    pub(crate) fn spelled_out(&self) -> Vec<(String, String)> {
        let text = |span: Span| span.source_text().unwrap_or_default();
        self.defects.iter().map(|defect| (text(defect.span), defect.message.clone())).collect()
    }
}

impl Defect {
    // ::core::compile_error! { "no scope `Crm.Raed.My` in `manifests/crm.json`; did you mean `Crm.Read.My`?" }
    fn into_compile_error(self) -> TokenStream {
        let Self { span, message } = self;
        quote_spanned!(span=> ::core::compile_error! { #message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn very_many_errors_are_not_all_emitted() {
        let mut errors = Errors::default();
        (0..99).for_each(|number| errors.push(Span::call_site(), number));
        let mut more = Errors::default();
        (99..102).for_each(|number| more.push(Span::call_site(), number));
        errors.extend(more);
        let tokens = errors.into_compile_errors().to_string();
        assert!(tokens.contains("\"99\"") && !tokens.contains("\"100\""));
        assert!(tokens.ends_with("compile_error ! { \"and 2 more errors\" }"));
    }

    #[test]
    fn every_error_is_emitted_in_order() {
        let mut errors = Errors::default();
        assert!(errors.is_empty());
        errors.push(Span::call_site(), "first");
        let mut more = Errors::default();
        more.push_syn(syn::Error::new(Span::call_site(), "second"));
        errors.extend(more);
        assert!(!errors.is_empty());
        let tokens = errors.into_compile_errors().to_string();
        assert_eq!(
            tokens,
            r#":: core :: compile_error ! { "first" } :: core :: compile_error ! { "second" }"#
        );
    }
}
