//! Literals that do not name an entry.

use super::{WHOLE, expect};
use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::expect_errors;

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
             note: the app roles of `crm.json` are `Contacts.Read.My`, `Contacts.Read.All`, \
             `Accounts.Read.All` and `Jobs.Run.All`",
        )],
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
fn a_value_is_suggested_for_a_pattern_with_too_many_segments() {
    let text = manifest(&["Books.Read"], &["Library.Read", "Library.Write"]);
    expect_errors(
        &analyze_text(
            &text,
            r#"scopes = { "Library.Reed.*" => ["Books.Raed.*"], "Library.Write" => [] }"#,
        ),
        &[
            (
                r#""Library.Reed.*""#,
                "`Library.Reed.*` matches no scope\nhelp: did you mean `Library.Read`?",
            ),
            (
                r#""Books.Raed.*""#,
                "`Books.Raed.*` matches no app role\nhelp: did you mean `Books.Read`?",
            ),
        ],
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
fn a_file_without_scopes_is_often_half_of_a_manifest() {
    expect_errors(
        &analyze_text(&manifest(&["A app"], &[]), r#"scopes = { "S" => ["A"], "T" => [] }"#),
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
                 note: at crm.json:2:11\n\
                 note: a scope maps to app roles with `User` in `allowedMemberTypes`\n\
                 help: remove `\"A\"` from this line",
            ),
        ],
    );
}

#[test]
fn a_file_without_roles_is_often_half_of_a_manifest() {
    expect_errors(
        &analyze_text(&manifest(&[], &["S", "T"]), r#"scopes = { "S" => ["A"], "T" => ["B"] }"#),
        &[(
            r#""A""#,
            "unknown app role `A`\n\
             note: `crm.json` is a fragment of an application and has no app roles\n\
             help: add the file with them: `manifest = [\"crm.json\", \"…\"]`\n\
             help: if a scope maps to no app role, write `=> []`",
        )],
    );
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
