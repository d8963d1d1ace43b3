//! The CRM in memory: records, their owners, and the rules for access to them.
//!
//! - `record`: accounts, contacts and proposals, and their owners;
//! - `directory`: the team of each user;
//! - `filter`: the constraints `My`, `Team` and `All` as a rule for records;
//! - `table`: a table of records in memory;
//! - `accounts`, `contacts`, `proposals`: the guarded operations on each table;
//! - `seed`: the first records.
//!
//! Every operation takes the caller and is guarded, although the handlers are guarded too. A
//! handler's guard denies a caller before the request's body is read. An operation's guard also
//! protects every code path that does not start at a handler.

mod accounts;
mod contacts;
mod directory;
mod filter;
mod proposals;
mod record;
pub mod seed;
mod table;
#[cfg(test)]
mod tests;

pub use directory::{Directory, Team};
pub use record::{Account, Contact, NewRecord, Ownership, Proposal, Record, Terms};

use entra_perms_runtime::Uuid;
use table::Table;

#[derive(Debug)]
pub struct Crm {
    directory: Directory,
    accounts: Table<Account>,
    contacts: Table<Contact>,
    proposals: Table<Proposal>,
}

impl Crm {
    /// Creates a CRM with the records of `seed`.
    pub fn new(directory: Directory) -> Self {
        Self {
            directory,
            accounts: Table::new(seed::accounts()),
            contacts: Table::new(seed::contacts()),
            proposals: Table::new(seed::proposals()),
        }
    }

    /// Returns the ownership of a record that belongs to `user` and so to the user's team.
    fn ownership(&self, user: Option<Uuid>) -> Ownership {
        Ownership { owner: user, team: user.and_then(|user| self.directory.team_of(user)) }
    }
}
