//! The guarded function: its signature is taken apart, and its body kept unchanged.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Error, Result, ReturnType, Signature, Token, Type, Visibility, braced, token,
};

use super::async_trait::{AsyncTrait, mark_parameters_as_used};
use super::attributes::shown;
use super::message::Message;
use super::origin::maker;
use super::token_group::token_group;
use super::types::plain;
use super::variables::has_name;

/// A function with `#[requires]`.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    default: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// The code around the body, if `#[async_trait]` has made it.
    async_trait: Option<AsyncTrait>,
    pub(crate) body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let default = input.parse()?;
        let signature: Signature = input.parse().map_err(|error| {
            Message::new("`#[requires]` guards only functions").at(error.span())
        })?;
        if !input.peek(token::Brace) {
            return Err(missing_body(input));
        }
        let content;
        let braces = braced!(content in input);
        let body = token_group(Delimiter::Brace, content.parse()?, braces.span.join());
        let (async_trait, body) = match AsyncTrait::take_apart(&signature, &body) {
            Some((async_trait, block)) => (Some(async_trait), block),
            None => (None, body),
        };
        Ok(Self { attributes, visibility, default, signature, async_trait, body })
    }
}

/// Returns the error for a function that has a `;` in place of a body.
fn missing_body(input: ParseStream<'_>) -> Error {
    let next = input.cursor().token_tree().map(|(token, _)| token);
    let message = match next.as_ref().and_then(maker) {
        Some(attribute) => {
            let attribute = shown(&attribute);
            Message::new(format!("`{attribute}` has copied `#[requires]` to a declaration"))
                .note("a declaration has no body to guard")
                .help("guard a function that this one calls")
        }
        None => Message::new("this function has no body to guard")
            .help("put `#[requires]` on the implementation of this function")
            .help(
                "if it is there, another attribute has copied it: guard a function that this one \
                 calls",
            ),
    };
    message.at_next(input)
}

impl Function {
    /// Returns the return type that the user wrote. For an `async fn`, this is the output of its
    /// future.
    pub(crate) fn returned(&self) -> Option<&Type> {
        match (&self.async_trait, &self.signature.output) {
            (Some(async_trait), _) => Some(plain(&async_trait.output)),
            (None, ReturnType::Type(_, ty)) => Some(plain(ty)),
            (None, ReturnType::Default) => None,
        }
    }

    /// Returns whether `#[async_trait]` has made this function, and no attribute has changed it
    /// since.
    pub(crate) fn is_of_async_trait(&self) -> bool {
        self.async_trait.is_some()
    }

    /// Returns the type that the check must write out. rustc infers the type of an `async` block
    /// from the first `return` in it. `impl Trait` cannot be written out.
    pub(crate) fn type_of_block(&self) -> Option<&Type> {
        let AsyncTrait { output, .. } = self.async_trait.as_ref()?;
        if has_name(&output.to_token_stream(), "impl") { None } else { Some(output) }
    }

    /// Returns the body behind a check that uses this caller.
    pub(crate) fn body_behind(&self, caller: &TokenStream) -> Group {
        match &self.async_trait {
            Some(_) => mark_parameters_as_used(&self.body, caller),
            None => self.body.clone(),
        }
    }

    /// Returns the function with other parameters and another body.
    pub(crate) fn rebuilt(&self, inputs: &TokenStream, body: &TokenStream) -> TokenStream {
        let Self { attributes, visibility, default, signature, async_trait, body: written } = self;
        let Signature {
            constness,
            asyncness,
            safety,
            abi,
            fn_token,
            ident,
            generics,
            paren_token,
            inputs: _,
            variadic,
            output,
        } = signature;
        let where_clause = &generics.where_clause;
        let parentheses = paren_token.span.join();
        let parameters =
            token_group(Delimiter::Parenthesis, quote!(#inputs #variadic), parentheses);
        let block = token_group(Delimiter::Brace, body.clone(), written.span());
        let block = match async_trait {
            Some(around) => around.body(&block),
            None => block,
        };
        quote! {
            #(#attributes)*
            #visibility #default #constness #asyncness #safety #abi
            #fn_token #ident #generics #parameters #output #where_clause #block
        }
    }

    /// Returns the function with another body.
    pub(crate) fn with_body(&self, body: &TokenStream) -> TokenStream {
        self.rebuilt(&self.signature.inputs.to_token_stream(), body)
    }
}
