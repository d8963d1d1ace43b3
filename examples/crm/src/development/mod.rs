//! The API next to a development issuer on loopback, and the responses to an HTTP client.

mod deployment;
mod requests;
mod response;

pub use deployment::Deployment;
pub use requests::{requests, shared_issuer};
pub use response::ApiResponse;
