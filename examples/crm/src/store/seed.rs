//! Five users in two teams, and their records.

use entra_perms_runtime::Uuid;

use super::{Account, Contact, Directory, Ownership, Proposal, Record, Team, Terms};

// The object ids of the users.
pub const ADELE: Uuid = Uuid::from_u128(0xade1_0000_c0de_4000_8000_0000_0000_0001);
pub const BIANCA: Uuid = Uuid::from_u128(0xb1a0_0000_c0de_4000_8000_0000_0000_0002);
pub const CHIDI: Uuid = Uuid::from_u128(0xc41d_0000_c0de_4000_8000_0000_0000_0003);
pub const DANA: Uuid = Uuid::from_u128(0xda0a_0000_c0de_4000_8000_0000_0000_0004);
/// A user account that belongs to an AI agent. To a directory, it is a user like the others.
pub const SALES_BOT: Uuid = Uuid::from_u128(0x5a1e_0000_c0de_4000_8000_0000_0000_0005);

pub fn directory() -> Directory {
    Directory::from_iter([
        (ADELE, Team::North),
        (BIANCA, Team::North),
        (SALES_BOT, Team::North),
        (CHIDI, Team::South),
        (DANA, Team::South),
    ])
}

pub fn accounts() -> Vec<Record<Account>> {
    vec![
        account(1, north(ADELE), "Northwind Traders"),
        account(2, north(BIANCA), "Fourth Coffee"),
        account(3, south(CHIDI), "Tailspin Toys"),
        account(4, south(DANA), "Wingtip Toys"),
    ]
}

pub fn contacts() -> Vec<Record<Contact>> {
    vec![
        contact(1, north(ADELE), "Ada Nilsson", "ada@northwind.example"),
        contact(2, north(ADELE), "Grace Okafor", "grace@northwind.example"),
        contact(3, north(BIANCA), "Linus Berg", "linus@fourthcoffee.example"),
        contact(4, south(CHIDI), "Maria Souza", "maria@tailspin.example"),
        contact(5, south(DANA), "Tomas Novak", "tomas@wingtip.example"),
    ]
}

pub fn proposals() -> Vec<Record<Proposal>> {
    vec![
        proposal(1, north(ADELE), "Warehouse rollout", 84_000),
        proposal(2, north(BIANCA), "Espresso at scale", 12_500),
        proposal(3, south(CHIDI), "Biplane refit", 230_000),
    ]
}

fn account(id: u32, ownership: Ownership, name: &str) -> Record<Account> {
    Record { id, ownership, content: Account { name: name.into() } }
}

fn contact(id: u32, ownership: Ownership, name: &str, email: &str) -> Record<Contact> {
    Record { id, ownership, content: Contact { name: name.into(), email: email.into() } }
}

fn proposal(id: u32, ownership: Ownership, title: &str, amount: u32) -> Record<Proposal> {
    Record { id, ownership, content: Proposal::from(Terms { title: title.into(), amount }) }
}

/// Returns the ownership of a record of this user in the team North.
pub fn north(owner: Uuid) -> Ownership {
    Ownership { owner: Some(owner), team: Some(Team::North) }
}

/// Returns the ownership of a record of this user in the team South.
pub fn south(owner: Uuid) -> Ownership {
    Ownership { owner: Some(owner), team: Some(Team::South) }
}
