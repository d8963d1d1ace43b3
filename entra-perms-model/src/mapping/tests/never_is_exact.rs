//! `never` compared with all callers that a model allows.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::finding::Rule;
use crate::model::{Consent, Model};
use crate::test_support::analysis::{Analysis, analyze_text, manifest};

const ROLES: [&str; 6] = ["A.Read.My", "A.Read.All", "A.Write.My", "B.Read", "B.Write.All", "Run"];
const SCOPES: [&str; 4] = ["S.Read.My", "S.Read.All", "S.Write.My", "T"];
const WORDS: [&str; 6] = ["", " off", " both", " app", " app off", " both off"];
const CONSENTS: [&str; 4] = [" user", " admin", "", " user off"];
/// Checks the segments of a value.
type Check = fn(&[&str]) -> bool;

/// Patterns, each with its meaning in words of Rust.
const PATTERNS: [(&str, Check); 8] = [
    ("*", |_| true),
    ("*.Read.*", |value| matches!(value, [_, middle @ .., _] if middle.contains(&"Read"))),
    ("*.*.My", |value| value.len() >= 3 && value.ends_with(&["My"])),
    ("A.*", |value| value.len() >= 2 && value.starts_with(&["A"])),
    ("S.*.*", |value| value.len() >= 3 && value.starts_with(&["S"])),
    ("*.Write.All", |value| value.len() >= 3 && value.ends_with(&["Write", "All"])),
    ("B.*.*", |value| value.len() >= 3 && value.starts_with(&["B"])),
    ("*.All", |value| value.len() >= 2 && value.ends_with(&["All"])),
];

/// Returns entries with one of the suffixes for each value.
fn entries(values: &'static [&str], words: &'static [&str]) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(select(words), values.len()).prop_map(|words| {
        values.iter().zip(words).map(|(value, word)| format!("{value}{word}")).collect()
    })
}

/// Returns a mapping in which each scope has some roles.
fn mapping() -> impl Strategy<Value = String> {
    let roles = subsequence(ROLES.to_vec(), 0..=ROLES.len());
    prop::collection::vec(roles, SCOPES.len()).prop_map(|roles| {
        let lines =
            SCOPES.iter().zip(roles).map(|(scope, roles)| format!("{scope:?} => {roles:?}"));
        lines.collect::<Vec<_>>().join(", ")
    })
}

fn is_broken(analysis: &Analysis) -> bool {
    analysis.findings.iter().any(|finding| finding.rule() == Rule::Never)
}

fn matches(check: Check, value: &str) -> bool {
    check(&value.split('.').collect::<Vec<_>>())
}

/// Returns whether a caller reaches a role: through one of the scopes, or as an application.
fn is_allowed(model: &Model, subject: &Subject, role: Check) -> bool {
    let is_role = |index: &usize| matches(role, &model.roles[*index].entry.value);
    match subject {
        Subject::App => model
            .roles
            .iter()
            .any(|found| found.applications && matches(role, &found.entry.value)),
        Subject::UserConsent => model
            .scopes
            .iter()
            .any(|scope| scope.consent != Some(Consent::Admin) && scope.roles.iter().any(is_role)),
        Subject::Scopes(scopes) => model
            .scopes
            .iter()
            .any(|scope| matches(*scopes, &scope.entry.value) && scope.roles.iter().any(is_role)),
    }
}

#[derive(Debug, Clone)]
enum Subject {
    App,
    UserConsent,
    Scopes(Check),
}

fn subject() -> impl Strategy<Value = (String, Subject)> {
    prop_oneof![
        Just(("app".to_owned(), Subject::App)),
        Just(("user_consent".to_owned(), Subject::UserConsent)),
        select(&PATTERNS[..])
            .prop_map(|(pattern, check)| { (format!("{pattern:?}"), Subject::Scopes(check)) }),
    ]
}

proptest! {
    #[test]
    fn a_promise_is_broken_exactly_if_some_caller_reaches_the_role(
        roles in entries(&ROLES, &WORDS),
        scopes in entries(&SCOPES, &CONSENTS),
        mapping in mapping(),
        (written, subject) in subject(),
        (pattern, check) in select(&PATTERNS[..]),
    ) {
        let roles: Vec<_> = roles.iter().map(String::as_str).collect();
        let scopes: Vec<_> = scopes.iter().map(String::as_str).collect();
        let arguments = format!(
            "scopes = {{ {mapping} }}, never = {{ {written} => [{pattern:?}] }}"
        );
        let analysis = analyze_text(&manifest(&roles, &scopes), &arguments);
        let model = analysis.model.as_ref().unwrap();
        prop_assert_eq!(
            is_broken(&analysis),
            is_allowed(model, &subject, check),
            "{}", arguments
        );
    }
}
