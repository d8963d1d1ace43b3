//! `mod roles` and `mod scopes`: every value as a path, spelled as in Entra.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::enums::deprecated;
use super::groups::{self, Group};
use super::{Half, docs, identifier};
use crate::bindings;
use entra_perms_model::{Entry, Model};

/// A value is a constant. If a binding could have its name, it is a module too, and at the top only
/// a module:
/// ```text
/// pub mod roles {
///     use super::Role as __Type;
///     pub mod Contacts { use super::__Type; pub mod Write { use super::__Type; pub const Team: __Type = __Type::…; } }
///     pub mod admin { use super::__Type; pub const __role_or_scope_admin: __Type = __Type::…; }
/// }
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
    let ty = half.type_name();
    let alias = tree.alias();
    let content = tree.content(&Content { model, alias: &alias }, &mut Vec::new());
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code, deprecated, non_camel_case_types, non_snake_case, non_upper_case_globals, unreachable_pub,
            clippy::all, clippy::pedantic, rustdoc::bare_urls, rustdoc::invalid_html_tags,
        )]
        pub mod #name { use super::#ty as #alias; #content }
    }
}

/// What all modules of one half have in common.
struct Content<'a> {
    model: &'a Model,
    /// What `Role` or `Scope` is called in them: no module that a value makes has that name.
    alias: &'a Ident,
}

/// The values whose paths begin alike. If a value is a prefix of another, its constant stands beside
/// the module of that name.
#[derive(Default)]
struct Module<'a> {
    /// The value whose path this is, if a binding could have its name.
    value: Option<(&'a str, &'a Entry)>,
    constants: Vec<(&'a str, &'a Entry)>,
    modules: BTreeMap<&'a str, Module<'a>>,
    group: Option<&'a Group>,
}

impl<'a> Module<'a> {
    fn add(&mut self, path: &'a [String], entry: &'a Entry) {
        let Some((last, modules)) = path.split_last() else { return };
        let could_be_a_binding = bindings::could_be_one(&identifier(last));
        if could_be_a_binding {
            self.module(path).value = Some((last, entry));
        }
        // `use permissions::roles::*` must not capture bindings, and reaches no further down.
        if !(could_be_a_binding && modules.is_empty()) {
            self.module(modules).constants.push((last, entry));
        }
    }

    fn module(&mut self, path: &'a [String]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        self.modules.entry(first).or_default().module(rest)
    }

    /// A name that no module below has.
    fn alias(&self) -> Ident {
        let mut name = "__Type".to_owned();
        while self.has(&name) {
            name.push('_');
        }
        format_ident!("{name}")
    }

    fn has(&self, name: &str) -> bool {
        self.modules.contains_key(name) || self.modules.values().any(|module| module.has(name))
    }

    fn content(&self, of: &Content<'a>, path: &mut Vec<&'a str>) -> TokenStream {
        let alias = of.alias;
        let constants = self.constants.iter().map(|(name, entry)| {
            let doc = docs::of_constant(entry);
            let constant = constant(&identifier(name), entry, alias);
            quote!(#[doc = #doc] #constant)
        });
        let value = self.value.map(|(name, entry)| {
            let constant = constant(&bindings::constant_in(&identifier(name)), entry, alias);
            quote!(#[doc(hidden)] #constant)
        });
        let group = self.group.map(|group| {
            let outside = (0..=path.len()).map(|_| quote!(super::)).collect::<TokenStream>();
            groups::expand(of.model, group, path, &outside)
        });
        let modules = self.modules.iter().map(|(name, module)| {
            path.push(name);
            let doc = module
                .value
                .map_or_else(|| docs::of_module(path), |(_, entry)| docs::of_constant(entry));
            let content = module.content(of, path);
            path.pop();
            let name = identifier(name);
            quote!(#[doc = #doc] pub mod #name { use super::#alias; #content })
        });
        let modules: TokenStream = modules.collect();
        quote!(#value #(#constants)* #group #modules)
    }
}

fn constant(name: &Ident, entry: &Entry, ty: &Ident) -> TokenStream {
    let variant = identifier(&entry.name.variant);
    let deprecated = deprecated(entry);
    quote!(#deprecated pub const #name: #ty = #ty::#variant;)
}
