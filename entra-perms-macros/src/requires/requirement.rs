//! The requirement as an expression, and the check at build time that a caller can satisfy it.

use entra_perms_model::Lint;
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

use super::clauses::Clause;
use super::expression::Leaf;
use super::generated_names::bound_name;
use super::input::Input;
use super::token_group::token_group;
use crate::bindings;

/// Returns the requirement, with statements. `cargo check` evaluates the constant, too, and fails
/// if no caller can satisfy the requirement.
///
/// The constant is first: rust-analyzer completes the first copy of a path well, if it is not in a
/// macro that drops it.
/// ```text
/// {
///     const _: () = { let clauses = [clause, …]; assert_satisfiable(conditions, &clauses); };
///     statements
///     value
/// }
/// ```
pub(crate) fn requirement(
    input: &Input,
    clauses: &[Clause],
    statements: &TokenStream,
) -> TokenStream {
    let conditions = conditions(input, clauses);
    let clauses_name = bound_name("clauses", Span::mixed_site());
    let reported = clauses.iter().map(|clause| one_of(clause, true));
    let assertion = call(input, "assert_satisfiable", &quote!(#conditions, &#clauses_name));
    let value = value(input, clauses);
    let lint = lints(input, clauses);
    quote! {
        {
            #[allow(deprecated, clippy::all, clippy::pedantic)]
            const _: () = {
                // A temporary would be a constant of its own, which rustc reports again.
                let #clauses_name = [#(#reported),*];
                #assertion
            };
            #lint
            #statements
            #value
        }
    }
}

/// Returns the requirement of a handler, for a constant.
/// ```text
/// satisfiable(conditions, [clause, …])
/// ```
pub(crate) fn satisfiable(input: &Input, clauses: &[Clause]) -> TokenStream {
    let conditions = conditions(input, clauses);
    let reported = clauses.iter().map(|clause| one_of(clause, true));
    let call = call(input, "satisfiable", &quote!(#conditions, [#(#reported),*]));
    let lints = lints(input, clauses);
    if lints.is_empty() { call } else { quote!({ #lints #call }) }
}

/// Returns the requirement without a check. It is a constant block, whose type rustc infers.
///
/// Paths of the wrong kind are not reported, because the check reports them.
/// ```text
/// Requirement::all(conditions, const { &[clause, …] })
/// ```
pub(crate) fn value(input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let conditions = conditions(input, clauses);
    let clauses = clauses.iter().map(|clause| one_of(clause, false));
    quote!(#runtime::__private::Requirement::all(#conditions, const { &[#(#clauses),*] }))
}

/// ```text
/// Conditions::NONE.with_by(By::User).with_agents(AgentRule::Never).with_context(1)
/// ```
fn conditions(input: &Input, clauses: &[Clause]) -> TokenStream {
    let runtime = input.runtime();
    let private = quote!(#runtime::__private);
    let by = input.by.map(|by| by.call(&private));
    let agents = input.agents.map(|agents| agents.call(&private));
    let clients = input.clients.as_ref().zip(clauses.first());
    let clients = clients.map(|(clients, first)| clients.call(&single(&first.first, false)));
    let claims = input.claims.calls();
    quote!(#private::Conditions::NONE #by #agents #clients #claims)
}

/// Returns code about which rustc warns at the conditions, if the model has a reason to.
fn lints(input: &Input, clauses: &[Clause]) -> TokenStream {
    let claims = claims_lint(input, clauses);
    let clients = clients_lint(input, clauses);
    quote!(#claims #clients)
}

fn clients_lint(input: &Input, clauses: &[Clause]) -> Option<TokenStream> {
    let clients = input.clients.as_ref()?;
    let first = single(&clauses.first()?.first, false);
    let runtime = input.runtime();
    let conditions = conditions(input, clauses);
    let clauses = clauses.iter().map(|clause| one_of(clause, false));
    Some(clients.lint(&quote!(#runtime::__private), &first, &conditions, &quote!(&[#(#clauses),*])))
}

/// Returns code for a requirement with `context = …` or `fresh = …`, about which rustc warns there
/// if the model has a reason to: see the method that `permissions!` generates.
///
/// The function is not called. The clause has the type of the model, which the attribute does not
/// know.
/// ```text
/// const _: () = {
///     fn check() { if let Some(model) = (clause).model() { model.no_xms_cc(); } }
/// };
/// ```
fn claims_lint(input: &Input, clauses: &[Clause]) -> Option<TokenStream> {
    let place = input.claims.place()?;
    let first = single(&clauses.first()?.first, false);
    let model = bound_name("model", Span::mixed_site());
    let lint = Ident::new(Lint::NoXmsCc.name(), place);
    Some(quote! {
        const _: () = {
            #[allow(dead_code, deprecated, clippy::all, clippy::pedantic)]
            fn check() {
                if let ::core::option::Option::Some(#model) = #first.model() {
                    #[warn(deprecated)]
                    let () = #model.#lint();
                }
            }
        };
    })
}

/// Returns the call of a function of the runtime. rustc takes the span of a call from its first and
/// last token, and shows a failed check at the requirement that the user wrote.
fn call(input: &Input, function: &str, arguments: &TokenStream) -> TokenStream {
    let (first, last) = input.expression.ends();
    let runtime = located(&input.runtime(), first);
    let function = Ident::new(function, first);
    let arguments = token_group(Delimiter::Parenthesis, arguments.clone(), last);
    quote_spanned!(first=> #runtime::__private::#function #arguments)
}

/// Returns a path whose tokens all lie at `span`.
fn located(path: &Path, span: Span) -> TokenStream {
    let at_span = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    path.to_token_stream().into_iter().map(at_span).collect()
}

/// ```text
/// (A).__role_clause(true).or((B).__role_clause(true))
/// ```
fn one_of(clause: &Clause, report: bool) -> TokenStream {
    let first = single(&clause.first, report);
    let others = clause.others.iter().map(|leaf| single(leaf, report));
    quote!(#first #(.or(#others))*)
}

fn single(leaf: &Leaf, report: bool) -> TokenStream {
    let path: &Path = leaf.path();
    let span = path.segments.last().span();
    // rust-analyzer shows all names at a place in hover, so the method is not at a segment.
    let separator = path.segments.pairs().rev().find_map(|pair| Some(pair.punct()?.span()));
    let hidden = separator.unwrap_or(span);
    let method = match leaf {
        Leaf::Role(_) => quote_spanned!(hidden=> .__role_clause),
        Leaf::Scope(_) => quote_spanned!(hidden=> .__scope_clause),
        Leaf::AtLeast(_) => quote_spanned!(hidden=> .__at_least_clause),
    };
    // The parentheses end at the path, so that messages underline all of it.
    let argument = token_group(Delimiter::Parenthesis, quote!(#report), span);
    // Without parentheses, rustc would suggest to join the path of a module and the method.
    let receiver = token_group(Delimiter::Parenthesis, value_at(path), leaf.first());
    quote!(#receiver #method #argument)
}

/// Returns code at `place` that names a value and does nothing.
/// ```text
/// const _: () = { let _ = Contacts::Write::Team; };
/// ```
pub(crate) fn unused_value(path: &Path, place: Span) -> TokenStream {
    let value = value_at(path);
    let here = Span::call_site().located_at(place);
    quote_spanned! {here=>
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = { let _ = #value; };
    }
}

/// Returns the value that a path names: the path itself, or a constant in the module of this name.
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
