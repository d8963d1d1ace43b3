//! The parameters and responses of handlers, as aide documents them.

use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response};
use aide::{OperationInput, OperationOutput};

use super::{CALLER_MARK, INFERRED_MARK, MARK, OPTIONAL_MARK, REQUIRED_MARK};
use super::{caller_mark, operation_mark};
use crate::caller::{Caller, Denied};
use crate::challenge::{BearerError, Challenge};
use crate::guard::{Authorized, Guard, MaybeCaller};
use crate::model::Model;
use crate::validator::TokenError;

/// The responses of the layer and of guards, each with a description.
const UNAUTHORIZED: (u16, &str) = (401, "The request has no valid access token.");
const FORBIDDEN: (u16, &str) = (403, "The caller lacks a permission, which the response names.");

/// Documents the guard of a handler: [`EntraSecurity`](super::EntraSecurity) completes it.
impl<G: Guard> OperationInput for Authorized<G> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let mark = operation_mark(G::handler().function());
        operation.extensions.insert(MARK.to_owned(), mark.into());
    }

    fn inferred_early_responses(
        _: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        operation.extensions.insert(INFERRED_MARK.to_owned(), true.into());
        vec![refusal(UNAUTHORIZED), refusal(FORBIDDEN)]
    }
}

/// Documents that the handler needs a valid token: [`EntraSecurity`](super::EntraSecurity)
/// completes it.
///
/// aide implements the trait for `Option<T>`: it calls `operation_input` of `T`, and leaves out the
/// early responses. So only an operation that was asked for them needs a token.
impl<M: Model> OperationInput for Caller<M> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert(CALLER_MARK.to_owned(), caller_mark::<M>().into());
    }

    fn inferred_early_responses(
        _: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        operation.extensions.insert(REQUIRED_MARK.to_owned(), true.into());
        vec![refusal(UNAUTHORIZED)]
    }
}

/// Documents that the handler accepts a valid token, or no token:
/// [`EntraSecurity`](super::EntraSecurity) completes it.
impl<M: Model> OperationInput for MaybeCaller<M> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert(OPTIONAL_MARK.to_owned(), caller_mark::<M>().into());
    }

    fn inferred_early_responses(
        _: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        operation.extensions.insert(INFERRED_MARK.to_owned(), true.into());
        vec![refusal(UNAUTHORIZED)]
    }
}

/// Documents the status 403.
impl OperationOutput for Denied {
    type Inner = Self;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<Response> {
        Some(refusal(FORBIDDEN).1)
    }

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        vec![refusal(FORBIDDEN)]
    }
}

/// Documents the statuses 401 and 403.
impl OperationOutput for Challenge {
    type Inner = Self;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<Response> {
        Some(refusal(UNAUTHORIZED).1)
    }

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        vec![refusal(UNAUTHORIZED), refusal(FORBIDDEN)]
    }
}

/// Documents the statuses 401 and 403.
impl OperationOutput for TokenError {
    type Inner = Self;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<Response> {
        Challenge::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, Response)> {
        Challenge::inferred_responses(ctx, operation)
    }
}

/// Documents the status 401.
impl OperationOutput for BearerError {
    type Inner = Self;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<Response> {
        Challenge::operation_response(ctx, operation)
    }

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Response)> {
        vec![refusal(UNAUTHORIZED)]
    }
}

/// Returns a response with problem details (RFC 9457).
fn refusal((status, description): (u16, &str)) -> (Option<u16>, Response) {
    let mut response = Response { description: description.to_owned(), ..Response::default() };
    response
        .content
        .insert("application/problem+json".to_owned(), MediaType::default());
    (Some(status), response)
}
