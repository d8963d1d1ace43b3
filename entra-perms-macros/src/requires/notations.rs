//! Messages about notations that people try in `#[requires]`, and that it does not accept.

use entra_perms_model::suggestion::closest;
use proc_macro2::TokenTree;
use syn::parse::Parser as _;
use syn::{Ident, LitStr, Path};

use super::message::Message;

pub(crate) const ANY_OF_SEVERAL: &str = "if one of several roles is enough, write `any(A, B)`";

pub(crate) const ALL_OF_SEVERAL: &str = "if several roles are necessary, write `all(A, B)`";

/// Returns the message about a token that is not the comma before it.
pub(crate) fn missing_comma(next: &TokenTree) -> Message {
    match next {
        TokenTree::Ident(_) | TokenTree::Punct(_) => {
            Message::new(format!("expected `,` before `{next}`"))
        }
        TokenTree::Group(_) | TokenTree::Literal(_) => Message::new("expected `,`"),
    }
}

pub(crate) fn role_as_string(value: &LitStr) -> Message {
    let message = Message::new("a role is a path, not a string");
    match path_in(value) {
        Some(path) => message.help(format!("write `{path}` without quotes")),
        None => message.help("write a path such as `Contacts::Write::Team`"),
    }
}

pub(crate) fn scope_as_string(value: &LitStr) -> Message {
    let message = Message::new("a scope is a path, not a string");
    match path_in(value) {
        Some(path) => message.help(format!("write `scope({path})`")),
        None => message.help("write a path such as `scope(Contacts::Write)`"),
    }
}

/// Returns the path that `"Contacts.Write.Team"` means.
fn path_in(value: &LitStr) -> Option<String> {
    let text = value.value().replace(['.', ':', '/'], "::");
    Path::parse_mod_style.parse_str(&text).is_ok().then_some(text)
}

pub(crate) fn expected_role() -> Message {
    Message::new("expected the path of a role").help(
        "write a path such as `Contacts::Write::Team`, \
         or `any(…)`, `all(…)`, `scope(…)` or `at_least(…)`",
    )
}

pub(crate) fn expected_scope() -> Message {
    Message::new("expected the path of a scope")
        .help("write a path in it, such as `scope(Contacts::Write)`")
}

pub(crate) fn negated() -> Message {
    Message::new("a requirement cannot be negated")
        .note("permissions only add up: a caller that has more of them may never do less")
}

pub(crate) fn unknown_word(word: &str) -> Message {
    let message = Message::new(format!("unknown combination `{word}(…)`"));
    match closest(word, ["any", "all", "scope", "at_least"]) {
        Some(meant) => message.help(format!("did you mean `{meant}`?")),
        None => message.help("write `any(…)`, `all(…)`, `scope(…)` or `at_least(…)`"),
    }
}

pub(crate) fn not_one_path(word: &Ident) -> Message {
    Message::new(format!("`{word}(…)` takes one path"))
        .help(format!("for several paths, write `any({word}(A), {word}(B))`, or `all(…)`"))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::requires::tests::message;

    #[test]
    fn an_argument_in_place_of_the_requirement_is_refused() {
        for (arguments, expected) in [
            (
                quote!(role = A::B),
                "unknown argument `role`\nhelp: write the requirement alone: `A::B`",
            ),
            (
                quote!(roles = any(A, B), by = app),
                "unknown argument `roles`\nhelp: write the requirement alone: `any(A, B)`",
            ),
            (
                quote!(roles = [A, B]),
                "unknown argument `roles`\n\
                 help: if one of several roles is enough, write `any(A, B)`\n\
                 help: if several roles are necessary, write `all(A, B)`",
            ),
            (
                quote!(role = 7),
                "unknown argument `role`\nhelp: write the requirement alone, without `role =`",
            ),
            (
                quote!(scope = A::B),
                "unknown argument `scope`\nhelp: write the requirement alone: `scope(A::B)`",
            ),
            (
                quote!(by = app),
                "the requirement must be first\nhelp: write arguments such as `by = …` and `caller = …` after it",
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn a_string_is_refused_with_the_path_that_it_means() {
        for (arguments, expected) in [
            (quote!("A.B"), "a role is a path, not a string\nhelp: write `A::B` without quotes"),
            (
                quote!("not a path"),
                "a role is a path, not a string\nhelp: write a path such as \
                 `Contacts::Write::Team`",
            ),
            (
                quote!(at_least("A.B")),
                "a role is a path, not a string\nhelp: write `A::B` without quotes",
            ),
            (
                quote!(any(A, scope("A.B"))),
                "a scope is a path, not a string\nhelp: write `scope(A::B)`",
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn a_missing_comma_is_reported_before_the_next_token() {
        for (arguments, expected) in [
            (
                quote!(any(A B)),
                "expected `,` before `B`\n\
                 help: write a comma between two operands: `any(A, B)`",
            ),
            (
                quote!(all(A, B::C D)),
                "expected `,` before `D`\n\
                 help: write a comma between two operands: `all(A, B)`",
            ),
            (
                quote!(A by = app),
                "expected `,` before `by`\nhelp: write a comma between two arguments",
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn an_operator_is_refused_with_its_combination() {
        for (arguments, expected) in [
            (quote!(A::B || C), "`||` does not combine roles\nhelp: write `any(A::B, C)`"),
            (quote!(A | B | C, by = app), "`|` does not combine roles\nhelp: write `any(A, B, C)`"),
            (quote!(A && scope(B)), "`&&` does not combine roles\nhelp: write `all(A, scope(B))`"),
            (
                quote!(any(A & at_least(B))),
                "`&` does not combine roles\nhelp: write `all(A, at_least(B))`",
            ),
            (
                quote!(A || B && C),
                "`||` does not combine roles\n\
                 help: if one of several roles is enough, write `any(A, B)`",
            ),
            (
                quote!(A && !B),
                "`&&` does not combine roles\n\
                 help: if several roles are necessary, write `all(A, B)`",
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn several_requirements_are_refused_with_both_combinations() {
        let expected = "more than one requirement\n\
                        help: if one of them is enough, write `any(A::B, C)`\n\
                        help: if all of them are necessary, write `all(A::B, C)`";
        for arguments in [quote!(A::B, C), quote!(A::B C), quote!(A::B, C, by = app)] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
        let expected = "expected an argument such as `by = …` or `caller = …`";
        for (arguments, remedy) in [
            (quote!(A, app), "\nhelp: write `by = app`"),
            (quote!(A, by), "\nhelp: write a value behind it: `by = …`"),
            (quote!(A, "B"), ""),
        ] {
            assert_eq!(message(&arguments), format!("{expected}{remedy}"), "{arguments}");
        }
    }
}
