//! The invocations of `permissions!`.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::audit::sources::invocations::find;

/// Returns the invocations in a crate of one file: line, column, module, condition, arguments.
fn invocations(name: &str, text: &str) -> Vec<String> {
    let crate_ = Crate::new(name, &[("src/main.rs", text)]);
    let others = BTreeSet::from(["other".to_owned()]);
    let found = find(&crate_.package, Path::new("src/main.rs"), &others).unwrap();
    let lines = found.iter().map(|found| {
        let cfg = found.cfg.as_deref().unwrap_or("always");
        format!("{}:{} {} {cfg} {}", found.line, found.column, found.module, found.input)
    });
    lines.collect()
}

#[test]
fn an_invocation_begins_with_its_path() {
    let text = "permissions! { a } é::permissions! { b }
  ::entra_perms_runtime::permissions!(c); crate::r#permissions![d]; let x = self::permissions!{e};";
    let expected =
        ["1:1  always a", "1:20  always b", "2:3  always c", "2:43  always d", "2:77  always e"];
    assert_eq!(invocations("paths", text), expected);
}

#[test]
fn conditions_are_shown_and_not_evaluated() {
    let text = "
#[cfg(any())] permissions! { a }
#[cfg(unix)] mod m { #![cfg(not(test))] permissions! { b } }
#[cfg_attr(windows, cfg(test))] permissions! { c }
cfg_if! { if #[cfg(a)] {} else if #[cfg(not(b))] {} else { permissions! { d } } }
";
    let expected = [
        "2:15  any() a",
        "3:41 m all(unix, not(test)) b",
        "4:33  not(all(windows, not(test))) c",
        "5:60  all(not(a), b) d",
    ];
    assert_eq!(invocations("unevaluated", text), expected);
}

#[test]
fn other_macros_of_the_name_are_no_invocations() {
    for text in [
        "other::permissions! { a }",
        "use other::permissions; permissions! { a }",
        "use other::{permissions as own}; own! { a }",
        "macro_rules! permissions { () => {} } permissions! {}",
        "macro_rules! model { () => { entra_perms_runtime::permissions! { a } } }",
        "use other::a::permissions as own; own! { a }",
        "use {::other::{a::{permissions as own}}, crate::b}; own! { a }",
        "use other::permissions as one; use one as own; own! { a }",
        "use other as o; o::permissions! { a }",
        "use o::{self as p}; use other as o; p::b::permissions! { a }",
        "use other::a::b; b::permissions! { a }",
        "use other::a as m; use m::permissions as own; own! { a }",
        "extern crate other as o; o::permissions! { a }",
        "use other::permissions; permissions! { a } mod permissions {}",
        "not_permissions! { a }",
        "#[permissions] fn f() {}",
    ] {
        assert_eq!(invocations("others", text), [""; 0], "{text}");
    }
    // A later import gives the macro its name. An import of this crate wins.
    let text = "own! { a } use m::own; mod m { pub use entra_perms_runtime::permissions as own; }";
    assert_eq!(invocations("renamed", text), ["1:1  always a"]);
    let text =
        "use other::permissions; mod m { use super::super::permissions; permissions! { a } }";
    assert_eq!(invocations("both", text).len(), 1);
    // A module of this crate wins against an import elsewhere, and so does its own import.
    for text in [
        "mod m { pub use e::permissions; } m::permissions! { a } mod n { use other::a as m; }",
        "mod n { use other::a as m; } use crate::b as m; m::permissions! { a }",
        "use other::a::permissions as own; mod m { use e::permissions as own; own! { a } }",
        "use e as o; o::permissions! { a }",
        "use other::permissions as theirs; use e::*; permissions! { a }",
    ] {
        assert_eq!(invocations("own_wins", text).len(), 1, "{text}");
    }
}
