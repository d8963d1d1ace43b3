//! `caller = …` takes every type that holds a verified caller.

#![deny(warnings)]

#[path = "../permissions.rs"]
mod permissions;

use std::sync::Arc;

use axum::http::{Extensions, Request, request::Parts};
use entra_perms_runtime::{CallerSource, Denied, requires};
use permissions::{Caller, Model, roles::*};

#[requires(Orders::Read::All, caller = caller)]
fn of_a_caller(caller: Caller) -> Result<Caller, Denied> {
    Ok(caller)
}

#[requires(Orders::Read::All, caller = caller)]
fn of_a_reference(caller: &&Caller) -> Result<bool, Denied> {
    Ok(caller.held().is_empty())
}

#[requires(Orders::Read::All, caller = caller)]
fn of_an_arc(caller: Arc<Caller>) -> Result<Arc<Caller>, Denied> {
    Ok(caller)
}

#[requires(Orders::Read::All, caller = caller)]
fn of_an_option(caller: Option<&Caller>) -> Result<(), Denied> {
    let _ = caller;
    Ok(())
}

#[requires(Orders::Read::All, caller = request)]
async fn of_a_request<B>(request: Request<B>) -> Result<B, Denied> {
    Ok(request.into_body())
}

#[requires(Orders::Read::All, caller = request.extensions())]
fn of_extensions<B>(request: &Request<B>) -> Result<&B, Denied> {
    Ok(request.body())
}

#[requires(Orders::Read::All, caller = parts)]
fn of_parts(parts: &Parts) -> Result<&Extensions, Denied> {
    Ok(&parts.extensions)
}

#[requires(Orders::Read::All, caller = session.1)]
fn of_a_field(session: (u32, Caller)) -> Result<u32, Denied> {
    Ok(session.0)
}

#[requires(Orders::Read::All, caller = {
    let (_, caller) = session;
    caller
})]
fn of_a_block(session: &(u32, Caller)) -> Result<u32, Denied> {
    Ok(session.0)
}

#[requires(Orders::Read::All, caller = source)]
fn of_any_source(source: &dyn CallerSource<Model>) -> Result<(), Denied> {
    let _ = source;
    Ok(())
}

#[requires(Orders::Read::All, caller = first)]
fn one_of_two(first: &Caller, second: &Caller) -> Result<bool, Denied> {
    Ok(first.held() == second.held())
}

fn main() {
    let _ = (
        of_a_caller,
        of_a_reference,
        of_an_arc,
        of_an_option,
        of_a_request::<()>,
        of_extensions::<()>,
    );
    let _ = (of_parts, of_a_field, of_a_block, of_any_source, one_of_two);
}
