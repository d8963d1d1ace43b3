//! Four users in two teams, and what belongs to them.

use entra_perms_runtime::Uuid;

use super::{Account, Contact, Directory, Owner, Proposal, Record, Team};

/// Object ids of the users.
pub(crate) const ADELE: Uuid = Uuid::from_u128(0xade1_0000_c0de_4000_8000_0000_0000_0001);
pub(crate) const BIANCA: Uuid = Uuid::from_u128(0xb1a0_0000_c0de_4000_8000_0000_0000_0002);
pub(crate) const CHIDI: Uuid = Uuid::from_u128(0xc41d_0000_c0de_4000_8000_0000_0000_0003);
pub(crate) const DANA: Uuid = Uuid::from_u128(0xda0a_0000_c0de_4000_8000_0000_0000_0004);

pub(crate) fn directory() -> Directory {
    [(ADELE, Team::North), (BIANCA, Team::North), (CHIDI, Team::South), (DANA, Team::South)]
        .into_iter()
        .collect()
}

pub(crate) fn accounts() -> Vec<Record<Account>> {
    let account = |id, belongs_to, name: &str| Record {
        id,
        belongs_to,
        content: Account { name: name.into() },
    };
    vec![
        account(1, north(ADELE), "Northwind Traders"),
        account(2, north(BIANCA), "Fourth Coffee"),
        account(3, south(CHIDI), "Tailspin Toys"),
        account(4, south(DANA), "Wingtip Toys"),
    ]
}

pub(crate) fn contacts() -> Vec<Record<Contact>> {
    let contact = |id, belongs_to, name: &str, email: &str| Record {
        id,
        belongs_to,
        content: Contact { name: name.into(), email: email.into() },
    };
    vec![
        contact(1, north(ADELE), "Ada Nilsson", "ada@northwind.example"),
        contact(2, north(ADELE), "Grace Okafor", "grace@northwind.example"),
        contact(3, north(BIANCA), "Linus Berg", "linus@fourthcoffee.example"),
        contact(4, south(CHIDI), "Maria Souza", "maria@tailspin.example"),
        contact(5, south(DANA), "Tomas Novak", "tomas@wingtip.example"),
    ]
}

pub(crate) fn proposals() -> Vec<Record<Proposal>> {
    let proposal = |id, belongs_to, title: &str, amount| Record {
        id,
        belongs_to,
        content: Proposal { title: title.into(), amount },
    };
    vec![
        proposal(1, north(ADELE), "Warehouse rollout", 84_000),
        proposal(2, north(BIANCA), "Espresso at scale", 12_500),
        proposal(3, south(CHIDI), "Biplane refit", 230_000),
    ]
}

fn north(owner: Uuid) -> Owner {
    Owner { owner: Some(owner), team: Some(Team::North) }
}

fn south(owner: Uuid) -> Owner {
    Owner { owner: Some(owner), team: Some(Team::South) }
}
