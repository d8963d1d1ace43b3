//! What `#[async_trait]` makes of an `async fn`. It expands before what stands on the method, so this is what `#[requires]` gets to
//! see:
//!
//! ```text
//! fn list<'life0, 'async_trait>(…) -> Pin<Box<dyn Future<Output = Result<…>> + Send + 'async_trait>> where … {
//!     Box::pin(async move { … })
//! }
//! ```
//!
//! Nothing of such a body runs before the block in it, so the check is first there, too. What looks different in any way is not taken
//! for one.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt as _, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{
    AngleBracketedGenericArguments, Error, GenericArgument, Path, PathArguments, PathSegment,
    Result, ReturnType, Signature, Token, Type, TypeParamBound, parenthesized, token,
};

use super::function::plain;

/// What is around the block.
#[derive(Clone)]
pub(crate) struct AsyncTrait {
    /// What the future gives: the return type as it was written.
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
    /// Around which block, where it is one.
    pub(crate) fn around(signature: &Signature, body: &Group) -> Option<(Self, Group)> {
        let ReturnType::Type(_, returned) = &signature.output else { return None };
        let output = output(returned).filter(|_| is_marked(signature))?;
        let boxed: Boxed = syn::parse2(body.stream()).ok()?;
        let block = boxed.block.clone();
        Some((Self { output: output.clone(), braces: body.span(), boxed }, block))
    }

    /// The body, with this block in it.
    pub(crate) fn wrapped(&self, block: &Group) -> Group {
        let Boxed { pin, parentheses, asynchronous, capture, block: _ } = &self.boxed;
        let argument = grouped(
            Delimiter::Parenthesis,
            quote!(#asynchronous #capture #block),
            parentheses.span.join(),
        );
        grouped(Delimiter::Brace, quote!(#pin #argument), self.braces)
    }
}

/// The body, where each parameter that the check uses counts as used: `#[async_trait]` binds it once more for the body, and if only
/// `caller = …` names it, rustc would call that one unused.
/// ```text
/// let request = request; let _ = &request;
/// ```
pub(crate) fn using(check: &TokenStream, body: &Group) -> Option<Group> {
    let (mut tokens, mut statement, mut found) = (TokenStream::new(), Vec::new(), false);
    let mut of_macro = false;
    for token in body.stream() {
        let inner = match &token {
            // What a macro is given stays as it was written.
            TokenTree::Group(group) if !of_macro => using(check, group),
            _ => None,
        };
        of_macro = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '!');
        found |= inner.is_some();
        let token = inner.map_or(token, TokenTree::from);
        tokens.append(token.clone());
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => statement.clear(),
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                if let Some(name) =
                    bound_once_more(&statement).filter(|name| names(check, &name.to_string()))
                {
                    tokens.append_all(quote_spanned!(Span::mixed_site()=> let _ = &#name;));
                    found = true;
                }
                statement.clear();
            }
            token => statement.push(token),
        }
    }
    found.then(|| grouped(body.delimiter(), tokens, body.span()))
}

/// `name` of `let name = name`
fn bound_once_more(statement: &[TokenTree]) -> Option<&Ident> {
    let [
        ..,
        TokenTree::Ident(before),
        TokenTree::Ident(bound),
        TokenTree::Punct(equals),
        TokenTree::Ident(name),
    ] = statement
    else {
        return None;
    };
    ((before == "let" || before == "mut") && equals.as_char() == '=' && bound == name)
        .then_some(name)
}

/// Whether an identifier is among the tokens.
pub(crate) fn names(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => names(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The lifetime that `#[async_trait]` adds to each function that it changes.
pub(crate) fn is_marked(signature: &Signature) -> bool {
    signature.asyncness.is_none()
        && signature
            .generics
            .lifetimes()
            .any(|parameter| parameter.lifetime.ident == "async_trait")
}

impl Parse for Boxed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let pin = input.call(Path::parse_mod_style)?;
        let mut from_the_end = pin.segments.iter().rev();
        if !["pin", "Box"]
            .iter()
            .all(|name| from_the_end.next().is_some_and(|segment| segment.ident == name))
        {
            return Err(input.error("expected `Box::pin`"));
        }
        let argument;
        let parentheses = parenthesized!(argument in input);
        let (asynchronous, capture, block): (_, _, Group) =
            (argument.parse()?, argument.parse()?, argument.parse()?);
        if block.delimiter() != Delimiter::Brace || !argument.is_empty() {
            return Err(Error::new(block.span(), "expected one block"));
        }
        Ok(Self { pin, parentheses, asynchronous, capture, block })
    }
}

/// `T` of `Pin<Box<dyn Future<Output = T> + …>>`
fn output(returned: &Type) -> Option<&Type> {
    let Type::TraitObject(future) = only_argument(only_argument(returned, "Pin")?, "Box")? else {
        return None;
    };
    future.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            match only_generic(bound.path.segments.last()?, "Future")? {
                GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
                _ => None,
            }
        }
        _ => None,
    })
}

/// `T` of `Name<T>`
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

fn grouped(delimiter: Delimiter, content: TokenStream, span: Span) -> Group {
    let mut group = Group::new(delimiter, content);
    group.set_span(span);
    group
}
