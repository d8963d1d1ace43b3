//! Errors in rustc's own words, for code that misuses the macros and the types of the runtime.
//!
//! Each version of rustc words them a little differently, so one version compares the texts:
//! `build.rs` names it. With every other version, the test `ui` of `entra-perms-tests` still checks
//! that no case compiles. To write the texts again: `TRYBUILD=overwrite cargo test -p
//! entra-perms-test-rustc`.

#[test]
#[cfg_attr(
    not(wording_of_this_rustc),
    ignore = "another version of rustc wrote the expected texts: see tests/rustc/build.rs"
)]
fn rustc_rejects_misuse() {
    trybuild::TestCases::new().compile_fail("fail/*.rs");
}
