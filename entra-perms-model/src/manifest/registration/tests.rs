use crate::test_support::analysis::{
    analyse, errors, expect_errors, expect_warnings_of, manifest, spelled_out,
};

const AT: &str = r#""crm.json""#;

#[test]
fn legal_values() {
    for value in
        ["user_impersonation", "*", "api:a/b", "(!#$%&'*+,-./:;<=>?@[]^_`{|}~)", &"x".repeat(249)]
    {
        assert_eq!(errors(&manifest(&[&format!("{value} app")], &[]), ""), [], "{value}");
    }
}

#[test]
fn characters_that_entra_refuses() {
    let allowed = "expected ASCII letters, digits and any of !#$%&'()*+,-./:;<=>?@[]^_`{|}~";
    for (written, shown, character) in [
        ("A B", "A B", " "),
        (r#"A\""#, "A\"", "\""),
        (r"A\\", r"A\", r"\"),
        ("Ä", "Ä", "Ä"),
        (r"A\n", r"A\n", r"\n"),
    ] {
        let text = format!(r#"{{"oauth2Permissions": [{{"value": "{written}"}}]}}"#);
        let message =
            format!("crm.json:1:34: scope value `{shown}` contains `{character}`; {allowed}");
        expect_errors(&text, "", &[(AT, &message)]);
    }
    expect_errors(
        &manifest(&[".A app"], &[]),
        "",
        &[(AT, "crm.json:2:11: app role value `.A` begins with `.`, which Entra does not accept")],
    );
}

#[test]
fn values_that_are_too_long() {
    let message = format!(
        "crm.json:2:11: app role value `{}…` is 250 characters long; Entra accepts at most 249",
        "x".repeat(60)
    );
    expect_errors(&manifest(&[&format!("{} app", "x".repeat(250))], &[]), "", &[(AT, &message)]);
}

#[test]
fn an_illegal_value_still_has_a_name() {
    let model = analyse(&manifest(&[".A app"], &[]), "").model.unwrap();
    assert_eq!(model.roles[0].entry.name.variant, "A");
}

#[test]
fn repeats_that_agree_are_one() {
    let analysis =
        analyse(&manifest(&["A app", "B app", "A app"], &["S", "S"]), r#"scopes = { "S" => [] }"#);
    assert!(!analysis.has_errors());
    let model = analysis.model.unwrap();
    assert_eq!((model.roles.len(), model.scopes.len()), (2, 1));
}

#[test]
fn repeats_that_disagree() {
    let scopes = r#"scopes = { "*" => [] }"#;
    expect_errors(
        &manifest(&["A app", "A app off"], &["S", "S off"]),
        scopes,
        &[
            (
                AT,
                "crm.json:3:11: app role `A` is repeated with different meaning: `isEnabled` is not the same at crm.json:2:11",
            ),
            (
                AT,
                "crm.json:5:11: scope `S` is repeated with different meaning: `isEnabled` is not the same at crm.json:4:11",
            ),
        ],
    );
    expect_errors(
        &manifest(&["A app", "A both"], &[]),
        "",
        &[(
            AT,
            "crm.json:3:11: app role `A` is repeated with different meaning: `allowedMemberTypes` is not the same at crm.json:2:11",
        )],
    );
    let ids = r#"{"oauth2Permissions": [
        {"value": "S", "id": "00000000-0000-0000-0000-000000000001"},
        {"value": "S", "id": "00000000-0000-0000-0000-000000000002"}]}"#;
    expect_errors(
        ids,
        scopes,
        &[(
            AT,
            "crm.json:3:19: scope `S` is repeated with different meaning: `id` is not the same at crm.json:2:19",
        )],
    );
}

#[test]
fn one_value_may_be_role_and_scope() {
    assert_eq!(errors(&manifest(&["A"], &["A"]), r#"scopes = { "A" => ["A"] }"#), []);
}

#[test]
fn member_types() {
    let text = r#"{"appRoles": [{"value": "A", "allowedMemberTypes": ["User", "Group"]}, {"value": "B", "allowedMemberTypes": []}, {"value": "C"}]}"#;
    let none = |place, value| {
        format!(
            "crm.json:1:{place}: app role `{value}` has no `allowedMemberTypes`; expected `User`, `Application` or both"
        )
    };
    expect_errors(
        text,
        "",
        &[
            (
                AT,
                "crm.json:1:61: app role `A` has `Group` in `allowedMemberTypes`; expected `User` or `Application`",
            ),
            (AT, &none(82, "B")),
            (AT, &none(124, "C")),
        ],
    );
}

#[test]
fn a_role_of_unknown_members_may_be_named() {
    let text = manifest(&["A", "B"], &["S"]).replace("\"User\"", "\"Users\"");
    assert_eq!(
        errors(&text, r#"scopes = { "S" => ["A", "B"] }"#).len(),
        2,
        "one for each list and no other"
    );
}

#[test]
fn emit_as_roles() {
    let claim = |name: &str| {
        let properties = r#""additionalProperties": ["sam_account_name", "emit_as_roles"]"#;
        format!(
            "{{\"appRoles\": [{{\"value\": \"A\", \"allowedMemberTypes\": [\"Application\"]}}],\n\
             \"optionalClaims\": {{\"idToken\": [], \"accessToken\": [{{\"name\": \"{name}\", {properties}}}]}}}}"
        )
    };
    expect_errors(
        &claim("groups"),
        r#"not_delegated = ["B"]"#,
        &[
            (
                AT,
                "crm.json:2:115: `emit_as_roles` on the optional claim `groups` puts group names into the `roles` of \
                 a token in place of app roles; expected it to be removed",
            ),
            // It leaves nothing unknown, so other defects are reported in the same build.
            (r#""B""#, "unknown app role `B`"),
        ],
    );
    assert_eq!(errors(&claim("acrs"), ""), []);
}

#[test]
fn neither_roles_nor_scopes() {
    expect_errors(
        r#"{"appRoles": [], "api": {"oauth2PermissionScopes": []}}"#,
        r#"scopes = { "Crm.Read" => ["Contacts.Read"] }"#,
        &[(
            AT,
            "`crm.json` is a fragment of an application that defines neither app roles nor scopes; expected at least one",
        )],
    );
}

#[test]
fn more_entries_than_a_registration_can_hold() {
    let entries = |count: usize| (0..count).map(|n| format!("R{n} app")).collect::<Vec<_>>();
    let text = |count| {
        let entries = entries(count);
        manifest(&entries.iter().map(String::as_str).collect::<Vec<_>>(), &[])
    };
    assert_eq!(errors(&text(1200), ""), []);
    expect_errors(
        &text(1201),
        "",
        &[(
            AT,
            "`crm.json` has 1201 app roles and 0 scopes; Entra accepts at most 1200 entries in all",
        )],
    );
    // The service principals of Microsoft's own APIs hold more.
    let principal = text(1201).replacen('{', r#"{"servicePrincipalNames": [], "#, 1);
    assert_eq!(errors(&principal, ""), []);
}

#[test]
fn what_is_legal_and_unwise() {
    let long = "x".repeat(121);
    let text =
        manifest(&["A both", "B both", &format!("{long} app"), "C both off"], &["D.${{NAME}}"]);
    let analysis = analyse(&text, r#"scopes = { "*" => ["A", "B"] }"#);
    expect_warnings_of(
        &analysis,
        &[
            (
                AT,
                "shared_roles",
                "`A`, `B` in `crm.json` can be assigned to users and to applications; Microsoft advises against app roles for both",
            ),
            (
                AT,
                "long_values",
                &format!(
                    "`crm.json` has values of more than 120 characters, the documented maximum: `{}…`",
                    "x".repeat(60)
                ),
            ),
            (
                AT,
                "placeholders",
                "`crm.json` has values that look like placeholders of a template: `D.${{NAME}}`",
            ),
        ],
    );
    let exactly = "x".repeat(120);
    expect_warnings_of(&analyse(&manifest(&[&format!("{exactly} app")], &[]), ""), &[]);
}

#[test]
fn ids_that_are_repeated() {
    let entry = |value: &str, id: u8| {
        format!(
            r#"{{"value": "{value}", "id": "00000000-0000-0000-0000-00000000000{id}", "allowedMemberTypes": ["Application"]}}"#
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
    // One value may be a role and a scope, with one id.
    expect_warnings_of(&analyse(&text(2, "A"), scopes), &[]);
    for (text, message) in [
        (text(1, "A"), "`B` (crm.json:1:126) has the id of `A` (crm.json:1:25)"),
        (text(2, "S"), "`S` (crm.json:1:250) has the id of `A` (crm.json:1:25)"),
    ] {
        let message = format!(
            "{message}, which Entra does not accept: the manifest is not as it was exported"
        );
        expect_warnings_of(&analyse(&text, scopes), &[(AT, "repeated_ids", &message)]);
    }
}

#[test]
fn a_value_that_is_too_long_is_left_out() {
    // Each segment would be a module in another, and rustc would not survive it.
    let long = vec!["a"; 800].join(".");
    let analysis = analyse(
        &manifest(&[&format!("{long} app"), "B app"], &["S"]),
        r#"scopes = { "Other" => [] }"#,
    );
    let errors = spelled_out(&analysis.findings);
    assert_eq!(errors.len(), 1, "what is named may be what was left out: {errors:?}");
    assert!(errors[0].1.contains("is 1599 characters long"));
    let roles = analysis.model.unwrap().roles;
    assert_eq!(roles.iter().map(|role| role.entry.value.as_str()).collect::<Vec<_>>(), ["B"]);
}

#[test]
fn a_text_of_the_wrong_type_hides_no_error_of_the_mapping() {
    let text = manifest(&["A app"], &["S"]).replace("\"isEnabled\": true", "\"description\": 5");
    let text = text.replace("\"allowedMemberTypes\": [\"User\"]", "\"adminConsentDescription\": 5");
    let found = errors(&text, r#"scopes = { "S" => [], "T" => [] }, rename = { "Q" => Q }"#);
    let messages: Vec<_> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "crm.json:2:31: expected a string for `description` of an app role, found a number",
            "crm.json:3:61: expected a string for `adminConsentDescription` of a scope, found a number",
            "unknown scope `T`",
            "unknown app role or scope `Q`",
        ]
    );
}
