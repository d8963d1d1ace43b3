//! The API next to a development issuer on loopback, and the responses to an HTTP client.

mod deployment;
mod response;

pub use deployment::Deployment;
pub use response::ApiResponse;
