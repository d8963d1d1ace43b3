//! The guarded function: its signature taken apart, its body kept as it was written.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Error, Expr, FnArg, Ident, Pat, PatType, Result, ReturnType, Signature, Token, Type,
    Visibility, braced, token,
};

use super::Input;
use super::async_trait::{self, AsyncTrait};
use super::attributes::divided;
use super::refusals::no_body;

#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    default: Option<Token![default]>,
    pub(crate) signature: Signature,
    /// What is around the body, where `#[async_trait]` was there first.
    async_trait: Option<AsyncTrait>,
    pub(crate) body: Group,
}

/// Where the caller of a guarded function comes from.
pub(crate) enum CallerPlace<'a> {
    /// `caller = expr`
    Given(&'a Expr),
    /// The parameter of type `&Caller`: its number, and its name where it has one.
    Parameter(usize, Option<&'a Ident>),
    /// The function is a handler: an extractor fetches the caller.
    Extracted,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let no_function = |error: Error| {
            Error::new(error.span(), "`#[requires]` guards functions: expected `fn`")
        };
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let default = input.parse()?;
        let signature: Signature = input.parse().map_err(no_function)?;
        if !input.peek(token::Brace) {
            return Err(no_body(input));
        }
        let content;
        let braces = braced!(content in input);
        let mut body = Group::new(Delimiter::Brace, content.parse()?);
        body.set_span(braces.span.join());
        let (async_trait, body) = match AsyncTrait::around(&signature, &body) {
            Some((async_trait, block)) => (Some(async_trait), block),
            None => (None, body),
        };
        Ok(Self { attributes, visibility, default, signature, async_trait, body })
    }
}

impl Function {
    /// Where the caller comes from: said by the attribute, or a parameter, or else the function is a handler.
    pub(crate) fn caller<'a>(&'a self, input: &'a Input) -> Result<CallerPlace<'a>> {
        self.refuse_what_cannot_be_guarded()?;
        let place = match &input.caller {
            Some((_, expression)) => CallerPlace::Given(expression),
            None => self.caller_parameter()?.unwrap_or(CallerPlace::Extracted),
        };
        match place {
            CallerPlace::Extracted => self.refuse_what_is_no_handler()?,
            CallerPlace::Given(_) | CallerPlace::Parameter(..) => {
                self.refuse_what_cannot_be_denied()?;
            }
        }
        Ok(place)
    }

    fn caller_parameter(&self) -> Result<Option<CallerPlace<'_>>> {
        let mut found = None;
        for (number, argument) in self.signature.inputs.iter().enumerate() {
            let FnArg::Typed(PatType { attrs: _, pat, colon_token: _, ty }) = argument else {
                continue;
            };
            if !is_reference_to_caller(ty) {
                continue;
            }
            let name = match &**pat {
                Pat::Ident(pattern) => Some(&pattern.ident),
                Pat::Wild(_) => None,
                other => return Err(Error::new_spanned(other, "expected a name for the caller")),
            };
            if found.replace(CallerPlace::Parameter(number, name)).is_some() {
                return Err(Error::new_spanned(
                    ty,
                    "two parameters of type `&Caller`: say which with `caller = …`",
                ));
            }
        }
        Ok(found)
    }

    /// The return type as it was written: that of an `async fn` is what its future gives.
    pub(crate) fn returned(&self) -> Option<&Type> {
        match (&self.async_trait, &self.signature.output) {
            (Some(async_trait), _) => Some(plain(&async_trait.output)),
            (None, ReturnType::Type(_, ty)) => Some(plain(ty)),
            (None, ReturnType::Default) => None,
        }
    }

    /// Whether `#[async_trait]` has made this function, and nothing has changed it since.
    pub(crate) fn is_of_async_trait(&self) -> bool {
        self.async_trait.is_some()
    }

    /// The type that the check must tell rustc, which takes that of an `async` block from what is first returned in it. `impl Trait` is
    /// no type that can be told.
    pub(crate) fn type_of_block(&self) -> Option<&Type> {
        let AsyncTrait { output, .. } = self.async_trait.as_ref()?;
        Some(output).filter(|output| !async_trait::names(&output.to_token_stream(), "impl"))
    }

    /// The body for behind a check of this caller.
    pub(crate) fn body_behind(&self, caller: &TokenStream) -> Group {
        let using = self.async_trait.as_ref().and_then(|_| async_trait::using(caller, &self.body));
        using.unwrap_or_else(|| self.body.clone())
    }

    /// The function with another body, and other parameters.
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
        let mut parameters = Group::new(Delimiter::Parenthesis, quote!(#inputs #variadic));
        parameters.set_span(paren_token.span.join());
        let mut block = Group::new(Delimiter::Brace, body.clone());
        block.set_span(written.span());
        let block = async_trait
            .as_ref()
            .map_or_else(|| block.clone(), |around| around.wrapped(&block));
        quote! {
            #(#attributes)*
            #visibility #default #constness #asyncness #safety #abi #fn_token #ident #generics #parameters #output #where_clause #block
        }
    }

    /// The function without the attributes that are not known to be harmless.
    pub(crate) fn with_harmless_attributes(&self) -> Self {
        Self { attributes: divided(&self.attributes).harmless, ..self.clone() }
    }

    /// The function as others see it, with the error for a body: it is never there unguarded.
    pub(crate) fn that_cannot_run(&self, error: &Error) -> impl ToTokens {
        let mut body = TokenStream::new();
        body.append_all(error.to_compile_error());
        self.rebuilt(&self.signature.inputs.to_token_stream(), &body)
    }
}

/// `&Caller`, `&'a Caller`, `&permissions::Caller`, `&Caller<Model>`
fn is_reference_to_caller(ty: &Type) -> bool {
    matches!(plain(ty), Type::Reference(reference) if is_caller(plain(&reference.elem)))
}

pub(crate) fn is_caller(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "Caller"))
}

/// The type without the invisible group that `macro_rules!` puts around `$ty:ty`, and without parentheses.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}
