//! Who asks for a caller.

use core::fmt;
use core::panic::Location;

use super::GuardedFunction;

/// Who asks for a caller.
pub(crate) enum AskedBy<'a> {
    Guard(&'static GuardedFunction),
    /// The handler of this path, which does not say what for.
    #[cfg_attr(
        not(any(feature = "axum", feature = "actix-web")),
        expect(dead_code, reason = "of extractors")
    )]
    Handler(&'a str),
    /// A call of [`Caller::from_request`].
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
