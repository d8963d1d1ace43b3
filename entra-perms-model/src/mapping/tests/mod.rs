mod coverage;
mod lines;
mod literals;
mod not_delegated;

use crate::test_support::analysis::{expect_texts, manifest};

const ROLES: &[&str] =
    &["Contacts.Read.My", "Contacts.Read.All both", "Accounts.Read.All", "Jobs.Run.All app"];
const SCOPES: &[&str] = &["Crm.Read.My", "Crm.Read.All"];

/// A line that maps everything.
const WHOLE: &str = r#""Crm.Read.*" => ["Contacts.Read.*", "Accounts.Read.*"]"#;

fn crm() -> String {
    manifest(ROLES, SCOPES)
}

#[track_caller]
fn expect(lines: &str, expected: &[(&str, &str)]) {
    expect_texts(&crm(), &format!("scopes = {{ {lines} }}"), expected);
}
