mod clients;
mod entries;
mod mapping;
mod registrations;

use super::compare;
use crate::model::Model;
use crate::test_support::analysis::{analyze_text, manifest};

const ROLES: &[&str] = &["Read", "Write both", "Jobs app"];
const SCOPES: &[&str] = &["S", "T"];
const MAPPING: &str = r#"scopes = { "S" => ["Read"], "T" => ["Read", "Write"] }"#;

fn model(roles: &[&str], scopes: &[&str], arguments: &str) -> Model {
    analyze_text(&manifest(roles, scopes), arguments).model.unwrap()
}

#[test]
fn a_model_does_not_differ_from_itself_in_another_order() {
    let one = model(ROLES, SCOPES, MAPPING);
    let other = model(&["Jobs app", "Write both", "Read"], &["T", "S"], MAPPING);
    assert_eq!(compare(&one, &other), []);
}
