//! `mod roles` and `mod scopes`: every value as a path, spelled as in Entra.

use std::collections::BTreeMap;

use entra_perms_model::{Entry, Group, Model};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::enums::deprecated;
use super::{Half, docs, groups, identifier, variant};
use crate::bindings;

/// Returns a constant for each value. If a local binding could have its name, the value is also a
/// module, and at the top only a module:
/// ```text
/// pub mod roles {
///     use super::Role as __Type;
///     pub mod Contacts {
///         use super::__Type;
///         pub mod Write { use super::__Type; pub const Team: __Type = __Type::…; }
///     }
///     pub mod admin { use super::__Type; pub const __role_or_scope_admin: __Type = __Type::…; }
/// }
/// ```
pub(super) fn expand(model: &Model) -> TokenStream {
    let roles = module_of_half(model, Half::Roles);
    let scopes = module_of_half(model, Half::Scopes);
    quote!(#roles #scopes)
}

fn module_of_half(model: &Model, half: Half) -> TokenStream {
    let mut tree = Module::default();
    for entry in half.entries(model) {
        tree.add(&entry.name.path, entry);
    }
    let (name, doc) = match half {
        Half::Roles => (format_ident!("roles"), docs::ROLES),
        Half::Scopes => (format_ident!("scopes"), docs::SCOPES),
    };
    if half == Half::Roles {
        for group in &model.groups {
            tree.module(&group.path).group = Some(group);
        }
    }
    let ty = half.type_name();
    let alias = tree.unused_name();
    let content = tree.content(&Shared { model, alias: &alias }, &mut Vec::new());
    quote! {
        #[doc = #doc]
        #[allow(dead_code, deprecated, unreachable_pub)]
        #[allow(non_camel_case_types, non_snake_case, non_upper_case_globals)]
        #[allow(clippy::all, clippy::pedantic)]
        #[allow(rustdoc::bare_urls, rustdoc::invalid_html_tags)]
        pub mod #name { use super::#ty as #alias; #content }
    }
}

/// The values that all modules of one half use.
struct Shared<'a> {
    model: &'a Model,
    /// The name of `Role` or `Scope` in the modules.
    alias: &'a Ident,
}

/// The values whose paths have one beginning. If the path of a value is the beginning of another
/// path, the value is a constant next to the module of that name.
#[derive(Default)]
struct Module<'a> {
    /// The value with the path of this module, if a local binding could have its name.
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
        // `use permissions::roles::*` must not capture bindings. It imports only from the top.
        if !(could_be_a_binding && modules.is_empty()) {
            self.module(modules).constants.push((last, entry));
        }
    }

    fn module(&mut self, path: &'a [String]) -> &mut Self {
        match path.split_first() {
            Some((first, rest)) => self.modules.entry(first).or_default().module(rest),
            None => self,
        }
    }

    /// Returns a name that no module has.
    fn unused_name(&self) -> Ident {
        let mut name = "__Type".to_owned();
        while self.has_module(&name) {
            name.push('_');
        }
        format_ident!("{name}")
    }

    fn has_module(&self, name: &str) -> bool {
        self.modules.contains_key(name)
            || self.modules.values().any(|module| module.has_module(name))
    }

    fn content(&self, shared: &Shared<'a>, path: &mut Vec<&'a str>) -> TokenStream {
        let alias = shared.alias;
        let value = self.value.map(|(name, entry)| {
            let constant = constant(&bindings::constant_in(&identifier(name)), entry, alias);
            quote!(#[doc(hidden)] #constant)
        });
        let constants = self.constants.iter().map(|(name, entry)| {
            let doc = docs::constant_docs(entry);
            let constant = constant(&identifier(name), entry, alias);
            quote!(#[doc = #doc] #constant)
        });
        let group = self.group.map(|group| groups::expand(shared.model, group, path));
        let mut modules = TokenStream::new();
        for (name, module) in &self.modules {
            path.push(name);
            modules.extend(module.submodule(shared, name, path));
            path.pop();
        }
        quote!(#value #(#constants)* #group #modules)
    }

    fn submodule(&self, shared: &Shared<'a>, name: &str, path: &mut Vec<&'a str>) -> TokenStream {
        let doc = match self.value {
            Some((_, entry)) => docs::constant_docs(entry),
            None => docs::module_docs(path),
        };
        let content = self.content(shared, path);
        let name = identifier(name);
        let alias = shared.alias;
        quote!(#[doc = #doc] pub mod #name { use super::#alias; #content })
    }
}

fn constant(name: &Ident, entry: &Entry, ty: &Ident) -> TokenStream {
    let variant = variant(entry);
    let deprecated = deprecated(entry);
    quote!(#deprecated pub const #name: #ty = #ty::#variant;)
}
