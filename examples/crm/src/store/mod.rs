//! The CRM itself, in memory: records, whose they are, and which of them a caller reaches.
//!
//! - `record`: accounts, contacts, proposals, and to whom each belongs;
//! - `directory`: who is in which team;
//! - `reach`: `My`, `Team` and `All` as a rule for records;
//! - `table`: records in memory;
//! - `accounts`, `contacts`, `proposals`: what a caller may do with them;
//! - `seed`: the records that are there at the start.
//!
//! What reads or changes records takes the caller and is guarded, although the handlers are guarded too: a handler's guard
//! answers before the body is read, and this one holds for every other way in that is written later.

mod accounts;
mod contacts;
mod directory;
mod proposals;
mod reach;
mod record;
pub(crate) mod seed;
mod table;

pub(crate) use directory::{Directory, Team};
pub(crate) use record::{Account, Contact, New, Owner, Proposal, Record};

use entra_perms_runtime::Uuid;
use table::Table;

/// The CRM.
#[derive(Debug)]
pub(crate) struct Crm {
    directory: Directory,
    accounts: Table<Account>,
    contacts: Table<Contact>,
    proposals: Table<Proposal>,
}

impl Crm {
    /// With the records of `seed`, and this directory.
    pub(crate) fn new(directory: Directory) -> Self {
        Self {
            directory,
            accounts: Table::new(seed::accounts()),
            contacts: Table::new(seed::contacts()),
            proposals: Table::new(seed::proposals()),
        }
    }

    /// A record belongs to this user, and with that to the user's team.
    fn owned_by(&self, user: Option<Uuid>) -> Owner {
        Owner { owner: user, team: user.and_then(|user| self.directory.team_of(user)) }
    }
}
