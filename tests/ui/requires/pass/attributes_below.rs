//! Attributes below `#[requires]` that move behind the check, with every form of a function.

#![deny(warnings, missing_docs, unreachable_pub, unused, unused_qualifications)]
#![deny(rust_2018_idioms, unit_bindings, redundant_lifetimes, let_underscore, nonstandard_style)]

#[path = "../permissions.rs"]
mod permissions;

use std::fmt::Display;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::{autometrics, count, duplicate, remember};
use permissions::{Caller, Role, Scope, roles::*};

static RUNS: AtomicUsize = AtomicUsize::new(0);

/// Stays documented.
///
/// # Errors
/// [`Denied`]
#[requires(Orders::Read::All)]
#[must_use]
#[count(RUNS)]
pub fn documented(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
fn patterns(
    _: &Caller,
    mut number: u8,
    (left, _): (u8, u8),
    _: u8,
    _named: u8,
) -> Result<u8, Denied> {
    number += left;
    Ok(number)
}

#[requires(Orders::Read::All, caller = with.caller(left))]
#[count(RUNS)]
fn only_the_check_uses_it(
    with: Wrapper<'_>,
    mut left: u8,
    Wrapper { caller: _, .. }: Wrapper<'_>,
) -> Result<(), Denied> {
    left += 1;
    let _ = left;
    Ok(())
}

struct Wrapper<'a> {
    caller: &'a Caller,
    #[allow(dead_code)]
    more: (),
}

impl Wrapper<'_> {
    fn caller(&self, _: u8) -> &Caller {
        self.caller
    }
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
fn generic<'a, 'b: 'a, T: Default + Display, const N: usize>(
    caller: &'a Caller,
    list: &'b [u8; N],
    shown: impl Display + 'a,
) -> Result<impl Iterator<Item = String>, Denied>
where
    T: 'a,
{
    let _ = caller;
    let text = format!("{}{shown}", T::default());
    Ok(list.iter().map(move |number| format!("{text}{number}")))
}

trait Kind {
    const NAME: &'static str;
}

impl Kind for u8 {
    const NAME: &'static str = "u8";
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
async fn not_inferred<T: Kind, const N: usize>(
    _: &Caller,
) -> Result<(&'static str, usize), Denied> {
    Ok((T::NAME, N))
}

#[requires(Orders::Read::All, caller = caller)]
#[count(RUNS)]
async fn future(caller: &Caller, next: impl Future<Output = u8>) -> Result<u8, Denied> {
    let _ = caller;
    Ok(next.await)
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
unsafe extern "Rust" fn in_another_abi(_: &Caller, pointer: *const u8) -> Result<u8, Denied> {
    Ok(unsafe { *pointer })
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
async unsafe fn unsafe_and_async(_: &Caller, pointer: *const u8) -> Result<u8, Denied> {
    Ok(unsafe { *pointer })
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
#[track_caller]
fn tracked(_: &Caller) -> Result<u32, Denied> {
    Ok(Location::caller().line())
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
fn conditional(
    _: &Caller,
    #[cfg(all())] there: u8,
    #[cfg_attr(all(), cfg(any()))] never: u8,
) -> Result<u8, Denied> {
    Ok(there)
}

#[requires(Orders::Read::All)]
#[cfg_attr(all(), inline, count(RUNS))]
#[cfg_attr(any(), duplicate)]
fn by_condition(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[autometrics]
fn shadowed(caller: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[duplicate(unused_copy)]
fn copied(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
fn with_items(_: &Caller) -> Result<u8, Denied> {
    #[derive(Clone, Copy)]
    struct Three;
    impl Three {
        fn number(self) -> u8 {
            let Self = self;
            3
        }
    }
    Ok(Three.number())
}

#[requires(Orders::Read::All)]
#[tracing::instrument(skip(caller), fields(number = %number))]
#[count(RUNS)]
fn in_a_span(caller: &Caller, mut number: u8) -> Result<u8, Denied> {
    number += 1;
    Ok(number)
}

#[requires(Orders::Read::All)]
#[count(RUNS)]
fn r#match(_: &Caller, r#type: u8) -> Result<u8, Denied> {
    Ok(r#type)
}

#[requires(Orders::Read::All)]
#[entra_perms_test_attributes::requires(number > 0)]
fn another_crates_of_the_name(_: &Caller, number: u8) -> Result<u8, Denied> {
    Ok(number)
}

mod other {
    use super::*;

    pub(super) struct Desk;

    impl Desk {
        #[requires(Orders::Read::All)]
        #[remember(number)]
        pub(super) fn associated(_: &Caller, number: u8) -> Result<u8, Denied> {
            Ok(number)
        }
    }
}

macro_rules! made {
    ($name:ident, $caller:ident: $ty:ty) => {
        #[requires(Orders::Read::All)]
        #[count(RUNS)]
        fn $name($caller: $ty, other: u8) -> Result<u8, Denied> {
            let _ = $caller;
            Ok(other)
        }
    };
}
made!(made_by_macro, who: &Caller);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let caller = &Caller::test()
        .user()
        .roles([Role::OrdersReadAll])
        .scopes([Scope::ShopReadAll])
        .build();
    assert!(documented(caller).is_ok());
    assert_eq!(patterns(caller, 1, (2, 3), 4, 5).unwrap(), 3);
    assert!(
        only_the_check_uses_it(Wrapper { caller, more: () }, 1, Wrapper { caller, more: () })
            .is_ok()
    );
    let texts: Vec<String> = generic::<u8, 2>(caller, &[1, 2], '-').unwrap().collect();
    assert_eq!(texts, ["0-1", "0-2"]);
    assert_eq!(not_inferred::<u8, 7>(caller).await.unwrap(), ("u8", 7));
    assert_eq!(future(caller, async { 5 }).await.unwrap(), 5);
    assert_eq!(unsafe { in_another_abi(caller, &8) }.unwrap(), 8);
    assert_eq!(unsafe { unsafe_and_async(caller, &9).await }.unwrap(), 9);
    assert_eq!(tracked(caller).unwrap(), line!());
    assert_eq!(conditional(caller, 4).unwrap(), 4);
    assert!(by_condition(caller).is_ok() && shadowed(caller).is_ok() && copied(caller).is_ok());
    assert_eq!(with_items(caller).unwrap(), 3);
    assert_eq!(another_crates_of_the_name(caller, 1).unwrap(), 1);
    assert_eq!(in_a_span(caller, 1).unwrap(), 2);
    assert_eq!(r#match(caller, 6).unwrap(), 6);
    assert_eq!(other::Desk::associated(caller, 2).unwrap(), 2);
    assert_eq!(made_by_macro(caller, 3).unwrap(), 3);
    assert_eq!(RUNS.load(Ordering::Relaxed), 15);
}
