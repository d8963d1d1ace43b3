use crate::test_support::analysis::{analyze_text, error_texts, expect_texts, manifest, texts};

const ROLES: &[&str] =
    &["Contacts.Read.My", "Contacts.Read.All both", "Accounts.Read.All", "Jobs.Run.All app"];
const SCOPES: &[&str] = &["Crm.Read.My", "Crm.Read.All"];

/// A line that maps everything.
const WHOLE: &str = r#""Crm.Read.*" => ["Contacts.Read.*", "Accounts.Read.*"]"#;

fn crm() -> String {
    manifest(ROLES, SCOPES)
}

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

#[track_caller]
fn expect(lines: &str, expected: &[(&str, &str)]) {
    expect_texts(&crm(), &format!("scopes = {{ {lines} }}"), expected);
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
fn a_misspelled_scope_is_not_also_unmapped() {
    expect(
        r#""Crm.Raed.All" => ["Contacts.*", "Accounts.*"]"#,
        &[
            (
                r#""Crm.Raed.All""#,
                "unknown scope `Crm.Raed.All`\nhelp: did you mean `Crm.Read.All`?",
            ),
            (
                "scopes",
                "scope `Crm.Read.My` is not mapped\n\
                 note: at crm.json:6:11\n\
                 help: add `\"Crm.Read.My\" => [\"…\"]`, or `\"Crm.Read.My\" => []` if it maps to \
                 no app role",
            ),
        ],
    );
}

#[test]
fn an_unknown_scope_shows_the_known_scopes() {
    expect(
        &format!(r#"{WHOLE}, "Sales" => ["Contacts.Read.My"]"#),
        &[(
            r#""Sales""#,
            "unknown scope `Sales`\n\
             note: the scopes of `crm.json` are `Crm.Read.My` and `Crm.Read.All`",
        )],
    );
}

#[test]
fn a_scope_of_the_manifest_has_no_app_id_uri() {
    expect(
        &format!(r#"{WHOLE}, "api://crm/Crm.Read.My" => []"#),
        &[(
            r#""api://crm/Crm.Read.My""#,
            "unknown scope `api://crm/Crm.Read.My`\n\
             note: the App ID URI is not a part of the value\n\
             help: did you mean `Crm.Read.My`?",
        )],
    );
}

#[test]
fn a_misspelled_role_is_not_also_undelegated() {
    expect(
        r#""Crm.Read.My" => ["Contacts.Read.Mi"],
           "Crm.Read.All" => ["Contacts.Read.All", "Accounts.Read.*"]"#,
        &[(
            r#""Contacts.Read.Mi""#,
            "unknown app role `Contacts.Read.Mi`\nhelp: did you mean `Contacts.Read.My`?",
        )],
    );
}

#[test]
fn an_unknown_role_may_mean_any_role() {
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*", "Unheard.Of"]"#,
        &[(
            r#""Unheard.Of""#,
            "unknown app role `Unheard.Of`\n\
             note: the app roles of `crm.json` are `Contacts.Read.My`, `Contacts.Read.All`,\n      \
             `Accounts.Read.All` and `Jobs.Run.All`",
        )],
    );
}

#[test]
fn a_misspelled_role_hides_no_other_role() {
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.Mi", "Contacts.Read.All"]"#,
        &[
            (
                r#""Contacts.Read.Mi""#,
                "unknown app role `Contacts.Read.Mi`\nhelp: did you mean `Contacts.Read.My`?",
            ),
            (
                "scopes",
                "no scope maps to app role `Accounts.Read.All`\n\
                 note: at crm.json:4:11\n\
                 help: add it to a line of `scopes`: `\"…\" => [\"Accounts.Read.All\"]`\n\
                 help: if that is on purpose, add `not_delegated = [\"Accounts.Read.All\"]`",
            ),
        ],
    );
}

#[test]
fn a_role_in_the_place_of_a_scope_is_an_error() {
    let help =
        "help: write scopes on the left of `=>`, app roles on the right and in `not_delegated`";
    let lines =
        r#""Contacts.Read.My" => ["Crm.Read.My"], "Contacts.*" => [], "Crm.*" => ["Crm.*"]"#;
    expect(
        &format!("{WHOLE}, {lines}"),
        &[
            (
                r#""Contacts.Read.My""#,
                &format!("`Contacts.Read.My` is an app role, not a scope\n{help}"),
            ),
            (r#""Crm.Read.My""#, &format!("`Crm.Read.My` is a scope, not an app role\n{help}")),
            (r#""Contacts.*""#, &format!("`Contacts.*` matches app roles, not scopes\n{help}")),
            (r#""Crm.*""#, &format!("`Crm.*` matches scopes, not app roles\n{help}")),
        ],
    );
}

#[test]
fn a_misspelled_pattern_has_a_suggestion() {
    expect(
        r#""Crm.Raed.*" => ["Contacts.*", "Accounts.*"]"#,
        &[(r#""Crm.Raed.*""#, "`Crm.Raed.*` matches no scope\nhelp: did you mean `Crm.Read.*`?")],
    );
    expect(
        r#""Crm.Read.*" => ["Contacts.Read.*", "Acounts.Read.*"]"#,
        &[(
            r#""Acounts.Read.*""#,
            "`Acounts.Read.*` matches no app role\nhelp: did you mean `Accounts.Read.*`?",
        )],
    );
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
             help: to match any text on the right, write a scope without `*`:\n      \
             `\"Crm.Read.My\" => [\"Accounts.Read.*\"]`",
        )],
    );
}

#[test]
fn a_star_replaces_whole_segments_once() {
    let help = "help: write `*` once, for whole segments between dots, for example `Crm.Read.*`";
    expect(
        &format!(r#"{WHOLE}, "*.Read.*" => ["Con*"]"#),
        &[
            (r#""*.Read.*""#, &format!("`*.Read.*` has more than one `*`\n{help}")),
            (r#""Con*""#, &format!("`Con*` has `*` in a segment\n{help}")),
        ],
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
    let found = error_texts(&crm(), &format!(r#"scopes = {{ {WHOLE}, "X" => ["Jobs.*"] }}"#));
    assert_eq!(found.len(), 2);
    assert!(found[1].1.starts_with("`Jobs.*` matches no app role of users"));
}

#[test]
fn a_missing_mapping_is_one_error() {
    expect_texts(
        &crm(),
        "",
        &[(
            r#""crm.json""#,
            "argument `scopes` is missing\n\
             note: it maps the scopes of `crm.json` to app roles\n\
             help: add `scopes = { \"Crm.Read.My\" => [\"…\"], \"Crm.Read.All\" => [\"…\"] }`",
        )],
    );
    let many = manifest(&["A"], &["A", "B", "C", "D", "E", "F", "G"]);
    let found = error_texts(&many, "");
    assert_eq!(found.len(), 1);
    assert!(found[0].1.ends_with(r#""F" => ["…"], … }`"#), "{}", found[0].1);
}

#[test]
fn many_unmapped_scopes_are_one_error() {
    let values: Vec<_> = (1..=13).map(|number| format!("S{number}")).collect();
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    expect_texts(
        &manifest(&["A app"], &values),
        "scopes = {}",
        &[(
            "scopes",
            "13 scopes are not mapped\n\
             note: the scopes are `S1`, `S2`, `S3`, `S4`, `S5`, `S6`, `S7`, `S8` and 5 more\n\
             help: add a line for each: `\"S1\" => [\"…\"]`, or `\"S1\" => []` if it maps to no \
             app role",
        )],
    );
    assert_eq!(error_texts(&manifest(&["A app"], &values[1..]), "scopes = {}").len(), 12);
}

#[test]
fn a_disabled_scope_does_not_delegate_a_role() {
    let text = manifest(&["A"], &["S off"]);
    expect_texts(
        &text,
        r#"scopes = { "S" => ["A"] }"#,
        &[(
            "scopes",
            "no scope maps to app role `A`\n\
             note: at crm.json:2:11\n\
             note: `S` maps to it, but is disabled at crm.json:3:11\n\
             help: add it to a line of `scopes`: `\"…\" => [\"A\"]`\n\
             help: if that is on purpose, add `not_delegated = [\"A\"]`",
        )],
    );
    expect_texts(&text, r#"scopes = { "S" => ["A"] }, not_delegated = ["A"]"#, &[]);
}

#[test]
fn roles_without_any_scope_are_one_error() {
    expect_texts(
        &manifest(&["A", "B", "C app"], &[]),
        r#"not_delegated = ["C"]"#,
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
fn a_file_without_scopes_is_often_half_of_a_manifest() {
    expect_texts(
        &manifest(&["A app"], &[]),
        r#"scopes = { "S" => ["A"], "T" => [] }"#,
        &[
            (
                r#""S""#,
                "unknown scope `S`\n\
                 note: `crm.json` is a fragment of an application and has no scopes\n\
                 help: add the file with them: `manifest = [\"crm.json\", \"…\"]`",
            ),
            (
                r#""A""#,
                "users cannot hold app role `A`\n\
                 note: a scope maps to app roles with `User` in `allowedMemberTypes`\n\
                 help: remove `\"A\"` from this line",
            ),
        ],
    );
}

#[test]
fn a_file_without_roles_is_often_half_of_a_manifest() {
    expect_texts(
        &manifest(&[], &["S", "T"]),
        r#"scopes = { "S" => ["A"], "T" => ["B"] }"#,
        &[(
            r#""A""#,
            "unknown app role `A`\n\
             note: `crm.json` is a fragment of an application and has no app roles\n\
             help: add the file with them: `manifest = [\"crm.json\", \"…\"]`\n\
             help: if a scope maps to no app role, write `=> []`",
        )],
    );
}

/// Checks `not_delegated` with a mapping that leaves out one role.
#[track_caller]
fn expect_not_delegated(list: &str, expected: &[(&str, &str)]) {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contacts.Read.*"] }"#;
    expect_texts(&crm(), &format!("{scopes}, not_delegated = {list}"), expected);
}

#[test]
fn a_role_in_not_delegated_needs_no_scope() {
    expect_not_delegated(r#"["Accounts.Read.All"]"#, &[]);
}

#[test]
fn a_misspelled_role_in_not_delegated_is_not_also_undelegated() {
    expect_not_delegated(
        r#"["Acounts.Read.All"]"#,
        &[(
            r#""Acounts.Read.All""#,
            "unknown app role `Acounts.Read.All`\nhelp: did you mean `Accounts.Read.All`?",
        )],
    );
}

#[test]
fn not_delegated_accepts_no_patterns() {
    expect_not_delegated(
        r#"["Accounts.*"]"#,
        &[(
            r#""Accounts.*""#,
            "`not_delegated` has pattern `Accounts.*`\n\
             note: each app role is listed by its value, so that a new one is not overlooked\n\
             help: write `\"Accounts.Read.All\"`",
        )],
    );
}

#[test]
fn not_delegated_lists_only_roles_that_need_it() {
    expect_not_delegated(
        r#"["Accounts.Read.All", "Contacts.Read.My", "Jobs.Run.All"]"#,
        &[
            (
                r#""Contacts.Read.My""#,
                "`Contacts.Read.My` needs no `not_delegated`\n\
                 note: scope `Crm.Read.My` maps to it\n\
                 help: remove it from `not_delegated`",
            ),
            (
                r#""Jobs.Run.All""#,
                "`Jobs.Run.All` needs no `not_delegated`\n\
                 note: users cannot hold this app role, so no scope can map to it\n\
                 help: remove it from `not_delegated`",
            ),
        ],
    );
}

/// A manifest whose line has no role for one scope.
fn with_empty_scope() -> String {
    manifest(&["Contacts.Read.My", "Jobs.Run.All app"], &["Crm.Read.My", "Crm.Read.All"])
}

const LINE: &str = r#""Crm.Read.*" => ["Contacts.Read.*"]"#;

#[test]
fn a_line_must_have_a_role_for_each_of_its_scopes() {
    expect_texts(
        &with_empty_scope(),
        &format!("scopes = {{ {LINE} }}"),
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
    let found = error_texts(&with_empty_scope(), &format!("scopes = {{ {line} }}"));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.starts_with("`Jobs.Run.*` matches no app role of users"));
}

#[test]
fn an_empty_list_maps_a_scope_to_no_role_on_purpose() {
    let scopes = format!(r#"scopes = {{ {LINE}, "Crm.Read.All" => [] }}"#);
    expect_texts(&with_empty_scope(), &scopes, &[]);
}

#[test]
fn a_scope_of_a_broken_line_is_not_also_empty() {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contact.Read.*"] }"#;
    assert_eq!(error_texts(&with_empty_scope(), scopes).len(), 1);
}

#[test]
fn a_disabled_scope_may_be_empty() {
    let text = with_empty_scope().replacen(
        r#""Crm.Read.All", "isEnabled": true"#,
        r#""Crm.Read.All", "isEnabled": false"#,
        1,
    );
    expect_texts(&text, &format!("scopes = {{ {LINE} }}"), &[]);
}
