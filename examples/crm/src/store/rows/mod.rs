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
        let mut statement = QueryBuilder::new("");
        self.push_page(&mut statement, from, size);
        let mut records: Vec<Record<T>> =
            statement.build_query_as().fetch_all(&self.connections.readers).await?;
        let size = size.records();
        let has_more = records.len() > usize::from(size);
        records.truncate(size.into());
        let last = records.last().filter(|_| has_more);
        Ok(Page { next: last.map(|record| Position::after(record.id)), records })
    }

    /// Writes a statement for a page and one more row, which says whether there is a next page.
    fn push_page(&self, statement: &mut QueryBuilder<Sqlite>, from: Position, size: PageSize) {
        // Each part finds its rows in an index, in the order of their ids. With `OR`, SQLite would
        // sort all rows of the reach for each page. A row that is in two parts is there once.
        for (number, part) in self.reach.parts().enumerate() {
            statement.push(if number == 0 { "" } else { " UNION " });
            Self::push_select(statement, part);
            statement.push(" AND id > ").push_bind(from.id());
        }
        statement.push(" ORDER BY id LIMIT ").push_bind(i64::from(size.records()) + 1);
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
        let mut statement = QueryBuilder::new("");
        Self::push_select(&mut statement, self.reach);
        statement.push(" AND id = ").push_bind(id);
        statement.build_query_as().fetch_optional(connection).await
    }

    /// Writes the start of a statement, which selects the rows of the table within a reach.
    fn push_select(statement: &mut QueryBuilder<Sqlite>, reach: Reach) {
        let table = T::TABLE;
        let columns = T::COLUMNS;
        statement.push(format_args!("SELECT {RECORD}, {columns} FROM {table} WHERE "));
        reach.push_condition(statement);
    }
}

/// The columns of every table.
const RECORD: &str = "id, version, owner, team";

/// Starts a transaction that writes. A transaction that begins as a reader, and writes later, fails
/// if another one has written in between.
const WRITE: &str = "BEGIN IMMEDIATE";

#[cfg(test)]
#[cfg(feature = "development")]
mod tests {
    use super::*;
    use crate::permissions::roles::Contacts;
    use crate::permissions::{Caller, Role, Scope};
    use crate::store::{Account, Contact, Proposal};

    /// Returns the indexes that the first page of a list is read from.
    async fn indexes<T: Content>(rows: &Rows, reach: Reach) -> Vec<String> {
        let rows = rows.within::<T>(reach);
        let mut statement = QueryBuilder::new("EXPLAIN QUERY PLAN ");
        rows.push_page(&mut statement, Position::START, PageSize::DEFAULT);
        let steps = statement.build_query_as::<(i64, i64, i64, String)>();
        let steps = steps.fetch_all(&rows.connections.readers).await.unwrap();
        let steps: Vec<String> = steps.into_iter().map(|(_, _, _, step)| step).collect();
        let sorts = steps.iter().any(|step| step.contains("B-TREE"));
        assert!(!sorts && !steps.iter().any(|step| step.starts_with("SCAN")), "{steps:?}");
        let search = format!("SEARCH {} USING ", T::TABLE);
        let indexes = steps.iter().filter_map(|step| step.strip_prefix(&search));
        indexes.map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn a_page_is_read_from_indexes_and_not_sorted() {
        let rows = Rows::in_memory().await.unwrap();
        let reach_with = |role| {
            let user = Caller::test().user().scopes(Scope::ALL.iter().copied());
            let caller = user.roles([role]).build();
            Reach::new(&caller, Contacts::Read::widest(&caller))
        };
        let owner = "INDEX contacts_owner (owner=? AND rowid>?)";
        let team = "INDEX contacts_team (team=? AND rowid>?)";
        let all = "INTEGER PRIMARY KEY (rowid>?)";
        for (role, expected) in [
            (Role::ContactsReadMy, &[owner][..]),
            (Role::ContactsReadTeam, &[owner, team]),
            (Role::ContactsReadAll, &[all]),
        ] {
            let indexes = indexes::<Contact>(&rows, reach_with(role)).await;
            assert_eq!(indexes, expected, "{role}");
        }
        // The other tables have the same indexes.
        let team = reach_with(Role::ContactsReadTeam);
        assert_eq!(indexes::<Account>(&rows, team).await.len(), 2);
        assert_eq!(indexes::<Proposal>(&rows, team).await.len(), 2);
    }
}
