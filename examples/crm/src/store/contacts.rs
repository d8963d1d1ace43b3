//! The operations on contacts. The manifest has the roles `My`, `Team` and `All` for contacts.

use entra_perms_runtime::requires;

use super::{
    Contact, Crm, NewRecord, Page, PageSize, Position, Record, StoreError, Version, owner_of,
};
use crate::permissions::Caller;
use crate::permissions::Client::Import;
use crate::permissions::roles::Contacts;

impl Crm {
    /// Lists the contacts that the caller may read.
    #[requires(Contacts::Read::ANY)]
    pub(crate) async fn contacts(
        &self,
        caller: &Caller,
        from: Position,
        size: PageSize,
    ) -> Result<Page<Contact>, StoreError> {
        self.records(caller, Contacts::Read::widest(caller)).page(from, size).await
    }

    /// Returns a contact that the caller may read.
    #[requires(Contacts::Read::ANY)]
    pub(crate) async fn contact(
        &self,
        caller: &Caller,
        id: i64,
    ) -> Result<Record<Contact>, StoreError> {
        self.records(caller, Contacts::Read::widest(caller)).find(id).await
    }

    /// Replaces a contact that the caller may write, if `expects` accepts its version.
    #[requires(Contacts::Write::ANY)]
    pub(crate) async fn replace_contact(
        &self,
        caller: &Caller,
        id: i64,
        expects: impl Fn(Version) -> bool + Send,
        contact: Contact,
    ) -> Result<Record<Contact>, StoreError> {
        let writable = self.records(caller, Contacts::Write::widest(caller));
        writable.update(id, expects, |old| *old = contact).await
    }

    /// Adds a contact. Denied if the caller may not write contacts of its owner.
    #[requires(Contacts::Write::ANY)]
    pub(crate) async fn add_contact(
        &self,
        caller: &Caller,
        new: NewRecord<Contact>,
    ) -> Result<Record<Contact>, StoreError> {
        let writable = self.records(caller, Contacts::Write::widest(caller));
        let owner = owner_of(&new, caller);
        if let Some(added) = writable.add(owner, new.content).await? {
            return Ok(added);
        }
        // Only `All` suffices. If the user holds it, the denial names the scope to request.
        caller.require(Contacts::Write::All)?;
        Err(StoreError::NotFound)
    }

    /// Adds contacts of any owner, and returns their number. Adds all of them or none. Only the
    /// import service may do this.
    #[requires(Contacts::Write::All, by = app, client = Import)]
    pub(crate) async fn import_contacts(
        &self,
        caller: &Caller,
        new: Vec<NewRecord<Contact>>,
    ) -> Result<usize, StoreError> {
        let writable = self.records(caller, Contacts::Write::widest(caller));
        let new = new.into_iter().map(|new| (owner_of(&new, caller), new.content));
        writable.add_all(new.collect()).await
    }
}
