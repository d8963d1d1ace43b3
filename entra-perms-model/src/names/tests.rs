use super::*;
use crate::test_support::analysis::{analyse, errors, expect_errors, manifest};

const AT: &str = r#""crm.json""#;

fn names(text: &str, arguments: &str) -> Vec<(String, String)> {
    let roles = analyse(text, arguments).model.unwrap().roles;
    roles
        .iter()
        .map(|role| (role.entry.name.variant.to_string(), path_text(&role.entry.name.path)))
        .collect()
}

fn named(names: &[(&str, &str)]) -> Vec<(String, String)> {
    names
        .iter()
        .map(|(variant, path)| ((*variant).to_owned(), (*path).to_owned()))
        .collect()
}

#[test]
fn a_value_may_be_a_prefix_of_another() {
    let text = manifest(&["Mail.Read app", "Mail.Read.All app"], &[]);
    assert_eq!(errors(&text, ""), []);
    assert_eq!(
        names(&text, ""),
        named(&[("MailRead", "Mail::Read"), ("MailReadAll", "Mail::Read::All")])
    );
}

#[test]
fn one_variant_for_two_values() {
    let text = manifest(&["mail.read app", "Mail.Read app", "MAIL_READ app"], &[]);
    expect_errors(
        &text,
        "",
        &[
            (
                AT,
                "the app roles `mail.read` (crm.json:2:11) and `Mail.Read` (crm.json:3:11) both become `MailRead`; tell \
                 them apart with `rename = { \"Mail.Read\" => MailRead2 }`",
            ),
            (
                AT,
                "the app roles `mail.read` (crm.json:2:11) and `MAIL_READ` (crm.json:4:11) both become `MailRead`; tell \
                 them apart with `rename = { \"MAIL_READ\" => MailRead3 }`",
            ),
        ],
    );
    assert_eq!(
        names(&text, ""),
        named(&[
            ("MailRead", "mail::read"),
            ("MailRead2", "Mail::Read"),
            ("MailRead3", "MAIL_READ")
        ])
    );
    // What the message says, works.
    assert_eq!(
        errors(&text, r#"rename = { "Mail.Read" => MailRead2, "MAIL_READ" => MailRead3 }"#),
        []
    );
}

#[test]
fn one_path_for_two_values() {
    let text = manifest(&["A:B app", "A/B app", "AB2 app"], &[]);
    assert_eq!(names(&text, ""), named(&[("AB", "A::B"), ("AB3", "AB3"), ("Ab2", "AB2")]));
    // The variants differ, the paths do not.
    let text = manifest(&["A app", "foo_bar app"], &[]);
    expect_errors(
        &text,
        r#"rename = { "A" => foo_bar }"#,
        &[(
            "foo_bar",
            "the app roles `A` (crm.json:2:11) and `foo_bar` (crm.json:3:11) both become `foo_bar`; tell them apart with \
             `rename = { \"foo_bar\" => FooBar2 }`",
        )],
    );
}

#[test]
fn one_collision_in_roles_and_scopes_is_one_error() {
    let text = manifest(&["a-b app", "a_b app"], &["a-b", "a_b"]);
    let scopes = r#"scopes = { "a-b" => [], "a_b" => [] }"#;
    assert_eq!(errors(&text, scopes).len(), 1);
    assert_eq!(errors(&text, &format!(r#"{scopes}, rename = {{ "a_b" => Other }}"#)), []);
}

#[test]
fn scopes_are_told_apart_too() {
    expect_errors(
        &manifest(&[], &["a-b", "a_b"]),
        r#"scopes = { "*" => [] }"#,
        &[(
            AT,
            "the scopes `a-b` (crm.json:2:11) and `a_b` (crm.json:3:11) both become `AB`; tell them apart with \
             `rename = { \"a_b\" => AB2 }`",
        )],
    );
}

#[test]
fn rename_replaces_variant_and_path() {
    let text = manifest(&["* app"], &[]);
    assert_eq!(names(&text, ""), named(&[("__", "__")]));
    assert_eq!(
        names(&text, r#"rename = { "*" => Everything }"#),
        named(&[("Everything", "Everything")])
    );
}

#[test]
fn renames_that_do_not_fit() {
    let text = manifest(&["Mail.Read app", "Mail.Write app"], &[]);
    expect_errors(
        &text,
        r#"rename = { "Mail.Raed" => X, "Mail.Read" => Y, "Mail.Read" => Z }"#,
        &[
            (
                r#""Mail.Raed""#,
                "no app role or scope `Mail.Raed` in `crm.json`; did you mean `Mail.Read`?",
            ),
            (r#""Mail.Read""#, "`Mail.Read` is renamed twice; expected one identifier for it"),
        ],
    );
    expect_errors(
        &text,
        r#"rename = { "Mail.Read" => MailWrite }"#,
        &[(
            "MailWrite",
            "the app roles `Mail.Read` (crm.json:2:11) and `Mail.Write` (crm.json:3:11) both become `MailWrite`; tell \
             them apart with `rename = { \"Mail.Write\" => MailWrite2 }`",
        )],
    );
}

#[test]
fn names_that_the_constraints_of_a_group_take() {
    let text = manifest(
        &["A.My app", "A.ANY app", "A.widest app", "A.Constraint.X app", "A.Constraint app"],
        &[],
    );
    assert_eq!(errors(&text, ""), []);
    let message = |value: &str, place: usize, path: &str, free: &str| {
        format!(
            "`{value}` (crm.json:{place}:11) becomes `{path}`, which is taken by the constraints of `A`; give it another \
             name with `rename = {{ \"{value}\" => {free} }}`"
        )
    };
    expect_errors(
        &text,
        r#"constraints = ["My"]"#,
        &[
            (AT, &message("A.ANY", 3, "A::ANY", "AAny2")),
            (AT, &message("A.widest", 4, "A::widest", "AWidest2")),
            (AT, &message("A.Constraint.X", 5, "A::Constraint::X", "AConstraintX2")),
        ],
    );
}

#[test]
fn no_value_is_renamed_to_what_the_enums_have() {
    expect_errors(
        &manifest(&["A app"], &[]),
        r#"rename = { "A" => ALL }"#,
        &[("ALL", "`ALL` is the list of all values; expected another identifier")],
    );
    let model = analyse(&manifest(&["A.L.L app"], &[]), "").model.unwrap();
    assert_eq!(model.roles[0].entry.name.variant, "ALL_");
}
