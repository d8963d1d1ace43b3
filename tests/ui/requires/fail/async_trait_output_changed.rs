#[path = "../permissions.rs"]
mod permissions;

use std::pin::Pin;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

/// The output of `#[async_trait]`, with a statement that another attribute put in front.
#[requires(Orders::Read::All)]
fn changed<'async_trait>(
    caller: &'async_trait Caller,
) -> Pin<Box<dyn Future<Output = Result<(), Denied>> + 'async_trait>> {
    drop(caller.clone());
    Box::pin(async move { Ok(()) })
}

fn main() {}
