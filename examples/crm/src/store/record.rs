//! The records, their owners, and their versions.

use entra_perms_runtime::Uuid;
use serde::{Deserialize, Serialize};
use sqlx::query_builder::Separated;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Sqlite};
use utoipa::ToSchema;

/// A record: content that belongs to a user and a team. Its JSON form is one flat object.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, ToSchema)]
pub struct Record<T> {
    /// The id. No other record of the same kind ever has it.
    pub id: i64,
    /// The version.
    pub version: Version,
    /// The user and the team that the record belongs to.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub ownership: Ownership,
    /// The content.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub content: T,
}

/// The version of a record. Each change makes it larger by 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[sqlx(transparent)]
pub struct Version(pub i64);

/// The user and the team that a record belongs to.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, ToSchema)]
pub struct Ownership {
    /// The object id of the owner.
    pub owner: Option<Uuid>,
    /// The owner's team when the record was created.
    pub team: Option<String>,
}

/// The content of a new record. Without an `owner`, the record belongs to the caller.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct NewRecord<T> {
    /// The object id of the owner.
    pub owner: Option<Uuid>,
    /// The content.
    #[serde(flatten)]
    pub content: T,
}

/// A company that is a customer or may become one.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The name.
    pub name: String,
}

/// A person who works for an account.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The email address.
    pub email: String,
}

/// An offer to an account.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, ToSchema)]
pub struct Proposal {
    /// The part that requests may contain.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub terms: Terms,
    /// The object id of the first user who approved the proposal.
    pub approved_by: Option<Uuid>,
}

/// The part of a proposal that a request may contain. No request can set the approval.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize, ToSchema)]
pub struct Terms {
    /// The title.
    pub title: String,
    /// The amount in whole euros.
    pub amount: u32,
}

impl From<Terms> for Proposal {
    fn from(terms: Terms) -> Self {
        Self { terms, approved_by: None }
    }
}

/// Content that has a table. All tables have the columns `id`, `version`, `owner` and `team`.
pub(super) trait Content:
    Clone + PartialEq + Send + Sync + Unpin + for<'row> FromRow<'row, SqliteRow>
{
    /// The name of the table.
    const TABLE: &'static str;
    /// The columns of the content, separated by `, `.
    const COLUMNS: &'static str;

    /// Writes the values in the order of the columns.
    fn push_values(self, values: &mut Separated<'_, Sqlite, &str>);
}

impl Content for Account {
    const TABLE: &'static str = "accounts";
    const COLUMNS: &'static str = "name";

    fn push_values(self, values: &mut Separated<'_, Sqlite, &str>) {
        values.push_bind(self.name);
    }
}

impl Content for Contact {
    const TABLE: &'static str = "contacts";
    const COLUMNS: &'static str = "name, email";

    fn push_values(self, values: &mut Separated<'_, Sqlite, &str>) {
        values.push_bind(self.name).push_bind(self.email);
    }
}

impl Content for Proposal {
    const TABLE: &'static str = "proposals";
    const COLUMNS: &'static str = "title, amount, approved_by";

    fn push_values(self, values: &mut Separated<'_, Sqlite, &str>) {
        let Self { terms: Terms { title, amount }, approved_by } = self;
        values.push_bind(title).push_bind(amount).push_bind(approved_by);
    }
}
