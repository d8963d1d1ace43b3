//! What HTTP says of tokens: where one stands in a request, and how a refusal is answered. No framework is needed.
//!
//! - `bearer`: the token of a request (RFC 6750, section 2.1);
//! - `challenge`: the answer where there is none, a bad one, or one that does not do (RFC 6750, section 3);
//! - `answer`: how to answer in another way;
//! - `body`: the bodies of refusals;
//! - `metadata`: where clients get one that does (RFC 9728).

mod answer;
mod bearer;
mod body;
mod challenge;
mod metadata;

pub use answer::{Answer, ProblemJson};
pub use bearer::{BearerError, bearer_token};
#[cfg(any(feature = "tower", feature = "actix-web"))]
pub(crate) use bearer::{only_method, only_token, token_to_look_up};
pub use body::RefusalBody;
#[cfg(feature = "tower")]
pub(crate) use body::{BoxError, InBytes};
pub use challenge::{Challenge, Refusal};
pub use metadata::ProtectedResource;
#[cfg(feature = "utoipa")]
pub(crate) use metadata::as_asked_for;
