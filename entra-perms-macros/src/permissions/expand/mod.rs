//! Model → tokens: enums (the two types), tables (what the runtime looks up), paths (`mod roles`, `mod scopes`), marker (`Model`
//! and the aliases).

mod docs;
mod enums;
mod groups;
mod marker;
mod paths;
mod tables;

use std::path::PathBuf;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;

use crate::manifest::model::{Entry, Model};

/// Everything that `permissions!` puts into the module where it stands.
pub(crate) fn expand(model: &Model, runtime: &Path) -> TokenStream {
    let enums = enums::expand(model, runtime);
    let tables = tables::expand(model, runtime);
    let paths = paths::expand(model);
    let marker = marker::expand(model, runtime);
    quote!(#enums #tables #paths #marker)
}

/// Makes cargo rebuild when one of the files changes. A function that nobody can call: what is in its body is compiled into
/// nothing. The value of a constant, even of one without a name, is kept in the metadata of a library.
/// ```text
/// const _: () = { fn track() { let _: [&[u8]; 1] = [include_bytes!("/…/manifests/crm.json")]; } };
/// ```
pub(crate) fn track(files: &[PathBuf]) -> TokenStream {
    let files: Vec<_> = files.iter().filter_map(|file| file.to_str()).collect();
    let count = files.len();
    quote! {
        const _: () = {
            #[allow(dead_code)]
            fn track() {
                let _: [&[::core::primitive::u8]; #count] = [#(::core::include_bytes!(#files)),*];
            }
        };
    }
}

/// An import that fails, for a model without names.
///
/// If no manifest could be read, rustc would report the path of the role in every guard, after the
/// error that names the cause. But once a glob import of the crate has failed, rustc reports no
/// names that it cannot find: the import could have brought them. So these errors become one, and
/// its name repeats the cause.
///
/// The import is in a module of its own, because rustc reports nothing about imports from a module
/// that contains a failed macro, such as `compile_error!`.
/// ```text
/// mod __entra_perms_names { use self::the_manifest_was_not_read::*; }
/// ```
pub(crate) fn failed_import(place: Span) -> TokenStream {
    let missing = Ident::new("the_manifest_was_not_read", Span::call_site().located_at(place));
    quote!(mod __entra_perms_names { #[allow(unused_imports)] use self::#missing::*; })
}

/// The two halves of a model, which mostly look alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Roles,
    Scopes,
}

impl Half {
    fn entries(self, model: &Model) -> Vec<&Entry> {
        match self {
            Self::Roles => model.roles.iter().map(|role| &role.entry).collect(),
            Self::Scopes => model.scopes.iter().map(|scope| &scope.entry).collect(),
        }
    }

    fn type_name(self) -> TokenStream {
        match self {
            Self::Roles => quote!(Role),
            Self::Scopes => quote!(Scope),
        }
    }

    fn set_name(self) -> TokenStream {
        match self {
            Self::Roles => quote!(RoleSet),
            Self::Scopes => quote!(ScopeSet),
        }
    }
}

/// The words of a set of these places, for a manifest of this many values.
fn words(indices: impl IntoIterator<Item = usize>, len: usize) -> Vec<u64> {
    let mut words = vec![0_u64; word_count(len)];
    for index in indices {
        if let Some(word) = words.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }
    words
}

fn word_count(len: usize) -> usize {
    len.div_ceil(64).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::permissions;
    use crate::manifest::source::Lookup;
    use crate::manifest::test_folder::TestFolder;

    #[test]
    fn an_import_fails_only_if_no_manifest_was_read() {
        let folder = TestFolder::workspace();
        folder.write("crm.json", r#"{"appRoles": [{"value": "A"}]}"#);
        folder.write("empty.json", "");
        for (arguments, fails) in [
            (r#"manifest = "crm.json""#, false),
            (r#"manifest = "crn.json""#, true),
            (r#"manifest = "empty.json""#, true),
            ("", true),
            (r#"manifest = "crn.json", environments = ["crm.json"]"#, false),
        ] {
            let lookup = Lookup::in_package(folder.path());
            let tokens = permissions(arguments.parse().unwrap(), &lookup).to_string();
            assert!(tokens.contains("compile_error"), "{arguments}");
            assert_eq!(tokens.contains("the_manifest_was_not_read"), fails, "{arguments}");
        }
    }
}
