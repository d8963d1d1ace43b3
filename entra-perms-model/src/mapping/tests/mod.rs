mod coverage;
mod lines;
mod literals;
mod never;
mod never_is_exact;
mod not_delegated;
mod risks;

use crate::test_support::analysis::{analyze_text, manifest};
use crate::test_support::expect_errors;

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
    expect_errors(&analyze_text(&crm(), &format!("scopes = {{ {lines} }}")), expected);
}
