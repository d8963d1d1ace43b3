//! The operations on accounts. The manifest has no `My` role for accounts, only `Team` and `All`.

use entra_perms_runtime::requires;

use super::{Account, Crm, Page, PageSize, Position, Record, StoreError, Version};
use crate::permissions::Caller;
use crate::permissions::roles::Accounts;

impl Crm {
    /// Lists the accounts that the caller may read.
    #[requires(Accounts::Read::ANY)]
    pub(crate) async fn accounts(
        &self,
        caller: &Caller,
        from: Position,
        size: PageSize,
    ) -> Result<Page<Account>, StoreError> {
        self.records(caller, Accounts::Read::widest(caller)).page(from, size).await
    }

    /// Returns an account that the caller may read.
    #[requires(Accounts::Read::ANY)]
    pub(crate) async fn account(
        &self,
        caller: &Caller,
        id: i64,
    ) -> Result<Record<Account>, StoreError> {
        self.records(caller, Accounts::Read::widest(caller)).find(id).await
    }

    /// Replaces an account that the caller may write, if `expects` accepts its version. AI agents
    /// may not do this.
    #[requires(Accounts::Write::ANY, agents = never)]
    pub(crate) async fn replace_account(
        &self,
        caller: &Caller,
        id: i64,
        expects: impl Fn(Version) -> bool + Send,
        account: Account,
    ) -> Result<Record<Account>, StoreError> {
        let writable = self.records(caller, Accounts::Write::widest(caller));
        writable.update(id, expects, |old| *old = account).await
    }
}
