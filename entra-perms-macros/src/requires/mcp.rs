//! The tools and prompts of an MCP server: functions with `#[tool]` or `#[prompt]` of rmcp below
//! `#[requires]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

use super::function::Function;

/// A tool or a prompt, and its name for clients.
pub(crate) struct McpItem {
    kind: McpKind,
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum McpKind {
    Tool,
    Prompt,
}

impl McpItem {
    /// Returns the tool or prompt that the function is, by the first attribute that says so.
    pub(crate) fn of(function: &Function) -> Option<Self> {
        if !cfg!(feature = "rmcp") {
            return None;
        }
        function.attributes.iter().find_map(|attribute| {
            let kind = kind(&attribute.meta)?;
            // rmcp keeps the `r#` of a raw identifier.
            let name = stated_name(&attribute.meta)
                .unwrap_or_else(|| function.signature.ident.to_string());
            Some(Self { kind, name })
        })
    }

    /// ```text
    /// McpItem::tool("list_contacts")
    /// ```
    pub(crate) fn value(&self, private: &TokenStream) -> TokenStream {
        let name = &self.name;
        match self.kind {
            McpKind::Tool => quote!(#private::McpItem::tool(#name)),
            McpKind::Prompt => quote!(#private::McpItem::prompt(#name)),
        }
    }

    /// Returns the word for messages.
    pub(crate) fn word(&self) -> &'static str {
        match self.kind {
            McpKind::Tool => "tool",
            McpKind::Prompt => "prompt",
        }
    }
}

/// Users can rename the crate rmcp, so only the last segment counts.
fn kind(meta: &Meta) -> Option<McpKind> {
    match meta.path().segments.last()?.ident.to_string().as_str() {
        "tool" => Some(McpKind::Tool),
        "prompt" => Some(McpKind::Prompt),
        _ => None,
    }
}

/// Returns the name in `#[tool(name = "…")]`. rmcp reports arguments that cannot be read.
fn stated_name(meta: &Meta) -> Option<String> {
    let Meta::List(list) = meta else { return None };
    let arguments = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone());
    arguments.ok()?.iter().find_map(|argument| match argument {
        Meta::NameValue(argument) if argument.path.is_ident("name") => match &argument.value {
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => Some(name.value()),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
#[cfg(feature = "rmcp")]
mod tests {
    use quote::quote;

    use super::*;

    fn item(function: TokenStream) -> Option<String> {
        let function: Function = syn::parse2(function).unwrap();
        McpItem::of(&function).map(|item| item.value(&quote!(p)).to_string().replace(' ', ""))
    }

    #[test]
    fn tools_and_prompts_have_the_names_that_clients_see() {
        for (function, expected) in [
            (
                quote!(
                    #[tool]
                    fn list() {}
                ),
                Some(r#"p::McpItem::tool("list")"#),
            ),
            (
                quote!(
                    #[rmcp::tool(description = "d")]
                    fn r#type() {}
                ),
                Some(r#"p::McpItem::tool("r#type")"#),
            ),
            (
                quote!(
                    #[tool(
                        annotations(title = "t", read_only_hint = true),
                        name = "list-all",
                        local
                    )]
                    fn a() {}
                ),
                Some(r#"p::McpItem::tool("list-all")"#),
            ),
            (
                quote!(
                    #[inline]
                    #[prompt(name = "p")]
                    fn a() {}
                ),
                Some(r#"p::McpItem::prompt("p")"#),
            ),
            (
                quote!(
                    #[tool(1 + 1)]
                    fn a() {}
                ),
                Some(r#"p::McpItem::tool("a")"#),
            ),
            (
                quote!(
                    #[inline]
                    fn a() {}
                ),
                None,
            ),
        ] {
            assert_eq!(item(function.clone()).as_deref(), expected, "{function}");
        }
    }
}
