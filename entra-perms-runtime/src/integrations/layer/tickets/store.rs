//! The tickets that are neither used nor expired.

use core::hint::black_box;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::SystemTime;

use uuid::Uuid;

use super::TicketError;
use crate::caller::Caller;
use crate::model::Model;

/// The maximum number of tickets of one caller, who may have several pages open. No caller can fill
/// the store alone.
const MAX_PER_CALLER: usize = 8;

/// The maximum number of tickets together. They take about two megabytes.
///
/// Each also keeps its caller alive, which the cache may have dropped. A caller is small, unless
/// the validator keeps claims: these are a part of the token, which has at most 250 KiB.
pub(super) const MAX_TICKETS: usize = 10_000;

/// The random bytes of a ticket: a name by which it is found, and a proof.
///
/// A look-up may take longer if a name is nearly right. The proof is compared in constant time.
pub(super) struct Secret {
    name: Name,
    proof: [u8; 16],
}

type Name = [u8; 16];

/// The tenant, the object id and the client id of a caller.
type Owner = (Uuid, Option<Uuid>, Option<Uuid>);

pub(super) struct Store<M: Model> {
    tickets: HashMap<Name, Kept<M>>,
    by_expiry: BTreeSet<(SystemTime, Name)>,
    /// The tickets of each caller, the oldest first.
    by_owner: HashMap<Owner, VecDeque<Name>>,
}

struct Kept<M: Model> {
    proof: [u8; 16],
    caller: Caller<M>,
    issued_at: SystemTime,
    expires_at: SystemTime,
}

impl Secret {
    /// The bytes before they are filled.
    pub(super) const ZEROS: [[u8; 16]; 2] = [[0; 16]; 2];

    fn proves(&self, proof: &[u8; 16]) -> bool {
        let differing =
            self.proof.iter().zip(proof).fold(0, |all, (own, other)| all | (own ^ other));
        // Keeps the compiler from leaving the loop early.
        black_box(differing) == 0
    }
}

impl From<[[u8; 16]; 2]> for Secret {
    fn from([name, proof]: [[u8; 16]; 2]) -> Self {
        Self { name, proof }
    }
}

impl<M: Model> Store<M> {
    pub(super) fn new() -> Self {
        Self { tickets: HashMap::new(), by_expiry: BTreeSet::new(), by_owner: HashMap::new() }
    }

    /// Keeps a ticket.
    pub(super) fn keep(
        &mut self,
        secret: &Secret,
        caller: &Caller<M>,
        now: SystemTime,
        expires_at: SystemTime,
    ) -> Result<(), TicketError> {
        self.remove_expired(now);
        let owner = owner(caller);
        let oldest = match self.by_owner.get(&owner) {
            Some(own) if own.len() >= MAX_PER_CALLER => own.front().copied(),
            _ => None,
        };
        if let Some(oldest) = oldest {
            self.remove(oldest);
        }
        if self.tickets.len() >= MAX_TICKETS {
            return Err(TicketError::TooMany);
        }
        self.by_expiry.insert((expires_at, secret.name));
        self.by_owner.entry(owner).or_default().push_back(secret.name);
        let caller = caller.clone();
        let kept = Kept { proof: secret.proof, caller, issued_at: now, expires_at };
        self.tickets.insert(secret.name, kept);
        Ok(())
    }

    /// Removes a ticket, and returns its caller if the ticket is valid now.
    pub(super) fn take(&mut self, secret: &Secret, now: SystemTime) -> Option<Caller<M>> {
        if !secret.proves(&self.tickets.get(&secret.name)?.proof) {
            return None;
        }
        let kept = self.remove(secret.name)?;
        // A clock that was set back must not make a ticket valid for longer.
        let is_valid = kept.issued_at <= now && now < kept.expires_at;
        is_valid.then_some(kept.caller)
    }

    fn remove_expired(&mut self, now: SystemTime) {
        while let Some((expires_at, name)) = self.by_expiry.first().copied()
            && expires_at <= now
        {
            self.remove(name);
        }
    }

    fn remove(&mut self, name: Name) -> Option<Kept<M>> {
        let kept = self.tickets.remove(&name)?;
        self.by_expiry.remove(&(kept.expires_at, name));
        let owner = owner(&kept.caller);
        if let Some(own) = self.by_owner.get_mut(&owner) {
            own.retain(|other| *other != name);
            if own.is_empty() {
                self.by_owner.remove(&owner);
            }
        }
        Some(kept)
    }

    #[cfg(all(test, feature = "testing"))]
    pub(super) fn lengths(&self) -> [usize; 3] {
        [self.tickets.len(), self.by_expiry.len(), self.by_owner.len()]
    }
}

fn owner<M: Model>(caller: &Caller<M>) -> Owner {
    (caller.tenant(), caller.object_id(), caller.client_id())
}
