//! The lines of `scopes`.

use super::{ROLES, WHOLE, crm, expect};
use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::{error_texts, expect_errors, texts};

/// Returns the app roles that each scope maps to, in a mapping without errors.
#[track_caller]
fn mapped(text: &str, arguments: &str) -> Vec<Vec<String>> {
    let analysis = analyze_text(text, arguments);
    assert_eq!(texts(&analysis.findings), []);
    let model = analysis.model.unwrap();
    for (index, scope) in model.scopes.iter().enumerate() {
        assert!(scope.roles.is_sorted());
        assert!(scope.roles.iter().all(|role| model.roles[*role].scopes.contains(&index)));
    }
    let mut mapped = Vec::new();
    for scope in &model.scopes {
        let roles = scope.roles.iter().map(|role| model.roles[*role].entry.value.clone());
        mapped.push(roles.collect());
    }
    mapped
}

#[test]
fn a_star_stands_for_one_text_on_both_sides() {
    let found = mapped(&crm(), &format!("scopes = {{ {WHOLE} }}"));
    assert_eq!(found, [vec!["Contacts.Read.My"], vec!["Contacts.Read.All", "Accounts.Read.All"]]);
}

#[test]
fn a_star_only_on_the_right_matches_all_roles_of_users() {
    let text = manifest(ROLES, &["user_impersonation"]);
    let found = mapped(&text, r#"scopes = { "user_impersonation" => ["*"] }"#);
    assert_eq!(found, [["Contacts.Read.My", "Contacts.Read.All", "Accounts.Read.All"]]);
}

#[test]
fn the_lines_of_one_scope_add_up() {
    let lines = r#"
        "Crm.Read.All" => ["Contacts.Read.All"],
        "Crm.*" => ["Contacts.*"],
        "Crm.*" => ["Contacts.*"],
        "Crm.Read.My" => [],
        "Crm.Read.*" => ["Accounts.Read.All"],"#;
    let found = mapped(&crm(), &format!("scopes = {{ {lines} }}"));
    assert_eq!(
        found,
        [
            vec!["Contacts.Read.My", "Accounts.Read.All"],
            vec!["Contacts.Read.All", "Accounts.Read.All"]
        ]
    );
}

#[test]
fn a_value_with_a_star_comes_before_a_pattern() {
    let text = manifest(&["Files.*", "Files.Read"], &["Api.*", "Api.Read"]);
    let found =
        mapped(&text, r#"scopes = { "Api.*" => ["Files.*"], "Api.Read" => ["Files.Read"] }"#);
    assert_eq!(found, [["Files.*"], ["Files.Read"]]);
    let found = mapped(&text, r#"scopes = { "Api.*" => ["*"], "Api.Read" => [] }"#);
    assert_eq!(found, [vec!["Files.*", "Files.Read"], vec![]]);
}

#[test]
fn disabled_entries_may_have_a_line_but_need_none() {
    let text = manifest(&["A", "B off"], &["S", "T off"]);
    assert_eq!(mapped(&text, r#"scopes = { "S" => ["A"] }"#), [vec!["A"], vec![]]);
    assert_eq!(
        mapped(&text, r#"scopes = { "S" => ["A", "B"], "T" => ["B"] }"#),
        [vec!["A", "B"], vec!["B"]]
    );
    assert_eq!(mapped(&text, r#"scopes = { "S" => ["*"], "T" => [] }"#), [vec!["A", "B"], vec![]]);
}

#[test]
fn a_star_must_stand_for_one_text_on_both_sides() {
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*"], "Crm.*" => ["Accounts.Read.*"]"#,
        &[(
            r#""Accounts.Read.*""#,
            "`Accounts.Read.*` matches no app role here\n\
             note: `*` stands for one text on both sides: in `Crm.*` it is `Read.My` \
             and `Read.All`\n\
             note: there is no app role `Accounts.Read.Read.My`\n\
             help: did you mean `Accounts.*`?",
        )],
    );
    let suggested = r#""Crm.Read.*" => ["Contacts.Read.*"], "Crm.*" => ["Accounts.*"]"#;
    expect(suggested, &[]);
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*", "Accounts.*"]"#,
        &[(
            r#""Accounts.*""#,
            "`Accounts.*` matches no app role here\n\
             note: `*` stands for one text on both sides: in `Crm.Read.*` it is `My` and `All`\n\
             note: there is no app role `Accounts.My`\n\
             help: did you mean `Accounts.Read.*`?",
        )],
    );
    expect_errors(
        &analyze_text(
            &manifest(&["Reports.Export"], &["Crm.Read.My"]),
            r#"scopes = { "Crm.Read.*" => ["Reports.*"] }"#,
        ),
        &[(
            r#""Reports.*""#,
            "`Reports.*` matches no app role here\n\
             note: `*` stands for one text on both sides: in `Crm.Read.*` it is `My`\n\
             note: there is no app role `Reports.My`\n\
             help: if each of these scopes maps to all of these app roles, write the scopes \
             without `*`",
        )],
    );
}

#[test]
fn a_scope_cannot_map_to_roles_of_applications() {
    let note = "note: a scope maps to app roles with `User` in `allowedMemberTypes`";
    expect(
        &format!(r#"{WHOLE}, "Crm.Read.All" => ["Jobs.Run.All", "Jobs.*"]"#),
        &[
            (
                r#""Jobs.Run.All""#,
                &format!(
                    "users cannot hold app role `Jobs.Run.All`\n\
                     note: at crm.json:5:11\n\
                     {note}\n\
                     help: remove `\"Jobs.Run.All\"` from this line"
                ),
            ),
            (
                r#""Jobs.*""#,
                &format!(
                    "`Jobs.*` matches no app role of users\n\
                     note: it matches `Jobs.Run.All`, which users cannot hold\n\
                     {note}\n\
                     help: remove `\"Jobs.*\"` from this line"
                ),
            ),
        ],
    );
}

#[test]
fn the_right_side_of_an_unknown_scope_is_checked() {
    let found = error_texts(&analyze_text(
        &crm(),
        &format!(r#"scopes = {{ {WHOLE}, "X" => ["Jobs.*"] }}"#),
    ));
    assert_eq!(found.len(), 2);
    assert!(found[1].1.starts_with("`Jobs.*` matches no app role of users"));
}
