//! The section about the requirement in the documentation of a guarded function.
//!
//! Only rustdoc reads the section: `cfg_attr(doc, …)`. So a function without docs still trips
//! `missing_docs`, and an attribute that takes the docs as a description gets only the user's docs.
//!
//! A link is a name in brackets and nothing else, because of permissions that are private. rustdoc
//! then does not replace the link, and the brackets and the prefix stay in the text. No form is
//! better: each link with a target of its own would become a dead link. An attribute cannot see
//! whether an item is private.
//!
//! All warnings about links in the docs of a function have one place, from the first to the last
//! line of the docs. If one end of that place is generated code, rustc drops the warnings, also
//! about links of the user. So the section has the place of the function's name.

use entra_perms_model::suggestion::in_words;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Attribute, LitStr, Meta, Path, parse_quote_spanned};

use super::attributes::condition_and_attributes;
use super::conditions::{Agents, By};
use super::expression::{Expression, Leaf, Operands};
use super::function::Function;
use super::input::Input;
use crate::bindings;

/// Returns the attributes with the section. They go behind the user's docs.
///
/// Without docs of the user, the section is the summary of the function, so it has no heading.
/// ```text
/// #[cfg_attr(doc, doc = "\n# Permissions\n")]
/// #[cfg_attr(doc, doc = "Requires …", allow(…))]
/// ```
pub(crate) fn section(function: &Function, input: &Input) -> Vec<Attribute> {
    let place = function.signature.ident.span();
    let text = LitStr::new(&sentences(input), place);
    // The lint would be about links that the user did not write.
    let section = parse_quote_spanned! {place=>
        #[cfg_attr(doc, doc = #text, allow(rustdoc::private_intra_doc_links))]
    };
    heading(&function.attributes, place).into_iter().chain([section]).collect()
}

/// Returns the attribute with the heading, if the user documents the function.
fn heading(attributes: &[Attribute], place: Span) -> Option<Attribute> {
    let mut conditions = Vec::new();
    for attribute in attributes {
        find_docs(&attribute.meta, &[], &mut conditions);
    }
    if conditions.is_empty() {
        return None;
    }
    let condition = if conditions.iter().any(TokenStream::is_empty) {
        quote!(doc)
    } else {
        quote!(all(doc, any(#(all(#conditions)),*)))
    };
    Some(parse_quote_spanned!(place=> #[cfg_attr(#condition, doc = "\n# Permissions\n")]))
}

/// Adds the conditions of each text in the docs. rustc has not looked at the conditions of
/// attributes below `#[requires]` yet.
fn find_docs(meta: &Meta, outer: &[&Meta], conditions: &mut Vec<TokenStream>) {
    match meta {
        // `#[doc(alias = "…")]` is not a text.
        Meta::NameValue(docs) if docs.path.is_ident("doc") => conditions.push(quote!(#(#outer),*)),
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            let Some((condition, attributes)) = condition_and_attributes(list) else { return };
            let outer = [outer, &[&condition]].concat();
            for attribute in &attributes {
                find_docs(attribute, &outer, conditions);
            }
        }
        _ => {}
    }
}

fn sentences(input: &Input) -> String {
    let mut text = format!("Requires {}.", requirement(&input.expression));
    if let Some(by) = input.by {
        text.push_str(match by {
            By::User => " Admits only clients that act for a user.",
            By::App => " Admits only applications that act as themselves.",
            By::Person => " Admits only clients that act for a human.",
        });
    }
    if let Some(agents) = input.agents {
        text.push_str(match agents {
            Agents::Never => " Does not admit AI agents.",
            Agents::Only => " Admits only AI agents.",
        });
    }
    if let Some(clients) = &input.clients {
        let links: Vec<_> = clients.paths().iter().map(client_link).collect();
        text.push_str(" Admits only the client ");
        text.push_str(&in_words(&links, "or"));
        text.push('.');
    }
    text.push_str(&input.claims.sentences());
    text
}

fn requirement(expression: &Expression) -> String {
    match expression {
        Expression::Leaf(leaf) => permission(leaf),
        Expression::Any(operands) => joined(operands, "or"),
        Expression::All(operands) => joined(operands, "and"),
    }
}

/// Returns the operands as `A, B or C`. An operand with a word of its own is in parentheses.
fn joined(operands: &Operands, word: &str) -> String {
    let mut text = operand(&operands.first);
    for (index, other) in operands.others.iter().enumerate() {
        if index + 1 == operands.others.len() {
            text.push(' ');
            text.push_str(word);
        } else {
            text.push(',');
        }
        text.push(' ');
        text.push_str(&operand(other));
    }
    text
}

fn operand(expression: &Expression) -> String {
    let text = requirement(expression);
    match expression {
        Expression::Any(operands) | Expression::All(operands) if !operands.others.is_empty() => {
            format!("({text})")
        }
        _ => text,
    }
}

fn permission(leaf: &Leaf) -> String {
    let path = leaf.path();
    let link = link(path);
    match leaf {
        Leaf::Scope(_) => format!("the scope {link}"),
        Leaf::AtLeast(_) => format!("the role {link} (or with a wider constraint)"),
        Leaf::Role(_) if path.segments.last().is_some_and(|last| last.ident == "ANY") => {
            format!("one of the roles {link}")
        }
        Leaf::Role(_) => format!("the role {link}"),
    }
}

/// Returns the link to a client. rustdoc accepts no prefix for a variant of an enum.
fn client_link(path: &Path) -> String {
    let text = path_text(path);
    match text.strip_prefix("$crate::") {
        Some(text) => format!("`{text}`"),
        None => format!("[`{text}`]"),
    }
}

/// Returns a path as rustdoc knows it, without raw identifiers.
fn path_text(path: &Path) -> String {
    let names: Vec<String> =
        path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
    let colons = if path.leading_colon.is_some() { "::" } else { "" };
    format!("{colons}{}", names.join("::"))
}

/// Returns the link to a role or scope.
///
/// A value and a module can have one path: `Contacts.Read` next to `Contacts.Read.All`. So a prefix
/// says which one is meant, and rustdoc removes it from the text. rustdoc does not accept the
/// prefix for a variant of an enum. An attribute knows a variant only by the name of its enum, also
/// if the name is an alias such as `CrmRole`.
/// ```text
/// [`value@Contacts::Write::Team`]    [`mod@admin`]    [`Role::ContactsWriteTeam`]
/// ```
fn link(path: &Path) -> String {
    let text = path_text(path);
    // The path of a macro's crate. In docs, no path begins with it.
    if let Some(text) = text.strip_prefix("$crate::") {
        return format!("`{text}`");
    }
    let enumeration = text.rsplit("::").nth(1);
    let is_binding = path.segments.last().is_some_and(|last| bindings::could_be_one(&last.ident));
    let prefix = match enumeration {
        _ if is_binding => "mod@",
        Some(name) if name.ends_with("Role") || name.ends_with("Scope") => "",
        _ => "value@",
    };
    format!("[`{prefix}{text}`]")
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;

    fn text(arguments: TokenStream) -> String {
        sentences(&syn::parse2(arguments).unwrap())
    }

    #[test]
    fn a_sentence_names_the_requirement() {
        for (arguments, expected) in [
            (quote!(A::B), "Requires the role [`value@A::B`]."),
            (quote!(scope(A::B)), "Requires the scope [`value@A::B`]."),
            (quote!(A::ANY), "Requires one of the roles [`value@A::ANY`]."),
            (
                quote!(at_least(A::B)),
                "Requires the role [`value@A::B`] (or with a wider constraint).",
            ),
            (quote!(any(A)), "Requires the role [`value@A`]."),
            (quote!(any(A, B)), "Requires the role [`value@A`] or the role [`value@B`]."),
            (
                quote!(all(A, scope(B), C)),
                "Requires the role [`value@A`], the scope [`value@B`] and the role [`value@C`].",
            ),
            (
                quote!(any(A, all(B, scope(C)), all(D))),
                "Requires the role [`value@A`], (the role [`value@B`] and the scope [`value@C`]) \
                 or the role [`value@D`].",
            ),
        ] {
            assert_eq!(text(arguments.clone()), expected, "{arguments}");
        }
    }

    #[test]
    fn conditions_are_sentences_of_their_own() {
        for (conditions, expected) in [
            (quote!(by = user), "Admits only clients that act for a user."),
            (quote!(by = app), "Admits only applications that act as themselves."),
            (quote!(by = person), "Admits only clients that act for a human."),
            (quote!(agents = never), "Does not admit AI agents."),
            (quote!(agents = only), "Admits only AI agents."),
            (quote!(context = 7), "Requires the authentication context `c7`."),
            (quote!(fresh = "90 min"), "Requires a token that is not older than 90 min."),
            (quote!(fresh = "120 min"), "Requires a token that is not older than 2 h."),
            (
                quote!(agents = never, by = user, caller = request),
                "Admits only clients that act for a user. Does not admit AI agents.",
            ),
        ] {
            let expected = format!("Requires the role [`value@A`]. {expected}");
            assert_eq!(text(quote!(A, #conditions)), expected);
        }
    }

    #[test]
    fn a_link_says_which_item_of_a_path_is_meant() {
        for (path, expected) in [
            (quote!(::a::B), "[`value@::a::B`]"),
            (quote!(super::r#type::A), "[`value@super::type::A`]"),
            (quote!(Role::OrdersRead), "[`Role::OrdersRead`]"),
            (quote!(permissions::Scope::OrdersRead), "[`permissions::Scope::OrdersRead`]"),
            (quote!(ShopRole::OrdersRead), "[`ShopRole::OrdersRead`]"),
            // A role `Role.Read.All` and a role `Role`.
            (quote!(Role::Read::All), "[`value@Role::Read::All`]"),
            (quote!(Role), "[`value@Role`]"),
            (quote!(admin), "[`mod@admin`]"),
            (quote!(Role::read), "[`mod@Role::read`]"),
        ] {
            assert_eq!(text(path), format!("Requires the role {expected}."));
        }
    }

    fn attributes(function: TokenStream) -> String {
        let function: Function = syn::parse2(function).unwrap();
        let section = section(&function, &syn::parse2(quote!(A)).unwrap());
        quote!(#(#section)*).to_string().replace(' ', "")
    }

    const SECTION: &str = "#[cfg_attr(doc,doc=\"Requirestherole[`value@A`].\",\
                           allow(rustdoc::private_intra_doc_links))]";

    #[test]
    fn the_section_has_a_heading_behind_docs_of_the_user() {
        let functions = [
            quote!(
                #[inline]
                #[doc = "Lists."]
                fn list() {}
            ),
            quote!(
                #[doc = "Lists."]
                #[cfg_attr(unix, doc = "Fast.")]
                fn list() {}
            ),
        ];
        let heading = "#[cfg_attr(doc,doc=\"\\n#Permissions\\n\")]";
        for function in functions {
            assert_eq!(attributes(function), format!("{heading}{SECTION}"));
        }
    }

    #[test]
    fn the_section_has_no_heading_if_the_user_writes_no_text() {
        let function = quote! {
            #[inline]
            #[doc(alias = "all")]
            #[cfg_attr(doc, doc(alias = "every"))]
            #[cfg_attr(1 + 1)]
            fn list() {}
        };
        assert_eq!(attributes(function), SECTION);
    }

    #[test]
    fn the_heading_has_the_conditions_of_the_users_docs() {
        let function = quote! {
            #[cfg_attr(doc, inline, doc = "Lists.")]
            #[cfg_attr(feature = "fast", cfg_attr(unix, doc = "Fast."))]
            fn list() {}
        };
        let condition = "all(doc,any(all(doc),all(feature=\"fast\",unix)))";
        assert_eq!(
            attributes(function),
            format!("#[cfg_attr({condition},doc=\"\\n#Permissions\\n\")]{SECTION}")
        );
    }
}
