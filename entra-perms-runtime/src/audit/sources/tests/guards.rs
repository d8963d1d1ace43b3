//! Guards in the program, and guards that are lost.

use super::*;

#[test]
fn a_guard_that_is_not_in_the_program_is_lost() {
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
    // A guard on another line is another guard.
    assert_eq!(found("line", text, &[3, 7, 12]), lost(2, "list"));
}

#[test]
fn each_guard_on_a_line_must_be_in_the_program() {
    let text = "#[requires(A)] fn a() {} #[requires(B)] fn b() {}";
    assert_eq!(found("two", text, &[1, 1]), "");
    assert_eq!(found("one", text, &[1]), lost(1, "b"));
}

#[test]
fn comments_and_strings_are_not_guards() {
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
fn sources_without_a_guard_are_an_error() {
    assert_eq!(
        found("none", "fn main() {}", &[]),
        "src/main.rs:1: this crate does not have a `#[requires]`\n"
    );
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
some guards of the sources are lost, or may be

src/main.rs:1: `#[memoize]` is above the guard of `f` and expands first
  note: it may store results, skip the body or copy the function, including the guard
  help: put `#[requires]` above `#[memoize]`

src/main.rs:2: the guard of `f` is not in the program
  note: an attribute around it dropped the guard, or this `requires` is another crate's
  help: put `#[requires]` above all other attributes of the function
  help: do not import another `requires`
  help: if another crate's `requires` is intended, write its full path, \
and add `.foreign_attribute(\"path::requires\")` to the check

src/main.rs:5: cannot tell whether the guard of `g` is compiled
  help: add to the check: `.cfg(r#\"feature = \"x\"\"#, cfg!(feature = \"x\"))`
";
    assert_eq!(error.to_string(), expected);
    assert_eq!(format!("{error:?}"), expected);
}
