//! The reasons why an operation fails.

use core::fmt;

use entra_perms_runtime::Denied;
use sqlx::migrate::MigrateError;

/// The reason why an operation fails. A failed operation changes nothing.
#[derive(Debug)]
pub enum StoreError {
    /// The caller lacks a permission.
    Denied(Denied),
    /// The record does not exist, or the caller may not access it. A caller cannot tell the two
    /// cases apart, and so cannot learn which records exist.
    NotFound,
    /// The record has another version than the caller expected.
    Changed,
    /// The database failed.
    Database(sqlx::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied(denied) => denied.fmt(f),
            Self::NotFound => {
                f.write_str("the record does not exist, or the caller may not access it")
            }
            Self::Changed => f.write_str("the record has another version than the caller expects"),
            Self::Database(_) => f.write_str("the database failed"),
        }
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Denied(denied) => Some(denied),
            Self::NotFound | Self::Changed => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<Denied> for StoreError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Returns whether the database is in use, so that a later attempt may succeed.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Migrate(error) => match &**error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                is_busy(error)
            }
            _ => false,
        },
        // SQLITE_BUSY and SQLITE_LOCKED, and their variants: https://sqlite.org/rescode.html
        sqlx::Error::Database(error) => error
            .code()
            .and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|code| matches!(code & 0xff, 5 | 6)),
        _ => false,
    }
}
