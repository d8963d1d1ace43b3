//! The operations on contacts. The manifest has the roles `My`, `Team` and `All` for contacts.

use entra_perms_runtime::{Denied, requires};

use super::filter::RecordFilter;
use super::{Contact, Crm, NewRecord, Record};
use crate::permissions::Caller;
use crate::permissions::Client::Import;
use crate::permissions::roles::Contacts;

impl Crm {
    /// Lists the contacts that the caller may read.
    #[requires(Contacts::Read::ANY)]
    pub fn contacts(&self, caller: &Caller) -> Result<Vec<Record<Contact>>, Denied> {
        use Contacts::Read::Constraint;

        // If the manifest gets a new constraint, this exhaustive match fails the build.
        let readable = match Contacts::Read::widest(caller) {
            None => RecordFilter::None,
            Some(Constraint::My) => RecordFilter::my(caller),
            Some(Constraint::Team) => RecordFilter::team(caller, &self.directory),
            Some(Constraint::All) => RecordFilter::All,
        };
        Ok(self.contacts.list(readable))
    }

    /// Replaces a contact. Returns `None` if the caller may not write a contact with this id.
    #[requires(Contacts::Write::ANY)]
    pub fn replace_contact(
        &self,
        caller: &Caller,
        id: u32,
        contact: Contact,
    ) -> Result<Option<Record<Contact>>, Denied> {
        Ok(self.contacts.replace(self.writable_contacts(caller), id, contact))
    }

    /// Adds a contact. Denied if the caller may not write contacts of its owner.
    #[requires(Contacts::Write::ANY)]
    pub fn add_contact(
        &self,
        caller: &Caller,
        new: NewRecord<Contact>,
    ) -> Result<Record<Contact>, Denied> {
        let ownership = self.ownership(new.owner.or(caller.object_id()));
        if !self.writable_contacts(caller).selects(ownership) {
            // Only `All` suffices. If the user holds it, the denial names the scope to request.
            caller.require(Contacts::Write::All)?;
        }
        Ok(self.contacts.add(ownership, new.content))
    }

    /// Adds contacts of any owner, and returns their number. Only the import service may do this.
    #[requires(Contacts::Write::All, by = app, client = Import)]
    pub fn import_contacts(
        &self,
        caller: &Caller,
        new: Vec<NewRecord<Contact>>,
    ) -> Result<usize, Denied> {
        let count = new.len();
        for NewRecord { owner, content } in new {
            let ownership = self.ownership(owner.or(caller.object_id()));
            self.contacts.add(ownership, content);
        }
        Ok(count)
    }

    fn writable_contacts(&self, caller: &Caller) -> RecordFilter {
        use Contacts::Write::Constraint;

        match Contacts::Write::widest(caller) {
            None => RecordFilter::None,
            Some(Constraint::My) => RecordFilter::my(caller),
            Some(Constraint::Team) => RecordFilter::team(caller, &self.directory),
            Some(Constraint::All) => RecordFilter::All,
        }
    }
}
