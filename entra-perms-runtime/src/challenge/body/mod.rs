//! The bodies of refusals, and any body as one of [`Bytes`].

use core::fmt;
use core::mem::take;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::error::Error;
use std::sync::{Mutex, PoisonError};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pub(crate) type BoxError = Box<dyn Error + Send + Sync>;

/// The body of a refusal: a text, or the body that a custom response has.
///
/// It is [`Send`] and [`Sync`], whatever it is made of.
#[derive(Default)]
pub struct RefusalBody(Kind);

enum Kind {
    Text(Bytes),
    /// The lock is what makes it `Sync`: the bodies of frameworks are not. Nobody waits for it.
    Other(Mutex<Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>>),
}

impl RefusalBody {
    /// Makes a refusal's body of any other.
    pub fn new<B>(body: B) -> Self
    where
        B: Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Kind::Other(Mutex::new(Box::pin(InBytes::new(body)))))
    }

    /// Returns the text if it is one.
    #[cfg(feature = "actix-web")]
    pub(crate) fn into_text(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Text(text) => Ok(text),
            other @ Kind::Other(_) => Err(Self(other)),
        }
    }
}

impl Default for Kind {
    fn default() -> Self {
        Self::Text(Bytes::new())
    }
}

impl From<String> for RefusalBody {
    fn from(text: String) -> Self {
        Self(Kind::Text(text.into()))
    }
}

impl From<&'static str> for RefusalBody {
    fn from(text: &'static str) -> Self {
        Self(Kind::Text(text.into()))
    }
}

impl From<Bytes> for RefusalBody {
    fn from(text: Bytes) -> Self {
        Self(Kind::Text(text))
    }
}

impl fmt::Debug for RefusalBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Text(text) => f.debug_tuple("RefusalBody").field(text).finish(),
            Kind::Other(_) => f.debug_struct("RefusalBody").finish_non_exhaustive(),
        }
    }
}

impl Body for RefusalBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Kind::Text(text) if text.is_empty() => Poll::Ready(None),
            Kind::Text(text) => Poll::Ready(Some(Ok(Frame::data(take(text))))),
            Kind::Other(body) => {
                body.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_frame(cx)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Text(text) => text.is_empty(),
            Kind::Other(body) => {
                body.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Text(text) => SizeHint::with_exact(text.len() as u64),
            Kind::Other(body) => body.lock().unwrap_or_else(PoisonError::into_inner).size_hint(),
        }
    }
}

pin_project! {
    /// A body, its data as [`Bytes`]: what frameworks ask for. Data that is `Bytes` is not copied.
    #[derive(Debug)]
    pub(crate) struct InBytes<B> {
        #[pin]
        body: B,
    }
}

impl<B> InBytes<B> {
    pub(crate) fn new(body: B) -> Self {
        Self { body }
    }
}

impl<B> Body for InBytes<B>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = self.project().body.poll_frame(cx);
        frame
            .map_ok(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())))
            .map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
