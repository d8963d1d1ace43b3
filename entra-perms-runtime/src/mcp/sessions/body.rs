//! A response whose events end with the token.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Sleep, sleep};

use super::events::EventIds;
use super::owners::{Owner, Owners};
use crate::caller::{Caller, UntilEnded};
use crate::model::Model;

/// The timer that asks whether the token is still accepted.
type Timer = fn(Duration) -> Sleep;

pin_project! {
    /// The body of a response behind a [`SessionLayer`](super::SessionLayer).
    ///
    /// A stream of events ends when the token of its caller is no longer accepted. Every other body
    /// is unchanged.
    pub struct SessionBody<M: Model, B> {
        // `None` when the stream has ended.
        #[pin]
        body: Option<B>,
        #[pin]
        until_ended: Option<UntilEnded<M, Timer, Sleep>>,
        record: Option<Record>,
    }
}

/// The record of the events that a caller is sent.
pub(super) struct Record {
    owners: Arc<Owners>,
    session: Option<String>,
    owner: Owner,
    ids: EventIds,
}

impl<M: Model, B> SessionBody<M, B> {
    /// Wraps a body that is not a stream of events.
    pub(super) fn unchanged(body: B) -> Self {
        Self { body: Some(body), until_ended: None, record: None }
    }

    /// Wraps a stream of events. It ends with the token of the caller, if there is one.
    pub(super) fn events(body: B, caller: Option<Caller<M>>, record: Option<Record>) -> Self {
        let until_ended = caller.map(|caller| caller.ended(sleep as Timer));
        Self { body: Some(body), until_ended, record }
    }
}

impl Record {
    /// Creates the record of a stream in this session, or without a session.
    pub(super) fn new(owners: Arc<Owners>, session: Option<String>, owner: Owner) -> Self {
        Self { owners, session, owner, ids: EventIds::default() }
    }

    fn read(&mut self, bytes: &[u8]) {
        let Self { owners, session, owner, ids } = self;
        ids.read(bytes, |id| owners.add_event(session.as_deref(), id, *owner));
    }
}

impl<M: Model, B: Body<Data = Bytes>> Body for SessionBody<M, B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let mut this = self.project();
        if let Some(until_ended) = this.until_ended.as_mut().as_pin_mut()
            && until_ended.poll(cx).is_ready()
        {
            this.until_ended.set(None);
            // rmcp notices that the stream is dropped.
            this.body.set(None);
        }
        let Some(body) = this.body.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let frame = body.poll_frame(cx);
        if let (Poll::Ready(Some(Ok(frame))), Some(record)) = (&frame, this.record)
            && let Some(bytes) = frame.data_ref()
        {
            record.read(bytes);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}
