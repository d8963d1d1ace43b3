//! The section about the requirement in the documentation of a guarded function.
//!
//! Only rustdoc reads the section: `cfg_attr(doc, …)`. So a function without docs still trips
//! `missing_docs`, and an attribute that takes the docs as a description gets only the user's docs.
//!
//! A link is a name in brackets and nothing else, because of permissions that are private. rustdoc
//! then does not replace the link: a name in brackets is still a name, but a link with a target
//! would be a dead link. The lint about links to private items would be about code that the user
//! did not write, so it is silenced. An attribute cannot see whether an item is private.

use entra_perms_model::suggestion::in_words;
use syn::ext::IdentExt as _;
use syn::{Attribute, Meta, Path, parse_quote};

use super::conditions::{Agents, By};
use super::expression::{Expression, Leaf, Operands};
use super::input::Input;
use crate::bindings;

/// Returns the attribute with the section. It goes behind the user's docs.
///
/// Without docs of the user, the section is the summary of the function, so it has no heading.
/// ```text
/// #[cfg_attr(doc, doc = "\n# Permissions\n\nRequires …", allow(…))]
/// ```
pub(crate) fn section(attributes: &[Attribute], input: &Input) -> Attribute {
    // `#[doc(alias = "…")]` is not a text.
    let has_docs = attributes.iter().any(
        |attribute| matches!(&attribute.meta, Meta::NameValue(docs) if docs.path.is_ident("doc")),
    );
    let heading = if has_docs { "\n# Permissions\n\n" } else { "" };
    let text = format!("{heading}{}", sentences(input));
    parse_quote!(#[cfg_attr(doc, doc = #text, allow(rustdoc::private_intra_doc_links))])
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
/// prefix for a variant of an enum.
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
        Some("Role" | "Scope") => "",
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
            // A role `Role.Read.All` and a role `Role`.
            (quote!(Role::Read::All), "[`value@Role::Read::All`]"),
            (quote!(Role), "[`value@Role`]"),
            (quote!(admin), "[`mod@admin`]"),
            (quote!(Role::read), "[`mod@Role::read`]"),
        ] {
            assert_eq!(text(path), format!("Requires the role {expected}."));
        }
    }

    #[test]
    fn the_section_has_a_heading_behind_docs_of_the_user() {
        let input: Input = syn::parse2(quote!(A)).unwrap();
        let text = |attributes: &[Attribute]| {
            let section = section(attributes, &input);
            quote!(#section).to_string().replace(' ', "")
        };
        let documented = [parse_quote!(#[inline]), parse_quote!(#[doc = "Lists."])];
        assert_eq!(
            text(&documented),
            "#[cfg_attr(doc,doc=\"\\n#Permissions\\n\\nRequirestherole[`value@A`].\",\
             allow(rustdoc::private_intra_doc_links))]"
        );
        assert_eq!(
            text(&[parse_quote!(#[inline]), parse_quote!(#[doc(alias = "all")])]),
            "#[cfg_attr(doc,doc=\"Requirestherole[`value@A`].\",\
             allow(rustdoc::private_intra_doc_links))]"
        );
    }
}
