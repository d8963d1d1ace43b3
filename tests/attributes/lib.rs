//! Attribute macros for tests. They change functions in the ways of popular crates: they store
//! results, copy, register, or wrap.

use proc_macro::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{FnArg, Ident, ItemFn, Pat, PatType, ReturnType, Token, parse_macro_input, parse_quote};

/// Stores the result of the function for each value of a parameter, as `cached::cached` does:
/// `#[remember(key)]`. Also makes a function that does not store results.
#[proc_macro_attribute]
pub fn remember(key: TokenStream, function: TokenStream) -> TokenStream {
    let key = proc_macro2::TokenStream::from(key);
    stored(parse_macro_input!(function as ItemFn), &key)
}

/// Stores the first result of the function, as `cached::once` does.
#[proc_macro_attribute]
pub fn remember_once(_: TokenStream, function: TokenStream) -> TokenStream {
    stored(parse_macro_input!(function as ItemFn), &quote!(()))
}

fn stored(mut function: ItemFn, key: &impl ToTokens) -> TokenStream {
    let arguments = arguments(&mut function);
    let mut original = function.clone();
    original.attrs.clear();
    original.sig.ident =
        format_ident!("not_stored_{}", function.sig.ident, span = function.sig.ident.span());
    let name = &original.sig.ident;
    let call = quote!(#name(#(#arguments),*));
    let call = if function.sig.asyncness.is_some() { quote!(#call.await) } else { call };
    let ReturnType::Type(_, result) = &function.sig.output else { panic!("nothing to store") };
    function.block = parse_quote!({
        static STORED: ::std::sync::Mutex<
            ::std::collections::BTreeMap<
                ::std::string::String,
                ::std::boxed::Box<dyn ::std::any::Any + Send>,
            >,
        > = ::std::sync::Mutex::new(::std::collections::BTreeMap::new());
        let key = format!("{:?}: {}", #key, ::std::any::type_name::<#result>());
        if let Some(stored) = STORED.lock().unwrap().get(&key) {
            return stored.downcast_ref::<#result>().unwrap().clone();
        }
        let result: #result = #call;
        STORED.lock().unwrap().insert(key, ::std::boxed::Box::new(result.clone()));
        result
    });
    quote!(#original #function).into()
}

/// Removes all other attributes, as `contracts` removes each attribute with the name `requires`.
#[proc_macro_attribute]
pub fn drop_attributes(_: TokenStream, function: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(function as ItemFn);
    function.attrs.clear();
    quote!(#function).into()
}

/// Makes a copy of the function without its attributes: `#[duplicate(name)]`.
#[proc_macro_attribute]
pub fn duplicate(name: TokenStream, function: TokenStream) -> TokenStream {
    let function = parse_macro_input!(function as ItemFn);
    let mut copy = function.clone();
    copy.attrs.clear();
    copy.sig.ident = parse_macro_input!(name as Ident);
    quote!(#function #copy).into()
}

/// Implements the trait `Command` for a type. Its method calls the function, as attributes do that
/// register or export functions: `#[register(Type)]`.
#[proc_macro_attribute]
pub fn register(ty: TokenStream, function: TokenStream) -> TokenStream {
    let ty = parse_macro_input!(ty as Ident);
    let function = parse_macro_input!(function as ItemFn);
    let name = &function.sig.ident;
    let inputs = &function.sig.inputs;
    let output = &function.sig.output;
    let arguments = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(PatType { pat, .. }) => Some(pat),
        FnArg::Receiver(_) => None,
    });
    quote! {
        #function
        #[allow(non_local_definitions)]
        impl crate::attributes::Command for #ty {
            fn call(#inputs) #output { #name(#(#arguments),*) }
        }
    }
    .into()
}

/// Asserts a condition before the body runs, as the attribute `requires` of `contracts` does.
#[proc_macro_attribute]
pub fn requires(condition: TokenStream, function: TokenStream) -> TokenStream {
    let condition = proc_macro2::TokenStream::from(condition);
    let mut function = parse_macro_input!(function as ItemFn);
    let body = &function.block;
    function.block = parse_quote!({
        assert!(#condition);
        #body
    });
    quote!(#function).into()
}

/// Counts the calls in a static: `#[count(CALLS)]`.
#[proc_macro_attribute]
pub fn count(counter: TokenStream, function: TokenStream) -> TokenStream {
    let counter = parse_macro_input!(counter as Ident);
    let mut function = parse_macro_input!(function as ItemFn);
    let body = &function.block;
    function.block = parse_quote!({
        #counter.fetch_add(1, ::std::sync::atomic::Ordering::Relaxed);
        #body
    });
    quote!(#function).into()
}

/// Adds a local variable with the name `caller`, as the crate `autometrics` does.
#[proc_macro_attribute]
pub fn autometrics(_: TokenStream, function: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(function as ItemFn);
    let body = &function.block;
    function.block = parse_quote!({
        let caller = module_path!();
        let _ = caller;
        #body
    });
    quote!(#function).into()
}

/// Makes a function that returns a boxed future of an `async fn`, as rmcp's `#[tool]` does.
#[proc_macro_attribute]
pub fn tool(_: TokenStream, function: TokenStream) -> TokenStream {
    let mut function = parse_macro_input!(function as ItemFn);
    let body = &function.block;
    let result = match &function.sig.output {
        ReturnType::Type(_, result) => quote!(#result),
        ReturnType::Default => quote!(()),
    };
    function.block = parse_quote!({ Box::pin(async move #body) });
    let lifetime = if function.sig.receiver().is_some() { quote!('_) } else { quote!('static) };
    let future = quote!(dyn ::std::future::Future<Output = #result> + Send + #lifetime);
    function.sig.output = parse_quote!(-> ::std::pin::Pin<Box<#future>>);
    function.sig.asyncness = None;
    quote!(#function).into()
}

/// Makes a trait of an `impl` block, with all attributes on its declarations, as `easy_ext::ext`
/// does.
#[proc_macro_attribute]
pub fn extension(name: TokenStream, block: TokenStream) -> TokenStream {
    let name = parse_macro_input!(name as Ident);
    let block = parse_macro_input!(block as syn::ItemImpl);
    let declarations = block.items.iter().filter_map(|item| match item {
        syn::ImplItem::Fn(function) => {
            let attributes = &function.attrs;
            let signature = &function.sig;
            Some(quote!(#(#attributes)* #signature;))
        }
        _ => None,
    });
    let items = &block.items;
    let ty = &block.self_ty;
    quote!(trait #name { #(#declarations)* } impl #name for #ty { #(#items)* }).into()
}

/// Gives every parameter a name, and returns the names.
fn arguments(function: &mut ItemFn) -> Vec<Ident> {
    let inputs: &mut Punctuated<FnArg, Token![,]> = &mut function.sig.inputs;
    let names = inputs.iter_mut().enumerate().map(|(i, input)| {
        let FnArg::Typed(PatType { pat, .. }) = input else { panic!("a method") };
        if let Pat::Ident(name) = &**pat {
            return name.ident.clone();
        }
        let name = format_ident!("argument_{i}");
        **pat = parse_quote!(#name);
        name
    });
    names.collect()
}
