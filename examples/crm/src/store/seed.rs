//! Five users in two teams, and their records.

use entra_perms_runtime::Uuid;

use super::{Account, Contact, Ownership, Proposal, Record, Terms, Version};

/// The object id of a user in the team North.
pub const ADELE: Uuid = Uuid::from_u128(0xade1_0000_c0de_4000_8000_0000_0000_0001);
/// The object id of a user in the team North.
pub const BIANCA: Uuid = Uuid::from_u128(0xb1a0_0000_c0de_4000_8000_0000_0000_0002);
/// The object id of a user in the team South.
pub const CHIDI: Uuid = Uuid::from_u128(0xc41d_0000_c0de_4000_8000_0000_0000_0003);
/// The object id of a user in the team South.
pub const DANA: Uuid = Uuid::from_u128(0xda0a_0000_c0de_4000_8000_0000_0000_0004);
/// The object id of a user account that belongs to an AI agent. To a directory, it is a user like
/// the others. Its team is North.
pub const SALES_BOT: Uuid = Uuid::from_u128(0x5a1e_0000_c0de_4000_8000_0000_0000_0005);

/// The name of a team.
pub const NORTH: &str = "north";
/// The name of a team.
pub const SOUTH: &str = "south";

/// The rows of a new database.
#[derive(Clone, Debug, Default)]
pub struct Seed {
    /// The users, by object id, and their teams.
    pub users: Vec<(Uuid, String)>,
    /// The accounts.
    pub accounts: Vec<Record<Account>>,
    /// The contacts.
    pub contacts: Vec<Record<Contact>>,
    /// The proposals.
    pub proposals: Vec<Record<Proposal>>,
}

impl Seed {
    /// Returns the five users and their records.
    #[must_use]
    pub fn five_users() -> Self {
        Self { users: users(), accounts: accounts(), contacts: contacts(), proposals: proposals() }
    }
}

fn users() -> Vec<(Uuid, String)> {
    let users =
        [(ADELE, NORTH), (BIANCA, NORTH), (SALES_BOT, NORTH), (CHIDI, SOUTH), (DANA, SOUTH)];
    users.map(|(user, team)| (user, team.to_owned())).to_vec()
}

/// Returns four accounts.
#[must_use]
pub fn accounts() -> Vec<Record<Account>> {
    vec![
        account(1, north(ADELE), "Northwind Traders"),
        account(2, north(BIANCA), "Fourth Coffee"),
        account(3, south(CHIDI), "Tailspin Toys"),
        account(4, south(DANA), "Wingtip Toys"),
    ]
}

/// Returns five contacts.
#[must_use]
pub fn contacts() -> Vec<Record<Contact>> {
    vec![
        contact(1, north(ADELE), "Ada Nilsson", "ada@northwind.example"),
        contact(2, north(ADELE), "Grace Okafor", "grace@northwind.example"),
        contact(3, north(BIANCA), "Linus Berg", "linus@fourthcoffee.example"),
        contact(4, south(CHIDI), "Maria Souza", "maria@tailspin.example"),
        contact(5, south(DANA), "Tomas Novak", "tomas@wingtip.example"),
    ]
}

/// Returns three proposals.
#[must_use]
pub fn proposals() -> Vec<Record<Proposal>> {
    vec![
        proposal(1, north(ADELE), "Warehouse rollout", 84_000),
        proposal(2, north(BIANCA), "Espresso at scale", 12_500),
        proposal(3, south(CHIDI), "Biplane refit", 230_000),
    ]
}

fn account(id: i64, ownership: Ownership, name: &str) -> Record<Account> {
    first_version(id, ownership, Account { name: name.into() })
}

fn contact(id: i64, ownership: Ownership, name: &str, email: &str) -> Record<Contact> {
    first_version(id, ownership, Contact { name: name.into(), email: email.into() })
}

fn proposal(id: i64, ownership: Ownership, title: &str, amount: u32) -> Record<Proposal> {
    first_version(id, ownership, Proposal::from(Terms { title: title.into(), amount }))
}

fn first_version<T>(id: i64, ownership: Ownership, content: T) -> Record<T> {
    Record { id, version: Version(1), ownership, content }
}

/// Returns the ownership of a record of this user in the team North.
#[must_use]
pub fn north(owner: Uuid) -> Ownership {
    Ownership { owner: Some(owner), team: Some(NORTH.to_owned()) }
}

/// Returns the ownership of a record of this user in the team South.
#[must_use]
pub fn south(owner: Uuid) -> Ownership {
    Ownership { owner: Some(owner), team: Some(SOUTH.to_owned()) }
}
