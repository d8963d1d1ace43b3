//! The CRM itself: its records, its users, and how far each permission of a caller reaches.

use std::sync::Arc;

use entra_perms_runtime::{Denied, Uuid, requires};

use crate::permissions::Caller;
use crate::permissions::roles::{Accounts, Contacts, Proposals};
use crate::records::{Account, Contact, Proposal, Reach, Record, Records};

/// Ada, who sells in the north.
pub const ADA: Uuid = Uuid::from_u128(0xada0_0000_0000_4000_8000_0000_0000_0001);
/// Grace, of the same team.
pub const GRACE: Uuid = Uuid::from_u128(0x96ac_0000_0000_4000_8000_0000_0000_0002);
/// Linus, who sells in the south.
pub const LINUS: Uuid = Uuid::from_u128(0x1105_0000_0000_4000_8000_0000_0000_0003);

/// The CRM. Cheap to clone: handlers share it.
#[derive(Clone)]
pub struct Crm {
    inner: Arc<Inner>,
}

struct Inner {
    accounts: Records<Account>,
    contacts: Records<Contact>,
    proposals: Records<Proposal>,
}

/// The team of a user. In real life: a look into the directory.
pub fn team_of(user: Option<Uuid>) -> Option<&'static str> {
    match user? {
        ADA | GRACE => Some("North"),
        LINUS => Some("South"),
        _ => None,
    }
}

/// How far reading contacts reaches. The match is exhaustive: a new reach in the manifest fails the build here.
fn contacts_to_read(caller: &Caller) -> Reach {
    use Contacts::Read::Constraint;
    match Contacts::Read::widest(caller) {
        Some(Constraint::All) => Reach::All,
        Some(Constraint::Team) => Reach::Team(team_of(caller.object_id())),
        Some(Constraint::My) => Reach::My(caller.object_id()),
        None => Reach::Nothing,
    }
}

fn contacts_to_write(caller: &Caller) -> Reach {
    use Contacts::Write::Constraint;
    match Contacts::Write::widest(caller) {
        Some(Constraint::All) => Reach::All,
        Some(Constraint::Team) => Reach::Team(team_of(caller.object_id())),
        Some(Constraint::My) => Reach::My(caller.object_id()),
        None => Reach::Nothing,
    }
}

fn accounts_to_read(caller: &Caller) -> Reach {
    use Accounts::Read::Constraint;
    match Accounts::Read::widest(caller) {
        Some(Constraint::All) => Reach::All,
        Some(Constraint::Team) => Reach::Team(team_of(caller.object_id())),
        None => Reach::Nothing,
    }
}

fn accounts_to_write(caller: &Caller) -> Reach {
    use Accounts::Write::Constraint;
    match Accounts::Write::widest(caller) {
        Some(Constraint::All) => Reach::All,
        Some(Constraint::Team) => Reach::Team(team_of(caller.object_id())),
        None => Reach::Nothing,
    }
}

fn proposals_in_reach(caller: &Caller) -> Reach {
    use Proposals::ReadWrite::Constraint;
    match Proposals::ReadWrite::widest(caller) {
        Some(Constraint::All) => Reach::All,
        Some(Constraint::Team) => Reach::Team(team_of(caller.object_id())),
        None => Reach::Nothing,
    }
}

/// What callers may do. Handlers are guarded as well, so that nobody learns from a malformed body; here the guard
/// stands where the records are, whoever calls.
impl Crm {
    #[requires(Accounts::Read::ANY)]
    pub fn accounts(&self, caller: &Caller) -> Result<Vec<Record<Account>>, Denied> {
        Ok(self.inner.accounts.list(accounts_to_read(caller)))
    }

    #[requires(Accounts::Write::ANY)]
    pub fn change_account(
        &self,
        caller: &Caller,
        id: u32,
        account: Account,
    ) -> Result<Option<Record<Account>>, Denied> {
        Ok(self.inner.accounts.change(accounts_to_write(caller), id, account))
    }

    #[requires(Contacts::Read::ANY)]
    pub fn contacts(&self, caller: &Caller) -> Result<Vec<Record<Contact>>, Denied> {
        Ok(self.inner.contacts.list(contacts_to_read(caller)))
    }

    #[requires(Contacts::Write::ANY)]
    pub fn add_contact(&self, caller: &Caller, contact: Contact) -> Result<Record<Contact>, Denied> {
        let owner = caller.object_id();
        Ok(self.inner.contacts.add(owner, team_of(owner), contact))
    }

    #[requires(Contacts::Write::ANY)]
    pub fn change_contact(
        &self,
        caller: &Caller,
        id: u32,
        contact: Contact,
    ) -> Result<Option<Record<Contact>>, Denied> {
        Ok(self.inner.contacts.change(contacts_to_write(caller), id, contact))
    }

    #[requires(Contacts::Write::All, by = app)]
    pub fn import_contacts(&self, caller: &Caller, contacts: Vec<Contact>) -> Result<usize, Denied> {
        let imported = contacts.len();
        for contact in contacts {
            self.inner.contacts.add(None, None, contact);
        }
        Ok(imported)
    }

    #[requires(Proposals::ReadWrite::ANY)]
    pub fn proposals(&self, caller: &Caller) -> Result<Vec<Record<Proposal>>, Denied> {
        Ok(self.inner.proposals.list(proposals_in_reach(caller)))
    }

    #[requires(Proposals::ReadWrite::ANY)]
    pub fn add_proposal(&self, caller: &Caller, proposal: Proposal) -> Result<Record<Proposal>, Denied> {
        let owner = caller.object_id();
        Ok(self.inner.proposals.add(owner, team_of(owner), proposal))
    }

    /// With a few records of Ada's, of Grace's in the same team, and of Linus's in another, numbered from 1 in this order.
    pub fn with_some_records() -> Self {
        fn records<T>(values: [T; 3]) -> Records<T>
        where
            T: Clone,
        {
            let owners = [ADA, GRACE, LINUS];
            let record =
                |((id, owner), value)| Record { id, owner: Some(owner), team: team_of(Some(owner)), value };
            Records::new((1..).zip(owners).zip(values).map(record).collect())
        }
        let account = |name: &str| Account { name: name.into() };
        let contact = |name: &str, email: &str| Contact { name: name.into(), email: email.into() };
        let proposal = |title: &str, amount| Proposal { title: title.into(), amount };
        Self {
            inner: Arc::new(Inner {
                accounts: records(["Aurora Mining", "Boreal Shipping", "Austral Foods"].map(account)),
                contacts: records([
                    contact("Nils Holm", "nils@aurora.example"),
                    contact("Siri Dahl", "siri@boreal.example"),
                    contact("Tomás Vega", "tomas@austral.example"),
                ]),
                proposals: records([
                    proposal("Drills", 120_000),
                    proposal("Containers", 80_000),
                    proposal("Cold storage", 45_000),
                ]),
            }),
        }
    }
}
