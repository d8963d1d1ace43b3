//! Lists in pages: `?limit=50&after=…` selects one, and each page names the next one.

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
    /// The position to begin after. Take it from `next` of the page before.
    after: Option<i64>,
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
        Ok(Self { from: after.map_or(Position::START, Position::after), size })
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
    /// The path and the query of the next page. `null` on the last page.
    next: Option<String>,
}

impl<T> PageBody<T> {
    /// `path` is the path of the list.
    pub(super) fn new(path: &str, request: PageRequest, page: Page<T>) -> Self {
        let size = request.size.records();
        let next = page.next.map(|next| format!("{path}?limit={size}&after={}", next.id()));
        Self { records: page.records, next }
    }
}
