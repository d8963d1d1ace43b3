use proc_macro2::TokenStream;
use quote::quote;

use crate::requires::requires;

/// Returns the expansion without a section in the docs as text without spaces: the part before the
/// check, the check, and the block behind it.
fn expanded(arguments: TokenStream, item: TokenStream) -> (String, String, String) {
    let arguments = [arguments, quote!(, docs = off)].into_iter().collect();
    let text = requires(arguments, item).to_string().replace(' ', "");
    let (before, rest) = text.split_once("{iflet::core::result::Result::Err").expect(&text);
    let (check, behind) = rest.split_once("{return").expect(&text);
    let (_, behind) = behind.split_once(";}").expect(&text);
    (before.to_owned(), check.to_owned(), behind.to_owned())
}

#[test]
fn suspect_attributes_move_behind_the_check_with_the_body() {
    let (before, check, behind) = expanded(
        quote!(A, caller = request.extensions()),
        quote! {
            #[doc = "Docs."]
            #[must_use]
            #[cached(size = 1)]
            #[cfg_attr(a, inline, memoize)]
            #[track_caller]
            pub async unsafe extern "Rust" fn list<'a, T: Kind, const N: usize>(
                mut request: Request, #[cfg(b)] #[helper] (x, _): (T, &'a u8),
                _: u8, mut page: u8, _unused: u8
            ) -> Result<T, E> where T: 'a { body() }
        },
    );
    let (outer_attributes, outer) = before.split_once("pub").unwrap();
    assert_eq!(outer_attributes, "#[doc=\"Docs.\"]#[must_use]#[cfg_attr(a,inline)]#[track_caller]");
    assert_eq!(
        outer,
        "asyncunsafeextern\"Rust\"fnlist<'a,T:Kind,constN:usize>(\
         #[allow(unused_mut)]mutrequest:Request,#[cfg(b)]__entra_perms_1:(T,&'au8),\
         __entra_perms_2:u8,page:u8,__entra_perms_4:u8)\
         ->Result<T,E>whereT:'a"
    );
    assert!(check.contains("&(request.extensions())"), "{check}");
    let (start, rest) = behind.split_once("iflet").unwrap();
    let (checked_again, end) = rest.split_once("{body()}").unwrap();
    assert!(checked_again.contains("&(request.extensions())"), "{checked_again}");
    assert!(checked_again.ends_with("from(__entra_perms_denied));}"), "{checked_again}");
    assert_eq!(
        format!("{start}CHECK{{body()}}{end}"),
        "{#[allow(dead_code,clippy::unnecessary_wraps)]let__entra_perms_inner={\
         #[track_caller]#[cached(size=1)]#[cfg_attr(a,memoize)]\
         asyncunsafeextern\"Rust\"fnentra_perms_body_of_list<'a,T:Kind,constN:usize>(\
         mutrequest:Request,#[cfg(b)]#[helper](x,_):(T,&'au8),_:u8,mutpage:u8,_unused:u8)\
         ->Result<T,E>whereT:'a{CHECK{body()}}\
         entra_perms_body_of_list::<T,N>};\
         unsafe{__entra_perms_inner(\
         request,#[cfg(b)]__entra_perms_1,__entra_perms_2,page,__entra_perms_4)}.await}}"
    );
}

#[test]
fn harmless_attributes_do_not_move_the_body() {
    let (before, _, behind) = expanded(
        quote!(A),
        quote! {
            #[inline]
            #[tracing::instrument(skip_all)]
            #[cfg_attr(a, doc = "text")]
            fn list(caller: &Caller) -> Result<(), E> { body() }
        },
    );
    assert!(before.starts_with(
        "#[inline]#[tracing::instrument(skip_all)]#[cfg_attr(a,doc=\"text\")]fnlist("
    ));
    assert_eq!(behind, "{body()}}");
}

#[test]
fn a_caller_without_a_name_is_passed_to_the_inner_function() {
    for (pattern, name) in [(quote!(_), "__entra_perms_0"), (quote!(me), "me")] {
        let item = quote!(#[cached] fn list(#pattern: &Caller) -> Result<(), E> { body() });
        let (before, check, behind) = expanded(quote!(A), item);
        assert_eq!(before, format!("fnlist({name}:&Caller)->Result<(),E>"));
        assert!(check.ends_with(&format!("}},{name})")), "{check}");
        assert!(behind.ends_with(&format!("__entra_perms_inner({name})}}}}")), "{behind}");
    }
}

#[test]
fn attributes_of_a_handler_stay_with_the_extractor() {
    let text = requires(
        quote!(A, docs = off),
        quote!(
            #[cached]
            async fn list(page: Page) -> R {
                body()
            }
        ),
    )
    .to_string();
    let handler = "#[cached]asyncfnlist(\
                   _:::entra_perms_runtime::__private::Authorized<__requires_list>,\
                   page:Page)->R{body()}";
    assert!(text.replace(' ', "").ends_with(handler), "{text}");
}

#[test]
fn a_function_whose_body_cannot_move_cannot_run() {
    for item in [
        quote!(
            fn f(&self, caller: &Caller) -> Result<(), E> {
                body()
            }
        ),
        quote!(
            fn f(self: Arc<Self>, caller: &Caller) -> Result<(), E> {
                body()
            }
        ),
        quote!(
            fn f(caller: &Caller) -> Result<Self, E> {
                body()
            }
        ),
        quote!(
            fn f(caller: &Caller) -> Result<(), E> {
                body();
                Self::g()
            }
        ),
        quote!(
            unsafe extern "C" fn f(caller: &Caller, more: ...) -> Result<(), E> {
                body()
            }
        ),
        quote! {
            fn f<'async_trait>(caller: &Caller)
                -> Pin<Box<dyn Future<Output = Result<(), E>> + 'async_trait>>
            {
                Box::pin(async move { body() })
            }
        },
    ] {
        let text = requires(quote!(A), quote!(#[inline] #[cached] #item))
            .to_string()
            .replace(' ', "");
        assert!(text.contains("compile_error!") && text.contains("`#[cached]`"), "{text}");
        assert!(text.starts_with("#[inline]") && !text.contains("body()"), "{text}");
        let harmless = requires(quote!(A), quote!(#[inline] #item)).to_string();
        assert!(!harmless.contains("compile_error"), "{harmless}");
    }
}
