//! The callers that opened sessions, and those that were sent events.

use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::caller::Caller;
use crate::model::Model;

/// The caller that a session or an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    tenant: Uuid,
    object_id: Uuid,
    client_id: Uuid,
}

impl Owner {
    /// Returns `None` for a caller whose token lacks an id: another caller could lack it, too.
    pub(super) fn of<M: Model>(caller: &Caller<M>) -> Option<Self> {
        Some(Self {
            tenant: caller.tenant(),
            object_id: caller.object_id()?,
            client_id: caller.client_id()?,
        })
    }
}

/// The events that are remembered, relative to the sessions.
const EVENTS_PER_SESSION: usize = 10;

/// Bounded tables of the owners of sessions and events.
#[derive(Debug)]
pub(super) struct Owners {
    sessions: Cache<String, Owner>,
    /// By the session, which is empty if there is none, and the id of the event.
    events: Cache<(String, String), Owner>,
}

impl Owners {
    pub(super) fn new(capacity: usize) -> Self {
        let events = capacity.saturating_mul(EVENTS_PER_SESSION);
        Self { sessions: Cache::new(capacity), events: Cache::new(events) }
    }

    pub(super) fn is_owner(&self, session: &str, owner: Owner) -> bool {
        self.sessions.get(session) == Some(owner)
    }

    /// Adds a new session. An id that has an owner keeps it.
    pub(super) fn add(&self, session: String, owner: Owner) {
        if self.sessions.get(&session).is_none() {
            self.sessions.insert(session, owner);
        }
    }

    pub(super) fn forget(&self, session: &str) {
        self.sessions.remove(session);
    }

    /// Returns whether this caller was sent an event in this session.
    pub(super) fn was_sent(&self, session: Option<&str>, event: &str, owner: Owner) -> bool {
        self.events.get(&key(session, event)) == Some(owner)
    }

    /// Adds an event that a caller is sent. An event that has an owner keeps it.
    pub(super) fn add_event(&self, session: Option<&str>, event: &str, owner: Owner) {
        let key = key(session, event);
        if self.events.get(&key).is_none() {
            self.events.insert(key, owner);
        }
    }
}

fn key(session: Option<&str>, event: &str) -> (String, String) {
    (session.unwrap_or_default().to_owned(), event.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(number: u128) -> Owner {
        let id = Uuid::from_u128(number);
        Owner { tenant: id, object_id: id, client_id: id }
    }

    #[test]
    fn a_session_keeps_its_first_owner_until_it_ends() {
        let owners = Owners::new(10);
        assert!(!owners.is_owner("a", owner(1)));
        owners.add("a".to_owned(), owner(1));
        owners.add("a".to_owned(), owner(2));
        assert!(owners.is_owner("a", owner(1)));
        for other in [
            owner(2),
            Owner { tenant: Uuid::nil(), ..owner(1) },
            Owner { object_id: Uuid::nil(), ..owner(1) },
            Owner { client_id: Uuid::nil(), ..owner(1) },
        ] {
            assert!(!owners.is_owner("a", other), "{other:?}");
        }
        owners.forget("a");
        assert!(!owners.is_owner("a", owner(1)));
    }

    #[test]
    fn an_event_belongs_to_the_caller_that_was_sent_it() {
        let owners = Owners::new(10);
        assert!(!owners.was_sent(None, "7", owner(1)));
        owners.add_event(None, "7", owner(1));
        owners.add_event(None, "7", owner(2));
        owners.add_event(Some("a"), "8", owner(1));
        assert!(owners.was_sent(None, "7", owner(1)));
        assert!(!owners.was_sent(None, "7", owner(2)));
        // The id of an event may be unique in its session only.
        assert!(owners.was_sent(Some("a"), "8", owner(1)));
        assert!(!owners.was_sent(Some("b"), "8", owner(1)));
        assert!(!owners.was_sent(None, "8", owner(1)));
    }

    #[test]
    fn the_tables_are_bounded() {
        let owners = Owners::new(100);
        for number in 0..10_000_u128 {
            owners.add(number.to_string(), owner(number));
            owners.add_event(None, &number.to_string(), owner(number));
        }
        assert!(owners.sessions.len() <= 100, "{}", owners.sessions.len());
        assert!(owners.events.len() <= 1_000, "{}", owners.events.len());
    }
}
