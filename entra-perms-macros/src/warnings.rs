//! What is legal and unwise: warnings that a user can see, and silence by name.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

/// The name of a kind of warning, as `allow = […]` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lint {
    /// An app role that users and applications can hold.
    SharedRoles,
    /// App roles of a registration that serves personal accounts, too.
    PersonalAccounts,
    /// Access tokens do not say whether an application acts as itself.
    NoIdtyp,
    /// A value that is longer than documented.
    LongValues,
    /// Different values with one id.
    RepeatedIds,
    /// A value that a template should have replaced.
    Placeholders,
    /// An entry that some environment disables.
    DisabledElsewhere,
    /// An environment whose client id is not known.
    NoClientId,
}

impl Lint {
    /// Every kind of warning.
    pub(crate) const ALL: [Self; 8] = [
        Self::SharedRoles,
        Self::PersonalAccounts,
        Self::NoIdtyp,
        Self::LongValues,
        Self::RepeatedIds,
        Self::Placeholders,
        Self::DisabledElsewhere,
        Self::NoClientId,
    ];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SharedRoles => "shared_roles",
            Self::PersonalAccounts => "personal_accounts",
            Self::NoIdtyp => "no_idtyp",
            Self::LongValues => "long_values",
            Self::RepeatedIds => "repeated_ids",
            Self::Placeholders => "placeholders",
            Self::DisabledElsewhere => "disabled_elsewhere",
            Self::NoClientId => "no_client_id",
        }
    }
}

/// The warnings so far, each with the piece of source it is about.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Vec<Warning>);

#[derive(Debug)]
struct Warning {
    span: Span,
    lint: Lint,
    message: String,
}

impl Warnings {
    /// Adds a warning.
    pub(crate) fn push(&mut self, span: Span, lint: Lint, message: impl Display) {
        self.0.push(Warning { span, lint, message: message.to_string() });
    }

    /// Takes over all warnings of another list.
    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Drops those that the user allows.
    pub(crate) fn allow(&mut self, allowed: &[Lint]) {
        self.0.retain(|warning| !allowed.contains(&warning.lint));
    }

    /// What makes the compiler print them.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.into_iter().map(Warning::into_tokens).collect()
    }

    /// Each warning as the source text it points at, the name of its kind, and its message.
    #[cfg(test)]
    pub(crate) fn spelled_out(&self) -> Vec<(String, &'static str, String)> {
        let text = |span: Span| span.source_text().unwrap_or_default();
        self.0
            .iter()
            .map(|warning| (text(warning.span), warning.lint.name(), warning.message.clone()))
            .collect()
    }
}

impl Warning {
    // A macro has no other way to warn (`proc_macro::Diagnostic` is unstable): the use of a deprecated item is reported with
    // the item's name, which is that of the lint, and its note.
    //
    // The level is set here, so that a crate which allows `deprecated` for uses of other items still
    // sees them.
    //
    // #[warn(deprecated)]
    // const _: () = { #[deprecated(note = "…")] const no_idtyp: () = (); no_idtyp };
    fn into_tokens(self) -> TokenStream {
        let Self { span, lint, message } = self;
        let name = lint.name();
        let constant = Ident::new(name, span);
        let note = format!("{message}; if that is on purpose: `allow = [{name}]`");
        quote_spanned! {span=>
            #[allow(non_upper_case_globals)]
            #[warn(deprecated)]
            const _: () = {
                #[deprecated(note = #note)]
                const #constant: () = ();
                #constant
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_silent() {
        let mut warnings = Warnings::default();
        warnings.push(Span::call_site(), Lint::NoIdtyp, "first");
        let mut more = Warnings::default();
        more.push(Span::call_site(), Lint::LongValues, "second");
        warnings.extend(more);
        warnings.allow(&[Lint::NoIdtyp, Lint::SharedRoles]);
        let tokens = warnings.into_tokens().to_string();
        assert!(
            tokens.contains("\"second; if that is on purpose: `allow = [long_values]`\""),
            "{tokens}"
        );
        assert!(!tokens.contains("first"));
    }
}
