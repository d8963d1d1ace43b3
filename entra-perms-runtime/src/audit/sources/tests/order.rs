//! Attributes above a guard.

use super::*;

#[test]
fn an_attribute_above_a_guard_is_reported_unless_it_is_harmless() {
    let text = "
/// Docs.
#[cfg(unix)]
#[tracing::instrument(skip_all)]
#[rustfmt::skip]
#[cfg_attr(any(), inline)]
#[requires(A)]
#[cached]
fn below() {}

#[memoize]
#[cfg_attr(feature = \"x\", cached::proc_macro::once(time = 3))]
#[requires(A)]
fn above() {}
";
    let expected = "\
src/main.rs:11: `#[memoize]` is above the guard of `above` and expands first
src/main.rs:12: `#[cached::proc_macro::once]` is above the guard of `above` and expands first
";
    assert_eq!(found("above", text, &[7, 13]), expected);
    assert_eq!(found("above_lost", text, &[7]), format!("{expected}{}", lost(13, "above")));
}

fn above(line: usize, attribute: &str) -> String {
    format!("src/main.rs:{line}: `#[{attribute}]` is above the guard of `f` and expands first\n")
}

#[test]
fn an_attribute_above_a_guard_is_reported_under_any_condition() {
    for condition in
        ["test", "not(test)", "any()", "all()", "feature = \"cache\"", "debug_assertions"]
    {
        let expected = above(1, "cached");
        let text = format!("#[cfg_attr({condition}, cached)]\n#[requires(A)]\nfn f() {{}}");
        assert_eq!(found("condition", &text, &[2]), expected, "{text}");
        let off = Sources::new("src/main.rs").cfg(condition, false);
        assert_eq!(found_by("condition_off", &off, &text, &[2]), expected, "{text}");
        for nested in ["all(), cfg_attr(C, cached)", "C, cfg_attr(all(), inline, cached)"] {
            let nested = nested.replace('C', condition);
            let text = format!("#[cfg_attr({nested})]\n#[requires(A)]\nfn f() {{}}");
            assert_eq!(found("nested", &text, &[2]), expected, "{text}");
        }
    }
    assert_eq!(
        found("one_list", "#[cfg_attr(all(), inline, cached, requires(A))]\nfn f() {}", &[1]),
        above(1, "cached")
    );
}

#[test]
fn an_attribute_above_a_guard_is_reported_if_the_guard_is_not_compiled() {
    for text in [
        "#[cached]\n#[cfg_attr(not(test), requires(A))]\nfn f() {}",
        "#[cached]\n#[cfg(not(test))]\n#[requires(A)]\nfn f() {}",
        "#[cached]\n#[requires(A)]\n#[cfg(not(test))]\nfn f() {}",
        "#[cached] #[cfg(not(test))] mod m {}\n#[cached]\n#[cfg(any())]\n#[requires(A)]\nfn f() {}",
    ] {
        let line = 1 + text.lines().position(|line| line == "#[cached]").unwrap();
        let text = format!("{text} #[requires(A)]\nfn g() {{}}");
        let guard = text.lines().position(|line| line.ends_with("} #[requires(A)]")).unwrap() + 1;
        assert_eq!(
            found("off", &text, &[guard.try_into().unwrap()]),
            above(line, "cached"),
            "{text}"
        );
    }
}

#[test]
fn an_attribute_between_guards_is_reported_if_the_first_guard_is_conditional() {
    let text =
        "#[cfg_attr(test, requires(A))]\n#[cached]\n#[cfg_attr(not(test), requires(B))]\nfn f() {}";
    assert_eq!(found("between", text, &[1]), above(2, "cached"));
    let text = "#[requires(A)]\n#[cached]\n#[cfg_attr(not(test), requires(B))]\nfn f() {}";
    assert_eq!(found("below_the_first", text, &[1]), "");
    let text =
        "#[cfg_attr(test, requires(A))]\n#[cfg_attr(not(test), requires(B))]\n#[cached]\nfn f() {}";
    assert_eq!(found("below_both", text, &[1]), "");
}

#[test]
fn a_macro_with_a_guard_that_is_never_compiled_does_not_write_a_guard() {
    let text = "
macro_rules! off { () => { \
    #[cfg_attr(any(), requires(A))] fn f() {} #[cfg(any())] #[requires(A)] fn g() {} \
}; }
off!();
#[requires(A)] fn f() {}
";
    assert_eq!(found("never", text, &[4]), "");
}

#[test]
fn a_path_attribute_that_is_not_compiled_is_ignored() {
    let files = [
        (
            "src/main.rs",
            "#[cfg_attr(any(), path = \"no.rs\")] #[cfg_attr(all(), path = \"is.rs\")] mod it;",
        ),
        ("src/is.rs", "#[requires(A)] fn f() {}"),
    ];
    let crate_ = Crate::new("off_path", &files);
    assert_eq!(crate_.check_all(&[("api::it", "package/src/is.rs", 1)]), "");
}

#[test]
fn an_attribute_above_a_guard_is_reported_if_its_file_is_not_compiled() {
    let cached = "#[cached]\n#[requires(A)]\nfn f() {}\nmod gone;";
    let files = [
        (
            "src/main.rs",
            "#[cfg(not(test))] mod off; #[cfg(not(test))] mod no_file;
#[cfg(not(test))] #[cfg_attr(feature = \"x\", path = \"off.rs\")] mod no_path;
#[cfg(not(test))] include!(\"included.rs\");
#[requires(A)] fn g() {}",
        ),
        ("src/off.rs", cached),
        ("src/included.rs", cached),
    ];
    let found = Crate::new("off_file", &files).check_all(&[("api", "package/src/main.rs", 4)]);
    let above = above(1, "cached");
    let [included, off] = ["included", "off"].map(|file| above.replace("main", file));
    // `#[path]` may mean `off.rs`, too, so it is reported twice.
    assert_eq!(found, format!("{included}{off}{off}"));
}
