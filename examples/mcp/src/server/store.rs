//! The contacts and proposals in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entra_perms_runtime::Uuid;

/// A user of the team North.
pub(crate) const ADELE: Uuid = Uuid::from_u128(0xade1_0000_c0de_4000_8000_0000_0000_0001);
/// Another user of the team North.
const BIANCA: Uuid = Uuid::from_u128(0xb1a0_0000_c0de_4000_8000_0000_0000_0002);
/// A user of the team South.
const CHIDI: Uuid = Uuid::from_u128(0xc41d_0000_c0de_4000_8000_0000_0000_0003);

/// The records that a caller may access. Each variant has all records of the one before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// The records that this user owns. `None` is a caller without an object id.
    My(Option<Uuid>),
    /// The records that are owned in the team of this user.
    Team(Option<Uuid>),
    All,
}

#[derive(Clone, Debug)]
struct Record {
    name: String,
    owner: Option<Uuid>,
}

#[derive(Debug)]
pub(super) struct Store {
    contacts: Mutex<BTreeMap<u32, Record>>,
    proposals: BTreeMap<u32, Record>,
}

impl Store {
    pub(super) fn new() -> Self {
        let contacts = [
            (1, record("Ada Nilsson", ADELE)),
            (2, record("Linus Berg", BIANCA)),
            (3, record("Maria Souza", CHIDI)),
        ];
        let proposals =
            [(1, record("Warehouse rollout", ADELE)), (2, record("Biplane refit", CHIDI))];
        Self { contacts: Mutex::new(contacts.into()), proposals: proposals.into() }
    }

    /// Returns the ids and names of the contacts.
    pub(super) fn contacts(&self, reach: Reach) -> Vec<(u32, String)> {
        let contacts = self.lock();
        let selected = contacts.iter().filter(|(_, record)| reach.selects(record.owner));
        selected.map(|(id, record)| (*id, record.name.clone())).collect()
    }

    /// Renames a contact. Returns `None` if there is no such contact in reach.
    pub(super) fn rename_contact(&self, reach: Reach, id: u32, name: String) -> Option<()> {
        let mut contacts = self.lock();
        let record = contacts.get_mut(&id).filter(|record| reach.selects(record.owner))?;
        record.name = name;
        Some(())
    }

    /// Deletes a contact. Returns `None` if there is no such contact in reach.
    pub(super) fn delete_contact(&self, reach: Reach, id: u32) -> Option<()> {
        let mut contacts = self.lock();
        contacts.get(&id).filter(|record| reach.selects(record.owner))?;
        contacts.remove(&id).map(|_| ())
    }

    /// Adds contacts without an owner.
    pub(super) fn import_contacts(&self, names: Vec<String>) {
        let mut contacts = self.lock();
        for name in names {
            let id = contacts.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
            contacts.insert(id, Record { name, owner: None });
        }
    }

    /// Returns the title of a proposal, or `None` if there is no such proposal in reach.
    pub(super) fn proposal(&self, reach: Reach, id: u32) -> Option<&str> {
        let record = self.proposals.get(&id).filter(|record| reach.selects(record.owner))?;
        Some(&record.name)
    }

    /// Ignores poisoning, because a panic cannot leave a record half written.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Record>> {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reach {
    fn selects(self, owner: Option<Uuid>) -> bool {
        match self {
            Self::My(user) => user.is_some() && owner == user,
            Self::Team(user) => {
                let team = user.and_then(team_of);
                team.is_some() && owner.and_then(team_of) == team
            }
            Self::All => true,
        }
    }
}

/// Returns the team of a user. Tokens do not contain it: a real service asks its own database.
fn team_of(user: Uuid) -> Option<&'static str> {
    match user {
        ADELE | BIANCA => Some("North"),
        CHIDI => Some("South"),
        _ => None,
    }
}

fn record(name: &str, owner: Uuid) -> Record {
    Record { name: name.to_owned(), owner: Some(owner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_selects_its_records() {
        for (reach, expected) in [
            (Reach::My(Some(ADELE)), &[1][..]),
            (Reach::My(None), &[]),
            (Reach::Team(Some(ADELE)), &[1, 2]),
            (Reach::Team(Some(Uuid::nil())), &[]),
            (Reach::Team(None), &[]),
            (Reach::All, &[1, 2, 3, 4]),
        ] {
            let store = Store::new();
            store.import_contacts(vec!["Kim Park".to_owned()]);
            let ids: Vec<u32> = store.contacts(reach).into_iter().map(|(id, _)| id).collect();
            assert_eq!(ids, expected, "{reach:?}");
            for id in 1..=4 {
                let is_selected = expected.contains(&id);
                let renamed = store.rename_contact(reach, id, "Ada".to_owned());
                assert_eq!(renamed.is_some(), is_selected, "{reach:?} {id}");
                assert_eq!(
                    store.delete_contact(reach, id).is_some(),
                    is_selected,
                    "{reach:?} {id}"
                );
            }
        }
    }
}
