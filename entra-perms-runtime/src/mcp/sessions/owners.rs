//! The callers that opened sessions, by the ids of the sessions.

use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::caller::Caller;
use crate::model::Model;

/// The caller that a session belongs to.
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

/// A bounded table of the owners of sessions.
#[derive(Debug)]
pub(super) struct Owners {
    sessions: Cache<String, Owner>,
}

impl Owners {
    pub(super) fn new(capacity: usize) -> Self {
        Self { sessions: Cache::new(capacity) }
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
    fn the_table_is_bounded() {
        let owners = Owners::new(100);
        for number in 0..10_000_u128 {
            owners.add(number.to_string(), owner(number));
        }
        assert!(owners.sessions.len() <= 100, "{}", owners.sessions.len());
    }
}
