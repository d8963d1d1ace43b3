//! `mod roles` and `mod scopes`: every value as a path, spelled as in Entra.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::enums::deprecated;
use super::groups::{self, Group};
use super::{Half, docs};
use crate::manifest::model::{Entry, Model};

/// ```text
/// pub mod roles { pub mod Contacts { pub mod Write { pub const Team: super::super::super::Role = …; } } }
/// ```
pub(super) fn expand(model: &Model) -> TokenStream {
    let roles = half_of(model, Half::Roles);
    let scopes = half_of(model, Half::Scopes);
    quote!(#roles #scopes)
}

fn half_of(model: &Model, half: Half) -> TokenStream {
    let (name, doc) = match half {
        Half::Roles => (format_ident!("roles"), docs::ROLES),
        Half::Scopes => (format_ident!("scopes"), docs::SCOPES),
    };
    let mut tree = Module::default();
    for entry in half.entries(model) {
        tree.add(&entry.name.path, entry);
    }
    if half == Half::Roles {
        for group in &model.groups {
            tree.module(&group.path).group = Some(group);
        }
    }
    let content = tree.content(model, half, &mut Vec::new());
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code, deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals, unreachable_pub,
            clippy::all, clippy::pedantic, rustdoc::bare_urls, rustdoc::invalid_html_tags,
        )]
        pub mod #name { #content }
    }
}

/// The values whose paths begin alike. A value that is a prefix of another is a constant beside the module of that name.
#[derive(Default)]
struct Module<'a> {
    constants: Vec<(&'a Ident, &'a Entry)>,
    modules: BTreeMap<&'a Ident, Module<'a>>,
    group: Option<&'a Group>,
}

impl<'a> Module<'a> {
    fn add(&mut self, path: &'a [Ident], entry: &'a Entry) {
        if let Some((constant, modules)) = path.split_last() {
            self.module(modules).constants.push((constant, entry));
        }
    }

    fn module(&mut self, path: &'a [Ident]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        self.modules.entry(first).or_default().module(rest)
    }

    fn content(&self, model: &Model, half: Half, path: &mut Vec<&'a Ident>) -> TokenStream {
        let outside = (0..=path.len()).map(|_| quote!(super::)).collect::<TokenStream>();
        let ty = half.type_name();
        let constants = self.constants.iter().map(|(name, entry)| {
            let (variant, deprecated, doc) =
                (&entry.name.variant, deprecated(entry), docs::of_constant(entry));
            quote!(#[doc = #doc] #deprecated pub const #name: #outside #ty = #outside #ty::#variant;)
        });
        let group = self.group.map(|group| groups::expand(model, group, path, &outside));
        let modules = self.modules.iter().map(|(name, module)| {
            path.push(name);
            let (doc, content) = (docs::of_module(path), module.content(model, half, path));
            path.pop();
            quote!(#[doc = #doc] pub mod #name { #content })
        });
        let modules: TokenStream = modules.collect();
        quote!(#(#constants)* #group #modules)
    }
}
