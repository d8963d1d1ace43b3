//! OpenAPI documents: what the model and the guards put into those of utoipa.

mod api;
mod document;
mod matching;
