//! What the macros say of each defect, in `ui/<macro>/fail`, and what they accept, in `ui/<macro>/pass`.
//! What rustc says where the layer does not fit, in `ui/layer/fail`.
//!
//! After a message has changed: `TRYBUILD=overwrite cargo test -p entra-perms-tests --test ui`, then read the difference.

/// Without a case that must pass, trybuild calls `cargo check` alone: every defect is found by that.
#[test]
fn fail() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/permissions/fail/*.rs");
    cases.compile_fail("ui/requires/fail/*.rs");
    cases.compile_fail("ui/layer/fail/*.rs");
}

#[test]
fn pass() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/permissions/pass/*.rs");
    cases.pass("ui/requires/pass/*.rs");
}
