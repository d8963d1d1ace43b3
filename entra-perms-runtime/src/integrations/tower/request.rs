//! The requests that `EntraLayer` can read.

use http::Request;

/// A request of the crate [`http`], version 1. No other type implements this trait.
///
/// [`http`]: https://docs.rs/http/1
#[diagnostic::on_unimplemented(
    message = "`EntraLayer` cannot read `{Self}`: it is not an `http::Request`",
    label = "not a request of the crate `http`, version 1",
    note = "`EntraLayer` is for axum, tonic, hyper, and other `tower` services over `http` types",
    note = "actix-web needs the feature `actix-web`",
    note = "in another framework, verify the token in its own middleware\n\
            (`integrations` in the docs of `entra-perms-runtime` shows how)"
)]
pub trait HttpRequest: sealed::AsHttp {}

impl<B> HttpRequest for Request<B> {}

mod sealed {
    use http::Request;

    pub trait AsHttp {
        type Body;

        fn as_http(&self) -> &Request<Self::Body>;

        fn as_http_mut(&mut self) -> &mut Request<Self::Body>;
    }

    impl<B> AsHttp for Request<B> {
        type Body = B;

        fn as_http(&self) -> &Self {
            self
        }

        fn as_http_mut(&mut self) -> &mut Self {
            self
        }
    }
}
