use crate::test_support::analysis::{analyse, errors, expect_errors, manifest, spelled_out};

const ROLES: &[&str] =
    &["Contacts.Read.My", "Contacts.Read.All both", "Accounts.Read.All", "Jobs.Run.All app"];
const SCOPES: &[&str] = &["Crm.Read.My", "Crm.Read.All"];
const WHOLE: &str = r#""Crm.Read.*" => ["Contacts.Read.*", "Accounts.Read.*"]"#;

fn crm() -> String {
    manifest(ROLES, SCOPES)
}

/// What each scope leads to, in a mapping without errors.
#[track_caller]
fn led_to(text: &str, arguments: &str) -> Vec<Vec<String>> {
    let analysis = analyse(text, arguments);
    assert_eq!(spelled_out(&analysis.findings), []);
    let model = analysis.model.unwrap();
    for (index, scope) in model.scopes.iter().enumerate() {
        assert!(scope.roles.is_sorted());
        assert!(scope.roles.iter().all(|role| model.roles[*role].scopes.contains(&index)));
    }
    let values = |roles: &Vec<usize>| {
        roles.iter().map(|role| model.roles[*role].entry.value.clone()).collect()
    };
    model.scopes.iter().map(|scope| values(&scope.roles)).collect()
}

#[track_caller]
fn expect(lines: &str, expected: &[(&str, &str)]) {
    expect_errors(&crm(), &format!("scopes = {{ {lines} }}"), expected);
}

#[test]
fn a_star_repeats_what_it_matched() {
    let found = led_to(&crm(), &format!("scopes = {{ {WHOLE} }}"));
    assert_eq!(found, [vec!["Contacts.Read.My"], vec!["Contacts.Read.All", "Accounts.Read.All"]]);
}

#[test]
fn a_star_under_a_full_name_matches_what_users_can_hold() {
    let found = led_to(
        &manifest(ROLES, &["user_impersonation"]),
        r#"scopes = { "user_impersonation" => ["*"] }"#,
    );
    assert_eq!(found, [["Contacts.Read.My", "Contacts.Read.All", "Accounts.Read.All"]]);
}

#[test]
fn lines_of_one_scope_add_up() {
    let lines = r#""Crm.Read.All" => ["Contacts.Read.All"], "Crm.*" => ["Contacts.*"], "Crm.*" => ["Contacts.*"],
        "Crm.Read.My" => [], "Crm.Read.*" => ["Accounts.Read.All"]"#;
    let found = led_to(&crm(), &format!("scopes = {{ {lines} }}"));
    assert_eq!(
        found,
        [
            vec!["Contacts.Read.My", "Accounts.Read.All"],
            vec!["Contacts.Read.All", "Accounts.Read.All"]
        ]
    );
}

#[test]
fn a_value_with_a_star_is_taken_literally() {
    let text = manifest(&["Files.*", "Files.Read"], &["Api.*", "Api.Read"]);
    let found =
        led_to(&text, r#"scopes = { "Api.*" => ["Files.*"], "Api.Read" => ["Files.Read"] }"#);
    assert_eq!(found, [["Files.*"], ["Files.Read"]]);
    let found = led_to(&text, r#"scopes = { "Api.*" => ["*"], "Api.Read" => [] }"#);
    assert_eq!(found, [vec!["Files.*", "Files.Read"], vec![]]);
}

#[test]
fn disabled_entries_need_no_mapping_and_may_have_one() {
    let text = manifest(&["A", "B off"], &["S", "T off"]);
    assert_eq!(led_to(&text, r#"scopes = { "S" => ["A"] }"#), [vec!["A"], vec![]]);
    assert_eq!(
        led_to(&text, r#"scopes = { "S" => ["A", "B"], "T" => ["B"] }"#),
        [vec!["A", "B"], vec!["B"]]
    );
    assert_eq!(led_to(&text, r#"scopes = { "S" => ["*"], "T" => [] }"#), [vec!["A", "B"], vec![]]);
}

#[test]
fn unknown_scope_hides_only_the_one_that_was_meant() {
    expect(
        r#""Crm.Raed.All" => ["Contacts.*", "Accounts.*"]"#,
        &[
            (
                r#""Crm.Raed.All""#,
                "no scope `Crm.Raed.All` in `crm.json`; did you mean `Crm.Read.All`?",
            ),
            (
                "scopes",
                "no line of `scopes` maps the scope `Crm.Read.My` (crm.json:6:11); add `\"Crm.Read.My\" => [\"…\"]` \
                 with the app roles it leads to, or `\"Crm.Read.My\" => []` to say that it leads to none",
            ),
        ],
    );
    expect(
        &format!(r#"{WHOLE}, "Sales" => ["Contacts.Read.My"]"#),
        &[(r#""Sales""#, "no scope `Sales` in `crm.json`")],
    );
}

#[test]
fn unknown_role() {
    expect(
        r#""Crm.Read.My" => ["Contacts.Read.Mi"], "Crm.Read.All" => ["Contacts.Read.All", "Accounts.Read.*"]"#,
        &[(
            r#""Contacts.Read.Mi""#,
            "no app role `Contacts.Read.Mi` in `crm.json`; did you mean `Contacts.Read.My`?",
        )],
    );
    // Nothing is close, so it may have been meant for any role that is left out.
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*", "Unheard.Of"]"#,
        &[(r#""Unheard.Of""#, "no app role `Unheard.Of` in `crm.json`")],
    );
}

#[test]
fn a_wrong_role_hides_no_other() {
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.Mi", "Contacts.Read.All"]"#,
        &[
            (
                r#""Contacts.Read.Mi""#,
                "no app role `Contacts.Read.Mi` in `crm.json`; did you mean `Contacts.Read.My`?",
            ),
            (
                "scopes",
                "no enabled scope leads to the app role `Accounts.Read.All` (crm.json:4:11); map one to it in \
                 `scopes`, or say that this is on purpose with `not_delegated = [\"Accounts.Read.All\"]`",
            ),
        ],
    );
}

#[test]
fn role_and_scope_mixed_up() {
    expect(
        &format!(
            r#"{WHOLE}, "Contacts.Read.My" => ["Crm.Read.My"], "Contacts.*" => [], "Crm.*" => ["Crm.*"]"#
        ),
        &[
            (r#""Contacts.Read.My""#, "`Contacts.Read.My` is an app role; expected a scope"),
            (r#""Crm.Read.My""#, "`Crm.Read.My` is a scope; expected an app role"),
            (r#""Contacts.*""#, "`Contacts.*` matches app roles; expected scopes"),
            (r#""Crm.*""#, "`Crm.*` matches scopes; expected app roles"),
        ],
    );
}

#[test]
fn patterns_that_match_nothing() {
    expect(
        r#""Crm.Raed.*" => ["Contacts.*", "Accounts.*"]"#,
        &[(
            r#""Crm.Raed.*""#,
            "`Crm.Raed.*` matches no scope in `crm.json`; did you mean `Crm.Read.*`?",
        )],
    );
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*", "Acounts.Read.*"]"#,
        &[(
            r#""Acounts.Read.*""#,
            "`Acounts.Read.*` matches no app role in `crm.json`; did you mean `Accounts.Read.*`?",
        )],
    );
}

#[test]
fn a_star_that_never_stands_for_the_same_on_both_sides() {
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*"], "Crm.*" => ["Accounts.Read.*"]"#,
        &[(
            r#""Accounts.Read.*""#,
            "`Accounts.Read.*` matches no app role: its `*` repeats what that of `Crm.*` matched (`Read.My`, `Read.All`); under a \
             scope that is named in full it matches anything",
        )],
    );
}

#[test]
fn stars_in_the_wrong_place() {
    expect(
        &format!(r#"{WHOLE}, "*.Read.*" => ["Con*"]"#),
        &[
            (r#""*.Read.*""#, "`*.Read.*` has more than one `*`; expected at most one"),
            (
                r#""Con*""#,
                "`*` in `Con*` stands for a part of a segment; expected whole segments, as in `Crm.Read.*`",
            ),
        ],
    );
}

#[test]
fn roles_that_users_cannot_hold() {
    expect(
        &format!(r#"{WHOLE}, "Crm.Read.All" => ["Jobs.Run.All", "Jobs.*"]"#),
        &[
            (
                r#""Jobs.Run.All""#,
                "users cannot hold the app role `Jobs.Run.All` (its `allowedMemberTypes` lack `User`), so no scope \
                 can lead to it",
            ),
            (
                r#""Jobs.*""#,
                "`Jobs.*` matches only app roles that users cannot hold, so no scope can lead to them",
            ),
        ],
    );
}

#[test]
fn without_scopes_the_whole_argument_is_asked_for_once() {
    let missing = "the argument `scopes` is missing, which says what roles each scope leads to; expected `scopes = {";
    let all = format!(r#"{missing} "Crm.Read.My" => ["…"], "Crm.Read.All" => ["…"] }}`"#);
    expect_errors(&crm(), "", &[(r#""crm.json""#, &all)]);
    let many = manifest(&["A"], &["A", "B", "C", "D", "E", "F", "G"]);
    let found = errors(&many, "");
    assert_eq!(found.len(), 1);
    assert!(found[0].1.ends_with(r#""F" => ["…"], … }`"#), "{}", found[0].1);
}

#[test]
fn a_role_to_which_only_a_disabled_scope_leads() {
    let text = manifest(&["A"], &["S off"]);
    let message = "no enabled scope leads to the app role `A` (crm.json:2:11); `S` leads to it, and is disabled at crm.json:3:11; map one to it in `scopes`, or say that \
                   this is on purpose with `not_delegated = [\"A\"]`";
    expect_errors(&text, r#"scopes = { "S" => ["A"] }"#, &[("scopes", message)]);
    expect_errors(&text, r#"scopes = { "S" => ["A"] }, not_delegated = ["A"]"#, &[]);
}

#[test]
fn roles_that_are_not_delegated() {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contacts.Read.*"] }, not_delegated = "#;
    let check = |list: &str, expected: &[(&str, &str)]| {
        expect_errors(&crm(), &format!("{scopes}{list}"), expected);
    };
    check(r#"["Accounts.Read.All"]"#, &[]);
    check(
        r#"["Acounts.Read.All"]"#,
        &[(
            r#""Acounts.Read.All""#,
            "no app role `Acounts.Read.All` in `crm.json`; did you mean `Accounts.Read.All`?",
        )],
    );
    check(
        r#"["Accounts.*"]"#,
        &[(r#""Accounts.*""#, "`Accounts.*` is a pattern; expected an app role named in full")],
    );
    check(
        r#"["Accounts.Read.All", "Contacts.Read.My", "Jobs.Run.All"]"#,
        &[
            (
                r#""Contacts.Read.My""#,
                "the scope `Crm.Read.My` leads to `Contacts.Read.My`; remove it from `not_delegated`",
            ),
            (
                r#""Jobs.Run.All""#,
                "users cannot hold the app role `Jobs.Run.All`, so no scope could lead to it; remove it from \
                 `not_delegated`",
            ),
        ],
    );
}

#[test]
fn a_scope_that_a_line_maps_to_nothing() {
    let text =
        manifest(&["Contacts.Read.My", "Jobs.Run.All app"], &["Crm.Read.My", "Crm.Read.All"]);
    let message = "no pattern on the right stands for an app role that the scope `Crm.Read.All` (crm.json:5:11) can lead \
                   to; expected one, or a line `\"Crm.Read.All\" => []` to say that it leads to none";
    let line = r#""Crm.Read.*" => ["Contacts.Read.*"]"#;
    let defect = [(r#""Crm.Read.*""#, message)];
    expect_errors(&text, &format!("scopes = {{ {line} }}"), &defect);
    // What users cannot hold, a wildcard skips.
    let skipping = r#""Crm.Read.*" => ["Contacts.Read.*", "Jobs.Run.*"]"#;
    assert_eq!(errors(&text, &format!("scopes = {{ {skipping} }}")).len(), 1);
    expect_errors(&text, &format!(r#"scopes = {{ {line}, "Crm.Read.All" => [] }}"#), &[]);
    // A literal at fault is the one error.
    let mistyped = r#"scopes = { "Crm.Read.*" => ["Contact.Read.*"] }"#;
    assert_eq!(errors(&text, mistyped).len(), 1);
    let disabled = text.replacen(
        r#""Crm.Read.All", "isEnabled": true"#,
        r#""Crm.Read.All", "isEnabled": false"#,
        1,
    );
    expect_errors(&disabled, &format!("scopes = {{ {line} }}"), &[]);
}
