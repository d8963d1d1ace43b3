//! The argument `not_delegated`.

use super::crm;
use crate::test_support::analysis::analyze_text;
use crate::test_support::expect_errors;

/// Checks `not_delegated` with a mapping that leaves out one role.
#[track_caller]
fn expect_not_delegated(list: &str, expected: &[(&str, &str)]) {
    let scopes = r#"scopes = { "Crm.Read.*" => ["Contacts.Read.*"] }"#;
    expect_errors(&analyze_text(&crm(), &format!("{scopes}, not_delegated = {list}")), expected);
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
