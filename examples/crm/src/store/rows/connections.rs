//! The connections to the database, and its tables.

use core::time::Duration;
use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Rows;

/// The statements that bring the tables up to date. They are part of the program.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// The largest number of connections. SQLite has one writer at a time, and many readers.
const MAX_CONNECTIONS: u32 = 8;
/// The time that a request waits for a connection, or for the writer. It is shorter than the time
/// limit of a request, so that the client learns the reason.
const MAX_WAIT: Duration = Duration::from_secs(5);

impl Rows {
    pub(in super::super) async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            // Readers do not wait for the writer.
            .journal_mode(SqliteJournalMode::Wal)
            // With a write-ahead log, the file stays consistent also after a power failure.
            .synchronous(SqliteSynchronous::Normal);
        Self::connect(options, SqlitePoolOptions::new().max_connections(MAX_CONNECTIONS)).await
    }

    pub(in super::super) async fn in_memory() -> Result<Self, sqlx::Error> {
        // Each connection would have a database of its own, which would end with it.
        let one = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None);
        Self::connect(SqliteConnectOptions::new().in_memory(true), one).await
    }

    async fn connect(
        options: SqliteConnectOptions,
        pool: SqlitePoolOptions,
    ) -> Result<Self, sqlx::Error> {
        // A container may have no folder for temporary files.
        let options = options.busy_timeout(MAX_WAIT).pragma("temp_store", "memory");
        let connections = pool.acquire_timeout(MAX_WAIT).connect_with(options).await?;
        MIGRATIONS.run(&connections).await?;
        Ok(Self { connections })
    }

    pub(in super::super) async fn close(&self) {
        self.connections.close().await;
    }
}
