//! The API next to a development issuer on loopback, and the responses to an HTTP client.

mod deployment;
mod document;
mod requests;
mod response;

pub use deployment::Deployment;
pub use document::accept_pasted_tokens;
pub use requests::{requests, shared_issuer};
pub use response::ApiResponse;
