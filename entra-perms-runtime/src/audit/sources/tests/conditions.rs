//! Guards under `cfg` and `cfg_attr`.

use super::*;

#[test]
fn a_guard_that_is_not_compiled_is_not_lost() {
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
cfg_if! { if #[cfg(any())] { #[requires(A)] fn f() {} } else if #[cfg(all())] {} \
    else { #[requires(A)] fn f() {} } }
cfg_if! { if #[cfg(all())] {} else if #[cfg(all())] { #[requires(A)] fn f() {} } }
";
    assert_eq!(found("not_compiled", text, &[2]), "");
}

#[test]
fn a_compiled_guard_that_is_not_in_the_program_is_lost() {
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
    let expected: String =
        [(2, "a"), (3, "b"), (4, "f"), (5, "d"), (6, "e"), (7, "f"), (8, "g"), (9, "h")]
            .map(|(line, function)| lost(line, function))
            .concat();
    assert_eq!(found("compiled", text, &[]), expected + &lost_in_call(10, "i"));
}

#[test]
fn an_unknown_condition_is_an_error_until_the_test_sets_it() {
    let text = "
#[requires(A)] fn always() {}
#[cfg(all(unix, feature=\"x\", not(loom)))]
#[requires(A)]
fn f() {}
";
    let sources = Sources::new("src/main.rs");
    assert_eq!(found_by("unknown_present", &sources, text, &[2, 4]), "");
    let unknown = "src/main.rs:4: cannot tell whether the guard of `f` is compiled\n";
    assert_eq!(found_by("unknown", &sources, text, &[2]), unknown);
    // One predicate is enough if it decides the whole condition.
    let off = sources.clone().cfg("feature  =  \"x\"", false);
    assert_eq!(found_by("off", &off, text, &[2]), "");
    let on = sources.clone().cfg("feature = \"x\"", true);
    assert_eq!(found_by("on", &on, text, &[2]), unknown);
    let both = on.cfg("loom", false);
    assert_eq!(found_by("both", &both, text, &[2]), lost(4, "f"));
}
