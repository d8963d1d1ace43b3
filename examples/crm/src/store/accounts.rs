//! The operations on accounts. The manifest has no `My` role for accounts, only `Team` and `All`.

use entra_perms_runtime::{Denied, requires};

use super::filter::RecordFilter;
use super::{Account, Crm, Record};
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;

impl Crm {
    /// Lists the accounts that the caller may read.
    #[requires(Accounts::Read::ANY)]
    pub fn accounts(&self, caller: &Caller) -> Result<Vec<Record<Account>>, Denied> {
        use Accounts::Read::Constraint;

        let readable = match Accounts::Read::widest(caller) {
            None => RecordFilter::None,
            Some(Constraint::Team) => RecordFilter::team(caller, &self.directory),
            Some(Constraint::All) => RecordFilter::All,
        };
        Ok(self.accounts.list(readable))
    }

    /// Replaces an account. Returns `None` if the caller may not write an account with this id. AI
    /// agents may not do this.
    #[requires(Accounts::Write::ANY, agents = never)]
    pub fn replace_account(
        &self,
        caller: &Caller,
        id: u32,
        account: Account,
    ) -> Result<Option<Record<Account>>, Denied> {
        use Accounts::Write::Constraint;

        let writable = match Accounts::Write::widest(caller) {
            None => RecordFilter::None,
            Some(Constraint::Team) => RecordFilter::team(caller, &self.directory),
            Some(Constraint::All) => RecordFilter::All,
        };
        Ok(self.accounts.replace(writable, id, account))
    }
}
