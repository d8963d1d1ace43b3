//! Accounts: they are read and changed by team, or all of them. There is no `My` here, because the manifest has none.

use entra_perms_runtime::{Denied, requires};

use super::reach::Reach;
use super::{Account, Crm, Record};
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;

impl Crm {
    /// The accounts that the caller may see.
    #[requires(Accounts::Read::ANY)]
    pub(crate) fn accounts(&self, caller: &Caller) -> Result<Vec<Record<Account>>, Denied> {
        use Accounts::Read::Constraint;

        let reach = match Accounts::Read::widest(caller) {
            None => Reach::Nothing,
            Some(Constraint::Team) => Reach::team(caller, &self.directory),
            Some(Constraint::All) => Reach::All,
        };
        Ok(self.accounts.list(reach))
    }

    /// Changes an account; `None` where the caller reaches none of that id.
    #[requires(Accounts::Write::ANY)]
    pub(crate) fn replace_account(
        &self,
        caller: &Caller,
        id: u32,
        account: Account,
    ) -> Result<Option<Record<Account>>, Denied> {
        use Accounts::Write::Constraint;

        let reach = match Accounts::Write::widest(caller) {
            None => Reach::Nothing,
            Some(Constraint::Team) => Reach::team(caller, &self.directory),
            Some(Constraint::All) => Reach::All,
        };
        Ok(self.accounts.replace(reach, id, account))
    }
}
