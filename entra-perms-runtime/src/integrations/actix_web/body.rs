//! The body of a refusal as a body of actix-web.

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::error::Error;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;
use http_body::Body as _;

use crate::challenge::RefusalBody;

/// Converts the body of a refusal. A text stays a complete body, so that middleware can read it.
pub(super) fn to_actix_body(refusal: RefusalBody) -> BoxBody {
    match refusal.into_text() {
        Ok(text) => BoxBody::new(text),
        Err(other) => BoxBody::new(StreamedBody(other)),
    }
}

/// A custom body. Its trailers are dropped, because actix-web does not support trailers.
struct StreamedBody(RefusalBody);

impl MessageBody for StreamedBody {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        match self.0.size_hint().exact() {
            Some(length) => BodySize::Sized(length),
            None => BodySize::Stream,
        }
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
