//! The first records of an empty database.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{RECORD, Rows, WRITE};
use crate::store::Record;
use crate::store::record::Content;
use crate::store::seed::Seed;

impl Rows {
    /// Adds these records, if the database has neither records nor users.
    pub(in super::super) async fn fill(&self, seed: Seed) -> Result<(), sqlx::Error> {
        let mut transaction = self.connections.writer.begin_with(WRITE).await?;
        let is_empty = "SELECT NOT EXISTS (SELECT 1 FROM users) \
                        AND NOT EXISTS (SELECT 1 FROM accounts) \
                        AND NOT EXISTS (SELECT 1 FROM contacts) \
                        AND NOT EXISTS (SELECT 1 FROM proposals)";
        if !sqlx::query_scalar(is_empty).fetch_one(&mut *transaction).await? {
            return Ok(());
        }
        for (user, team) in seed.users {
            let statement = sqlx::query("INSERT INTO users (id, team) VALUES (?, ?)");
            statement.bind(user).bind(team).execute(&mut *transaction).await?;
        }
        insert_all(&mut transaction, seed.accounts).await?;
        insert_all(&mut transaction, seed.contacts).await?;
        insert_all(&mut transaction, seed.proposals).await?;
        transaction.commit().await
    }
}

async fn insert_all<T: Content>(
    connection: &mut SqliteConnection,
    records: Vec<Record<T>>,
) -> Result<(), sqlx::Error> {
    for record in records {
        let table = T::TABLE;
        let columns = T::COLUMNS;
        let mut statement = QueryBuilder::<Sqlite>::new("INSERT INTO ");
        statement.push(format_args!("{table} ({RECORD}, {columns}) VALUES ("));
        let mut values = statement.separated(", ");
        values.push_bind(record.id).push_bind(record.version);
        values.push_bind(record.ownership.owner).push_bind(record.ownership.team);
        record.content.push_values(&mut values);
        statement.push(")");
        statement.build().execute(&mut *connection).await?;
    }
    Ok(())
}
