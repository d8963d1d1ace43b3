//! The reasons why an operation fails.

use core::fmt;

use entra_perms_runtime::Denied;

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
