//! What the macros say of each defect, in `ui/<macro>/fail`, and what they accept, in `ui/<macro>/pass`.
//!
//! After a message has changed: `TRYBUILD=overwrite cargo test -p entra-perms-tests --test ui`, then read the difference.

#[test]
fn ui() {
    // One `TestCases`, so that cargo builds all files in one go.
    let cases = trybuild::TestCases::new();
    for of_macro in ["permissions", "requires"] {
        cases.compile_fail(format!("ui/{of_macro}/fail/*.rs"));
        cases.pass(format!("ui/{of_macro}/pass/*.rs"));
    }
}
