//! Groups of tokens with a span of their own.

use proc_macro2::{Delimiter, Group, Span, TokenStream};

/// Returns the tokens between delimiters that lie at `span`.
pub(crate) fn token_group(delimiter: Delimiter, tokens: TokenStream, span: Span) -> Group {
    let mut group = Group::new(delimiter, tokens);
    group.set_span(span);
    group
}
