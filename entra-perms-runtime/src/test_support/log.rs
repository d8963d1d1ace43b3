//! The events that a thread logs, for tests.

use core::cell::RefCell;
use core::fmt::{self, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// The events as text, one line each: level, message, fields.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A subscriber that keeps the events of each thread apart.
///
/// There is one subscriber for the process. `tracing` caches whether anything listens to an event,
/// from the first thread that logs the event, so a subscriber per thread would miss events.
pub(crate) struct Log;

impl Log {
    /// Begins to keep the events of this thread, and forgets earlier ones.
    pub(crate) fn start() {
        static LOG: Once = Once::new();
        // Nothing else in these tests sets a subscriber.
        LOG.call_once(|| drop(tracing::subscriber::set_global_default(Self)));
        // If another thread logged an event before, `tracing` cached that nothing listens to it.
        tracing::callsite::rebuild_interest_cache();
        LINES.take();
    }

    /// Returns the events of this thread.
    pub(crate) fn lines() -> Vec<String> {
        LINES.with_borrow(Vec::clone)
    }
}

/// The text of an event.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target().starts_with("entra_perms_runtime") {
            let mut line = Line(event.metadata().level().to_string());
            event.record(&mut line);
            LINES.with_borrow_mut(|lines| lines.push(line.0));
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
