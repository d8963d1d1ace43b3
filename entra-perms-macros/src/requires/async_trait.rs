//! The functions that `#[async_trait]` makes. It expands before the attributes of a method, so
//! `#[requires]` gets its output for an `async fn`:
//!
//! ```text
//! fn list<'life0, 'async_trait>(…)
//!     -> Pin<Box<dyn Future<Output = Result<…>> + Send + 'async_trait>>
//! where …
//! {
//!     Box::pin(async move { … })
//! }
//! ```
//!
//! Nothing of such a body runs before the block in it, so a check at the start of the block is
//! first. A function that differs in any way is not recognized.

use proc_macro2::{Delimiter, Group, Ident, Punct, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{
    AngleBracketedGenericArguments, Error, GenericArgument, Path, PathArguments, PathSegment,
    Result, ReturnType, Signature, Token, Type, TypeParamBound, parenthesized, token,
};

use super::token_group::token_group;
use super::types::plain;
use super::variables::has_name;

/// The code around the block.
#[derive(Clone)]
pub(crate) struct AsyncTrait {
    /// The output of the future, which is the return type that the user wrote.
    pub(crate) output: Type,
    braces: Span,
    boxed: Boxed,
}

/// `Box::pin(async move …)`
#[derive(Clone)]
struct Boxed {
    pin: Path,
    parentheses: token::Paren,
    asynchronous: Token![async],
    capture: Token![move],
    block: Group,
}

impl AsyncTrait {
    /// Takes the block out of the body, if `#[async_trait]` has made the function.
    pub(crate) fn take_apart(signature: &Signature, body: &Group) -> Option<(Self, Group)> {
        if !is_marked(signature) {
            return None;
        }
        let ReturnType::Type(_, returned) = &signature.output else { return None };
        let output = output(returned)?.clone();
        let boxed: Boxed = syn::parse2(body.stream()).ok()?;
        let block = boxed.block.clone();
        Some((Self { output, braces: body.span(), boxed }, block))
    }

    /// Returns the body with another block.
    pub(crate) fn body(&self, block: &Group) -> Group {
        let Boxed { pin, parentheses, asynchronous, capture, block: _ } = &self.boxed;
        let argument = quote!(#asynchronous #capture #block);
        let argument = token_group(Delimiter::Parenthesis, argument, parentheses.span.join());
        token_group(Delimiter::Brace, quote!(#pin #argument), self.braces)
    }
}

/// Returns whether a function has the lifetime that `#[async_trait]` adds.
pub(crate) fn is_marked(signature: &Signature) -> bool {
    signature.asyncness.is_none()
        && signature
            .generics
            .lifetimes()
            .any(|parameter| parameter.lifetime.ident == "async_trait")
}

/// Marks the parameters that a check uses as used in the block behind the check:
/// ```text
/// let request = request;      becomes      let request = request; let _ = &request;
/// ```
/// `#[async_trait]` binds each parameter again in the block. If only `caller = …` names a
/// parameter, rustc would warn that this second binding is unused.
pub(crate) fn mark_parameters_as_used(block: &Group, check: &TokenStream) -> Group {
    ParameterMarker::marked(block, check).unwrap_or_else(|| block.clone())
}

/// The state while the tokens of one group are read.
struct ParameterMarker<'a> {
    check: &'a TokenStream,
    /// The tokens since the last `;` or `}`.
    statement: Vec<TokenTree>,
    /// Set if the last token is the `!` of a macro call.
    is_after_bang: bool,
    output: TokenStream,
    has_marked: bool,
}

impl<'a> ParameterMarker<'a> {
    /// Returns the group with marks, or `None` if it does not need any.
    fn marked(group: &Group, check: &'a TokenStream) -> Option<Group> {
        let mut marker = Self {
            check,
            statement: Vec::new(),
            is_after_bang: false,
            output: TokenStream::new(),
            has_marked: false,
        };
        for token in group.stream() {
            marker.read(token);
        }
        let Self { output, has_marked, .. } = marker;
        has_marked.then(|| token_group(group.delimiter(), output, group.span()))
    }

    fn read(&mut self, token: TokenTree) {
        let is_bang = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '!');
        match token {
            TokenTree::Group(group) => self.read_group(group),
            TokenTree::Punct(punct) if punct.as_char() == ';' => self.end_statement(punct),
            token => {
                self.statement.push(token.clone());
                self.output.append(token);
            }
        }
        self.is_after_bang = is_bang;
    }

    fn read_group(&mut self, mut group: Group) {
        // The input of a macro must stay as it was written.
        if !self.is_after_bang
            && let Some(marked) = Self::marked(&group, self.check)
        {
            group = marked;
            self.has_marked = true;
        }
        self.output.append(group.clone());
        if group.delimiter() == Delimiter::Brace {
            self.statement.clear();
        } else {
            self.statement.push(group.into());
        }
    }

    fn end_statement(&mut self, semicolon: Punct) {
        self.output.append(semicolon);
        if let Some(name) = bound_again(&self.statement)
            && has_name(self.check, &name.to_string())
        {
            self.output.append_all(quote_spanned!(Span::mixed_site()=> let _ = &#name;));
            self.has_marked = true;
        }
        self.statement.clear();
    }
}

/// Returns `name` if the statement is `let name = name` or `let mut name = name`.
fn bound_again(statement: &[TokenTree]) -> Option<&Ident> {
    match statement {
        [
            ..,
            TokenTree::Ident(keyword),
            TokenTree::Ident(bound),
            TokenTree::Punct(equals),
            TokenTree::Ident(name),
        ] if (keyword == "let" || keyword == "mut") && equals.as_char() == '=' && bound == name => {
            Some(name)
        }
        _ => None,
    }
}

impl Parse for Boxed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let pin = input.call(Path::parse_mod_style)?;
        if !is_box_pin(&pin) {
            return Err(input.error("expected `Box::pin`"));
        }
        let argument;
        let parentheses = parenthesized!(argument in input);
        let asynchronous = argument.parse()?;
        let capture = argument.parse()?;
        let block: Group = argument.parse()?;
        if block.delimiter() != Delimiter::Brace || !argument.is_empty() {
            return Err(Error::new(block.span(), "expected one block"));
        }
        Ok(Self { pin, parentheses, asynchronous, capture, block })
    }
}

/// Returns whether a path is `Box::pin`, such as `::std::boxed::Box::pin`.
fn is_box_pin(path: &Path) -> bool {
    let mut from_the_end = path.segments.iter().rev();
    from_the_end.next().is_some_and(|last| last.ident == "pin")
        && from_the_end.next().is_some_and(|before| before.ident == "Box")
}

/// Returns `T` of `Pin<Box<dyn Future<Output = T> + …>>`.
fn output(returned: &Type) -> Option<&Type> {
    let boxed = only_argument(returned, "Pin")?;
    let Type::TraitObject(future) = only_argument(boxed, "Box")? else { return None };
    future.bounds.iter().find_map(output_of_bound)
}

/// Returns `T` of `Future<Output = T>`.
fn output_of_bound(bound: &TypeParamBound) -> Option<&Type> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    match only_generic(bound.path.segments.last()?, "Future")? {
        GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
        _ => None,
    }
}

/// Returns `T` of `Name<T>`.
fn only_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = plain(ty) else { return None };
    match only_generic(path.path.segments.last()?, name)? {
        GenericArgument::Type(argument) => Some(plain(argument)),
        _ => None,
    }
}

fn only_generic<'a>(segment: &'a PathSegment, name: &str) -> Option<&'a GenericArgument> {
    match &segment.arguments {
        PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. })
            if segment.ident == name && args.len() == 1 =>
        {
            args.first()
        }
        _ => None,
    }
}
