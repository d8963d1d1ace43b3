//! The origin of a question for the caller.

use core::fmt;
use core::panic::Location;

use super::GuardedFunction;

/// The code that asks for the caller of a request. The log names it if there is no caller.
pub(crate) enum AskedBy<'a> {
    /// The guard of a function.
    Guard(&'a GuardedFunction),
    /// The extractor of a handler that takes a `Caller`. Only the path of the request is known.
    #[cfg_attr(
        not(any(feature = "axum", feature = "actix-web")),
        expect(dead_code, reason = "only frameworks with extractors have it")
    )]
    Handler(&'a str),
    /// A call of [`Caller::from_request`](crate::Caller::from_request).
    Code(&'static Location<'static>),
}

impl fmt::Display for AskedBy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guard(function) => function.fmt(f),
            Self::Handler(path) => write!(f, "the handler of `{path}`"),
            Self::Code(place) => place.fmt(f),
        }
    }
}
