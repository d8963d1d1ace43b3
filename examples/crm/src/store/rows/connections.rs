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
use crate::store::is_busy;

/// The statements that bring the tables up to date. They are part of the program.
static MIGRATIONS: Migrator = sqlx::migrate!();

/// The largest number of connections that read.
const MAX_READERS: u32 = 8;
/// The time that a request waits for a connection.
const MAX_WAIT: Duration = Duration::from_secs(3);
/// The time that a connection waits for another process that writes to the file. Both times
/// together are shorter than the time limit of a request, so that the client learns the reason.
const MAX_LOCK: Duration = Duration::from_secs(3);
/// The time after which no other attempt to open the file begins, if another process is in the way.
const MAX_OPENING: Duration = Duration::from_secs(3);
/// The time between two attempts.
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
        let connections = Connections {
            writer: pool(1).connect_lazy_with(options.clone()),
            readers: pool(MAX_READERS).connect_lazy_with(options),
            _anchor: None,
        };
        let deadline = Instant::now() + MAX_OPENING;
        loop {
            match connections.bring_up_to_date().await {
                // If two processes switch to the write-ahead log at the same time, SQLite does not
                // let one of them wait.
                Err(error) if is_busy(&error) && Instant::now() < deadline => {
                    tracing::debug!(%error, "another process opens the database");
                    tokio::time::sleep(RETRY_PAUSE).await;
                }
                result => return result.map(|()| Self { connections }),
            }
        }
    }

    pub(in super::super) async fn in_memory() -> Result<Self, sqlx::Error> {
        // All connections of this process to this name share one database.
        let name = format!("/crm-{}", Uuid::new_v4());
        let options = with_limits(SqliteConnectOptions::new().filename(name).vfs("memdb"));
        let anchor = options.connect().await?;
        // A reader would wait for the writer here, so they share a connection.
        let one = pool(1).connect_lazy_with(options);
        let connections = Connections {
            writer: one.clone(),
            readers: one,
            _anchor: Some(Arc::new(Mutex::new(anchor))),
        };
        connections.bring_up_to_date().await?;
        Ok(Self { connections })
    }

    pub(in super::super) async fn close(&self) {
        self.connections.readers.close().await;
        self.connections.writer.close().await;
    }
}

impl Connections {
    async fn bring_up_to_date(&self) -> Result<(), sqlx::Error> {
        migrate(&self.writer).await?;
        // SQLite opens a file that nobody may write for reading. Every write would fail later.
        self.writer.begin_with(WRITE).await?.rollback().await
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

/// Brings the tables up to date.
///
/// sqlx has no lock for this. If several processes start with one new file, one of them does each
/// step. The step fails for the others, which find it done when they try again.
async fn migrate(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    for _ in MIGRATIONS.iter() {
        match MIGRATIONS.run(writer).await {
            Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _))
                if !is_busy(&error) => {}
            result => return Ok(result?),
        }
    }
    Ok(MIGRATIONS.run(writer).await?)
}
