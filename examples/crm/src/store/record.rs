//! The records, and to whom they belong.

use entra_perms_runtime::Uuid;
use serde::{Deserialize, Serialize};

use super::Team;

/// A record: what it says, and to whom it belongs. In JSON one flat object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Record<T> {
    pub(crate) id: u32,
    #[serde(flatten)]
    pub(crate) belongs_to: Owner,
    #[serde(flatten)]
    pub(crate) content: T,
}

/// To whom a record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Owner {
    /// The object id of the owner.
    pub(crate) owner: Option<Uuid>,
    /// The team of the owner at the time.
    pub(crate) team: Option<Team>,
}

/// A record to be. Unless told, it belongs to the caller who makes it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct New<T> {
    pub(crate) owner: Option<Uuid>,
    #[serde(flatten)]
    pub(crate) content: T,
}

/// A company that buys, or may buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) name: String,
}

/// A person at such a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// What we would like to sell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) title: String,
    /// In whole euros.
    pub(crate) amount: u32,
}
