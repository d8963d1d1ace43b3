//! The statements. Only this module has the connections, and it hands out rows only
//! [`within`](Rows::within) a reach. So no statement can forget who asks, and the permission
//! chooses the table.
//!
//! `connections` opens the database, and `filling` adds the first records for development.

mod connections;
#[cfg(feature = "development")]
mod filling;

use core::marker::PhantomData;

use connections::Connections;
use entra_perms_runtime::Uuid;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::record::Content;
use super::{Page, PageSize, Position, Reach, Record, StoreError, Version};

/// The database. A clone uses the same connections.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    connections: Connections,
}

/// The rows of one table that a caller may access.
#[derive(Debug)]
pub(super) struct ReachableRows<'a, T> {
    connections: &'a Connections,
    reach: Reach,
    content: PhantomData<fn() -> T>,
}

impl Rows {
    /// Returns the rows of the table of `T` that this reach includes.
    pub(super) fn within<T: Content>(&self, reach: Reach) -> ReachableRows<'_, T> {
        ReachableRows { connections: &self.connections, reach, content: PhantomData }
    }
}

impl<T: Content> ReachableRows<'_, T> {
    /// Returns the records from this position on, at most `size` of them.
    pub(super) async fn page(&self, from: Position, size: PageSize) -> Result<Page<T>, StoreError> {
        let size = size.records();
        let mut statement = self.select();
        statement.push(" AND id > ").push_bind(from.id());
        // One more row says whether there is a next page.
        statement.push(" ORDER BY id LIMIT ").push_bind(i64::from(size) + 1);
        let mut records: Vec<Record<T>> =
            statement.build_query_as().fetch_all(&self.connections.readers).await?;
        let has_more = records.len() > usize::from(size);
        records.truncate(size.into());
        let last = records.last().filter(|_| has_more);
        Ok(Page { next: last.map(|record| Position::after(record.id)), records })
    }

    /// Returns the record with this id.
    pub(super) async fn find(&self, id: i64) -> Result<Record<T>, StoreError> {
        let mut connection = self.connections.readers.acquire().await?;
        self.find_by(&mut connection, id).await?.ok_or(StoreError::NotFound)
    }

    /// Changes the content of a record, if `expects` accepts its version, and returns the record.
    /// A change that leaves the content equal keeps the version.
    pub(super) async fn update(
        &self,
        id: i64,
        expects: impl Fn(Version) -> bool,
        change: impl FnOnce(&mut T),
    ) -> Result<Record<T>, StoreError> {
        let mut transaction = self.connections.writer.begin_with(WRITE).await?;
        let old = self.find_by(&mut transaction, id).await?.ok_or(StoreError::NotFound)?;
        if !expects(old.version) {
            return Err(StoreError::Changed);
        }
        let mut new = old.content.clone();
        change(&mut new);
        if new == old.content {
            return Ok(old);
        }
        let table = T::TABLE;
        let columns = T::COLUMNS;
        let mut statement = QueryBuilder::new("UPDATE ");
        statement.push(format_args!("{table} SET version = version + 1, ({columns}) = ("));
        new.push_values(&mut statement.separated(", "));
        statement.push(") WHERE id = ").push_bind(id).push(" AND ");
        self.reach.push_condition(&mut statement);
        statement.push(format_args!(" RETURNING {RECORD}, {columns}"));
        let updated = statement.build_query_as().fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(updated)
    }

    /// Adds a record for this owner and the owner's team. Returns `None`, and adds nothing, if the
    /// reach does not include such a record.
    pub(super) async fn add(
        &self,
        owner: Option<Uuid>,
        content: T,
    ) -> Result<Option<Record<T>>, StoreError> {
        let mut transaction = self.connections.writer.begin_with(WRITE).await?;
        let Some(added) = self.insert(&mut transaction, owner, content).await? else {
            return Ok(None);
        };
        transaction.commit().await?;
        Ok(Some(added))
    }

    /// Adds these records, and returns their number. If the reach does not include one of them, it
    /// adds none.
    pub(super) async fn add_all(&self, new: Vec<(Option<Uuid>, T)>) -> Result<usize, StoreError> {
        let count = new.len();
        let mut transaction = self.connections.writer.begin_with(WRITE).await?;
        for (owner, content) in new {
            let added = self.insert(&mut transaction, owner, content).await?;
            added.ok_or(StoreError::NotFound)?;
        }
        transaction.commit().await?;
        Ok(count)
    }

    /// Inserts a row, and returns it if the reach includes it. Otherwise, the transaction must not
    /// be committed.
    async fn insert(
        &self,
        connection: &mut SqliteConnection,
        owner: Option<Uuid>,
        content: T,
    ) -> Result<Option<Record<T>>, sqlx::Error> {
        let table = T::TABLE;
        let columns = T::COLUMNS;
        let mut statement = QueryBuilder::new("INSERT INTO ");
        statement.push(format_args!("{table} (owner, team, {columns}) VALUES ("));
        statement.push_bind(owner);
        statement
            .push(", (SELECT team FROM users WHERE users.id = ")
            .push_bind(owner)
            .push("), ");
        content.push_values(&mut statement.separated(", "));
        statement.push(") RETURNING id");
        let id = statement.build_query_scalar().fetch_one(&mut *connection).await?;
        self.find_by(connection, id).await
    }

    async fn find_by(
        &self,
        connection: &mut SqliteConnection,
        id: i64,
    ) -> Result<Option<Record<T>>, sqlx::Error> {
        let mut statement = self.select();
        statement.push(" AND id = ").push_bind(id);
        statement.build_query_as().fetch_optional(connection).await
    }

    /// Returns the start of a statement, which selects the reachable rows of the table.
    fn select(&self) -> QueryBuilder<Sqlite> {
        let table = T::TABLE;
        let columns = T::COLUMNS;
        let mut statement = QueryBuilder::new("SELECT ");
        statement.push(format_args!("{RECORD}, {columns} FROM {table} WHERE "));
        self.reach.push_condition(&mut statement);
        statement
    }
}

/// The columns of every table.
const RECORD: &str = "id, version, owner, team";

/// Starts a transaction that writes. A transaction that begins as a reader, and writes later, fails
/// if another one has written in between.
const WRITE: &str = "BEGIN IMMEDIATE";
