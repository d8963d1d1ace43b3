//! What is called, and what each route needs: the table of the example, written down once more.

use reqwest::Method;
use serde_json::{Value, json};

use crate::permissions::RoleSet;
use crate::permissions::roles::{Accounts, Contacts, Proposals};

pub struct Route {
    /// How the report shows it.
    pub label: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub body: Option<Value>,
    pub needs: Needs,
    /// The status where the caller may.
    pub success: u16,
    pub records: Touched,
}

pub enum Needs {
    Nothing,
    AnyCaller,
    OneOf(RoleSet),
    /// One of them, held by an application that acts as itself.
    OneOfByApp(RoleSet),
}

/// Which records an answer depends on.
pub enum Touched {
    None,
    /// Those within reach are listed.
    Listed,
    /// This one must be within reach.
    One(u32),
}

/// All routes: those that only read first, so that each list still shows the records that were there at the start.
pub fn all() -> Vec<Route> {
    let get = |label, path, needs, records| Route {
        label,
        method: Method::GET,
        path,
        body: None,
        needs,
        success: 200,
        records,
    };
    let send = |label, method, path, body, needs, success, records| Route {
        label,
        method,
        path,
        body: Some(body),
        needs,
        success,
        records,
    };
    let contact = json!({ "name": "Ingrid Falk", "email": "ingrid@boreal.example" });
    vec![
        get("GET  /health", "/health", Needs::Nothing, Touched::None),
        get("GET  /.well-known/…", crate::api::METADATA, Needs::Nothing, Touched::None),
        get("GET  /me", "/me", Needs::AnyCaller, Touched::None),
        get("GET  /accounts", "/accounts", Needs::OneOf(Accounts::Read::ANY), Touched::Listed),
        get("GET  /contacts", "/contacts", Needs::OneOf(Contacts::Read::ANY), Touched::Listed),
        get("GET  /proposals", "/proposals", Needs::OneOf(Proposals::ReadWrite::ANY), Touched::Listed),
        send(
            "PUT  /accounts/2",
            Method::PUT,
            "/accounts/2",
            json!({ "name": "Boreal Lines" }),
            Needs::OneOf(Accounts::Write::ANY),
            200,
            Touched::One(2),
        ),
        send(
            "PUT  /contacts/2",
            Method::PUT,
            "/contacts/2",
            contact.clone(),
            Needs::OneOf(Contacts::Write::ANY),
            200,
            Touched::One(2),
        ),
        send(
            "PUT  /contacts/3",
            Method::PUT,
            "/contacts/3",
            contact.clone(),
            Needs::OneOf(Contacts::Write::ANY),
            200,
            Touched::One(3),
        ),
        send(
            "POST /contacts",
            Method::POST,
            "/contacts",
            contact.clone(),
            Needs::OneOf(Contacts::Write::ANY),
            201,
            Touched::None,
        ),
        send(
            "POST /contacts/import",
            Method::POST,
            "/contacts/import",
            json!([contact]),
            Needs::OneOfByApp(RoleSet::from(Contacts::Write::All)),
            200,
            Touched::None,
        ),
        send(
            "POST /proposals",
            Method::POST,
            "/proposals",
            json!({ "title": "Cranes", "amount": 310_000 }),
            Needs::OneOf(Proposals::ReadWrite::ANY),
            201,
            Touched::None,
        ),
    ]
}
