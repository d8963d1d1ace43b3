//! Bodies of each kind, read frame by frame.

use core::convert::Infallible;
use core::slice;
use std::collections::VecDeque;

use http::HeaderMap;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};

use super::*;

/// A body of ready frames. Its size and its end follow from the remaining frames.
struct Frames(VecDeque<Frame<Bytes>>);

impl Frames {
    fn new() -> Self {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", "0".parse().unwrap());
        Self(
            [Frame::data("Ada, ".into()), Frame::data("Grace".into()), Frame::trailers(trailers)]
                .into(),
        )
    }
}

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.0.iter().filter_map(Frame::data_ref).map(|data| data.len() as u64);
        SizeHint::with_exact(left.sum())
    }
}

/// Returns each frame of a body, with the end and the size that the body states before it.
async fn read<B: Body<Data = Bytes> + Unpin>(mut body: B) -> Vec<(bool, Option<u64>, String)> {
    let mut seen = Vec::new();
    loop {
        let is_end = body.is_end_stream();
        let size = body.size_hint().exact();
        let Some(Ok(frame)) = body.frame().await else {
            seen.push((is_end, size, "end".to_owned()));
            return seen;
        };
        let frame = match frame.into_data() {
            Ok(data) => String::from_utf8(data.into()).unwrap(),
            Err(frame) => format!("{:?}", frame.into_trailers().unwrap()),
        };
        seen.push((is_end, size, frame));
    }
}

#[tokio::test]
async fn size_end_and_trailers_are_passed_on() {
    let expected = [
        (false, Some(10), "Ada, ".to_owned()),
        (false, Some(5), "Grace".to_owned()),
        (false, Some(0), r#"{"grpc-status": "0"}"#.to_owned()),
        (true, Some(0), "end".to_owned()),
    ];
    assert_eq!(read(Frames::new()).await, expected);
    assert_eq!(read(RefusalBody::new(Frames::new())).await, expected);
    assert_eq!(read(InBytes::new(Frames::new())).await, expected);
    #[cfg(feature = "tower")]
    assert_eq!(read(crate::integrations::tower::ResponseBody::from(Frames::new())).await, expected);
}

#[tokio::test]
async fn a_text_is_one_frame_and_an_empty_body_has_none() {
    let frame = (false, Some(2), "no".to_owned());
    let end = (true, Some(0), "end".to_owned());
    for text in ["no".into(), "no".to_owned().into(), Bytes::from_static(b"no").into()] {
        assert_eq!(read::<RefusalBody>(text).await, [frame.clone(), end.clone()]);
    }
    for nothing in [RefusalBody::default(), String::new().into()] {
        assert_eq!(read(nothing).await, slice::from_ref(&end));
    }
}

#[tokio::test]
async fn any_data_becomes_bytes_and_bytes_are_not_copied() {
    let slices = RefusalBody::new(Full::new(&b"slice"[..]));
    assert_eq!(slices.collect().await.unwrap().to_bytes(), "slice");
    let queue = RefusalBody::new(Full::new(VecDeque::from(*b"queue")));
    assert_eq!(queue.collect().await.unwrap().to_bytes(), "queue");

    let bytes = Bytes::from("bytes".to_owned());
    let place = bytes.as_ptr();
    let mut body = InBytes::new(Full::new(bytes));
    let data = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(data.as_ptr(), place);
}

/// A body that fails at once.
struct Fails;

impl Body for Fails {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("gone"))))
    }
}

#[tokio::test]
async fn errors_are_passed_on_unchanged() {
    let error = RefusalBody::new(Fails).frame().await.unwrap().unwrap_err();
    assert_eq!(error.downcast::<std::io::Error>().unwrap().to_string(), "gone");
}

/// The body of axum is only `Send`, but `boxed` requires `Sync`.
#[test]
fn a_refusal_body_is_sync_even_if_its_source_is_not() {
    let refusal = RefusalBody::new(axum::body::Body::from("no"));
    let _: BoxBody<Bytes, BoxError> = refusal.boxed();
}
