//! Every value that Entra accepts becomes names that compile, and guards that compile next to all
//! other names.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::scratch::Scratch;

/// Every character that a value may have.
const LEGAL: &[u8] =
    b"!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

/// The characters that separate segments.
const SEPARATORS: [char; 3] = ['.', ':', '/'];

/// Words that are raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that are not identifiers, even if raw.
const NO_IDENTIFIERS: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Words with a meaning in Rust, in the generated code, or in the arguments of the macros.
const WORDS: &[&str] = &[
    "__",
    "union",
    "macro_rules",
    "raw",
    "r",
    "auto",
    "default",
    "safe",
    "dead_code",
    "allow",
    "deprecated",
    "derive",
    "automatically_derived",
    "doc",
    "inline",
    "must_use",
    "cfg",
    "panic",
    "assert",
    "matches",
    "unreachable",
    "concat",
    "include_bytes",
    "include_str",
    "env",
    "None",
    "Some",
    "Ok",
    "Err",
    "Option",
    "Result",
    "String",
    "Vec",
    "Box",
    "Into",
    "From",
    "Self_",
    "Iterator",
    "Copy",
    "Clone",
    "Debug",
    "Hash",
    "Eq",
    "PartialEq",
    "Ord",
    "PartialOrd",
    "Send",
    "Sync",
    "Sized",
    "Default",
    "Drop",
    "Fn",
    "FromStr",
    "Display",
    "Formatter",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i32",
    "bool",
    "str",
    "char",
    "f64",
    "core",
    "std",
    "alloc",
    "http",
    "axum",
    "serde",
    "tower",
    "uuid",
    "entra_perms_runtime",
    "entra_perms_macros",
    "__private",
    "names",
    "permissions",
    "roles",
    "scopes",
    "role",
    "scope",
    "Role",
    "Scope",
    "RoleSet",
    "ScopeSet",
    "Model",
    "PermissionSet",
    "Sealed",
    "Caller",
    "MaybeCaller",
    "Claims",
    "Bits",
    "TABLE",
    "TABLES",
    "ROLES",
    "REGISTRATIONS",
    "Entry",
    "Tables",
    "Permission",
    "Requirement",
    "Clause",
    "Denied",
    "Authorized",
    "Guard",
    "TokenValidator",
    "Constraint",
    "widest",
    "value",
    "index",
    "id",
    "caller",
    "denied",
    "clauses",
    "extensions",
    "request",
    "requirement",
    "requires",
    "check",
    "guard",
    "handler",
    "any",
    "all",
    "at_least",
    "by",
    "user",
    "app",
    "f",
    "x",
    "it",
    "formatter",
    "serializer",
    "deserializer",
    "D",
    "E",
    "M",
    "R",
    "S",
    "T",
    "main",
    "test",
    "fmt",
    "from_value",
    "parse",
    "self",
    "Self",
    "super",
    "crate",
    "0",
    "9a",
    "2fa",
];

/// The constraints of values that have some.
const REACHES: [&str; 2] = ["Near", "Far"];

#[test]
fn any_legal_value_is_a_name_that_compiles() {
    let values = values();
    assert!(values.len() > 500, "{}", values.len());
    let mut scratch = Scratch::new("names");
    scratch.write("manifest.json", &manifest(&values).to_string());
    scratch.write("src/lib.rs", &library(&values));
    scratch.cargo(&["check"]).expect_success();
}

/// Returns each word alone, and random values of words and characters. Each random value contains a
/// number that no other value has, so that no two become one name.
fn values() -> Vec<String> {
    let mut random = Random(20);
    let mut values = Vec::new();
    // `self` and `Self` become one name, and so do `u8` and `U8`.
    let mut known = HashSet::new();
    for word in KEYWORDS.iter().chain(WORDS) {
        if known.insert(word.trim_matches('_').to_lowercase()) {
            // A constant, and a module, which hides types and crates of its name.
            values.extend([(*word).to_owned(), format!("{word}.Below")]);
        }
    }
    for number in 0..190 {
        let number = format!("N{number:03}");
        let (before, behind) = [(0, 1), (0, 2), (1, 0), (2, 0), (1, 1)][random.below(5)];
        let mut value = String::new();
        for _ in 0..before {
            value += &random.segment();
            value.push(random.of(&SEPARATORS));
        }
        value += &number;
        for _ in 0..behind {
            value.push(random.of(&SEPARATORS));
            value += &random.segment();
        }
        // Entra refuses values that begin with a dot.
        let value = value.trim_start_matches('.');
        if number.ends_with('7') {
            values.extend(REACHES.map(|reach| format!("{value}.{reach}")));
        } else {
            values.push(value.to_owned());
        }
    }
    values
}

/// Knuth's linear congruential generator: every run has equal numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Returns words, or any characters, also characters that separate segments.
    fn segment(&mut self) -> String {
        match self.below(4) {
            0 => (0..=self.below(20)).map(|_| char::from(self.of(LEGAL))).collect(),
            1 => self.of(KEYWORDS).to_owned(),
            _ => self.of(WORDS).to_owned(),
        }
    }
}

/// A manifest in which each value is an app role and a scope.
fn manifest(values: &[String]) -> Value {
    let entries = |kind: &str| -> Vec<_> {
        let entry = |(number, value): (usize, &String)| {
            json!({
                "id": format!("7000{kind}-0000-4000-8000-{number:012}"),
                "value": value,
                "displayName": value,
                "isEnabled": true,
                "allowedMemberTypes": ["Application"],
            })
        };
        values.iter().enumerate().map(entry).collect()
    };
    json!({
        "appId": "70000000-0000-4000-8000-000000000000",
        "appRoles": entries("0001"),
        "api": { "oauth2PermissionScopes": entries("0002") },
    })
}

/// Returns a guard for each value, in the three forms that need no framework, with all app roles in
/// scope. The code around the guards must not depend on names that a value may have.
fn library(values: &[String]) -> String {
    let mut guards = String::new();
    for (number, value) in values.iter().enumerate() {
        let path = path(value);
        let role = if number % 2 == 0 {
            path.clone()
        } else {
            format!("crate::permissions::roles::{path}")
        };
        let scope = format!("scope(crate::permissions::scopes::{path})");
        let requirement = match number % 5 {
            _ if value.ends_with(REACHES[0]) => format!("at_least({role})"),
            0 => format!("any({role}, {scope})"),
            1 => scope,
            _ => role,
        };
        let (place, parameter) = [
            ("", "who: &crate::permissions::Caller"),
            ("", "_: &crate::permissions::Caller"),
            (", caller = who.0", "who: &(crate::permissions::Caller,)"),
        ][number % 3];
        let keyword = if number % 4 == 0 { "async " } else { "" };
        let body = if parameter.starts_with('w') { "let _ = who;" } else { "" };
        write!(
            guards,
            "/// {value:?}\n#[requires({requirement}{place})]\n\
             pub {keyword}fn guarded{number}({parameter}) -> ::core::result::Result<(), ::entra_perms_runtime::Denied> {{\n\
             {body} ::core::result::Result::Ok(())\n}}\n"
        )
        .unwrap();
    }
    let [near, far] = REACHES;
    format!(
        r#"#![deny(warnings)]
#![forbid(unsafe_code)]

pub mod permissions {{
    ::entra_perms_runtime::permissions! {{
        manifest = "manifest.json",
        scopes = {{ "*" => [] }},
        constraints = ["{near}", "{far}"],
        allow = [no_idtyp, shared_roles, long_values, placeholders],
    }}

    pub use self::roles::*;
}}

pub mod guards {{
    use ::entra_perms_runtime::requires;

    use crate::permissions::roles::*;

{guards}}}
"#
    )
}

/// The path of a value, as users find it in the documentation.
fn path(value: &str) -> String {
    let segments = value.split(SEPARATORS).filter(|segment| !segment.is_empty());
    segments.map(identifier).collect::<Vec<_>>().join("::")
}

fn identifier(segment: &str) -> String {
    let word = segment.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    match word.as_str() {
        word if KEYWORDS.contains(&word) => format!("r#{word}"),
        word if NO_IDENTIFIERS.contains(&word) => format!("{word}_"),
        word if word.starts_with(|c: char| c.is_ascii_digit()) => format!("_{word}"),
        word => word.to_owned(),
    }
}
