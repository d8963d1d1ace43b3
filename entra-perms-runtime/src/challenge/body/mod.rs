//! The body of the response to a refusal, and the conversion of other bodies to [`Bytes`].

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

/// The body of the response to a refusal: a text, or the body of a custom response.
///
/// It is [`Send`] and [`Sync`], even if the custom body is only [`Send`].
#[derive(Default)]
pub struct RefusalBody(Content);

enum Content {
    Text(Bytes),
    /// The lock makes it `Sync`, because the bodies of frameworks are not. It is never contended.
    Custom(Mutex<Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>>),
}

impl RefusalBody {
    /// Converts the body of a custom response.
    pub fn new<B>(body: B) -> Self
    where
        B: Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Content::Custom(Mutex::new(Box::pin(InBytes::new(body)))))
    }

    /// Returns the text, or the body itself if it is not a text.
    #[cfg(feature = "actix-web")]
    pub(crate) fn into_text(self) -> Result<Bytes, Self> {
        match self.0 {
            Content::Text(text) => Ok(text),
            other @ Content::Custom(_) => Err(Self(other)),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(Bytes::new())
    }
}

impl From<String> for RefusalBody {
    fn from(text: String) -> Self {
        Self(Content::Text(text.into()))
    }
}

impl From<&'static str> for RefusalBody {
    fn from(text: &'static str) -> Self {
        Self(Content::Text(text.into()))
    }
}

impl From<Bytes> for RefusalBody {
    fn from(text: Bytes) -> Self {
        Self(Content::Text(text))
    }
}

// Not derived, because a custom body need not be `Debug`.
impl fmt::Debug for RefusalBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::Text(text) => f.debug_tuple("RefusalBody").field(text).finish(),
            Content::Custom(_) => f.debug_struct("RefusalBody").finish_non_exhaustive(),
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
            Content::Text(text) if text.is_empty() => Poll::Ready(None),
            Content::Text(text) => Poll::Ready(Some(Ok(Frame::data(take(text))))),
            Content::Custom(body) => {
                body.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_frame(cx)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Content::Text(text) => text.is_empty(),
            Content::Custom(body) => {
                body.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Content::Text(text) => SizeHint::with_exact(text.len() as u64),
            Content::Custom(body) => {
                body.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
            }
        }
    }
}

pin_project! {
    /// A body whose data is converted to [`Bytes`], as frameworks require. Data that is `Bytes`
    /// already is not copied.
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
