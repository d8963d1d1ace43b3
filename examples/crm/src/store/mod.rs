//! The records of the CRM in SQLite, and the rules for access to them.
//!
//! The path of a request:
//!
//! - `accounts`, `contacts`, `proposals`: the guarded operations. Each takes the caller;
//! - `reach`: the widest role of the caller -> the condition of each statement;
//! - `rows`: the statements. Only this module has the connections, and it demands a reach;
//! - `record`: accounts, contacts and proposals, their owners, and their versions;
//! - `page`: a part of a list;
//! - `error`: the reasons why an operation fails;
//! - `seed`: the first records, for development.
//!
//! Every operation is guarded, although the handlers are guarded too. A handler's guard denies a
//! caller before the request's body is read. An operation's guard also protects every code path
//! that does not start at a handler.

mod accounts;
mod contacts;
mod error;
mod page;
mod proposals;
mod reach;
mod record;
mod rows;
#[cfg(feature = "development")]
pub mod seed;
#[cfg(test)]
#[cfg(feature = "development")]
mod tests;

use std::path::Path;

pub use error::StoreError;
pub(crate) use error::is_busy;
pub use page::{Page, PageSize, Position};
pub use record::{Account, Contact, NewRecord, Ownership, Proposal, Record, Terms, Version};

use entra_perms_runtime::Uuid;
use reach::{PermissionConstraint, Reach};
use rows::{ReachableRows, Rows};

use crate::permissions::Caller;

/// The records. A clone uses the same database.
#[derive(Clone, Debug)]
pub struct Crm {
    rows: Rows,
}

impl Crm {
    /// Opens this database file, and creates it if it does not exist. Brings its tables up to date.
    ///
    /// # Errors
    /// Returns an error if the file cannot be written, is not a database, has tables of a newer
    /// version, or is in use by a process that writes for a long time.
    pub async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        Ok(Self { rows: Rows::open(file).await? })
    }

    /// Creates a database in memory. It ends with the last clone.
    ///
    /// # Errors
    /// Returns an error if SQLite cannot start.
    pub async fn in_memory() -> Result<Self, sqlx::Error> {
        Ok(Self { rows: Rows::in_memory().await? })
    }

    /// Adds these records, if the database has neither records nor users.
    ///
    /// # Errors
    /// Returns an error if the database cannot be written.
    #[cfg(feature = "development")]
    pub async fn fill(&self, seed: seed::Seed) -> Result<(), sqlx::Error> {
        self.rows.fill(seed).await
    }

    /// Closes the connections. Waits until open statements have ended.
    pub async fn close(&self) {
        self.rows.close().await;
    }

    /// Returns the records that the caller may access with a permission. `widest` is the result of
    /// the permission's function `widest` for this caller.
    fn records<C: PermissionConstraint>(
        &self,
        caller: &Caller,
        widest: Option<C>,
    ) -> ReachableRows<'_, C::Records> {
        self.rows.within(Reach::new(caller, widest))
    }
}

/// Returns the owner of a new record. Without another owner, it is the caller.
fn owner_of<T>(new: &NewRecord<T>, caller: &Caller) -> Option<Uuid> {
    new.owner.or(caller.object_id())
}
