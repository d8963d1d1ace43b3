//! The records and their owners.

use entra_perms_runtime::Uuid;
use serde::{Deserialize, Serialize};

use super::Team;

/// A record: content that belongs to a user and a team. Its JSON form is one flat object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Record<T> {
    pub(crate) id: u32,
    #[serde(flatten)]
    pub(crate) ownership: Ownership,
    #[serde(flatten)]
    pub(crate) content: T,
}

/// The user and the team that a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Ownership {
    /// The object id of the owner.
    pub(crate) owner: Option<Uuid>,
    /// The owner's team when the record was created.
    pub(crate) team: Option<Team>,
}

/// The content of a new record. Without an `owner`, the record belongs to the caller.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NewRecord<T> {
    pub(crate) owner: Option<Uuid>,
    #[serde(flatten)]
    pub(crate) content: T,
}

/// A company that is a customer or may become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) name: String,
}

/// A person who works for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// An offer to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Proposal {
    #[serde(flatten)]
    pub(crate) terms: Terms,
    /// The object id of the first user who approved the proposal.
    pub(crate) approved_by: Option<Uuid>,
}

/// The part of a proposal that a request may contain. No request can set the approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) title: String,
    /// The amount in whole euros.
    pub(crate) amount: u32,
}

impl From<Terms> for Proposal {
    fn from(terms: Terms) -> Self {
        Self { terms, approved_by: None }
    }
}
