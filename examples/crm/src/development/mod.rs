//! The development issuer that replaces Entra.
//!
//! - `requests`: `curl` commands with tokens, for a terminal;
//! - `document`: the API page without a sign-in;
//! - `deployment`, `response`: a running service with an issuer of its own, for tests.

mod deployment;
mod document;
mod requests;
mod response;

pub use deployment::Deployment;
pub use document::{accept_pasted_tokens, origins_of};
pub use requests::{requests, shared_issuer};
pub use response::ApiResponse;
