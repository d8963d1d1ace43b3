//! Small crates on disk, each with a program that has some of their guards.

mod linked;
mod names;
mod order;

use std::fs;
use std::path::PathBuf;

use super::*;

/// The files of a crate in a folder of their own, below `workspace/package`.
struct Crate {
    workspace: PathBuf,
    package: PathBuf,
}

impl Crate {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let workspace =
            std::env::temp_dir().join(format!("entra-perms-{}-{name}", std::process::id()));
        let package = workspace.join("package");
        for (file, text) in files {
            let path = package.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { workspace, package }
    }

    /// What is found, where the program has guards at these places: module, file, line.
    fn check(&self, sources: &Sources, program: &[(&'static str, &'static str, u32)]) -> String {
        self.check_from("package/src/main.rs", sources, program)
    }

    /// The same for a test in this file.
    fn check_from(
        &self,
        caller: &str,
        sources: &Sources,
        program: &[(&'static str, &'static str, u32)],
    ) -> String {
        let functions = program
            .iter()
            .map(|(module, file, line)| GuardedFunction::new(module, "any", file, *line));
        let findings = sources.compare(&self.package, caller, functions);
        let places = findings.iter().map(|Finding { file, line, problem }| {
            let problem = problem.to_string();
            format!("{}:{line}: {}\n", file.display(), problem.lines().next().unwrap())
        });
        places.collect()
    }

    fn check_all(&self, program: &[(&'static str, &'static str, u32)]) -> String {
        self.check(&Sources::new("src/main.rs"), program)
    }
}

impl Drop for Crate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.workspace);
    }
}

/// A crate of one file, and what is found where the program has guards at these lines.
fn found(name: &str, text: &str, lines: &[u32]) -> String {
    found_by(name, &Sources::new("src/main.rs"), text, lines)
}

fn found_by(name: &str, sources: &Sources, text: &str, lines: &[u32]) -> String {
    let crate_ = Crate::new(name, &[("src/main.rs", text)]);
    let program: Vec<_> = lines.iter().map(|line| ("api", "package/src/main.rs", *line)).collect();
    crate_.check(sources, &program)
}

fn lost(line: usize, function: &str) -> String {
    format!("src/main.rs:{line}: the guard of `{function}` is not in the program\n")
}

#[test]
fn a_guard_that_the_program_does_not_have_is_lost() {
    let text = "
#[requires(A)]
async fn list() {}

impl Desk {
    /// Docs.
    #[requires(
        any(A, B),
        by = user,
    )]
    pub async fn add(&self, caller: &Caller) -> Result<(), Denied> {
        #[entra_perms_runtime::requires(A)] fn nested(_: &Caller) -> Result<(), Denied> { Ok(()) }
        nested(caller)
    }
}
";
    assert_eq!(found("present", text, &[2, 7, 12]), "");
    assert_eq!(found("lost", text, &[2]), lost(7, "add") + &lost(12, "nested"));
    // Another line is another guard.
    assert_eq!(found("line", text, &[3, 7, 12]), lost(2, "list"));
}

#[test]
fn each_guard_of_a_line_needs_its_own() {
    let text = "#[requires(A)] fn a() {} #[requires(B)] fn b() {}";
    assert_eq!(found("two", text, &[1, 1]), "");
    assert_eq!(found("one", text, &[1]), lost(1, "b"));
}

#[test]
fn another_crates_attribute_is_told_by_its_full_path_alone() {
    let text = "
use contracts::requires;
#[requires(A)]
fn imported() {}
#[contracts::requires(x > 0)]
#[::contracts :: requires(x > 0)]
fn full() {}
#[requires(A)]
#[contracts::requires(x > 0)]
fn both() {}
";
    let expected =
        [lost(3, "imported"), lost(5, "full"), lost(6, "full"), lost(9, "both")].concat();
    assert_eq!(found("full_path", text, &[8]), expected);
    let sources = Sources::new("src/main.rs").foreign_attribute(":: contracts::requires");
    assert_eq!(found_by("other_crate", &sources, text, &[8]), lost(3, "imported"));
    let sources = Sources::new("src/main.rs").foreign_attribute("requires");
    assert_eq!(found_by("no_path", &sources, text, &[8]), expected);
    // As any other attribute, it may not be above a guard.
    let sources = Sources::new("src/main.rs").foreign_attribute("contracts::requires");
    let above =
        "src/main.rs:1: `#[contracts::requires]` is above the guard of `f` and expands first\n";
    assert_eq!(
        found_by(
            "other_above",
            &sources,
            "#[contracts::requires(x)]\n#[requires(A)]\nfn f() {}",
            &[2]
        ),
        above
    );
}

#[test]
fn a_guard_that_is_not_compiled_is_not_missed() {
    let text = "
#[requires(A)] fn always() {}
#[cfg(not(all()))] #[requires(A)] fn a() {}
#[requires(A)] #[cfg(any())] fn b() {}
#[cfg_attr(any(), requires(A))] fn c() {}
#[cfg(target_os = \"none\")] mod d { #[requires(A)] fn f() {} mod no_file; }
mod e { #![cfg(false)] #[requires(A)] fn f() {} }
#[cfg(any())] fn e() -> Vec<Vec<u8>> { #[requires(A)] fn f() {} }
fn body() { #[cfg(all(unix, windows))] { #[requires(A)] fn f() {} } }
#[cfg_attr(all(), cfg(any()))] impl T for D<{ 1 }> { #[requires(A)] fn f() {} }
cfg_if! { if #[cfg(any())] { #[requires(A)] fn f() {} } else if #[cfg(all())] {} else { #[requires(A)] fn f() {} } }
cfg_if! { if #[cfg(all())] {} else if #[cfg(all())] { #[requires(A)] fn f() {} } }
";
    assert_eq!(found("not_compiled", text, &[2]), "");
}

#[test]
fn a_guard_that_is_compiled_is_missed() {
    let text = "
#[cfg(not(any()))] #[requires(A)] fn a() {}
#[cfg_attr(any(unix, windows), requires(A))] fn b() {}
#[cfg(all(test, not(doc)))] mod c { #[requires(A)] fn f() {} }
#[cfg(any(feature = \"x\", test))] impl D { #[requires(A)] fn d() {} }
#[cfg(any())] use a::b; #[requires(A)] fn e() {}
#[cfg(any())] const N: [u8; 1] = [0]; #[requires(A)] fn f() {}
#[cfg(any())] impl E<{ 1 }> {} fn g0<#[cfg(any())] T>() { #[requires(A)] fn g() {} }
#[cfg_attr(any(), cfg(any()))] #[requires(A)] fn h() {}
cfg_if! { if #[cfg(any())] {} else { #[requires(A)] fn i() {} } }
";
    let at = |(line, function): (usize, &str)| {
        format!("src/main.rs:{line}: the guard of `{function}` is not in the program\n")
    };
    let expected: String =
        [(2, "a"), (3, "b"), (4, "f"), (5, "d"), (6, "e"), (7, "f"), (8, "g"), (9, "h")]
            .map(at)
            .concat();
    let in_call = "src/main.rs:10: the guard of `i` is not in the program, or less often than the macro call has it\n";
    assert_eq!(found("compiled", text, &[]), expected + in_call);
}

#[test]
fn a_guard_under_an_unknown_condition_is_an_error_until_the_test_says_what_holds() {
    let text = "
#[requires(A)] fn always() {}
#[cfg(all(unix, feature=\"x\", not(loom)))]
#[requires(A)]
fn f() {}
";
    let sources = Sources::new("src/main.rs");
    assert_eq!(found_by("unknown_present", &sources, text, &[2, 4]), "");
    let unknown = "src/main.rs:4: it is not known whether the guard of `f` is compiled\n";
    assert_eq!(found_by("unknown", &sources, text, &[2]), unknown);
    // Half of it is enough if it decides.
    let off = sources.clone().cfg("feature  =  \"x\"", false);
    assert_eq!(found_by("off", &off, text, &[2]), "");
    let on = sources.clone().cfg("feature = \"x\"", true);
    assert_eq!(found_by("on", &on, text, &[2]), unknown);
    let both = on.cfg("loom", false);
    assert_eq!(found_by("both", &both, text, &[2]), lost(4, "f"));
}

#[test]
fn modules_are_found_as_rustc_finds_them() {
    let guarded = "#[requires(A)] fn f() {}";
    let files = [
        (
            "src/main.rs",
            "mod flat; mod nested; mod inline { mod deep; #[path = \"p.rs\"] mod by_path; }\n#[path = \"elsewhere/x.rs\"] mod other;\n#[path = \"../shared/s.rs\"] mod shared; mod r#type;\n#[cfg_attr(all(), path = \"unix.rs\")] mod os; mod included { include!(\"inc.rs\"); }",
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
        // A compiler on Windows.
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
    // The same file in another module, or another package's file of the same path, is another one.
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
                "mod gone;\n#[cfg(feature = \"x\")] mod maybe;\nmod broken;\nmod cycle;\nmacro_call! { mod no_file; }\n#[requires(A)] fn f() {}",
            ),
            ("src/broken.rs", "\nfn f( {}"),
            (
                "src/cycle.rs",
                "#[path = \"cycle.rs\"] mod again;\n#[cfg_attr(feature = \"x\", path = \"../broken.rs\")] mod either;",
            ),
            ("src/either.rs", ""),
        ],
    );
    let expected = "\
src/broken.rs:2: the source cannot be read: cannot parse string into token stream
src/cycle.rs:1: the file of `mod again` is not there: looked for `src/cycle.rs`
src/cycle.rs:2: it is not known which file this `path` means
src/cycle.rs:2: the file of `mod either` is not there: looked for `src/../broken.rs`
src/main.rs:1: the file of `mod gone` is not there: looked for `src/gone.rs` and `src/gone/mod.rs`
src/main.rs:2: the file of `mod maybe` is not there: looked for `src/maybe.rs` and `src/maybe/mod.rs`
";
    assert_eq!(crate_.check_all(&[("api", "package/src/main.rs", 6)]), expected);
    let sources = Sources::new("src/lib.rs");
    assert!(
        crate_
            .check(&sources, &[])
            .starts_with("src/lib.rs:1: the source cannot be read: ")
    );
}

#[test]
fn sources_without_a_guard_are_an_error() {
    assert_eq!(
        found("none", "fn main() {}", &[]),
        "src/main.rs:1: there is no `#[requires]` in this crate\n"
    );
}

#[test]
fn text_that_is_no_code_is_no_guard() {
    let text = "#!/usr/bin/env run-cargo-script
#![doc = \"#[requires(A)] fn f() {}\"]
/// #[requires(A)]
// #[requires(A)] fn f() {}
const TEXT: &str = r#\"#[requires(A)] fn f() {}\"#;
#[requires(A)] fn f() {}
";
    assert_eq!(found("text", text, &[6]), "");
    assert_eq!(found("bom", "\u{feff}#[requires(A)] fn f() {}", &[1]), "");
}

#[test]
fn guards_in_a_macro_call_are_counted_by_the_lines_of_the_call() {
    let text = "
endpoints! {
    #[requires(A)] fn a() {}
    #[memoize]
    #[requires(A)] fn b() {}
}
";
    let above = "src/main.rs:4: `#[memoize]` is above the guard of `b` and expands first\n";
    let lost = |line, function| {
        format!(
            "src/main.rs:{line}: the guard of `{function}` is not in the program, or less often than the macro call has it\n"
        )
    };
    // rustc says: by its own line, or all of them by the first line.
    assert_eq!(found("own_lines", text, &[3, 5]), above);
    assert_eq!(found("first_line", text, &[2, 2]), above);
    assert_eq!(found("once", text, &[2]), format!("{above}{}", lost(5, "b")));
    assert_eq!(found("own_line", text, &[5]), lost(3, "a") + above);
    assert_eq!(found("outside", text, &[1, 7]), lost(3, "a") + above + &lost(5, "b"));
}

#[test]
fn each_call_of_a_macro_that_writes_a_guard_enters_one() {
    let text = "
macro_rules! endpoint {
    ($name:ident) => { #[cached] #[requires(A)] fn $name() {} };
    ($name:ident, $role:path) => { mod inner { #[requires($role)] fn $name() {} } };
}
macro_rules! perhaps {
    (guarded) => { #[requires(A)] fn f() {} };
    () => {};
}
endpoint!(one);
mod below { endpoint!(two); }
#[cfg(any())] endpoint!(three);
perhaps!();
";
    let above = "src/main.rs:3: `#[cached]` is above the guard of `fn` and expands first\n";
    let crate_ = Crate::new("templates", &[("src/main.rs", text)]);
    let main = "package/src/main.rs";
    let is_lost = "the guard of `endpoint!` is not in the program, or less often than the macro call has it\n";
    assert_eq!(crate_.check_all(&[("api", main, 10), ("api::below", main, 11)]), above);
    assert_eq!(
        crate_.check_all(&[("api", main, 10), ("api", main, 11)]),
        format!("{above}src/main.rs:11: {is_lost}")
    );
}

#[test]
fn paths_that_the_compiler_was_not_told_are_an_error() {
    let crate_ = Crate::new("moved", &[("src/main.rs", "#[requires(A)] fn f() {}")]);
    let functions = [GuardedFunction::new("api", "f", "/build/src/main.rs", 1)];
    let findings = Sources::new("src/main.rs").compare(
        &crate_.package,
        "/build/src/tests.rs",
        functions.into_iter(),
    );
    assert!(
        matches!(findings.as_slice(), [Finding { problem: Problem::Moved { .. }, .. }]),
        "{findings:?}"
    );
}

#[test]
fn a_package_that_is_its_own_workspace_is_checked_too() {
    let crate_ = Crate::new("alone", &[("src/main.rs", "#[requires(A)] fn f() {}")]);
    let functions = [GuardedFunction::new("api", "f", "src/main.rs", 1)];
    let sources = Sources::new("src/main.rs");
    assert_eq!(sources.compare(&crate_.package, "src/main.rs", functions.into_iter()), []);
}

#[test]
fn the_error_names_each_place_and_the_remedy() {
    let text =
        "#[memoize]\n#[requires(A)]\nfn f() {}\n#[cfg(feature = \"x\")]\n#[requires(A)]\nfn g() {}";
    let crate_ = Crate::new("words", &[("src/main.rs", text)]);
    let findings =
        Sources::new("src/main.rs").compare(&crate_.package, "package/src/main.rs", [].into_iter());
    let error = LostGuards { findings };
    let expected = "\
not every guard of the sources is in the program

src/main.rs:1: `#[memoize]` is above the guard of `f` and expands first
  note: it may store results, skip the body or copy the function, and the guard with it
  help: put `#[requires]` above `#[memoize]`

src/main.rs:2: the guard of `f` is not in the program
  note: an attribute around it dropped the guard, or this `requires` is another crate's
  help: put `#[requires]` above all other attributes of the function, and import no other `requires`
  help: if it is another crate's on purpose, write its full path, and name that to the check: `.foreign_attribute(\"path::requires\")`

src/main.rs:5: it is not known whether the guard of `g` is compiled
  help: say whether it is: `.cfg(r#\"feature = \"x\"\"#, cfg!(feature = \"x\"))`
";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
}
