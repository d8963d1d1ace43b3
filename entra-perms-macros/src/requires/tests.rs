use proc_macro2::{Delimiter, Group, TokenTree};
use quote::{ToTokens as _, quote};

use super::expression::Expression;
use super::*;

/// Returns the message about these arguments, or an empty text if they are accepted.
pub(super) fn message(arguments: &TokenStream) -> String {
    let input = syn::parse2::<Input>(arguments.clone());
    input.err().map(|error| error.to_string()).unwrap_or_default()
}

/// Returns the clauses of an expression as the texts of their paths.
fn clauses_of(expression: &TokenStream) -> Vec<Vec<String>> {
    let expression: Expression = syn::parse2(expression.clone()).unwrap();
    let clauses = clauses::conjunction(&expression).unwrap();
    clauses.iter().map(paths_of).collect()
}

fn paths_of(clause: &clauses::Clause) -> Vec<String> {
    let leaves = std::iter::once(&clause.first).chain(&clause.others);
    leaves.map(|leaf| leaf.path().to_token_stream().to_string()).collect()
}

/// Returns the expansion as text without spaces.
fn expanded(arguments: TokenStream, item: TokenStream) -> String {
    requires(arguments, item).to_string().replace(' ', "")
}

#[test]
fn clauses_must_all_hold_and_one_leaf_of_each_is_enough() {
    assert_eq!(clauses_of(&quote!(A)), [["A"]]);
    assert_eq!(clauses_of(&quote!(any(A, B))), [["A", "B"]]);
    assert_eq!(clauses_of(&quote!(all(A, B))), [["A"], ["B"]]);
    assert_eq!(clauses_of(&quote!(any(all(A, B), C))), [["A", "C"], ["B", "C"]]);
    assert_eq!(
        clauses_of(&quote!(any(all(A, B), all(C, D)))),
        [["A", "C"], ["A", "D"], ["B", "C"], ["B", "D"]]
    );
    assert_eq!(clauses_of(&quote!(all(any(A, B), all(C)))), [vec!["A", "B"], vec!["C"]]);
}

#[test]
fn the_number_of_clauses_is_bounded_while_they_multiply() {
    let pairs = (0..40).map(|_| quote!(all(A, B)));
    let expression: Expression = syn::parse2(quote!(any(#(#pairs),*))).unwrap();
    let error = clauses::conjunction(&expression).err().unwrap();
    assert!(error.to_string().contains("more than 64 clauses"), "{error}");
}

#[test]
fn a_caller_type_from_macro_rules_is_recognized() {
    let grouped = |ty: TokenStream| TokenTree::from(Group::new(Delimiter::None, ty));
    let caller = grouped(quote!(&Caller));
    let text = expanded(quote!(A), quote!(fn f(me: #caller) -> Result<(), E> { body() }));
    assert!(text.contains("__private::check(&{") && text.contains("},me)"), "{text}");
}

#[test]
fn the_check_is_the_first_statement() {
    let text = expanded(
        quote!(A),
        quote!(
            fn f(caller: &Caller) -> Result<(), E> {
                body()
            }
        ),
    );
    let (before, after) = text.split_once("{body()}").unwrap();
    assert!(before.contains("__private::check(&{") && before.contains("},caller)"), "{text}");
    assert!(
        before.contains(
            "return::core::result::Result::Err(::core::convert::From::from(__entra_perms_denied))"
        ),
        "{text}"
    );
    assert_eq!(after, "}");
}

#[test]
fn the_first_parameter_of_a_handler_is_the_extractor() {
    let text = expanded(
        quote!(A),
        quote!(
            pub async fn f(State(s): State<S>) -> R {
                body()
            }
        ),
    );
    let handler = "pubasyncfnf(_:::entra_perms_runtime::__private::Authorized<__requires_f>,\
                   State(s):State<S>)->R{body()}";
    assert!(text.ends_with(handler), "{text}");
}

#[test]
fn the_signature_is_unchanged() {
    let signature = quote! {
        /// Docs.
        #[must_use]
        pub(crate) unsafe extern "C" fn f<'a, T: Clone, const N: usize>(
            #[allow(unused)] mut list: [T; N], caller: &'a Caller, (x, _): (u8, u8)
        ) -> Result<impl Sized + 'a, E> where T: 'a
    };
    let text = expanded(quote!(A, docs = off), quote!(#signature { list }));
    assert!(text.starts_with(&signature.to_string().replace(' ', "")), "{text}");
}

#[test]
fn a_function_with_a_broken_attribute_cannot_run() {
    let item = quote!(
        fn f(caller: &Caller) -> Result<(), E> {
            body()
        }
    );
    for broken in [
        quote!(),
        quote!(any()),
        quote!("A"),
        quote!(A, by = nobody),
        quote!(A, agents = always),
        quote!(A, caller),
        quote!(A B),
    ] {
        let text = expanded(broken.clone(), item.clone());
        let (before, error) = text.split_once("::core::compile_error!{").expect(&text);
        let body = before.strip_prefix("fnf(caller:&Caller)->Result<(),E>{").expect(&text);
        assert!(body.is_empty() || body.ends_with("const_:()={let_=A;};"), "{broken}: {text}");
        assert!(error.ends_with("}}") && !text.contains("body()"), "{broken}: {text}");
    }
}

#[test]
fn an_unfinished_path_expands_like_a_whole_path_but_cannot_run() {
    let function = quote!(
        fn f(caller: &Caller) -> Result<(), E> {
            body()
        }
    );
    let handler = quote!(
        async fn f() {
            body()
        }
    );
    for (unfinished, whole) in [
        (quote!(A::B::), quote!(A::B::Name)),
        (quote!(A::B::, by = user), quote!(A::B::Name, by = user)),
        (quote!(A::B::, agents = never), quote!(A::B::Name, agents = never)),
        (quote!(any(C, scope(A::B::))), quote!(any(C, scope(A::B::Name)))),
    ] {
        for item in [&function, &handler, &of_async_trait(&quote!(Box::pin(async move { body() })))]
        {
            let text = expanded(unfinished.clone(), item.clone());
            let (before_name, _) = text.split_once("MissingName").expect(&text);
            let whole = expanded(whole.clone(), item.clone());
            assert!(whole.starts_with(&format!("{before_name}Name")), "{text} {whole}");
            let body_is_error =
                text.contains("::core::compile_error!{") && !text.contains("body()");
            assert!(body_is_error, "{text}");
        }
        let text = requirement(unfinished).to_string().replace(' ', "");
        let whole = requirement(whole).to_string().replace(' ', "");
        let (before_name, _) = text.split_once("MissingName").expect(&text);
        assert!(whole.starts_with(&format!("{before_name}Name")), "{text} {whole}");
        assert!(text.contains("::core::compile_error!{"), "{text}");
    }
}

#[test]
fn a_path_is_first_outside_of_other_macros() {
    let text = expanded(
        quote!(A),
        quote!(
            fn f(caller: &Caller) -> Result<(), E> {
                body()
            }
        ),
    );
    assert!(text.find("[(A)") < text.find("record!"), "{text}");
}

#[test]
fn the_argument_caller_names_the_caller() {
    let item = quote!(
        fn f(&self, caller: &Caller) -> Result<(), E> {
            body()
        }
    );
    let text = expanded(quote!(A, caller = self.session), item);
    assert!(text.contains("},&(self.session))"), "{text}");
}

#[test]
fn the_argument_crate_names_the_runtime() {
    let item = quote!(
        async fn f() {
            body()
        }
    );
    let text = expanded(quote!(A, crate = auth::perms), item);
    assert!(
        text.contains("auth::perms::__private::Authorized")
            && !text.contains("entra_perms_runtime"),
        "{text}"
    );
}

/// Returns the output of `#[async_trait]` for
/// `async fn f(&self, caller: &Caller) -> Result<(), E>`, with this body.
fn of_async_trait(body: &TokenStream) -> TokenStream {
    quote! {
        fn f<'life0, 'life1, 'async_trait>(&'life0 self, caller: &'life1 Caller)
            -> ::core::pin::Pin<Box<
                dyn ::core::future::Future<Output = Result<(), E>>
                    + ::core::marker::Send + 'async_trait
            >>
        where 'life0: 'async_trait, 'life1: 'async_trait, Self: 'async_trait
        { #body }
    }
}

#[test]
fn below_async_trait_the_check_is_first_in_the_block() {
    // The second path is the one that `#[tracing::instrument]` writes.
    for pin in [quote!(Box::pin), quote!(::std::boxed::Box::pin)] {
        let item = of_async_trait(&quote!(#pin(async move { let __self = self; body() })));
        let text = expanded(quote!(A, docs = off), item.clone());
        let (signature, body) = text.split_once("Self:'async_trait").unwrap();
        assert!(item.to_string().replace(' ', "").starts_with(signature), "{text}");
        let pin = pin.to_string().replace(' ', "");
        let start =
            format!("{{{pin}(asyncmove{{iflet::core::result::Result::Err(__entra_perms_denied)=");
        assert!(body.starts_with(&start), "{text}");
        assert!(
            body.contains(
                "},caller){let__entra_perms_refused:Result<(),E>=::core::result::Result::Err("
            ),
            "{text}"
        );
        assert!(body.ends_with("}{let__self=self;body()}})}"), "{text}");
    }
}

#[test]
fn parameters_that_only_the_check_uses_are_marked_as_used() {
    let item = |block: TokenStream| of_async_trait(&quote!(Box::pin(async move { #block })));
    for block in [
        quote!(let caller = caller; body()),
        quote!(wrapped(async move {
            let mut caller = caller;
            body()
        })),
    ] {
        let text = expanded(quote!(A, caller = caller.session), item(block));
        assert!(text.contains("caller=caller;let_=&caller;body()"), "{text}");
    }
    for block in [
        quote!(let other = other; body()),
        quote!(let caller = other; body()),
        quote!(caller = caller; body()),
    ] {
        let text = expanded(quote!(A, caller = caller.session), item(block));
        assert!(!text.contains("let_="), "{text}");
    }
}

#[test]
fn only_the_output_of_async_trait_is_taken_apart() {
    for body in [
        quote!(body(); Box::pin(async move { body() })),
        quote!(Box::pin(async move { body() });),
        quote!(Box::pin(async { body() })),
        quote!(Box::pin(async move { body() }, body())),
        quote!(Box::pin(async move { body() }.inspect(body()))),
        quote!(Box::pin(body())),
        quote!(Box::pin::<T>(async move { body() })),
        quote!(Arc::pin(async move { body() })),
        quote!(body(async move { body() })),
        quote!(async move { body() }),
        quote!({ Box::pin(async move { body() }) }),
    ] {
        let text = expanded(quote!(A), of_async_trait(&body));
        assert!(text.contains("anotherattribute") && !text.contains("body()"), "{body}: {text}");
    }
    let body = quote!(Box::pin(async move { body() }));
    for signature in [
        quote!(fn f(caller: &Caller) -> Pin<Box<dyn Future<Output = Result<(), E>>>>),
        quote! {
            async fn f<'async_trait>(caller: &Caller)
                -> Pin<Box<dyn Future<Output = Result<(), E>>>>
        },
    ] {
        let text = expanded(quote!(A), quote!(#signature { #body }));
        let first_in_block = text.contains("asyncmove{iflet");
        assert!(!first_in_block, "{text}");
    }
}

#[test]
fn a_method_of_async_trait_with_a_broken_attribute_cannot_run() {
    let item = of_async_trait(&quote!(Box::pin(async move { body() })));
    for broken in [quote!(), quote!("A"), quote!(A, caller), quote!(A, by = nobody)] {
        let text = expanded(broken.clone(), item.clone());
        assert!(
            text.contains("::core::compile_error!") && !text.contains("body()"),
            "{broken}: {text}"
        );
    }
}

#[test]
fn a_function_that_cannot_return_a_denial_cannot_run() {
    for (item, is_refused) in [
        (
            quote!(
                fn f(caller: &Caller) -> u32 {
                    body()
                }
            ),
            true,
        ),
        (
            quote!(
                async fn f(caller: &Caller) -> &'static str {
                    body()
                }
            ),
            true,
        ),
        (
            quote!(
                fn f(caller: &Caller) {
                    body()
                }
            ),
            true,
        ),
        (
            quote!(
                fn f(caller: &Caller) -> Reply {
                    body()
                }
            ),
            false,
        ),
        (
            quote!(
                async fn f() -> u32 {
                    body()
                }
            ),
            false,
        ),
    ] {
        let text = expanded(quote!(A), item);
        assert_eq!(text.contains("thisfunctioncannotreturnadenial"), is_refused, "{text}");
        assert_eq!(text.contains("body()"), !is_refused, "{text}");
    }
}
