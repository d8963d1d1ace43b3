//! Clauses and function → tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{FnArg, Path};

use super::Input;
use super::clauses::Clause;
use super::expression::Leaf;
use super::function::{CallerPlace, Function};
use super::inner::parameter_name;
use super::input::By;
use crate::bindings;

/// What the name of the type begins with that holds the requirement of a handler.
pub(crate) const HANDLER_PREFIX: &str = "__requires_";

/// The name of something that is bound. Hygiene keeps local names apart, and no constants: one that is in scope by a glob import,
/// as app roles are, would be matched against. So this is what no role is called.
fn bound(name: &str, span: Span) -> Ident {
    format_ident!("__entra_perms_{name}", span = span)
}

/// The function, guarded.
pub(crate) fn guarded(
    function: &Function,
    caller: &CallerPlace<'_>,
    input: &Input,
    clauses: &[Clause],
) -> TokenStream {
    let Some(expression) = caller_of(function, caller) else {
        return handler(function, input, clauses);
    };
    let check = check_first(function, &expression, input, &recorded(function, input, clauses));
    let inputs = match caller {
        CallerPlace::Parameter(number, None) => named_parameter(function, *number, &expression),
        _ => function.signature.inputs.to_token_stream(),
    };
    function.rebuilt(&inputs, &check)
}

/// The body behind the check, for an inner function of a guarded one: the inventory has the
/// requirement already, and its warnings were given.
/// ```text
/// if let Err(denied) = check(caller, &{ #[allow(deprecated)] let requirement = …; requirement }) { … }
/// { body }
/// ```
pub(crate) fn checked_again(
    function: &Function,
    caller: &CallerPlace<'_>,
    input: &Input,
    clauses: &[Clause],
) -> Option<TokenStream> {
    let (name, value) = (bound("requirement", Span::mixed_site()), value(input, clauses));
    let requirement = quote!({
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        let #name = #value;
        #name
    });
    Some(check_first(function, &caller_of(function, caller)?, input, &requirement))
}

/// The caller, where the function has it in the body.
fn caller_of(function: &Function, caller: &CallerPlace<'_>) -> Option<TokenStream> {
    match caller {
        CallerPlace::Given(expression) => {
            let at_expression = Span::call_site().located_at(expression.span());
            Some(quote_spanned!(at_expression=> &(#expression)))
        }
        CallerPlace::Parameter(_, Some(name)) => Some(name.to_token_stream()),
        CallerPlace::Parameter(number, None) => {
            let place = function.signature.inputs.get(*number).span();
            Some(parameter_name(*number, place).into_token_stream())
        }
        CallerPlace::Extracted => None,
    }
}

/// The body behind the check, in a block of its own so that neither sees the other's names:
/// ```text
/// if let Err(denied) = check(caller, &requirement) { return Err(From::from(denied)); }
/// { body }
/// ```
fn check_first(
    function: &Function,
    caller: &TokenStream,
    input: &Input,
    requirement: &TokenStream,
) -> TokenStream {
    let (runtime, site) = (input.runtime(), site(function, input));
    let denied = bound("denied", Span::mixed_site());
    // Seen as ours, lest rustc takes the braces for superfluous ones of the user's.
    let mut body = function.body_behind(caller);
    body.set_span(Span::mixed_site().located_at(body.span()));
    // Where the return type is no `Result`, or its error has no `From<Denied>`, rustc says so there.
    let output = match function.returned() {
        Some(ty) => Span::mixed_site().located_at(ty.span()),
        None => Span::mixed_site(),
    };
    let denied_there = bound("denied", output);
    let refusal = quote_spanned!(output=> ::core::result::Result::Err(::core::convert::From::from(#denied_there)));
    let refuse = match function.type_of_block() {
        None => quote_spanned!(output=> return #refusal;),
        Some(ty) => {
            let refused = bound("refused", output);
            quote_spanned!(output=> let #refused: #ty = #refusal; return #refused;)
        }
    };
    quote! {
        if let ::core::result::Result::Err(#denied) = #runtime::__private::check(&#requirement, #site, #caller) {
            #refuse
        }
        #body
    }
}

/// `_: &Caller` gets a name that the body cannot see.
fn named_parameter(function: &Function, number: usize, name: &TokenStream) -> TokenStream {
    let inputs = function.signature.inputs.iter().enumerate().map(|(i, input)| match input {
        FnArg::Typed(parameter) if i == number => {
            let (attributes, ty) = (&parameter.attrs, &parameter.ty);
            quote!(#(#attributes)* #name: #ty)
        }
        other => other.to_token_stream(),
    });
    quote!(#(#inputs),*)
}

/// The handler with the extractor in front, and the requirement as a type beside it. A type cannot stand in an `impl` block, and an
/// attribute cannot see whether it does; the name of the macro that makes the type is what rustc then shows.
/// ```text
/// struct __requires_handler {} impl Guard for __requires_handler { … requirement … }
/// async fn handler(_: Authorized<__requires_handler>, parameters…) { body }
/// ```
fn handler(function: &Function, input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let name = function.signature.ident.unraw().to_string();
    let requirement = satisfiable(input, clauses);
    let visibility = &function.visibility;
    let guard = format_ident!(
        "{HANDLER_PREFIX}{}",
        function.signature.ident.unraw(),
        span = Span::call_site()
    );
    let inputs = &function.signature.inputs;
    let extractor = quote!(_: #runtime::Authorized<#guard>, #inputs);
    let function = function.rebuilt(&extractor, &function.body.stream());
    quote! {
        #runtime::__private::a_handler_in_an_impl_block_must_take_its_caller! {
            #visibility #guard #name #requirement
        }

        #function
    }
}

/// The runtime's path with all of it at `span`: rustc takes the span of an expression from its first and last token.
fn located(runtime: &Path, span: Span) -> TokenStream {
    let at_span = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    runtime.to_token_stream().into_iter().map(at_span).collect()
}

/// What the log and the inventory say of the function.
/// ```text
/// const { &GuardedFunction::new(module_path!(), "handler", file!(), line!()) }
/// ```
fn site(function: &Function, input: &Input) -> TokenStream {
    let runtime = input.runtime();
    let name = function.signature.ident.unraw().to_string();
    quote! {
        const {
            &#runtime::__private::GuardedFunction::new(
                ::core::module_path!(), #name, ::core::file!(), ::core::line!()
            )
        }
    }
}

/// What tells the function from every other, in a document.
/// ```text
/// operation_mark(site)
/// ```
pub(crate) fn mark(function: &Function, input: &Input) -> TokenStream {
    let (runtime, site) = (input.runtime(), site(function, input));
    quote!(#runtime::__private::operation_mark(#site))
}

/// The requirement of a guarded function, which is entered into the inventory.
/// ```text
/// { record!(site, { requirement }); { requirement } }
/// ```
fn recorded(function: &Function, input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let (site, value) = (site(function, input), value(input, clauses));
    let requirement = requirement(input, clauses);
    quote!({ #runtime::__private::record! { #site, #value } #requirement })
}

/// The requirement as a constant, and the proof that somebody can satisfy it. The proof is a constant item, because those are
/// evaluated by `cargo check` too.
/// ```text
/// { const _: () = assert_satisfiable(by, &[clause, …]); value }
/// ```
pub(crate) fn requirement(input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let by = By::to_tokens(input.by, &runtime);
    // A path of the wrong kind is reported by the proof, and not once more by the value.
    let proven = clauses.iter().map(|clause| one_of(clause, true));
    let proof = bound("clauses", Span::mixed_site());
    let (first, last) = input.expression.ends();
    let arguments = spanned_group(quote!(#by, &#proof), last);
    let runtime_here = located(&runtime, first);
    let assert_satisfiable = quote_spanned!(first=> #runtime_here::__private::assert_satisfiable);
    let value = value(input, clauses);
    quote! {
        {
            #[allow(deprecated, clippy::all, clippy::pedantic)]
            const _: () = {
                // No temporary, which would be a constant of its own that fails once more.
                let #proof = [#(#proven),*];
                #assert_satisfiable #arguments
            };
            #value
        }
    }
}

/// The requirement of a handler, for a constant.
/// ```text
/// satisfiable(by, [clause, …])
/// ```
fn satisfiable(input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let by = By::to_tokens(input.by, &runtime);
    let clauses = clauses.iter().map(|clause| one_of(clause, true));
    let (first, last) = input.expression.ends();
    let arguments = spanned_group(quote!(#by, [#(#clauses),*]), last);
    let runtime_here = located(&runtime, first);
    quote_spanned!(first=> #runtime_here::__private::satisfiable #arguments)
}

/// The value is a constant block, because its type is for rustc to infer.
/// ```text
/// Requirement::all(by, const { &[clause, …] })
/// ```
fn value(input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let by = By::to_tokens(input.by, &runtime);
    let values = clauses.iter().map(|clause| one_of(clause, false));
    quote!(#runtime::Requirement::all(#by, const { &[#(#values),*] }))
}

/// `A.clause().or(B.clause())`
fn one_of(clause: &[Leaf], report: bool) -> TokenStream {
    let mut leaves = clause.iter().map(|leaf| single(leaf, report));
    let first = leaves.next().unwrap_or_default();
    quote!(#first #(.or(#leaves))*)
}

fn single(leaf: &Leaf, report: bool) -> TokenStream {
    let path: &Path = leaf.path();
    let span = path.segments.last().span();
    let method = match leaf {
        Leaf::Role(_) => quote_spanned!(span=> .__role_clause),
        Leaf::Scope(_) => quote_spanned!(span=> .__scope_clause),
        Leaf::AtLeast(_) => quote_spanned!(span=> .__at_least_clause),
    };
    let argument = spanned_group(quote!(#report), span);
    // In parentheses, lest rustc offers to join the path of a module and the method to one path.
    let receiver = spanned_group(value_at(path), leaf.first());
    quote!(#receiver #method #argument)
}

/// The value that a path names: the path itself, or what is in it if it names a module.
/// ```text
/// Contacts::Write::Team        admin::__role_or_scope_admin
/// ```
fn value_at(path: &Path) -> TokenStream {
    match path.segments.last() {
        Some(last) if bindings::could_be_one(&last.ident) => {
            let constant = bindings::constant_in(&last.ident);
            let separator = quote_spanned!(last.ident.span()=> ::);
            quote!(#path #separator #constant)
        }
        _ => path.to_token_stream(),
    }
}

/// Parentheses that end where the user's text does, so that a message underlines all of it.
fn spanned_group(content: TokenStream, span: Span) -> Group {
    let mut group = Group::new(Delimiter::Parenthesis, content);
    group.set_span(span);
    group
}
