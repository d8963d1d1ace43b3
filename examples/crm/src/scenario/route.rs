//! What is called, and what the documentation of the CRM says it needs.

use reqwest::Method;
use serde_json::{Value, json};

use crate::permissions::Role;
use crate::store::seed::{self, BIANCA};
use crate::store::{Owner, Record};

#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// Which of several requests to the same route this is.
    pub(super) note: &'static str,
    pub(super) body: Option<Value>,
    pub(super) needs: Needs,
    pub(super) records: Records,
    /// The status of the answer to a caller who may.
    pub(super) status: u16,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Needs {
    Nothing,
    AnyCaller,
    OneOf(&'static [Role]),
    /// An application that acts as itself, with this role.
    App(Role),
}

/// Which records are touched, by id, and whose they are.
#[derive(Clone, Debug)]
pub(super) enum Records {
    None,
    /// A list of those within reach.
    List(Vec<(u32, Owner)>),
    /// This one, if it is within reach.
    One(u32, Owner),
}

const ACCOUNTS_READ: Needs = Needs::OneOf(&[Role::AccountsReadTeam, Role::AccountsReadAll]);
const ACCOUNTS_WRITE: Needs = Needs::OneOf(&[Role::AccountsWriteTeam, Role::AccountsWriteAll]);
const CONTACTS_READ: Needs =
    Needs::OneOf(&[Role::ContactsReadMy, Role::ContactsReadTeam, Role::ContactsReadAll]);
const CONTACTS_WRITE: Needs =
    Needs::OneOf(&[Role::ContactsWriteMy, Role::ContactsWriteTeam, Role::ContactsWriteAll]);
const PROPOSALS: Needs = Needs::OneOf(&[Role::ProposalsReadWriteTeam, Role::ProposalsReadWriteAll]);

/// In the order of the requests: lists before changes.
pub(super) fn routes() -> Vec<Route> {
    let ada = json!({ "name": "Ada Nilsson", "email": "ada.nilsson@northwind.example" });
    let linus = json!({ "name": "Linus Berg-Larsen", "email": "linus@fourthcoffee.example" });
    let maria = json!({ "name": "Maria Souza", "email": "maria.souza@tailspin.example" });
    let new_contact = json!({ "name": "Ines Costa", "email": "ines@northwind.example" });
    let of_bianca =
        json!({ "name": "Yuki Mori", "email": "yuki@fourthcoffee.example", "owner": BIANCA });
    vec![
        get("/health", Needs::Nothing),
        get("/.well-known/oauth-protected-resource", Needs::Nothing),
        get("/me", Needs::AnyCaller),
        get("/accounts", ACCOUNTS_READ).listing(owners(seed::accounts())),
        get("/contacts", CONTACTS_READ).listing(owners(seed::contacts())),
        get("/proposals", PROPOSALS).listing(owners(seed::proposals())),
        put("/accounts/1", "her own", ACCOUNTS_WRITE, json!({ "name": "Northwind" }))
            .changing(seed::accounts()),
        put("/contacts/1", "her own", CONTACTS_WRITE, ada).changing(seed::contacts()),
        put("/contacts/3", "a colleague's", CONTACTS_WRITE, linus).changing(seed::contacts()),
        put("/contacts/4", "another team's", CONTACTS_WRITE, maria).changing(seed::contacts()),
        post("/contacts", 201, CONTACTS_WRITE, new_contact.clone()),
        post(
            "/contacts/import",
            200,
            Needs::App(Role::ContactsWriteAll),
            json!([new_contact, of_bianca]),
        ),
        post("/proposals", 201, PROPOSALS, json!({ "title": "Cold chain", "amount": 41_000 })),
    ]
}

fn get(path: &'static str, needs: Needs) -> Route {
    Route {
        method: Method::GET,
        path,
        note: "",
        body: None,
        needs,
        records: Records::None,
        status: 200,
    }
}

fn put(path: &'static str, note: &'static str, needs: Needs, body: Value) -> Route {
    Route { method: Method::PUT, note, body: Some(body), ..get(path, needs) }
}

fn post(path: &'static str, status: u16, needs: Needs, body: Value) -> Route {
    Route { method: Method::POST, status, body: Some(body), ..get(path, needs) }
}

impl Route {
    fn listing(self, records: Vec<(u32, Owner)>) -> Self {
        Self { records: Records::List(records), ..self }
    }

    /// The one that the path ends in.
    fn changing<T>(self, records: Vec<Record<T>>) -> Self {
        let id = self.path.rsplit('/').next().and_then(|id| id.parse().ok());
        let record = owners(records).into_iter().find(|(record, _)| Some(*record) == id);
        Self {
            records: record.map_or(Records::None, |(id, owner)| Records::One(id, owner)),
            ..self
        }
    }
}

fn owners<T>(records: Vec<Record<T>>) -> Vec<(u32, Owner)> {
    records.into_iter().map(|record| (record.id, record.belongs_to)).collect()
}
