//! Lists in pages: `?limit=50&after=…` selects one, and each page says where the next one begins.

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::ApiError;
use crate::store::{Page, PageSize, Position, Record};

/// The parameters of a list, as the client sends them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// The largest number of records on the page, from 1 to 200. The default is 50.
    limit: Option<u64>,
    /// The begin of the page: the `next` of the page before. The default is the first record.
    after: Option<String>,
}

/// The page that a request selects.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageRequest {
    pub(super) from: Position,
    pub(super) size: PageSize,
}

impl<S: Send + Sync> FromRequestParts<S> for PageRequest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::<Parameters>::from_request_parts(parts, state).await;
        let Query(Parameters { limit, after }) =
            query.map_err(|rejection: QueryRejection| ApiError::Invalid(rejection.body_text()))?;
        let size = match limit {
            None => PageSize::DEFAULT,
            Some(limit) => PageSize::new(limit).ok_or_else(|| {
                let largest = PageSize::MAX.records();
                ApiError::Invalid(format!("`limit` must be from 1 to {largest}: {limit}"))
            })?,
        };
        let from = match after {
            None => Position::START,
            Some(after) => position(&after).ok_or_else(|| {
                ApiError::Invalid(format!("`after` must be the `next` of a page: {after}"))
            })?,
        };
        Ok(Self { from, size })
    }
}

impl IntoParams for PageRequest {
    fn into_params(
        parameter_in: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        Parameters::into_params(parameter_in)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PageBody<T> {
    /// The records, in the order of their ids.
    records: Vec<Record<T>>,
    /// The begin of the next page: the `after` of its request. `null` on the last page.
    ///
    /// A client must not read a meaning from it.
    next: Option<String>,
}

impl<T> From<Page<T>> for PageBody<T> {
    fn from(page: Page<T>) -> Self {
        Self { records: page.records, next: page.next.map(cursor) }
    }
}

/// Returns a position as clients see it.
fn cursor(position: Position) -> String {
    position.id().to_string()
}

/// Returns the position of a cursor. `None` if the text is not a cursor.
fn position(cursor: &str) -> Option<Position> {
    cursor.parse().ok().map(Position::after)
}
