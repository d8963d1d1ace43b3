//! Contacts: read and changed by owner, by team, or all of them.

use entra_perms_runtime::{Denied, requires};

use super::reach::Reach;
use super::{Contact, Crm, New, Record};
use crate::permissions::Caller;
use crate::permissions::roles::Contacts;

impl Crm {
    /// The contacts that the caller may see.
    #[requires(Contacts::Read::ANY)]
    pub(crate) fn contacts(&self, caller: &Caller) -> Result<Vec<Record<Contact>>, Denied> {
        use Contacts::Read::Constraint;

        // Exhaustive: a new reach in the manifest fails the build here until it is decided on.
        let reach = match Contacts::Read::widest(caller) {
            None => Reach::Nothing,
            Some(Constraint::My) => Reach::my(caller),
            Some(Constraint::Team) => Reach::team(caller, &self.directory),
            Some(Constraint::All) => Reach::All,
        };
        Ok(self.contacts.list(reach))
    }

    /// Changes a contact; `None` where the caller reaches none of that id.
    #[requires(Contacts::Write::ANY)]
    pub(crate) fn replace_contact(
        &self,
        caller: &Caller,
        id: u32,
        contact: Contact,
    ) -> Result<Option<Record<Contact>>, Denied> {
        Ok(self.contacts.replace(self.writable_contacts(caller), id, contact))
    }

    /// Adds a contact, for the caller or for whom the caller may write.
    #[requires(Contacts::Write::ANY)]
    pub(crate) fn add_contact(
        &self,
        caller: &Caller,
        new: New<Contact>,
    ) -> Result<Record<Contact>, Denied> {
        let belongs_to = self.owned_by(new.owner.or(caller.object_id()));
        if !self.writable_contacts(caller).covers(belongs_to) {
            // Only `All` would do. The denial says who must act: an administrator, or the client.
            caller.require(Contacts::Write::All)?;
        }
        Ok(self.contacts.add(belongs_to, new.content))
    }

    /// Adds contacts of whoever they belong to; how many.
    #[requires(Contacts::Write::All, by = app)]
    pub(crate) fn import_contacts(
        &self,
        caller: &Caller,
        new: Vec<New<Contact>>,
    ) -> Result<usize, Denied> {
        let count = new.len();
        for New { owner, content } in new {
            self.contacts.add(self.owned_by(owner.or(caller.object_id())), content);
        }
        Ok(count)
    }

    fn writable_contacts(&self, caller: &Caller) -> Reach {
        use Contacts::Write::Constraint;

        match Contacts::Write::widest(caller) {
            None => Reach::Nothing,
            Some(Constraint::My) => Reach::my(caller),
            Some(Constraint::Team) => Reach::team(caller, &self.directory),
            Some(Constraint::All) => Reach::All,
        }
    }
}
