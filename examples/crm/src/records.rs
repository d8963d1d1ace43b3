//! What the CRM keeps, and which of it a caller reaches.

use std::sync::{PoisonError, RwLock};

use entra_perms_runtime::Uuid;
use serde::{Deserialize, Serialize};

/// A record, and whose it is.
#[derive(Clone, Debug, Serialize)]
pub struct Record<T> {
    pub id: u32,
    /// The object id of the user it belongs to; `None` for what a service brought in.
    pub owner: Option<Uuid>,
    /// The team of that user.
    pub team: Option<&'static str>,
    #[serde(flatten)]
    pub value: T,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proposal {
    pub title: String,
    pub amount: u32,
}

/// Which records a caller reaches: the meaning of `My`, `Team` and `All`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    Nothing,
    /// What the user owns.
    My(Option<Uuid>),
    /// What belongs to the user's team.
    Team(Option<&'static str>),
    /// Everything.
    All,
}

impl Reach {
    pub fn covers<T>(self, record: &Record<T>) -> bool {
        match self {
            Self::Nothing => false,
            Self::My(user) => user.is_some() && record.owner == user,
            Self::Team(team) => team.is_some() && record.team == team,
            Self::All => true,
        }
    }
}

/// Records in memory.
pub struct Records<T>(RwLock<Vec<Record<T>>>);

impl<T: Clone> Records<T> {
    pub fn new(records: Vec<Record<T>>) -> Self {
        Self(RwLock::new(records))
    }

    /// The records within reach.
    pub fn list(&self, reach: Reach) -> Vec<Record<T>> {
        let records = self.0.read().unwrap_or_else(PoisonError::into_inner);
        records.iter().filter(|record| reach.covers(record)).cloned().collect()
    }

    /// Adds a record.
    pub fn add(&self, owner: Option<Uuid>, team: Option<&'static str>, value: T) -> Record<T> {
        let mut records = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let id = records.iter().map(|record| record.id).max().unwrap_or_default() + 1;
        let record = Record { id, owner, team, value };
        records.push(record.clone());
        record
    }

    /// Changes a record within reach. `None` where there is none: what is out of reach does not exist for the caller.
    pub fn change(&self, reach: Reach, id: u32, value: T) -> Option<Record<T>> {
        let mut records = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let record = records.iter_mut().find(|record| record.id == id && reach.covers(record))?;
        record.value = value;
        Some(record.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);

    fn seen(reach: Reach) -> Vec<u32> {
        let record = |id, owner, team| Record { id, owner, team, value: () };
        let records = Records::new(vec![
            record(1, Some(ADA), Some("North")),
            record(2, Some(Uuid::from_u128(2)), Some("North")),
            record(3, Some(Uuid::from_u128(3)), Some("South")),
            record(4, None, None),
        ]);
        records.list(reach).iter().map(|record| record.id).collect()
    }

    #[test]
    fn each_reach_covers_its_records() {
        assert!(seen(Reach::Nothing).is_empty());
        assert_eq!(seen(Reach::My(Some(ADA))), [1]);
        assert_eq!(seen(Reach::Team(Some("North"))), [1, 2]);
        assert_eq!(seen(Reach::All), [1, 2, 3, 4]);
    }

    #[test]
    fn who_is_unknown_owns_nothing() {
        assert!(seen(Reach::My(None)).is_empty());
        assert!(seen(Reach::Team(None)).is_empty());
    }

    #[test]
    fn what_is_out_of_reach_cannot_be_changed() {
        let records = Records::new(vec![Record { id: 1, owner: None, team: Some("South"), value: 'a' }]);
        assert!(records.change(Reach::Team(Some("North")), 1, 'b').is_none());
        assert_eq!(records.list(Reach::All)[0].value, 'a');
        assert!(records.change(Reach::Team(Some("South")), 1, 'b').is_some());
    }
}
