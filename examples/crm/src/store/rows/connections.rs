//! The connections to the database, and its tables.

use core::time::Duration;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, SqlitePool};
use uuid::Uuid;

use super::{Rows, WRITE};
use crate::store::error::is_busy;

/// The statements that bring the tables up to date. They are part of the program.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// The largest number of connections that read.
const MAX_READERS: u32 = 8;
/// The time that a request waits for a connection.
const MAX_WAIT: Duration = Duration::from_secs(3);
/// The time that a connection waits for another process that writes to the file. Both times
/// together are shorter than the time limit of a request, so that the client learns the reason.
const MAX_LOCK: Duration = Duration::from_secs(3);
/// The time between two attempts to open a file that another process opens.
const RETRY_PAUSE: Duration = Duration::from_millis(10);

/// The connections. A clone uses the same ones.
#[derive(Clone, Debug)]
pub(super) struct Connections {
    pub(super) readers: SqlitePool,
    /// One connection, because SQLite has one writer at a time. Waiting writers do not keep readers
    /// from their connections.
    pub(super) writer: SqlitePool,
    /// Keeps a database in memory alive. The pools may close and open their connections: if a
    /// client does not wait for its response, its statement ends with its connection.
    _anchor: Option<Arc<Mutex<SqliteConnection>>>,
}

impl Rows {
    pub(in super::super) async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        // SQLite has these two names for databases that each connection has for itself.
        if file == Path::new(":memory:") || file == Path::new("") {
            return Self::in_memory().await;
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            // Readers do not wait for the writer.
            .journal_mode(SqliteJournalMode::Wal)
            // With a write-ahead log, the file stays consistent also after a power failure.
            .synchronous(SqliteSynchronous::Normal);
        let options = with_limits(options);
        let deadline = Instant::now() + MAX_LOCK;
        loop {
            match Self::open_with(&options).await {
                Err(error) if may_be_a_race(&error) && Instant::now() < deadline => {
                    tokio::time::sleep(RETRY_PAUSE).await;
                }
                result => return result,
            }
        }
    }

    async fn open_with(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let connections = Connections {
            writer: pool(1).connect_with(options.clone()).await?,
            readers: pool(MAX_READERS).connect_with(options.clone()).await?,
            _anchor: None,
        };
        Self::up_to_date(connections).await
    }

    pub(in super::super) async fn in_memory() -> Result<Self, sqlx::Error> {
        // All connections of this process to this name share one database.
        let name = format!("/crm-{}", Uuid::new_v4());
        let options = with_limits(SqliteConnectOptions::new().filename(name).vfs("memdb"));
        let anchor = options.connect().await?;
        // A reader would wait for the writer here, so they share a connection.
        let one = pool(1).connect_with(options).await?;
        let connections = Connections {
            writer: one.clone(),
            readers: one,
            _anchor: Some(Arc::new(Mutex::new(anchor))),
        };
        Self::up_to_date(connections).await
    }

    async fn up_to_date(connections: Connections) -> Result<Self, sqlx::Error> {
        MIGRATIONS.run(&connections.writer).await?;
        // SQLite opens a file that nobody may write for reading. Every write would fail later.
        connections.writer.begin_with(WRITE).await?.rollback().await?;
        Ok(Self { connections })
    }

    pub(in super::super) async fn close(&self) {
        self.connections.readers.close().await;
        self.connections.writer.close().await;
    }
}

fn with_limits(options: SqliteConnectOptions) -> SqliteConnectOptions {
    // A container may have no folder for temporary files.
    options.busy_timeout(MAX_LOCK).pragma("temp_store", "memory")
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(MAX_WAIT)
        // A connection to a file does not break.
        .test_before_acquire(false)
}

/// Returns whether another process may have caused the error, because it opens the same file.
///
/// SQLite does not wait for a process that switches to the write-ahead log, and sqlx has no lock
/// for migrations: one process does each step, and the step fails for the others.
fn may_be_a_race(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Migrate(error) => {
            matches!(**error, MigrateError::Execute(_) | MigrateError::ExecuteMigration(..))
        }
        error => is_busy(error),
    }
}
