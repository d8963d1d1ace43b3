//! The head of a request, in every framework.

/// The parts of a request in which clients send tokens and tickets.
pub(in crate::integrations) trait RequestHead {
    fn method(&self) -> &str;

    /// Returns whether the version of the request is HTTP/1.1 or earlier.
    fn is_http1(&self) -> bool;

    /// Returns the values of the `Authorization` headers.
    fn authorization(&self) -> impl Iterator<Item = &[u8]>;

    /// Returns the values of another header.
    fn values(&self, name: &'static str) -> impl Iterator<Item = &[u8]>;

    /// Returns the query of the URL.
    fn query(&self) -> Option<&str>;

    /// Replaces the values of `Sec-WebSocket-Protocol`. They are a part of the old values.
    fn set_protocols(&mut self, protocols: &[u8]);

    /// Replaces the query of the URL, wherever the service can see it. The new query is a part of
    /// the old one. An empty query is removed.
    fn set_query(&mut self, query: &str);
}
