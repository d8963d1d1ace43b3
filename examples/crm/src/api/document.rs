//! The OpenAPI document. Each operation comes from its handler, its scopes from the guard.

use entra_perms_runtime::openapi::{EntraSecurity, UnclearOperations};
use utoipa::OpenApi as _;
use utoipa::ToSchema;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder, Server};

use crate::permissions::TokenValidator;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "CRM", description = "Accounts, contacts and proposals."),
    components(schemas(Problem))
)]
struct Document;

/// The body of each failed response (RFC 9457).
#[derive(ToSchema)]
#[expect(dead_code, reason = "only the document describes it")]
struct Problem {
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// The reason, for the client's developer.
    detail: String,
}

/// Returns the document without operations.
pub(super) fn empty() -> OpenApi {
    Document::openapi()
}

/// Adds to each operation the scopes that it requires, and the failed responses.
pub(super) fn complete(
    document: &mut OpenApi,
    validator: &TokenValidator,
    public_url: &str,
) -> Result<(), UnclearOperations> {
    document.servers = Some(vec![Server::new(public_url)]);
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let failure = ResponseBuilder::new()
        .description("The request failed.")
        .content("application/problem+json", problem)
        .build();
    for operation in operations_mut(document) {
        let responses = &mut operation.responses.responses;
        responses.insert("default".to_owned(), RefOr::T(failure.clone()));
    }
    EntraSecurity::new(validator).apply(document)
}

/// Returns the operations of a document, to complete them.
pub(crate) fn operations_mut(document: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    document.paths.paths.values_mut().flat_map(|item| {
        let PathItem { get, put, post, delete, patch, .. } = item;
        [get, put, post, delete, patch].into_iter().flatten()
    })
}
