//! The token of a request: in its `Authorization` header, and nowhere else.

use super::head::RequestHead;
use crate::challenge::{BearerError, only_method, only_token, token_to_look_up};

/// The `Authorization` headers of a request, and the query of its URL.
#[derive(Clone, Copy)]
pub(in crate::integrations) struct Credentials<'a> {
    /// The first two values. A request with two is refused, so that further ones do not matter.
    authorization: [Option<&'a [u8]>; 2],
    query: Option<&'a str>,
}

impl<'a> Credentials<'a> {
    /// Reads the head of a request.
    pub(super) fn of(head: &'a impl RequestHead) -> Self {
        let mut authorization = head.authorization();
        let first = authorization.next();
        Self { authorization: [first, authorization.next()], query: head.query() }
    }

    /// Returns the credentials with this value in place of the `Authorization` headers. If there is
    /// a value, the request has no such header.
    pub(super) fn or_header(self, value: Option<&'a [u8]>) -> Self {
        match value {
            Some(_) => Self { authorization: [value, None], ..self },
            None => self,
        }
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
        only_method(self.token_of_header()?, self.query)
    }

    /// Returns the access token of the header, although the URL may have one, too.
    pub(super) fn token_of_header(self) -> Result<&'a str, BearerError> {
        only_token(self.values())
    }

    fn values(self) -> impl Iterator<Item = &'a [u8]> {
        self.authorization.into_iter().flatten()
    }
}
