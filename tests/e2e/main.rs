//! An axum service over real HTTP, with real signatures.

mod answers;
mod authority;
mod mapping;
mod service;
