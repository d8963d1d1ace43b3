//! OpenAPI documents of utoipa, with the model and the guards.

mod api;
mod document;
mod matching;
