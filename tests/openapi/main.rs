//! OpenAPI documents of utoipa and aide, with the model and the guards.

mod aide;
mod api;
mod document;
mod matching;
