use crate::names::path_text;
use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::{error_texts, expect_errors};

const AT: &str = r#""crm.json""#;

/// Returns the variant and the path of each role.
fn names(text: &str, arguments: &str) -> Vec<(String, String)> {
    let roles = analyze_text(text, arguments).model.unwrap().roles;
    let names = roles.into_iter().map(|role| role.entry.name);
    names.map(|name| (name.variant, path_text(&name.path))).collect()
}

fn expected(names: &[(&str, &str)]) -> Vec<(String, String)> {
    let names = names.iter().copied();
    names.map(|(variant, path)| (variant.to_owned(), path.to_owned())).collect()
}

#[test]
fn a_value_may_be_a_prefix_of_another() {
    let text = manifest(&["Mail.Read app", "Mail.Read.All app"], &[]);
    assert_eq!(error_texts(&analyze_text(&text, "")), []);
    assert_eq!(
        names(&text, ""),
        expected(&[("MailRead", "Mail::Read"), ("MailReadAll", "Mail::Read::All")])
    );
}

#[test]
fn two_values_cannot_become_one_variant() {
    let text = manifest(&["mail.read app", "Mail.Read app", "MAIL_READ app"], &[]);
    expect_errors(
        &analyze_text(&text, ""),
        &[
            (
                AT,
                "two app roles become `MailRead`\n\
                 note: at crm.json:3:11\n\
                 note: `Mail.Read` and `mail.read` (crm.json:2:11) would be one identifier\n\
                 help: add `rename = { \"Mail.Read\" => MailRead2 }`, or choose another identifier",
            ),
            (
                AT,
                "two app roles become `MailRead`\n\
                 note: at crm.json:4:11\n\
                 note: `MAIL_READ` and `mail.read` (crm.json:2:11) would be one identifier\n\
                 help: add `rename = { \"MAIL_READ\" => MailRead3 }`, or choose another identifier",
            ),
        ],
    );
    assert_eq!(
        names(&text, ""),
        expected(&[
            ("MailRead", "mail::read"),
            ("MailRead2", "Mail::Read"),
            ("MailRead3", "MAIL_READ")
        ])
    );
}

#[test]
fn the_suggested_lines_resolve_a_collision() {
    let text = manifest(&["mail.read app", "Mail.Read app", "MAIL_READ app"], &[]);
    let rename = r#"rename = { "Mail.Read" => MailRead2, "MAIL_READ" => MailRead3 }"#;
    assert_eq!(error_texts(&analyze_text(&text, rename)), []);
}

#[test]
fn a_suggested_line_is_added_to_an_existing_rename() {
    expect_errors(
        &analyze_text(
            &manifest(&["mail.read app", "Mail.Read app", "X app"], &[]),
            r#"rename = { "X" => Y }"#,
        ),
        &[(
            AT,
            "two app roles become `MailRead`\n\
             note: at crm.json:3:11\n\
             note: `Mail.Read` and `mail.read` (crm.json:2:11) would be one identifier\n\
             help: add `\"Mail.Read\" => MailRead2` to `rename`, or choose another identifier",
        )],
    );
}

#[test]
fn two_values_cannot_become_one_path() {
    let text = manifest(&["A:B app", "A/B app", "AB2 app"], &[]);
    assert_eq!(names(&text, ""), expected(&[("AB", "A::B"), ("AB3", "AB3"), ("Ab2", "AB2")]));
    // The variants differ, but the paths are equal.
    expect_errors(
        &analyze_text(&manifest(&["A app", "foo_bar app"], &[]), r#"rename = { "A" => foo_bar }"#),
        &[(
            "foo_bar",
            "two app roles become `foo_bar`\n\
             note: at crm.json:3:11\n\
             note: `foo_bar` and `A` (crm.json:2:11) would be one path\n\
             help: add `\"foo_bar\" => FooBar2` to `rename`, or choose another identifier",
        )],
    );
}

#[test]
fn values_that_differ_only_in_case_are_an_error() {
    expect_errors(
        &analyze_text(&manifest(&["Ab app", "AB.C app", "aB app"], &[]), ""),
        &[(
            AT,
            "app role `aB` has two spellings\n\
             note: at crm.json:4:11\n\
             note: `aB` and `Ab` (crm.json:2:11) differ only in case\n\
             help: add `rename = { \"aB\" => AB2 }`, or choose another identifier",
        )],
    );
    let text = manifest(&["Ab app", "aB app"], &[]);
    assert_eq!(error_texts(&analyze_text(&text, r#"rename = { "aB" => Other }"#)), []);
    assert_eq!(error_texts(&analyze_text(&text, r#"rename = { "Ab" => Other }"#)), []);
}

#[test]
fn a_collision_in_roles_and_in_scopes_is_one_error() {
    let text = manifest(&["a-b app", "a_b app"], &["a-b", "a_b"]);
    let scopes = r#"scopes = { "a-b" => [], "a_b" => [] }"#;
    assert_eq!(error_texts(&analyze_text(&text, scopes)).len(), 1);
    assert_eq!(
        error_texts(&analyze_text(&text, &format!(r#"{scopes}, rename = {{ "a_b" => Other }}"#))),
        []
    );
}

#[test]
fn two_scopes_cannot_become_one_identifier() {
    expect_errors(
        &analyze_text(&manifest(&[], &["a-b", "a_b"]), r#"scopes = { "*" => [] }"#),
        &[(
            AT,
            "two scopes become `AB`\n\
             note: at crm.json:3:11\n\
             note: `a_b` and `a-b` (crm.json:2:11) would be one identifier\n\
             help: add `rename = { \"a_b\" => AB2 }`, or choose another identifier",
        )],
    );
}

#[test]
fn rename_replaces_variant_and_path() {
    let text = manifest(&["* app"], &[]);
    assert_eq!(names(&text, ""), expected(&[("__", "__")]));
    assert_eq!(
        names(&text, r#"rename = { "*" => Everything }"#),
        expected(&[("Everything", "Everything")])
    );
}

#[test]
fn rename_takes_values_of_the_manifest_once() {
    expect_errors(
        &analyze_text(
            &manifest(&["Mail.Read app", "Mail.Write app"], &[]),
            r#"rename = { "Mail.Raed" => X, "Sales" => X, "Mail.Read" => Y, "Mail.Read" => Z }"#,
        ),
        &[
            (
                r#""Mail.Raed""#,
                "unknown app role or scope `Mail.Raed`\nhelp: did you mean `Mail.Read`?",
            ),
            (
                r#""Sales""#,
                "unknown app role or scope `Sales`\n\
                 note: the app roles and scopes of `crm.json` are `Mail.Read` and `Mail.Write`",
            ),
            (r#""Mail.Read""#, "`Mail.Read` is renamed twice\nhelp: remove one of the two lines"),
        ],
    );
}

#[test]
fn a_collision_with_a_renamed_value_points_at_the_rename() {
    expect_errors(
        &analyze_text(
            &manifest(&["Mail.Read app", "Mail.Write app"], &[]),
            r#"rename = { "Mail.Read" => MailWrite }"#,
        ),
        &[(
            "MailWrite",
            "two app roles become `MailWrite`\n\
             note: at crm.json:3:11\n\
             note: `Mail.Write` and `Mail.Read` (crm.json:2:11) would be one identifier\n\
             help: add `\"Mail.Write\" => MailWrite2` to `rename`, or choose another identifier",
        )],
    );
}

#[test]
fn a_renamed_value_that_collides_gets_another_identifier() {
    expect_errors(
        &analyze_text(
            &manifest(&["Mail.Read app", "Mail.Write app"], &[]),
            r#"rename = { "Mail.Write" => MailRead }"#,
        ),
        &[(
            "MailRead",
            "two app roles become `MailRead`\n\
             note: at crm.json:3:11\n\
             note: `Mail.Write` and `Mail.Read` (crm.json:2:11) would be one identifier\n\
             help: change the line in `rename` to `\"Mail.Write\" => MailRead2`, or choose another \
             identifier",
        )],
    );
}

#[test]
fn names_of_the_module_of_a_group_are_reserved() {
    let text = manifest(
        &["A.My app", "A.ANY app", "A.widest app", "A.Constraint.X app", "A.Constraint app"],
        &[],
    );
    assert_eq!(error_texts(&analyze_text(&text, "")), []);
    let message = |value: &str, line: usize, item: &str, free: &str| {
        format!(
            "`{value}` becomes a reserved name\n\
             note: at crm.json:{line}:11\n\
             note: `constraints` adds `{item}` to the module `A`\n\
             help: add `rename = {{ \"{value}\" => {free} }}`, or choose another identifier"
        )
    };
    expect_errors(
        &analyze_text(&text, r#"constraints = ["My"]"#),
        &[
            (AT, &message("A.ANY", 3, "ANY", "AAny2")),
            (AT, &message("A.widest", 4, "widest", "AWidest2")),
            (AT, &message("A.Constraint.X", 5, "Constraint", "AConstraintX2")),
        ],
    );
}

#[test]
fn the_constant_all_of_the_enums_is_reserved() {
    expect_errors(
        &analyze_text(&manifest(&["A app"], &[]), r#"rename = { "A" => ALL }"#),
        &[(
            "ALL",
            "`ALL` is a reserved name\n\
             note: `Role::ALL` and `Scope::ALL` are the lists of all values\n\
             help: write another identifier",
        )],
    );
    let model = analyze_text(&manifest(&["A.L.L app"], &[]), "").model.unwrap();
    assert_eq!(model.roles[0].entry.name.variant, "ALL_");
}
