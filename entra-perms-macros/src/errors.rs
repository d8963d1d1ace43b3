//! All defects of one expansion, so that one build reports them all.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The defects found so far, each with the piece of source at fault.
#[derive(Debug, Default)]
#[must_use = "a defect that is not emitted is a defect that is accepted"]
pub(crate) struct Errors {
    defects: Vec<Defect>,
    /// How many more of each kind there are, and where the first of them is.
    untold: Vec<(Fault, Span, usize)>,
}

#[derive(Debug)]
struct Defect {
    fault: Fault,
    span: Span,
    message: String,
}

/// What is wrong. One cause can repeat a defect at many places: a file that is not the right one,
/// or a tool that writes every entry in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A defect that stands alone.
    Single,
    IllegalValue,
    NoHolder,
    UnknownHolder,
    RepeatedEntry,
    UnexpectedType,
    RepeatedKey,
    Contradiction,
    UnknownSwitch,
    UnknownClaimKey,
    Misplaced,
    Secret,
    NotEverywhere,
    OtherHolders,
    UnknownName,
    LeadsNowhere,
    Needless,
    TakenName,
}

impl Fault {
    /// The defects of this kind, as "and 12 more …" counts them.
    fn plural(self) -> &'static str {
        match self {
            Self::Single => "errors",
            Self::IllegalValue => "values that Entra does not accept",
            Self::NoHolder => "app roles without `allowedMemberTypes`",
            Self::UnknownHolder => "unknown words in `allowedMemberTypes`",
            Self::RepeatedEntry => "entries that are repeated with different meaning",
            Self::UnexpectedType => "values of another type than expected",
            Self::RepeatedKey => "keys that are given twice in one object",
            Self::Contradiction => "keys that contradict another key",
            Self::UnknownSwitch => "unknown keys that may disable entries",
            Self::UnknownClaimKey => "unknown keys of optional claims",
            Self::Misplaced => "settings at a place where they are not read",
            Self::Secret => "secrets of the application",
            Self::NotEverywhere => "app roles and scopes that an environment lacks",
            Self::OtherHolders => "app roles that environments give to different holders",
            Self::UnknownName => "names that the manifest does not have",
            Self::LeadsNowhere => "lines and patterns that lead to no app role of users",
            Self::Needless => "values in `not_delegated` that need no mention",
            Self::TakenName => "values whose identifier is taken",
        }
    }

    /// How many are shown: nobody reads more, and to word each of very many takes long.
    fn most(self) -> usize {
        match self {
            Self::Single => 100,
            _ => 20,
        }
    }
}

impl Errors {
    /// Records a defect that stands alone.
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.push_one_of(Fault::Single, span, message);
    }

    /// Records a defect of which there may be many; beyond the first ones it is only counted.
    pub(crate) fn push_one_of(&mut self, fault: Fault, span: Span, message: impl Display) {
        if self.is_full(fault) {
            self.count(fault, span, 1);
        } else {
            self.defects.push(Defect { fault, span, message: message.to_string() });
        }
    }

    /// Whether another defect of that kind would only be counted.
    pub(crate) fn is_full(&self, fault: Fault) -> bool {
        self.defects.iter().filter(|defect| defect.fault == fault).count() >= fault.most()
    }

    /// Counts defects without their messages.
    pub(crate) fn count(&mut self, fault: Fault, span: Span, more: usize) {
        match self.untold.iter_mut().find(|(untold, ..)| *untold == fault) {
            Some((.., count)) => *count += more,
            None => self.untold.push((fault, span, more)),
        }
    }

    /// Records what a parser said.
    pub(crate) fn push_syn(&mut self, error: syn::Error) {
        for error in error {
            self.push(error.span(), error);
        }
    }

    /// Takes over all defects of another list.
    pub(crate) fn extend(&mut self, others: Self) {
        for Defect { fault, span, message } in others.defects {
            self.push_one_of(fault, span, message);
        }
        for (fault, span, count) in others.untold {
            self.count(fault, span, count);
        }
    }

    /// Whether no defect was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.defects.is_empty()
    }

    /// One `compile_error!` for each defect, in the order in which they were found, and for each
    /// kind one with the number of those that are not shown.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        let untold: Vec<_> = self.untold().collect();
        self.defects.into_iter().chain(untold).map(Defect::into_compile_error).collect()
    }

    fn untold(&self) -> impl Iterator<Item = Defect> {
        self.untold.iter().map(|&(fault, span, count)| Defect {
            fault,
            span,
            message: format!("and {count} more {}", fault.plural()),
        })
    }

    /// Each defect as the source text it points at, and its message.
    #[cfg(test)]
    pub(crate) fn spelled_out(&self) -> Vec<(String, String)> {
        let text = |span: Span| span.source_text().unwrap_or_default();
        let defects = self.defects.iter().map(|defect| (text(defect.span), defect.message.clone()));
        defects
            .chain(self.untold().map(|defect| (text(defect.span), defect.message)))
            .collect()
    }
}

impl Defect {
    // ::core::compile_error! { "no scope `Crm.Raed.My` in `manifests/crm.json`; did you mean `Crm.Read.My`?" }
    fn into_compile_error(self) -> TokenStream {
        let Self { fault: _, span, message } = self;
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
    fn of_one_kind_twenty_are_shown_and_the_others_counted() {
        let list = |numbers: std::ops::Range<u8>| {
            let mut errors = Errors::default();
            numbers
                .for_each(|number| errors.push_one_of(Fault::NoHolder, Span::call_site(), number));
            errors
        };
        let shown = |errors: &Errors| {
            errors.spelled_out().into_iter().map(|(_, message)| message).collect::<Vec<_>>()
        };
        assert_eq!(shown(&list(0..20)).len(), 20);
        let mut errors = list(0..21);
        assert_eq!(shown(&errors)[20..], ["and 1 more app roles without `allowedMemberTypes`"]);
        // Other kinds have a count of their own, and lists that are joined count as one.
        errors.push_one_of(Fault::RepeatedKey, Span::call_site(), "twice");
        errors.extend(list(0..30));
        let expected = ["19", "twice", "and 31 more app roles without `allowedMemberTypes`"];
        assert_eq!(shown(&errors)[19..], expected);
        assert!(errors.into_compile_errors().to_string().contains("and 31 more app roles"));
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
