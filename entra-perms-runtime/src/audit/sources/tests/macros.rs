//! Guards in macro calls and in `macro_rules!`.

use super::*;

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
    // rustc reports the line of each guard, or the first line of the call for all of them.
    assert_eq!(found("own_lines", text, &[3, 5]), above);
    assert_eq!(found("first_line", text, &[2, 2]), above);
    assert_eq!(found("once", text, &[2]), format!("{above}{}", lost_in_call(5, "b")));
    assert_eq!(found("own_line", text, &[5]), lost_in_call(3, "a") + above);
    assert_eq!(
        found("outside", text, &[1, 7]),
        lost_in_call(3, "a") + above + &lost_in_call(5, "b")
    );
}

#[test]
fn each_call_of_a_guard_writing_macro_must_register_a_guard() {
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
    assert_eq!(crate_.check_all(&[("api", main, 10), ("api::below", main, 11)]), above);
    assert_eq!(
        crate_.check_all(&[("api", main, 10), ("api", main, 11)]),
        above.to_owned() + &lost_in_call(11, "endpoint!")
    );
}
