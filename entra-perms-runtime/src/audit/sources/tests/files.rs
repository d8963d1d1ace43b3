//! Files, modules and paths.

use super::*;

#[test]
fn modules_are_found_as_rustc_finds_them() {
    let guarded = "#[requires(A)] fn f() {}";
    let files = [
        (
            "src/main.rs",
            "mod flat; mod nested; mod inline { mod deep; #[path = \"p.rs\"] mod by_path; }
#[path = \"elsewhere/x.rs\"] pub mod other;
#[path = \"../shared/s.rs\"] pub(crate) mod shared; mod r#type;
#[cfg_attr(all(), path = \"unix.rs\")] mod os; mod included { include!(\"inc.rs\"); }",
        ),
        ("src/flat.rs", "mod child; #[path = \"beside.rs\"] mod beside;"),
        ("src/flat/child.rs", guarded),
        ("src/beside.rs", guarded),
        ("src/nested/mod.rs", "mod child;"),
        ("src/nested/child.rs", guarded),
        ("src/inline/deep.rs", guarded),
        ("src/inline/p.rs", guarded),
        ("src/elsewhere/x.rs", "mod y;"),
        ("src/elsewhere/y.rs", guarded),
        ("shared/s.rs", guarded),
        ("src/type.rs", guarded),
        ("src/unix.rs", guarded),
        ("src/inc.rs", guarded),
    ];
    let all = [
        ("api::flat::child", "package/src/flat/child.rs", 1),
        ("api::flat::beside", "package/src/beside.rs", 1),
        ("api::nested::child", "package/src/nested/child.rs", 1),
        ("api::inline::deep", "package/src/inline/deep.rs", 1),
        ("api::inline::by_path", "package/src/inline/p.rs", 1),
        ("api::other::y", "package/src/elsewhere/y.rs", 1),
        ("api::shared", "package/src/../shared/s.rs", 1),
        ("api::r#type", "package/src/type.rs", 1),
        // From a compiler on Windows.
        ("api::os", "package\\src\\unix.rs", 1),
        ("api::included", "package/src/inc.rs", 1),
    ];
    let crate_ = Crate::new("modules", &files);
    assert_eq!(crate_.check_all(&all), "");
    for i in 0..all.len() {
        let mut without = all.to_vec();
        without.remove(i);
        let found = crate_.check_all(&without);
        assert_eq!(found.lines().count(), 1, "{:?}: {found}", all[i]);
        assert!(found.ends_with("the guard of `f` is not in the program\n"), "{found}");
    }
    // A guard matches only in its own module, and only in the file of its own package.
    let mut moved = all.to_vec();
    moved[0].0 = "api::other";
    assert_eq!(crate_.check_all(&moved).lines().count(), 1);
    moved[0] = ("api::flat::child", "src/flat/child.rs", 1);
    assert_eq!(crate_.check_all(&moved).lines().count(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let crate_ = Crate::new(
        "files",
        &[
            (
                "src/main.rs",
                "mod gone;
#[cfg(feature = \"x\")] mod maybe;
mod broken;
mod cycle;
macro_call! { mod no_file; }
#[requires(A)] fn f() {}",
            ),
            ("src/broken.rs", "\nfn f( {}"),
            (
                "src/cycle.rs",
                "#[path = \"cycle.rs\"] mod again;
#[cfg_attr(feature = \"x\", path = \"../broken.rs\")] mod either;",
            ),
            ("src/either.rs", ""),
        ],
    );
    let expected = "\
src/broken.rs:2: cannot read the source: a bracket or quote is not closed, or a token is not Rust
src/cycle.rs:1: cannot find the file of `mod again`: looked for `src/cycle.rs`
src/cycle.rs:2: cannot tell which file this `path` means
src/cycle.rs:2: cannot find the file of `mod either`: looked for `src/../broken.rs`
src/main.rs:1: cannot find the file of `mod gone`: looked for `src/gone.rs` and `src/gone/mod.rs`
src/main.rs:2: cannot find the file of `mod maybe`: looked for `src/maybe.rs` and `src/maybe/mod.rs`
";
    assert_eq!(crate_.check_all(&[("api", "package/src/main.rs", 6)]), expected);
    let sources = Sources::new("src/lib.rs");
    assert!(
        crate_
            .check(&sources, &[])
            .starts_with("src/lib.rs:1: cannot read the source: ")
    );
}

#[test]
fn unknown_paths_of_the_compiler_are_an_error() {
    let crate_ = Crate::new("moved", &[("src/main.rs", "#[requires(A)] fn f() {}")]);
    let functions = [GuardedFunction::new("api", "f", "/build/src/main.rs", 1)];
    let findings = Sources::new("src/main.rs").compare(
        &crate_.package,
        "/build/src/tests.rs",
        functions.into_iter(),
    );
    assert!(
        matches!(findings.as_slice(), [Finding { defect: Defect::Moved { .. }, .. }]),
        "{findings:?}"
    );
}

#[test]
fn a_package_may_be_its_own_workspace() {
    let crate_ = Crate::new("alone", &[("src/main.rs", "#[requires(A)] fn f() {}")]);
    let functions = [GuardedFunction::new("api", "f", "src/main.rs", 1)];
    let sources = Sources::new("src/main.rs");
    assert_eq!(sources.compare(&crate_.package, "src/main.rs", functions.into_iter()), []);
}
