//! Guards under other names.

use super::*;

#[test]
fn a_renamed_guard_is_a_guard() {
    for import in [
        "use entra_perms_runtime::requires as guard;",
        "pub use ::entra_perms_runtime::{Denied, requires as guard};",
        "use {entra_perms_runtime::{Denied, requires as r#guard}, std::fmt};",
    ] {
        let text = format!("mod inner {{ #[guard(A)] fn f() {{}} }}\n{import}");
        assert_eq!(found("renamed", &text, &[]), lost(1, "f"), "{import}");
    }
    let text = "fn a() -> impl Sized + use<> { #[requires(A)] fn f() {} }
#[requires(A)] fn g() {} const A: u8 = 1;";
    assert_eq!(found("capturing", text, &[]), lost(1, "f") + &lost(2, "g"));
    let text =
        "use contracts::{ensures, requires as pre};\n#[pre(x)] fn f() {}\n#[requires(A)] fn g() {}";
    assert_eq!(found("pre", text, &[3]), lost(2, "f"));
    let sources = Sources::new("src/main.rs").foreign_attribute("contracts::requires");
    assert_eq!(found_by("pre_other", &sources, text, &[3]), "");
}

#[test]
fn a_guard_that_is_renamed_several_times_is_a_guard() {
    let first = "mod re { pub use entra_perms_runtime::requires as first; }";
    for (imports, name) in [
        ("use re::first as second;", "second"),
        ("use crate::re::{first as second, other};", "second"),
        // Imports may be in any order.
        ("use third as fourth; use second as third; pub use crate::re::first as second;", "fourth"),
        ("pub mod all { pub use crate::re::*; } use all::first as r#second;", "second"),
        ("mod m { use super::re::first as a; pub use a as b; } use m::b as a;", "a"),
    ] {
        let text = format!("#[{name}(A)] fn f() {{}} {imports}\n{first}");
        assert_eq!(found("chain", &text, &[]), lost(1, "f"), "{text}");
        assert_eq!(found("chain_present", &text, &[1]), "", "{text}");
    }
    let text = "#[requires(A)] fn f() {}\nuse a as b; use b as a; use x as y;\n#[b] #[y] fn g() {}";
    assert_eq!(found("no_guards", text, &[1]), "");
}

#[test]
fn a_guard_that_several_files_rename_is_a_guard() {
    let files = [
        ("src/main.rs", "mod api; mod re; mod requires; use re::first as second;"),
        ("src/api.rs", "use super::second as third;\n#[third(A)] fn f() {}"),
        ("src/re.rs", "#[cfg(test)] pub use entra_perms_runtime::requires as first;"),
        ("src/requires.rs", ""),
    ];
    let crate_ = Crate::new("chain_of_files", &files);
    let expected = "src/api.rs:2: the guard of `f` is not in the program\n";
    assert_eq!(crate_.check_all(&[]), expected);
    assert_eq!(crate_.check_all(&[("api::api", "package/src/api.rs", 2)]), "");
}

#[test]
fn a_renamed_foreign_attribute_is_not_a_guard() {
    let text = "
mod re { pub use contracts::requires as pre; }
use re::pre as precondition;
#[precondition(x)] fn f() {}
#[requires(A)] fn g() {}
";
    assert_eq!(found("other_chain", text, &[5]), lost(4, "f"));
    let sources = Sources::new("src/main.rs").foreign_attribute("contracts::requires");
    assert_eq!(found_by("other_chain_named", &sources, text, &[5]), "");
    let sources = Sources::new("src/main.rs").foreign_attribute("re::pre");
    assert_eq!(found_by("other_link_named", &sources, text, &[5]), "");
}

#[test]
fn a_foreign_attribute_needs_its_full_path() {
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
    // Like other attributes, a foreign attribute must not be above a guard.
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
