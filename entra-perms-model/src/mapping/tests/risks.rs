//! Warnings about the mapping.

use super::{WHOLE, crm};
use crate::test_support::analysis::{analyze_files, analyze_text, manifest};
use crate::test_support::expect_warnings;

const ALLOW: &str = "allow = [shared_roles, no_idtyp]";

#[track_caller]
fn expect(text: &str, arguments: &str, expected: &[(&str, &str, &str)]) {
    expect_warnings(&analyze_text(text, &format!("{arguments}, {ALLOW}")), expected);
}

const LINE: &str = "note: other lines map its scopes to the same app roles\nhelp: remove the line";

#[test]
fn a_line_that_adds_nothing_is_redundant() {
    let scopes = format!(r#"scopes = {{ "Crm.Read.My" => ["Contacts.Read.My"], {WHOLE} }}"#);
    let text = format!("the line of `Crm.Read.My` adds nothing\n{LINE}");
    expect(&crm(), &scopes, &[(r#""Crm.Read.My""#, "redundant_line", &text)]);
}

#[test]
fn the_later_one_of_two_equal_lines_is_redundant() {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contacts.Read.*", "Accounts.Read.*"],
        "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"] }"#;
    let text = format!("the line of `Crm.Read.*` adds nothing\n{LINE}");
    expect(&crm(), scopes, &[(r#""Crm.Read.*""#, "redundant_line", &text)]);
    let analysis = analyze_text(&crm(), &format!("{scopes}, {ALLOW}"));
    let span = analysis.findings[0].span().start();
    assert_eq!(span.line, 2);
}

#[test]
fn a_string_that_adds_nothing_is_redundant() {
    let scopes = r#"scopes = { "Crm.Read.*" =>
        ["Contacts.Read.*", "Accounts.Read.*", "Accounts.Read.All"],
        "Crm.Read.My" => ["Accounts.Read.All", "Contacts.Read.My"] }"#;
    let text = |string: &str| {
        format!(
            "`{string}` adds no app role to this line\n\
             note: other strings map its scopes to the same app roles\n\
             help: remove `\"{string}\"`"
        )
    };
    expect(
        &crm(),
        scopes,
        &[
            (r#""Accounts.Read.*""#, "redundant_line", &text("Accounts.Read.*")),
            (
                r#""Crm.Read.My""#,
                "redundant_line",
                &format!("the line of `Crm.Read.My` adds nothing\n{LINE}"),
            ),
        ],
    );
}

#[test]
fn a_line_without_roles_has_no_effect_next_to_another_line() {
    let scopes = format!(r#"scopes = {{ {WHOLE}, "Crm.Read.My" => [] }}"#);
    let text = "`\"Crm.Read.My\" => []` has no effect\n\
                note: lines add up, and other lines map its scopes to app roles\n\
                help: remove the line, or the other lines if the scope leads to no app role";
    expect(&crm(), &scopes, &[(r#""Crm.Read.My""#, "redundant_line", text)]);
    // A pattern that covers the other scopes has an effect.
    let text = manifest(&["Read"], &["S", "T"]);
    expect(&text, r#"scopes = { "S" => ["Read"], "*" => [] }"#, &[]);
}

#[test]
fn scopes_that_lead_to_the_same_roles_are_equal() {
    let text = manifest(&["Read", "Write"], &["S", "T", "U", "V off", "W", "X"]);
    let scopes = r#"scopes = {
        "S" => ["Read"], "T" => ["Read", "Write"], "U" => ["Write", "Read"],
        "V" => ["Read"], "W" => [], "X" => [],
    }"#;
    expect(
        &text,
        scopes,
        &[(
            r#""U""#,
            "equal_scopes",
            "several scopes lead to the same app roles\n\
             note: they are `T` and `U`\n\
             note: a client gets the same with any of them, so one line may be wrong\n\
             help: map them to different app roles, or disable all of them but one",
        )],
    );
}

#[test]
fn disabled_roles_do_not_tell_scopes_apart() {
    let text = manifest(&["Read", "Write off"], &["S", "T"]);
    let arguments = r#"scopes = { "S" => ["Read"], "T" => ["Read", "Write"] }"#;
    let analysis = analyze_text(&text, &format!("{arguments}, {ALLOW}"));
    let ids: Vec<_> = analysis.findings.iter().map(|finding| finding.rule().id()).collect();
    assert_eq!(ids, ["equal_scopes"]);
}

/// Returns the scopes that the lint `user_consent` names.
fn consented(roles: &[&str], scopes: &[&str], arguments: &str) -> Vec<String> {
    let analysis = analyze_text(&manifest(roles, scopes), &format!("{arguments}, {ALLOW}"));
    let warnings = analysis.findings.iter().filter(|finding| finding.rule().id() == "user_consent");
    warnings.map(|finding| finding.message().to_owned()).collect()
}

#[test]
fn users_should_not_consent_to_scopes_for_roles_of_applications() {
    let text = manifest(&["Read", "Write both"], &["S user", "T admin"]);
    let scopes = r#"scopes = { "S" => ["Read", "Write"], "T" => ["Write"] }"#;
    expect(
        &text,
        scopes,
        &[(
            r#""S""#,
            "user_consent",
            "users may consent to scope `S`\n\
             note: `type` of the scope is `User` at crm.json:4:75\n\
             note: it leads to `Write`\n\
             note: applications can hold these app roles, or they have the widest constraint\n\
             help: let only administrators consent (`\"type\": \"Admin\"`), or map it to less",
        )],
    );
}

#[test]
fn users_should_not_consent_to_scopes_for_the_widest_constraint() {
    let roles = ["Read.My", "Read.All", "Readers.Overall"];
    let mapping = r#"scopes = {
        "S" => ["Read.My", "Readers.Overall"], "T" => ["Read.All"], "U" => ["Read.*"] }"#;
    let with = format!(r#"{mapping}, constraints = ["My", "All"]"#);
    let scopes = ["S user", "T user", "U admin"];
    assert_eq!(consented(&roles, &scopes, mapping), [""; 0]);
    assert_eq!(consented(&roles, &scopes, &with), ["users may consent to scope `T`"]);
    // Another environment lets users consent.
    let [dev, prod] = ["T", "T user"].map(|scope| manifest(&["Read.All"], &[scope]));
    let files = [("dev.json", dev.as_str()), ("prod.json", prod.as_str())];
    let arguments = r#"manifest = "dev.json", environments = ["prod.json"],
        scopes = { "T" => ["Read.All"] }, constraints = ["All"]"#;
    let analysis = analyze_files(&files, arguments);
    let found = analysis.findings.iter().find(|found| found.rule().id() == "user_consent");
    assert!(found.unwrap().to_string().contains("prod.json:3:"), "{found:?}");
    // A disabled scope grants nothing. It is not known who may consent to a scope without a type.
    assert_eq!(consented(&roles, &["S user", "T off user", "U user"], &with).len(), 1);
    assert_eq!(consented(&roles, &["S", "T", "U"], &with), [""; 0]);
}
