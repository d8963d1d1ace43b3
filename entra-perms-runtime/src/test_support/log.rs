//! What is logged on a thread, for tests.

use core::cell::RefCell;
use core::fmt::{self, Write};
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

thread_local! {
    /// Events as text, one line each: level, message, fields.
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the events of each thread for itself. There is one for the whole process: `tracing` remembers who listens to an event by
/// what it finds on the thread where the event comes first.
pub(crate) struct Log;

impl Log {
    /// From now on this thread's events are kept.
    pub(crate) fn start() {
        static LOG: Once = Once::new();
        // Nothing else in these tests sets one; where it did, no line would be found.
        LOG.call_once(|| drop(tracing::subscriber::set_global_default(Self)));
        // What another thread asked of at that moment would be remembered as what nobody listens to.
        tracing::callsite::rebuild_interest_cache();
        LINES.take();
    }

    pub(crate) fn lines() -> Vec<String> {
        LINES.with_borrow(Vec::clone)
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
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
