//! The id of each value. Assignments and consents belong to an id, so a value keeps its live id,
//! and an id never gets another value.

use std::collections::HashMap;

use uuid::Uuid;

use super::registration::{Entry, Kind, Registration};

/// The ids of the live registration, and the new ones.
pub(super) struct Ids {
    namespace: Uuid,
    of_values: HashMap<(Kind, String), Uuid>,
    /// The value of each id, `None` for an entry without a value.
    values: HashMap<Uuid, Option<String>>,
    /// The ids of each value in the manifest, of an app role before a scope.
    written: HashMap<String, Vec<Uuid>>,
}

/// The reason for an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The live registration has the value.
    Live,
    /// The live registration has the value as the other kind of entry, or the target has. One
    /// value has one id.
    Shared,
    /// The checked-in manifest has the id.
    CheckedIn,
    /// The id follows from the client id and the value, because the manifest has none.
    Derived,
    /// The id follows from the client id and the value, because the id in the manifest belongs to
    /// another value.
    Replaced,
}

impl Ids {
    pub(super) fn new(live: &Registration, checked_in: &Registration, namespace: Uuid) -> Self {
        let mut ids = Self {
            namespace,
            of_values: HashMap::new(),
            values: HashMap::new(),
            written: HashMap::new(),
        };
        for entry in checked_in.entries() {
            let (Some(id), Some(value)) = (entry.id, &entry.value) else { continue };
            ids.written.entry(value.clone()).or_default().push(id);
        }
        for entry in live.entries() {
            let (Some(id), Some(value)) = (entry.id, &entry.value) else { continue };
            ids.of_values.insert((entry.kind, value.clone()), id);
        }
        for entry in live.entries().chain(&live.tenant_roles) {
            if let Some(id) = entry.id {
                ids.values.insert(id, entry.value.clone());
            }
        }
        ids
    }

    /// Returns the id of a value, and the reason for it. A new value gets an id.
    pub(super) fn assign(&mut self, entry: &Entry, value: &str) -> (Uuid, Origin) {
        if let Some(id) = self.get(entry.kind, value) {
            return (id, Origin::Live);
        }
        let (id, origin) = if let Some(id) = self.get(entry.kind.other(), value) {
            (id, Origin::Shared)
        } else if let Some(id) = self.free_id_in_manifest(value) {
            (id, Origin::CheckedIn)
        } else if entry.id.is_some() {
            (self.derive(value), Origin::Replaced)
        } else {
            (self.derive(value), Origin::Derived)
        };
        self.of_values.insert((entry.kind, value.to_owned()), id);
        self.values.insert(id, Some(value.to_owned()));
        (id, origin)
    }

    fn get(&self, kind: Kind, value: &str) -> Option<Uuid> {
        self.of_values.get(&(kind, value.to_owned())).copied()
    }

    fn free_id_in_manifest(&self, value: &str) -> Option<Uuid> {
        let written = self.written.get(value)?;
        written.iter().copied().find(|id| self.is_free(*id))
    }

    fn is_free(&self, id: Uuid) -> bool {
        !id.is_nil() && !self.values.contains_key(&id)
    }

    /// Returns the UUID version 5 of the value, with the client id as the namespace.
    ///
    /// A random id would differ in each run, so nobody could review a plan before it is run, and
    /// each environment would get another id with each plan that was not applied. The kind is not a
    /// part of the name, because a role and a scope with one value have one id.
    fn derive(&self, value: &str) -> Uuid {
        let mut id = name_based(self.namespace, value);
        let mut number = 1_u32;
        // An id that somebody gave to another value by hand is not free. A value has no spaces, so
        // these names are not values.
        while !self.is_free(id) {
            number += 1;
            id = name_based(self.namespace, &format!("{value} {number}"));
        }
        id
    }
}

/// Returns the UUID version 5 of a name (RFC 9562).
pub(super) fn name_based(namespace: Uuid, name: &str) -> Uuid {
    use sha1::{Digest, Sha1};

    let hash = Sha1::new().chain_update(namespace.as_bytes()).chain_update(name).finalize();
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash) {
        *byte = hashed;
    }
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}
