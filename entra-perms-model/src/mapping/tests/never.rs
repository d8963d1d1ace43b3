//! The argument `never`.

use super::{WHOLE, crm};
use crate::test_support::analysis::{analyze_files, analyze_text, manifest};
use crate::test_support::{error_texts, expect_errors};

/// Checks lines of `never` for the manifest of these tests, with another mapping.
#[track_caller]
fn expect(scopes: &str, never: &str, expected: &[(&str, &str)]) {
    let arguments = format!("scopes = {{ {scopes} }}, never = {{ {never} }}");
    expect_errors(&analyze_text(&crm(), &arguments), expected);
}

/// Returns the messages of the errors, without their notes.
fn messages(text: &str, arguments: &str) -> Vec<String> {
    let errors = error_texts(&analyze_text(text, arguments)).into_iter();
    errors.map(|(_, text)| text.lines().next().unwrap().to_owned()).collect()
}

#[test]
fn a_promise_that_holds_is_no_error() {
    let never = r#"
        "Crm.Read.My" => ["*.All", "Jobs.*"],
        "*" => ["Jobs.Run.All"],
        app => ["Contacts.Read.My", "Accounts.*"],"#;
    expect(WHOLE, never, &[]);
}

#[test]
fn a_scope_that_leads_to_a_role_breaks_a_promise() {
    expect(
        WHOLE,
        r#""Crm.*.My" => ["Contacts.*.*"]"#,
        &[(
            r#""Contacts.*.*""#,
            "scope `Crm.Read.My` leads to app role `Contacts.Read.My`\n\
             note: `never` rules it out: `\"Crm.*.My\" => [\"Contacts.*.*\"]`\n\
             note: this line of `scopes` maps it: `\"Crm.Read.*\" => [\"Contacts.Read.*\"]`\n\
             note: app role `Contacts.Read.My` is at crm.json:2:11\n\
             note: for example, a user with app role `Contacts.Read.My` may use it through a \
             client with scope `Crm.Read.My`\n\
             help: change the line of `scopes`, or remove `\"Contacts.*.*\"` from this line of \
             `never`",
        )],
    );
}

#[test]
fn each_string_that_breaks_a_promise_is_an_error_with_all_pairs() {
    let analysis = analyze_text(
        &crm(),
        &format!(
            r#"scopes = {{ {WHOLE}, "Crm.Read.My" => ["Accounts.Read.All"] }}, never = {{ "*" => ["*"] }}"#
        ),
    );
    let texts: Vec<String> = error_texts(&analysis).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts.len(), 3);
    assert!(texts[0].contains("the same strings map `Crm.Read.All => Contacts.Read.All`"));
    // One pair is mapped by one string of each line.
    let lines: Vec<_> =
        texts.iter().map(|text| text.matches("this line of `scopes`").count()).collect();
    assert_eq!(lines, [1, 1, 1]);
}

#[test]
fn all_strings_that_map_one_pair_are_named() {
    let scopes = r#"
        "Crm.Read.*" => ["Contacts.Read.*", "Accounts.Read.*"],
        "Crm.Read.All" => ["Accounts.*"],"#;
    let analysis = analyze_text(
        &crm(),
        &format!(r#"scopes = {{ {scopes} }}, never = {{ "Crm.*" => ["Accounts.*"] }}"#),
    );
    let [(_, text)] = error_texts(&analysis).try_into().unwrap();
    assert!(text.contains(r#"maps it: `"Crm.Read.*" => ["Accounts.Read.*"]`"#), "{text}");
    assert!(text.contains(r#"maps it: `"Crm.Read.All" => ["Accounts.*"]`"#), "{text}");
}

#[test]
fn a_role_that_applications_can_hold_breaks_a_promise() {
    expect(
        WHOLE,
        r#"app => ["Contacts.*"]"#,
        &[(
            r#""Contacts.*""#,
            "applications can hold app role `Contacts.Read.All`\n\
             note: at crm.json:3:11\n\
             note: `never` rules it out: `app => [\"Contacts.*\"]`\n\
             note: `allowedMemberTypes` has `Application`\n\
             note: for example, an application with app role `Contacts.Read.All` may use it\n\
             help: remove `Application` from the app role, or remove `\"Contacts.*\"` from this \
             line of `never`",
        )],
    );
}

#[test]
fn a_scope_that_users_may_consent_to_breaks_a_promise() {
    let arguments = r#"scopes = { "*" => ["Read.All"] }, never = { user_consent => ["*.All"] }"#;
    let text = manifest(&["Read.All"], &["S user", "T admin", "U"]);
    let [(at, text)] = error_texts(&analyze_text(&text, arguments)).try_into().unwrap();
    assert_eq!(at, r#""*.All""#);
    assert_eq!(
        text,
        "scope `S` leads to app role `Read.All`\n\
         note: `never` rules it out: `user_consent => [\"*.All\"]`\n\
         note: this line of `scopes` maps it: `\"*\" => [\"Read.All\"]`\n\
         note: `type` of scope `S` is `User` at crm.json:3:75\n\
         note: app role `Read.All` is at crm.json:2:11\n\
         note: the same strings map `U => Read.All`\n\
         note: for example, a user with app role `Read.All` may use it through a client with \
         scope `S`\n\
         help: change the line of `scopes`, or remove `\"*.All\"` from this line of `never`"
    );
}

#[test]
fn a_scope_without_a_type_counts_as_one_of_users() {
    let arguments = r#"scopes = { "*" => ["Read.All"] }, never = { user_consent => ["*.All"] }"#;
    let messages = |scope| messages(&manifest(&["Read.All"], &[scope]), arguments);
    assert_eq!(messages("S"), ["scope `S` leads to app role `Read.All`"]);
    assert_eq!(messages("S admin"), [""; 0]);
}

#[test]
fn a_disabled_entry_counts_as_if_it_were_enabled() {
    let roles = ["Read", "Write off", "Run app off"];
    let text = manifest(&roles, &["S off user", "T admin"]);
    let arguments = r#"
        scopes = { "S" => ["Read", "Write"], "T" => ["Read"] },
        never = { "S" => ["Write"], user_consent => ["Write"], app => ["Run"] }"#;
    assert_eq!(
        messages(&text, arguments),
        [
            "scope `S` leads to app role `Write`",
            "scope `S` leads to app role `Write`",
            "applications can hold app role `Run`",
        ]
    );
}

#[test]
fn a_promise_is_checked_in_all_environments() {
    let dev = manifest(&["Read.All"], &["S admin"]);
    let prod = manifest(&["Read.All"], &["S user"]);
    let arguments = r#"
        manifest = "dev.json", environments = ["prod.json"],
        scopes = { "S" => ["Read.All"] }, never = { user_consent => ["*.All"] }"#;
    for (dev_text, prod_text, place) in
        [(&dev, &prod, "prod.json:3:75"), (&prod, &dev, "dev.json:3:75")]
    {
        let files = [("dev.json", dev_text.as_str()), ("prod.json", prod_text.as_str())];
        let [(_, text)] = error_texts(&analyze_files(&files, arguments)).try_into().unwrap();
        assert!(text.contains(&format!("is `User` at {place}")), "{text}");
    }
    let files = [("dev.json", dev.as_str()), ("prod.json", dev.as_str())];
    expect_errors(&analyze_files(&files, arguments), &[]);
    // In one environment, it is not known who may consent.
    let unknown = manifest(&["Read.All"], &["S"]);
    let files = [("dev.json", dev.as_str()), ("prod.json", unknown.as_str())];
    let [(_, text)] = error_texts(&analyze_files(&files, arguments)).try_into().unwrap();
    assert!(text.contains("has no `type` `Admin` at prod.json:3:11"), "{text}");
}

#[test]
fn a_role_that_applications_can_hold_in_one_environment_breaks_a_promise() {
    let users = manifest(&["Read.All"], &["S"]);
    let both = manifest(&["Read.All both"], &["S"]);
    let arguments = r#"
        manifest = "dev.json", environments = ["prod.json"],
        scopes = { "S" => ["Read.All"] }, never = { app => ["*.All"] }"#;
    for (dev, prod, place) in [(&users, &both, "prod.json"), (&both, &users, "dev.json")] {
        let files = [("dev.json", dev.as_str()), ("prod.json", prod.as_str())];
        let errors = error_texts(&analyze_files(&files, arguments));
        let [(at, different), (never, broken)] = errors.try_into().unwrap();
        assert_eq!((at.as_str(), never.as_str()), (r#""prod.json""#, r#""*.All""#));
        assert!(different.starts_with("app role `Read.All` has different member types\n"));
        let expected = format!("applications can hold app role `Read.All`\nnote: at {place}:2:11");
        assert!(broken.starts_with(&expected), "{broken}");
    }
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    expect(
        WHOLE,
        r#""Sales.*" => ["*.Write.*"], app => ["Contacts.Raed.My"], "Jobs.*" => ["Crm.*"]"#,
        &[
            (
                r#""Sales.*""#,
                "`Sales.*` matches no scope\n\
                 note: the scopes of `crm.json` are `Crm.Read.My` and `Crm.Read.All`",
            ),
            (
                r#""*.Write.*""#,
                "`*.Write.*` matches no app role\n\
                 note: the app roles of `crm.json` are `Contacts.Read.My`, `Contacts.Read.All`, \
                 `Accounts.Read.All` and `Jobs.Run.All`",
            ),
            (
                r#""Contacts.Raed.My""#,
                "unknown app role `Contacts.Raed.My`\nhelp: did you mean `Contacts.Read.My`?",
            ),
            (
                r#""Jobs.*""#,
                "`Jobs.*` matches app roles, not scopes\n\
                 help: in `never`, write scopes on the left of `=>`, app roles on the right",
            ),
            (
                r#""Crm.*""#,
                "`Crm.*` matches scopes, not app roles\n\
                 help: in `never`, write scopes on the left of `=>`, app roles on the right",
            ),
        ],
    );
}

#[test]
fn a_pattern_that_nearly_matches_has_a_suggestion() {
    expect(
        WHOLE,
        r#""Crm.*.*.*" => ["*.Read.All.*"], app => ["*.Raed.*"]"#,
        &[
            (r#""Crm.*.*.*""#, "`Crm.*.*.*` matches no scope\nhelp: did you mean `Crm.*.*`?"),
            (
                r#""*.Read.All.*""#,
                "`*.Read.All.*` matches no app role\nhelp: did you mean `*.Read.All`?",
            ),
            (r#""*.Raed.*""#, "`*.Raed.*` matches no app role\nhelp: did you mean `*.Read.*`?"),
        ],
    );
}

#[test]
fn a_value_of_the_other_kind_is_an_error() {
    let help = "help: in `never`, write scopes on the left of `=>`, app roles on the right";
    expect(
        WHOLE,
        r#""Jobs.Run.All" => ["Crm.Read.My"]"#,
        &[
            (r#""Jobs.Run.All""#, &format!("`Jobs.Run.All` is an app role, not a scope\n{help}")),
            (r#""Crm.Read.My""#, &format!("`Crm.Read.My` is a scope, not an app role\n{help}")),
        ],
    );
}

#[test]
fn entries_that_the_manifest_lacks_are_one_error() {
    let text = manifest(&["Jobs.Run.All app"], &[]);
    expect_errors(
        &analyze_text(&text, r#"never = { "Crm.*" => ["Jobs.*"], "*" => ["*.All"] }"#),
        &[(
            r#""Crm.*""#,
            "`Crm.*` matches no scope\n\
             note: `crm.json` is a fragment of an application and has no scopes\n\
             help: add the file with them: `manifest = [\"crm.json\", \"…\"]`",
        )],
    );
    // The mapping has the remedy `=> []`, and `never` has not.
    let text = manifest(&[], &["Crm.Read"]);
    expect_errors(
        &analyze_text(&text, r#"scopes = { "Crm.Read" => [] }, never = { app => ["*"] }"#),
        &[(
            r#""*""#,
            "`*` matches no app role\n\
             note: `crm.json` is a fragment of an application and has no app roles\n\
             help: add the file with them: `manifest = [\"crm.json\", \"…\"]`",
        )],
    );
    // A line of the mapping says so already.
    let arguments = r#"scopes = { "Crm.Read" => ["A"] }, never = { app => ["*"], "*" => ["B"] }"#;
    assert_eq!(messages(&text, arguments), ["unknown app role `A`"]);
}

#[test]
fn a_star_is_a_whole_segment() {
    expect(
        WHOLE,
        r#"app => ["Contacts.Re*"]"#,
        &[(
            r#""Contacts.Re*""#,
            "`Contacts.Re*` has `*` in a segment\n\
             help: write `*` for whole segments between dots, for example `*.Write.*`",
        )],
    );
}
