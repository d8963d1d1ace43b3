//! Guards that the inventory records compile when `unsafe` is forbidden and every warning is an
//! error, in every position of the function.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    unused,
    nonstandard_style,
    future_incompatible,
    rust_2018_idioms,
    unused_qualifications
)]

#[path = "../permissions.rs"]
#[allow(dead_code)]
mod shop;

use entra_perms_runtime::audit::Inventory;
use entra_perms_runtime::{Denied, requires};
use shop::roles::Orders;

#[requires(Orders::Read::All)]
async fn handler() {}

#[requires(Orders::Read::My)]
fn generic<T: Default, const N: usize>(_: &shop::Caller) -> Result<[T; N], Denied>
where
    [T; N]: Default,
{
    #[requires(Orders::Read::Team)]
    fn nested<'a>(caller: &'a shop::Caller) -> Result<&'a shop::Caller, Denied> {
        Ok(caller)
    }
    let _ = nested;
    Ok(Default::default())
}

trait Desk {
    fn read(&self, caller: &shop::Caller) -> Result<(), Denied>;
}

struct Front<T>(T);

impl<T> Desk for Front<T> {
    #[requires(Orders::Write::All)]
    fn read(&self, _: &shop::Caller) -> Result<(), Denied> {
        let _ = &self.0;
        Ok(())
    }
}

macro_rules! guarded {
    ($($name:ident)*) => {$(
        #[requires(Orders::Read::All)]
        fn $name(_: &shop::Caller) -> Result<(), Denied> {
            Ok(())
        }
    )*};
}

guarded!(first second);

fn main() {
    let _ = (handler, generic::<u8, 2>, <Front<u8> as Desk>::read, first, second);
    let inventory = Inventory::<shop::Model>::collect();
    let names: Vec<_> =
        inventory.functions().iter().map(|guarded| guarded.function().name).collect();
    assert_eq!(names, ["first", "generic", "handler", "nested", "read", "second"]);
}
