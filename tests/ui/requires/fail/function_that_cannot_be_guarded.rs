#![allow(unused)]

#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::{Denied, requires};
use permissions::{Caller, roles::*};

#[requires(Orders::Read::All)]
const fn constant(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
fn two_callers(_: &Caller, _on_behalf_of: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Orders::Read::All)]
fn pattern(&ref caller: &Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

#[requires(Orders::Read::All)]
fn whose_caller(order: u32) -> Result<u32, Denied> {
    Ok(order)
}

#[requires(Orders::Read::All)]
fn by_value(caller: Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

pub struct Shop;

impl Shop {
    #[requires(Orders::Read::All)]
    async fn list(&self) -> Result<(), Denied> {
        Ok(())
    }
}

#[requires(Orders::Read::All)]
fn returns_nothing(_: &Caller) {}

#[requires(Orders::Read::All)]
fn future(caller: &Caller) -> impl Future<Output = Result<(), Denied>> {
    async { Ok(()) }
}

#[requires(Orders::Read::All)]
fn boxed(caller: &Caller) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Denied>>>> {
    Box::pin(async { Ok(()) })
}

type Me = Caller;

#[requires(Orders::Read::All)]
async fn alias(me: &Me) -> Result<(), Denied> {
    Ok(())
}

fn main() {}
