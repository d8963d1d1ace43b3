//! The check from an integration test, which is another crate.

use super::*;

/// Compares in a test in `tests/api.rs` with a program that has guards at these places.
fn found_by_integration(
    crate_: &Crate,
    sources: &Sources,
    program: &[(&'static str, &'static str, u32)],
) -> String {
    crate_.check_from("package/tests/api.rs", sources, program)
}

#[test]
fn test_code_of_the_crate_counts_only_in_its_unit_tests() {
    let files = [
        (
            "src/lib.rs",
            "#[requires(A)] fn f() {}\n#[cfg(test)] mod tests { #[requires(A)] fn g() {} }",
        ),
        ("tests/api.rs", ""),
    ];
    let crate_ = Crate::new("integration", &files);
    let check = |caller| {
        let function = GuardedFunction::new("api", "f", "package/src/lib.rs", 1);
        let sources = Sources::new("src/lib.rs");
        sources.compare(&crate_.package, caller, [function].into_iter()).len()
    };
    assert_eq!(check("package/tests/api.rs"), 0);
    assert_eq!(check("package/src/lib.rs"), 1);
}

#[test]
fn a_crate_that_is_not_linked_is_reported_once() {
    let files = [
        (
            "src/lib.rs",
            "mod api;
#[requires(A)] fn f() {}
#[requires(A)] fn g() {}
write! { #[requires(A)] fn h() {} }",
        ),
        (
            "src/api.rs",
            "#[cached]\n#[requires(A)] fn i() {}\n#[cfg(feature = \"x\")] #[requires(A)] fn j() {}",
        ),
        ("tests/api.rs", "#[requires(A)] fn k() {}"),
    ];
    let crate_ = Crate::new("not_linked", &files);
    let sources = Sources::new("src/lib.rs");
    // The order of attributes does not depend on the program.
    let above = "src/api.rs:1: `#[cached]` is above the guard of `i` and expands first\n";
    let not_linked = "src/lib.rs:1: the program has no guard of this crate\n";
    let expected = format!("{above}{not_linked}");
    assert_eq!(found_by_integration(&crate_, &sources, &[]), expected);
    // Guards of the test itself, and of other crates, do not show that the crate is linked.
    let others = [("tests", "package/tests/api.rs", 1), ("other", "other/src/lib.rs", 1)];
    assert_eq!(found_by_integration(&crate_, &sources, &others), expected);
    // A guard of any file shows that the crate is linked, so the other guards are lost.
    for one in [("api", "package/src/lib.rs", 2), ("api::api", "package/src/api.rs", 2)] {
        let found = found_by_integration(&crate_, &sources, &[one]);
        assert!(!found.contains(not_linked), "{found}");
        assert_eq!(found.lines().count(), 5, "{found}");
    }
    // A unit test is linked with its crate.
    let found = crate_.check_from("package/src/lib.rs", &sources, &[]);
    assert!(!found.contains(not_linked), "{found}");
    assert_eq!(found.lines().count(), 6, "{found}");
}

#[test]
fn guards_that_may_not_be_compiled_do_not_show_that_the_crate_is_not_linked() {
    let files = [
        (
            "src/lib.rs",
            "#[cfg(feature = \"x\")] #[requires(A)] fn f() {}
#[cfg(any())] #[requires(A)] fn g() {}",
        ),
        ("tests/api.rs", ""),
    ];
    let crate_ = Crate::new("not_compiled_at_all", &files);
    let sources = Sources::new("src/lib.rs");
    assert_eq!(
        found_by_integration(&crate_, &sources, &[]),
        "src/lib.rs:1: cannot tell whether the guard of `f` is compiled\n"
    );
    let on = sources.clone().cfg("feature = \"x\"", true);
    assert_eq!(
        found_by_integration(&crate_, &on, &[]),
        "src/lib.rs:1: the program has no guard of this crate\n"
    );
    assert_eq!(found_by_integration(&crate_, &sources.cfg("feature = \"x\"", false), &[]), "");
}

#[test]
fn a_lost_guard_of_a_macro_call_shows_that_the_crate_is_not_linked() {
    let text = "macro_rules! endpoint { ($name:ident) => { #[requires(A)] fn $name() {} }; }
endpoint!(f);";
    let crate_ = Crate::new("linked_call", &[("src/lib.rs", text), ("tests/api.rs", "")]);
    let sources = Sources::new("src/lib.rs");
    let not_linked = "src/lib.rs:1: the program has no guard of this crate\n";
    assert_eq!(found_by_integration(&crate_, &sources, &[]), not_linked);
    assert_eq!(found_by_integration(&crate_, &sources, &[("api", "package/src/lib.rs", 2)]), "");
}

#[test]
fn the_error_says_how_to_link_the_crate() {
    let files = [("src/lib.rs", "#[requires(A)] fn f() {}"), ("tests/api.rs", "")];
    let crate_ = Crate::new("link_words", &files);
    let sources = Sources::new("src/lib.rs");
    let findings = sources.compare(&crate_.package, "package/tests/api.rs", [].into_iter());
    let expected = "\
some guards of the sources are lost, or may be

src/lib.rs:1: the program has no guard of this crate
  note: a crate is linked into a test only if the test names it
  help: name the crate in the file of the test, such as `use my_crate as _;`
  note: if the test does name it, every guard is lost: run this check in a unit test of the crate
";
    assert_eq!(LostGuards { findings }.to_string(), expected);
}
