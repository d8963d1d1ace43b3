//! The places of a request in which clients send tokens.

use crate::challenge::{BearerError, only_method, only_token, token_to_look_up};

/// The `Authorization` headers of a request, and the query of its URL.
#[derive(Clone, Copy)]
pub(in crate::integrations) struct Credentials<'a> {
    /// The first two values. A request with two is refused, so that further ones do not matter.
    authorization: [Option<&'a [u8]>; 2],
    query: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Takes the values of the `Authorization` headers, and the query of the URL.
    pub(in crate::integrations) fn new(
        mut authorization: impl Iterator<Item = &'a [u8]>,
        query: Option<&'a str>,
    ) -> Self {
        let first = authorization.next();
        Self { authorization: [first, authorization.next()], query }
    }

    /// Returns whether there is no token, in any of the places.
    pub(super) fn are_missing(self) -> bool {
        self.authorization == [None, None] && only_method((), self.query).is_ok()
    }

    /// Returns the bytes to look up in the token cache. They may not be a token.
    pub(super) fn to_look_up(self) -> Result<&'a [u8], BearerError> {
        only_method(token_to_look_up(self.values())?, self.query)
    }

    /// Returns the access token.
    pub(super) fn token(self) -> Result<&'a str, BearerError> {
        only_method(only_token(self.values())?, self.query)
    }

    fn values(self) -> impl Iterator<Item = &'a [u8]> {
        self.authorization.into_iter().flatten()
    }
}
