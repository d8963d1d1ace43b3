//! Functions that are handed their caller, in every form that `fn` has.

#![deny(warnings, missing_docs, unused, unreachable_pub, elided_lifetimes_in_paths)]

#[path = "../permissions.rs"]
mod permissions;

use std::fmt::{Debug, Display};
use std::future::Future;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, Model, roles::*, scopes};

#[requires(Orders::Read::All)]
fn plain(caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.can(Orders::Read::All))
}

#[requires(any(Orders::Read::My, all(Orders::Read::Team, scope(scopes::Shop::Read::Team))))]
async fn asynchronous(caller: &Caller, order: u32) -> Result<u32, Denied> {
    let _ = caller;
    Ok(order)
}

#[requires(at_least(Orders::Read::Team), by = user)]
fn nameless(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::ANY)]
fn not_first(
    order: u32,
    mut _count: u32,
    permissions_of: &permissions::Caller,
) -> Result<u32, Denied> {
    _count += 1;
    let _ = permissions_of.held();
    Ok(order)
}

#[requires(Orders::Write::All)]
fn spelled_out(_: &entra_perms_runtime::Caller<Model>) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Write::All, by = app,)]
fn generic<'a, T, const N: usize>(
    caller: &'a Caller,
    items: [&'a T; N],
) -> Result<impl Iterator<Item = &'a T> + use<'a, T, N>, Denied>
where
    T: Debug + ?Sized,
{
    let _ = caller;
    Ok(items.into_iter())
}

#[requires(self::permissions::roles::Orders::Read::All)]
fn impl_trait(
    _: &Caller,
    item: impl Display,
) -> Result<impl Display, Box<dyn std::error::Error + Send + Sync>> {
    Ok(format!("{item}?"))
}

#[requires(crate::permissions::roles::Orders::Read::All)]
fn boxed(_: &Caller) -> Result<Box<dyn Future<Output = ()> + Send>, Denied> {
    Ok(Box::new(async {}))
}

#[requires(permissions::Role::OrdersReadAll)]
unsafe fn of_a_variant(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
extern "Rust" fn foreign(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

/// Documented.
#[requires(Orders::Read::All)]
#[must_use = "kept"]
#[inline]
#[allow(clippy::unused_unit)]
pub(crate) fn r#type(r#caller: &Caller) -> Result<(), Denied> {
    let _ = r#caller;
    Ok(())
}

#[allow(unused_variables)]
#[requires(Orders::Read::All)]
fn ends_in_return(caller: &Caller, unused: u32) -> Result<u32, Denied> {
    return Ok(7);
}

type Answer = Result<(), Denied>;

#[requires(Orders::Read::All)]
fn aliased(_: &Caller) -> Answer {
    Ok(())
}

fn main() {
    let _ = (
        plain,
        asynchronous,
        nameless,
        not_first,
        spelled_out,
        generic::<u8, 2>,
        boxed,
        of_a_variant,
    );
    let _ = (
        |caller: &Caller| impl_trait(caller, 7).map(drop),
        foreign,
        r#type,
        ends_in_return,
        aliased,
    );
}
