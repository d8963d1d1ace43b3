//! Scopes and app roles that the mapping leaves out.

use super::crm;
use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::{error_texts, expect_errors};

#[test]
fn a_missing_mapping_is_one_error() {
    expect_errors(
        &analyze_text(&crm(), ""),
        &[(
            r#""crm.json""#,
            "argument `scopes` is missing\n\
             note: it maps the scopes of `crm.json` to app roles\n\
             help: add it, with the app roles of each scope: `scopes = {\n    \
                 \"Crm.Read.My\" => [\"…\"],\n    \
                 \"Crm.Read.All\" => [\"…\"],\n\
             },`",
        )],
    );
}

#[test]
fn many_unmapped_scopes_are_one_error() {
    let values: Vec<_> = (1..=18).map(|number| format!("S{number}")).collect();
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let found = error_texts(&analyze_text(&manifest(&["A app"], &values), "scopes = {}"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "scopes");
    let lines: Vec<_> = found[0].1.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "18 scopes are not mapped",
            "help: add a line for each, with its app roles: `\"S1\" => [\"…\"],",
            "\"S2\" => [\"…\"],"
        ]
    );
    assert_eq!(
        lines[16..],
        [
            "\"S16\" => [\"…\"],",
            "// and 2 more`",
            "help: if a scope maps to no app role, write `=> []`"
        ]
    );
}

#[test]
fn twelve_unmapped_scopes_are_twelve_errors() {
    let values: Vec<_> = (1..=13).map(|number| format!("S{number}")).collect();
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let errors =
        |scopes| error_texts(&analyze_text(&manifest(&["A app"], scopes), "scopes = {}")).len();
    assert_eq!(errors(&values[..12]), 12);
    assert_eq!(errors(&values), 1);
}

#[test]
fn a_disabled_scope_does_not_delegate_a_role() {
    let text = manifest(&["A"], &["S off"]);
    expect_errors(
        &analyze_text(&text, r#"scopes = { "S" => ["A"] }"#),
        &[(
            "scopes",
            "no scope maps to app role `A`\n\
             note: at crm.json:2:11\n\
             note: `S` maps to it, but is disabled at crm.json:3:11\n\
             help: add it to a line of `scopes`: `\"…\" => [\"A\"]`\n\
             help: if that is on purpose, add `not_delegated = [\"A\"]`",
        )],
    );
    expect_errors(&analyze_text(&text, r#"scopes = { "S" => ["A"] }, not_delegated = ["A"]"#), &[]);
}

#[test]
fn roles_without_any_scope_are_one_error() {
    expect_errors(
        &analyze_text(&manifest(&["A", "B", "C app"], &[]), r#"not_delegated = ["C"]"#),
        &[
            (
                r#""C""#,
                "`C` needs no `not_delegated`\n\
                 note: users cannot hold this app role, so no scope can map to it\n\
                 help: remove it from `not_delegated`",
            ),
            (
                r#""crm.json""#,
                "no scope maps to 2 app roles\n\
                 note: `crm.json` is a fragment of an application and has no scopes\n\
                 help: add them to the lines of `scopes`\n\
                 help: if that is on purpose, add `\"A\", \"B\"` to `not_delegated`",
            ),
        ],
    );
}

#[test]
fn many_undelegated_roles_are_one_error() {
    let values: Vec<_> = (1..=13).map(|number| format!("A{number}")).collect();
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let scopes = r#"scopes = { "S" => [] }"#;
    let found = error_texts(&analyze_text(&manifest(&values, &["S"]), scopes));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.starts_with("no scope maps to 13 app roles\n"));
    assert!(found[0].1.ends_with("\"A12\", \"A13\"]`"));
    assert_eq!(error_texts(&analyze_text(&manifest(&values[1..], &["S"]), scopes)).len(), 12);
}

/// A manifest whose line has no role for one scope.
fn with_empty_scope() -> String {
    manifest(&["Contacts.Read.My", "Jobs.Run.All app"], &["Crm.Read.My", "Crm.Read.All"])
}

const LINE: &str = r#""Crm.Read.*" => ["Contacts.Read.*"]"#;

#[test]
fn a_line_must_have_a_role_for_each_of_its_scopes() {
    expect_errors(
        &analyze_text(&with_empty_scope(), &format!("scopes = {{ {LINE} }}")),
        &[(
            r#""Crm.Read.*""#,
            "scope `Crm.Read.All` maps to no app role\n\
             note: at crm.json:5:11\n\
             note: it matches this line, but the patterns on the right match no app role for it\n\
             help: add an app role for it: `\"Crm.Read.All\" => [\"…\"]`\n\
             help: if that is on purpose, add `\"Crm.Read.All\" => []`",
        )],
    );
}

#[test]
fn a_scope_of_a_pattern_for_applications_is_not_also_empty() {
    let line = r#""Crm.Read.*" => ["Contacts.Read.*", "Jobs.Run.*"]"#;
    let found = error_texts(&analyze_text(&with_empty_scope(), &format!("scopes = {{ {line} }}")));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.starts_with("`Jobs.Run.*` matches no app role of users"));
}

#[test]
fn an_empty_list_maps_a_scope_to_no_role_on_purpose() {
    let scopes = format!(r#"scopes = {{ {LINE}, "Crm.Read.All" => [] }}"#);
    expect_errors(&analyze_text(&with_empty_scope(), &scopes), &[]);
}

#[test]
fn a_scope_of_a_broken_line_is_not_also_empty() {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contact.Read.*"] }"#;
    assert_eq!(error_texts(&analyze_text(&with_empty_scope(), scopes)).len(), 1);
}

#[test]
fn an_unknown_scope_does_not_hide_an_empty_scope() {
    let scopes = format!(r#"scopes = {{ {LINE}, "Sales" => [] }}"#);
    let found = error_texts(&analyze_text(&with_empty_scope(), &scopes));
    assert_eq!(found.len(), 2);
    assert!(found[0].1.starts_with("unknown scope `Sales`"));
    assert!(found[1].1.starts_with("scope `Crm.Read.All` maps to no app role"));
}

#[test]
fn a_disabled_scope_may_be_empty() {
    let text = with_empty_scope().replacen(
        r#""Crm.Read.All", "isEnabled": true"#,
        r#""Crm.Read.All", "isEnabled": false"#,
        1,
    );
    expect_errors(&analyze_text(&text, &format!("scopes = {{ {LINE} }}")), &[]);
}
