//! `Display`, `Debug`, `FromStr` and serde for `Role` and `Scope`, all with the Entra value.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::Half;

pub(super) fn expand(half: Half, runtime: &Path) -> TokenStream {
    let text = text(half, runtime);
    let serde = serde(half, runtime);
    quote!(#text #serde)
}

/// ```text
/// impl Display for Role { … } impl Debug for Role { … } impl FromStr for Role { … }
/// ```
fn text(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let private = quote!(#runtime::__private);
    let format = quote! {
        fn fmt(
            &self,
            __entra_perms_f: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            __entra_perms_f.pad(self.value())
        }
    };
    quote! {
        impl ::core::fmt::Display for #ty { #format }
        impl ::core::fmt::Debug for #ty { #format }
        impl ::core::str::FromStr for #ty {
            type Err = #private::UnknownValue;
            // `Self::Err` could be a variant.
            fn from_str(
                __entra_perms_value: &str,
            ) -> ::core::result::Result<Self, #private::UnknownValue> {
                <Self as #private::Permission>::from_value(__entra_perms_value)
            }
        }
    }
}

/// ```text
/// impl Serialize for Role { … } impl<'de> Deserialize<'de> for Role { … }
/// ```
fn serde(half: Half, runtime: &Path) -> TokenStream {
    let ty = half.type_name();
    let private = quote!(#runtime::__private);
    quote! {
        impl #private::serde::Serialize for #ty {
            fn serialize<S: #private::serde::Serializer>(
                &self,
                __entra_perms_serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                __entra_perms_serializer.serialize_str(self.value())
            }
        }
        impl<'de> #private::serde::Deserialize<'de> for #ty {
            fn deserialize<D: #private::serde::Deserializer<'de>>(
                __entra_perms_deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #private::deserialize(__entra_perms_deserializer)
            }
        }
    }
}
