//! The requests of the scenario, and the permissions that each of them requires. They are written a
//! second time here, so that a wrong guard of the API is found.

use reqwest::Method;
use serde_json::{Value, json};

use example_crm::permissions::Role;
use example_crm::store::seed::{self, ADELE, BIANCA, CHIDI};
use example_crm::store::{Ownership, Record};

#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// Distinguishes several requests to one route in the table. Empty for the only request.
    pub(super) note: &'static str,
    pub(super) body: Option<Value>,
    pub(super) access: Access,
    pub(super) records: Records,
    /// The guarded handler, as `/me/operations` names it. Empty if the handler has no guard.
    pub(super) handler: &'static str,
    /// The status of the response to a permitted caller.
    pub(super) status: u16,
}

/// The requirement of a route.
#[derive(Clone, Copy, Debug)]
pub(super) enum Access {
    /// No token.
    Public,
    /// A valid token.
    AnyCaller,
    /// One of these roles.
    AnyRole(&'static [Role]),
    /// One of these roles, and the caller must be a human or a client that acts for a human.
    Person(&'static [Role]),
    /// One of these roles, and no AI agent acts.
    WithoutAgents(&'static [Role]),
    /// The import service as itself, with this role.
    Import(Role),
}

/// The records that a request reads or writes, by id, with their ownership; or the operations.
#[derive(Clone, Debug)]
pub(super) enum Records {
    None,
    /// The response lists the accessible ones of these records.
    List(Vec<(i64, Ownership)>),
    /// The request reads or writes this record if the caller may access it.
    One(i64, Ownership),
    /// The response lists the guarded handlers.
    Operations,
}

const ACCOUNTS_READ: Access = Access::AnyRole(&[Role::AccountsReadTeam, Role::AccountsReadAll]);
const ACCOUNTS_WRITE: Access =
    Access::WithoutAgents(&[Role::AccountsWriteTeam, Role::AccountsWriteAll]);
const CONTACTS_READ: Access =
    Access::AnyRole(&[Role::ContactsReadMy, Role::ContactsReadTeam, Role::ContactsReadAll]);
const CONTACTS_WRITE: Access =
    Access::AnyRole(&[Role::ContactsWriteMy, Role::ContactsWriteTeam, Role::ContactsWriteAll]);
const PROPOSALS: Access =
    Access::AnyRole(&[Role::ProposalsReadWriteTeam, Role::ProposalsReadWriteAll]);
const APPROVAL: Access =
    Access::Person(&[Role::ProposalsReadWriteTeam, Role::ProposalsReadWriteAll]);

/// Returns the routes in the order of the requests, reads before writes.
pub(super) fn routes() -> Vec<Route> {
    let ada = json!({ "name": "Ada Nilsson", "email": "ada.nilsson@northwind.example" });
    let linus = json!({ "name": "Linus Bergman", "email": "linus@fourthcoffee.example" });
    let maria = json!({ "name": "Maria Souza", "email": "maria.souza@tailspin.example" });
    let new_contact = json!({ "name": "Ines Costa", "email": "ines@northwind.example" });
    let for_bianca =
        json!({ "name": "Yuki Mori", "email": "yuki@fourthcoffee.example", "owner": BIANCA });
    vec![
        get("/live", Access::Public),
        get("/.well-known/oauth-protected-resource", Access::Public),
        get("/me", Access::AnyCaller),
        Route { records: Records::Operations, ..get("/me/operations", Access::AnyCaller) },
        get("/accounts", ACCOUNTS_READ)
            .on_list(ownerships(seed::accounts()))
            .guarded("accounts::list"),
        get("/contacts", CONTACTS_READ)
            .on_list(ownerships(seed::contacts()))
            .guarded("contacts::list"),
        get("/proposals", PROPOSALS)
            .on_list(ownerships(seed::proposals()))
            .guarded("proposals::list"),
        get("/accounts/3", ACCOUNTS_READ)
            .on_record(3, seed::south(CHIDI))
            .guarded("accounts::show"),
        get("/contacts/4", CONTACTS_READ)
            .on_record(4, seed::south(CHIDI))
            .guarded("contacts::show"),
        get("/proposals/2", PROPOSALS)
            .on_record(2, seed::north(BIANCA))
            .guarded("proposals::show"),
        put("/accounts/1", "Adele's", ACCOUNTS_WRITE, json!({ "name": "Northwind" }))
            .on_record(1, seed::north(ADELE))
            .guarded("accounts::replace"),
        put("/contacts/1", "Adele's", CONTACTS_WRITE, ada)
            .on_record(1, seed::north(ADELE))
            .guarded("contacts::replace"),
        put("/contacts/3", "a colleague's", CONTACTS_WRITE, linus)
            .on_record(3, seed::north(BIANCA))
            .guarded("contacts::replace"),
        put("/contacts/4", "another team's", CONTACTS_WRITE, maria)
            .on_record(4, seed::south(CHIDI))
            .guarded("contacts::replace"),
        post("/contacts", 201, CONTACTS_WRITE, new_contact.clone()).guarded("contacts::add"),
        post(
            "/contacts/import",
            200,
            Access::Import(Role::ContactsWriteAll),
            json!([new_contact, for_bianca]),
        )
        .guarded("contacts::import"),
        post("/proposals", 201, PROPOSALS, json!({ "title": "Cold chain", "amount": 41_000 }))
            .guarded("proposals::add"),
        Route { method: Method::POST, ..get("/proposals/2/approval", APPROVAL) }
            .on_record(2, seed::north(BIANCA))
            .guarded("proposals::approve"),
    ]
}

fn get(path: &'static str, access: Access) -> Route {
    Route {
        method: Method::GET,
        path,
        note: "",
        body: None,
        access,
        records: Records::None,
        handler: "",
        status: 200,
    }
}

fn put(path: &'static str, note: &'static str, access: Access, body: Value) -> Route {
    Route { method: Method::PUT, note, body: Some(body), ..get(path, access) }
}

fn post(path: &'static str, status: u16, access: Access, body: Value) -> Route {
    Route { method: Method::POST, status, body: Some(body), ..get(path, access) }
}

impl Route {
    fn guarded(self, handler: &'static str) -> Self {
        Self { handler, ..self }
    }

    fn on_list(self, records: Vec<(i64, Ownership)>) -> Self {
        Self { records: Records::List(records), ..self }
    }

    fn on_record(self, id: i64, ownership: Ownership) -> Self {
        Self { records: Records::One(id, ownership), ..self }
    }
}

fn ownerships<T>(records: Vec<Record<T>>) -> Vec<(i64, Ownership)> {
    records.into_iter().map(|record| (record.id, record.ownership)).collect()
}
