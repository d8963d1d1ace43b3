//! One value → its identifiers, without regard to other values.

use heck::ToUpperCamelCase;

use crate::model::Name;

/// Returns the identifiers of a value.
pub(crate) fn name_of(value: &str) -> Name {
    Name { variant: variant_of(value), path: path_of(value) }
}

/// Returns the modules and the constant of a value, or the modules of its first segments. Never
/// empty.
pub(crate) fn path_of(value: &str) -> Vec<String> {
    let segments = value.split(['.', ':', '/']).filter(|segment| !segment.is_empty());
    let path: Vec<_> = segments.map(identifier).collect();
    if path.is_empty() { vec![identifier("")] } else { path }
}

/// Returns a path in Rust syntax.
pub(crate) fn path_text(path: &[String]) -> String {
    path.join("::")
}

fn variant_of(value: &str) -> String {
    match value.to_upper_camel_case().as_str() {
        // A variant of this name would hide the associated constant of both enums.
        "ALL" => "ALL_".to_owned(),
        name => identifier(name),
    }
}

/// Returns the identifier that is nearest to a text.
fn identifier(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut name: String = text.chars().map(|c| if is_word(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    match name.as_str() {
        "" => "__".to_owned(),
        // Rust does not accept these as raw identifiers.
        "self" | "Self" | "super" | "crate" | "_" => format!("{name}_"),
        _ if KEYWORDS.contains(&name.as_str()) => format!("r#{name}"),
        _ => name,
    }
}

/// The keywords of all editions, used or reserved. A raw identifier is equal in all editions.
/// <https://doc.rust-lang.org/reference/keywords.html>
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(value: &str) -> (String, String) {
        let Name { variant, path } = name_of(value);
        (variant, path_text(&path))
    }

    #[test]
    fn values_become_identifiers() {
        for (value, variant, path) in [
            ("Contacts.Write.Team", "ContactsWriteTeam", "Contacts::Write::Team"),
            ("user_impersonation", "UserImpersonation", "user_impersonation"),
            ("api:orders/read", "ApiOrdersRead", "api::orders::read"),
            ("Mail..Read.", "MailRead", "Mail::Read"),
            ("CallRecord-PstnCalls.Read", "CallRecordPstnCallsRead", "CallRecord_PstnCalls::Read"),
            ("IMAP.AccessAsUser.All", "ImapAccessAsUserAll", "IMAP::AccessAsUser::All"),
            ("2fa.3d", "_2fa3d", "_2fa::_3d"),
            ("caf\u{e9}", "Caf_", "caf_"),
        ] {
            assert_eq!(spelled(value), (variant.to_owned(), path.to_owned()), "{value}");
        }
    }

    #[test]
    fn keywords_become_raw_identifiers() {
        assert_eq!(spelled("type").1, "r#type");
        assert_eq!(spelled("async.gen").1, "r#async::r#gen");
        assert_eq!(spelled("self.super.crate.Self._").1, "self_::super_::crate_::Self_::__");
        assert_eq!(spelled("self").0, "Self_");
    }

    #[test]
    fn syn_refuses_every_keyword_as_an_identifier() {
        // `syn` accepts `gen`, which is a keyword since edition 2024.
        for word in KEYWORDS.iter().filter(|word| **word != "gen") {
            assert!(syn::parse_str::<syn::Ident>(word).is_err(), "{word}");
        }
    }

    #[test]
    fn values_without_letters_become_underscores() {
        for value in ["*", "...", "_", "**"] {
            assert_eq!(spelled(value), ("__".to_owned(), "__".to_owned()), "{value}");
        }
        assert_eq!(spelled("*.*").1, "__::__");
    }
}
