use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::{error_texts, expect_errors, expect_warnings};

const AT: &str = r#""crm.json""#;

#[test]
fn values_that_entra_accepts_are_accepted() {
    for value in
        ["user_impersonation", "*", "api:a/b", "(!#$%&'*+,-./:;<=>?@[]^_`{|}~)", &"x".repeat(249)]
    {
        assert_eq!(
            error_texts(&analyze_text(&manifest(&[&format!("{value} app")], &[]), "")),
            [],
            "{value}"
        );
    }
}

#[test]
fn characters_that_entra_refuses_are_refused() {
    for (written, shown, character) in [
        ("A B", "A B", " "),
        (r#"A\""#, "A\"", "\""),
        (r"A\\", r"A\", r"\"),
        ("Ä", "Ä", "Ä"),
        (r"A\n", r"A\n", r"\n"),
    ] {
        let text = format!(r#"{{"oauth2Permissions": [{{"value": "{written}"}}]}}"#);
        let error = format!(
            "scope `{shown}` contains `{character}`\n\
             note: at crm.json:1:34\n\
             note: Entra accepts ASCII letters, digits and any of \
             !#$%&'()*+,-./:;<=>?@[]^_`{{|}}~"
        );
        expect_errors(&analyze_text(&text, ""), &[(AT, &error)]);
    }
    let error = "app role `.A` starts with `.`\n\
        note: at crm.json:2:11\n\
        note: Entra does not accept a value that starts with a dot";
    expect_errors(&analyze_text(&manifest(&[".A app"], &[]), ""), &[(AT, error)]);
}

#[test]
fn long_values_are_refused() {
    let error = format!(
        "app role `{}…` has 250 characters\n\
         note: at crm.json:2:11\n\
         note: Entra accepts at most 249 characters",
        "x".repeat(60)
    );
    let text = manifest(&[&format!("{} app", "x".repeat(250))], &[]);
    expect_errors(&analyze_text(&text, ""), &[(AT, &error)]);
}

#[test]
fn an_illegal_value_still_has_a_name() {
    let model = analyze_text(&manifest(&[".A app"], &[]), "").model.unwrap();
    assert_eq!(model.roles[0].entry.name.variant, "A");
}

/// Each segment would be a module in another module, and rustc would fail.
#[test]
fn a_long_value_has_no_name() {
    let long = vec!["a"; 800].join(".");
    let text = manifest(&[&format!("{long} app"), "B app"], &["S"]);
    let analysis = analyze_text(&text, r#"scopes = { "Other" => [] }"#);
    // The mapping may name the value that is missing, so it has no error of its own.
    let errors = error_texts(&analysis);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].1.contains("` has 1599 characters\n"), "{errors:?}");
    let roles = analysis.model.unwrap().roles;
    assert_eq!(roles.iter().map(|role| role.entry.value.as_str()).collect::<Vec<_>>(), ["B"]);
}

#[test]
fn equal_entries_are_merged() {
    let text = manifest(&["A app", "B app", "A app"], &["S", "S"]);
    let analysis = analyze_text(&text, r#"scopes = { "S" => [] }"#);
    assert!(!analysis.has_errors());
    let model = analysis.model.unwrap();
    assert_eq!((model.roles.len(), model.scopes.len()), (2, 1));
}

#[test]
fn entries_with_one_value_must_agree() {
    let scopes = r#"scopes = { "*" => [] }"#;
    let error = |entry: &str, at: &str, key: &str, first: &str| {
        format!(
            "{entry} has two meanings\n\
             note: at crm.json:{at}\n\
             note: `{key}` is different at crm.json:{first}\n\
             help: remove one of the two entries"
        )
    };
    expect_errors(
        &analyze_text(&manifest(&["A app", "A app off"], &["S", "S off"]), scopes),
        &[
            (AT, &error("app role `A`", "3:11", "isEnabled", "2:11")),
            (AT, &error("scope `S`", "5:11", "isEnabled", "4:11")),
        ],
    );
    expect_errors(
        &analyze_text(&manifest(&["A app", "A both"], &[]), ""),
        &[(AT, &error("app role `A`", "3:11", "allowedMemberTypes", "2:11"))],
    );
    expect_errors(
        &analyze_text(&manifest(&[], &["S admin", "S", "S user"]), scopes),
        &[(AT, &error("scope `S`", "4:11", "type", "2:11"))],
    );
    expect_errors(
        &analyze_text(&scopes_with_two_ids(1), scopes),
        &[(AT, &error("scope `S1`", "3:11", "id", "2:11"))],
    );
}

/// Returns scopes with a value for each number, each with two ids, one in each line from line 2 on.
fn scopes_with_two_ids(count: usize) -> String {
    let entry = |value: usize, id: usize| {
        format!("\n{{\"value\": \"S{value}\", \"id\": \"00000000-0000-0000-0000-{id:012}\"}}")
    };
    let entries = (1..=count).flat_map(|n| [entry(n, 2 * n), entry(n, 2 * n + 1)]);
    format!(r#"{{"oauth2Permissions": [{}]}}"#, entries.collect::<Vec<_>>().join(","))
}

#[test]
fn the_permissions_of_several_apis_are_one_error() {
    let scopes = r#"scopes = { "*" => [] }"#;
    assert_eq!(error_texts(&analyze_text(&scopes_with_two_ids(3), scopes)).len(), 3);
    expect_errors(
        &analyze_text(&scopes_with_two_ids(4), scopes),
        &[(
            AT,
            "4 scopes are repeated with another `id`\n\
             note: at crm.json:3:11\n\
             note: for example, `S1` is first at crm.json:2:11\n\
             note: a list of the permissions of several APIs is not a manifest\n\
             help: export the app registration: `az ad app show --id <app id> -o json > \
             manifest.json`",
        )],
    );
}

#[test]
fn one_value_may_be_role_and_scope() {
    assert_eq!(
        error_texts(&analyze_text(&manifest(&["A"], &["A"]), r#"scopes = { "A" => ["A"] }"#)),
        []
    );
}

#[test]
fn app_roles_need_known_member_types() {
    let text = r#"{"appRoles": [
        {"value": "A", "allowedMemberTypes": ["User", "Group"]},
        {"value": "B", "allowedMemberTypes": ["application"]},
        {"value": "C", "allowedMemberTypes": []},
        {"value": "D"}]}"#;
    let unknown = |word: &str, place: &str, role: &str| {
        format!(
            "unknown member type `{word}`\n\
             note: at crm.json:{place}\n\
             note: it is in `allowedMemberTypes` of app role `{role}`\n\
             note: the member types are `User` and `Application`"
        )
    };
    let none = |place: &str, role: &str| {
        format!(
            "app role `{role}` has no member types\n\
             note: at crm.json:{place}\n\
             note: `allowedMemberTypes` is missing or empty\n\
             help: add `\"allowedMemberTypes\": [\"User\"]`, or `[\"Application\"]`, or both words"
        )
    };
    let suggestion = "\nhelp: did you mean `Application`?";
    expect_errors(
        &analyze_text(text, ""),
        &[
            (AT, &unknown("Group", "2:55", "A")),
            (AT, &(unknown("application", "3:47", "B") + suggestion)),
            (AT, &none("4:19", "C")),
            (AT, &none("5:19", "D")),
        ],
    );
}

#[test]
fn a_role_with_unknown_member_types_can_be_mapped() {
    let text = manifest(&["A", "B"], &["S"]).replace("\"User\"", "\"Users\"");
    let errors = error_texts(&analyze_text(&text, r#"scopes = { "S" => ["A", "B"] }"#));
    assert_eq!(errors.len(), 2, "one for each list, and none for the mapping: {errors:?}");
}

#[test]
fn a_manifest_without_entries_is_one_error() {
    expect_errors(
        &analyze_text(
            r#"{"appRoles": [], "api": {"oauth2PermissionScopes": []}}"#,
            r#"scopes = { "Crm.Read" => ["Contacts.Read"] }"#,
        ),
        &[(
            AT,
            "`crm.json` has neither app roles nor scopes\n\
             note: the file is a fragment of an application with empty lists\n\
             help: create an app role or a scope in Entra, and export the registration again",
        )],
    );
}

#[test]
fn a_registration_has_at_most_1200_entries() {
    let text = |count: usize| {
        let entries: Vec<_> = (0..count).map(|n| format!("R{n} app")).collect();
        manifest(&entries.iter().map(String::as_str).collect::<Vec<_>>(), &[])
    };
    assert_eq!(error_texts(&analyze_text(&text(1200), "")), []);
    expect_errors(
        &analyze_text(&text(1201), ""),
        &[(
            AT,
            "`crm.json` has 1201 app roles and 0 scopes\n\
             note: Entra accepts at most 1200 entries in all collections of a manifest",
        )],
    );
    // The service principals of Microsoft's own APIs have more.
    let principal = text(1201).replacen('{', r#"{"servicePrincipalNames": [], "#, 1);
    assert_eq!(error_texts(&analyze_text(&principal, "")), []);
}

#[test]
fn risky_entries_are_warnings() {
    let long = "x".repeat(121);
    let roles = ["A both", "B both", &format!("{long} app"), "C both off"];
    let text = manifest(&roles, &["D.${{NAME}}"]);
    let long_values = format!(
        "values have more than 120 characters\n\
         note: found `{}…` in `crm.json`\n\
         note: the documented maximum is 120 characters",
        "x".repeat(60)
    );
    expect_warnings(
        &analyze_text(&text, r#"scopes = { "*" => ["A", "B"] }"#),
        &[
            (
                AT,
                "shared_roles",
                "app roles can be held by users and applications\n\
                 note: found `A` and `B` in `crm.json`\n\
                 note: Microsoft advises against app roles for both",
            ),
            (AT, "long_values", &long_values),
            (
                AT,
                "placeholders",
                "values look like placeholders of a template\n\
                 note: found `D.${{NAME}}` in `crm.json`",
            ),
        ],
    );
    let exactly = format!("{} app", "x".repeat(120));
    expect_warnings(&analyze_text(&manifest(&[&exactly], &[]), ""), &[]);
}

#[test]
fn two_entries_with_one_id_are_a_warning() {
    let entry = |value: &str, id: u8| {
        format!(
            "\n{{\"value\": \"{value}\", \"id\": \"00000000-0000-0000-0000-00000000000{id}\", \
             \"allowedMemberTypes\": [\"Application\"]}}"
        )
    };
    let text = |second: u8, scope: &str| {
        format!(
            r#"{{"appRoles": [{}, {}], "oauth2Permissions": [{}]}}"#,
            entry("A", 1),
            entry("B", second),
            entry(scope, 1)
        )
    };
    let scopes = r#"scopes = { "*" => [] }"#;
    // A role and a scope with one value may have one id.
    expect_warnings(&analyze_text(&text(2, "A"), scopes), &[]);
    for (text, second) in
        [(text(1, "A"), "`B` is at crm.json:3:11"), (text(2, "S"), "`S` is at crm.json:4:11")]
    {
        let warning = format!(
            "two entries have one id\n\
             note: `A` is at crm.json:2:11\n\
             note: {second}\n\
             note: Entra does not accept this, so the manifest was changed after its export"
        );
        expect_warnings(&analyze_text(&text, scopes), &[(AT, "repeated_ids", &warning)]);
    }
}

#[test]
fn a_display_name_of_another_type_does_not_hide_errors_of_the_mapping() {
    let text = manifest(&["A app"], &["S"]).replace("\"isEnabled\": true", "\"description\": 5");
    let text = text.replace("\"allowedMemberTypes\": [\"User\"]", "\"adminConsentDescription\": 5");
    let analysis =
        analyze_text(&text, r#"scopes = { "S" => [], "T" => [] }, rename = { "Q" => Q }"#);
    let at: Vec<_> = error_texts(&analysis).into_iter().map(|(at, _)| at).collect();
    assert_eq!(at, [AT, AT, r#""T""#, r#""Q""#]);
}
