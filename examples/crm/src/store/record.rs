//! The records and their owners.

use entra_perms_runtime::Uuid;
use serde::{Deserialize, Serialize};

use super::Team;

/// A record: content that belongs to a user and a team. Its JSON form is one flat object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record<T> {
    pub id: u32,
    #[serde(flatten)]
    pub ownership: Ownership,
    #[serde(flatten)]
    pub content: T,
}

/// The user and the team that a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ownership {
    /// The object id of the owner.
    pub owner: Option<Uuid>,
    /// The owner's team when the record was created.
    pub team: Option<Team>,
}

/// The content of a new record. Without an `owner`, the record belongs to the caller.
#[derive(Clone, Debug, Deserialize)]
pub struct NewRecord<T> {
    pub owner: Option<Uuid>,
    #[serde(flatten)]
    pub content: T,
}

/// A company that is a customer or may become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
}

/// A person who works for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
}

/// An offer to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    #[serde(flatten)]
    pub terms: Terms,
    /// The object id of the first user who approved the proposal.
    pub approved_by: Option<Uuid>,
}

/// The part of a proposal that a request may contain. No request can set the approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub title: String,
    /// The amount in whole euros.
    pub amount: u32,
}

impl From<Terms> for Proposal {
    fn from(terms: Terms) -> Self {
        Self { terms, approved_by: None }
    }
}
