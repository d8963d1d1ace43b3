//! The rules in the arguments of `permissions!` besides the mapping, for comparisons.

use proc_macro2::TokenStream;

use crate::arguments;
use crate::finding::Findings;

/// The rules that the arguments of `permissions!` have besides the mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeclaredRules {
    /// The lines of `never`: each subject, as in the source, with one pattern of app roles.
    pub never: Vec<(String, String)>,
    /// The names of the lints in `allow`.
    pub allow: Vec<&'static str>,
}

/// Returns the rules in the arguments of `permissions!`. Parts that cannot be read are left out.
#[must_use]
pub fn declared_rules(arguments: TokenStream) -> DeclaredRules {
    let arguments = arguments::parse(arguments, &mut Findings::default());
    let pairs = arguments.never.iter().flat_map(|promise| {
        let subject = promise.subject.to_string();
        promise.roles.iter().map(move |role| (subject.clone(), role.value()))
    });
    let allow = arguments.allow.iter().map(|lint| lint.name());
    DeclaredRules { never: pairs.collect(), allow: allow.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_listed_as_they_are_written() {
        let text = r#"manifest = "m.json", never = { "S.*" => ["A", "B.*"], app => ["C"] },
            allow = [no_xms_cc]"#;
        let rules = declared_rules(text.parse().unwrap());
        let pair = |subject: &str, role: &str| (subject.to_owned(), role.to_owned());
        let never = [pair("\"S.*\"", "A"), pair("\"S.*\"", "B.*"), pair("app", "C")];
        assert_eq!(rules.never, never);
        assert_eq!(rules.allow, ["no_xms_cc"]);
    }
}
