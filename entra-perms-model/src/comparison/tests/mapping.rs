use super::{MAPPING, ROLES, SCOPES, model};
use crate::comparison::{Difference, compare};

#[test]
fn lines_of_the_mapping_change() {
    let one = model(ROLES, SCOPES, MAPPING);
    let other = model(ROLES, SCOPES, r#"scopes = { "S" => ["Read", "Write"], "T" => ["Write"] }"#);
    let mapped = Difference::Mapped { scope: "S".to_owned(), role: "Write".to_owned() };
    let unmapped = Difference::Unmapped { scope: "T".to_owned(), role: "Read".to_owned() };
    assert_eq!(compare(&one, &other), [unmapped, mapped]);
}
