//! Accepted tokens of clients that have proven their identity or not, and the decisions of
//! `client = …` on them. The same token, from the cache, leads to the same decisions.

use serde_json::{Value, json};

use super::decision::decided;
use super::good::{BLUEPRINT, agent, agent_for_user};
use super::services::{CUSTOMERS, EITHER_VERSION, SEVERAL, Service, V1, V2};
use super::several::customer;
use super::token::{CLIENT, Token, app, user, v1_app, v1_user};
use super::{assert_all_hold, validate};
use crate::caller::{Caller, Reason};
use crate::requirement::Conditions;
use crate::test_support::model::{Client, DESKTOP, TestModel, WEB};
use crate::validator::Lookup;

/// The client ids of the model.
const WEB_ID: &str = "00000000-0000-0000-0000-000000001111";
const DESKTOP_ID: &str = "00000000-0000-0000-0000-000000002222";

/// An accepted token, and the decisions of three conditions: `None` permits the caller.
struct Row {
    name: String,
    token: String,
    service: &'static Service,
    client: Option<Client>,
    web: Option<Reason>,
    desktop: Option<Reason>,
    either: Option<Reason>,
}

#[expect(clippy::unnecessary_wraps, reason = "the columns of the table are options")]
fn wrong(admitted: &[&'static str]) -> Option<Reason> {
    Some(Reason::WrongClient { admitted: admitted.to_vec() })
}

fn row(name: impl Into<String>, token: Token) -> Row {
    Row {
        name: name.into(),
        token: token.build().1,
        service: &V2,
        client: None,
        web: wrong(&["Web"]),
        desktop: wrong(&["Desktop"]),
        either: wrong(&["Web", "Desktop"]),
    }
}

/// Expects that the client is not one of the model.
fn unknown(name: impl Into<String>, token: Token) -> Row {
    row(name, token)
}

/// Expects the confidential client, and a token that proves it.
fn proven_web(name: impl Into<String>, token: Token) -> Row {
    Row { client: Some(Client::Web), web: None, either: None, ..row(name, token) }
}

/// Expects the confidential client, and a token that does not prove it.
fn unproven_web(name: impl Into<String>, token: Token) -> Row {
    let unproven = Some(Reason::UnprovenClient);
    Row { client: Some(Client::Web), web: unproven.clone(), either: unproven, ..row(name, token) }
}

/// Expects the public client, which needs no proof.
fn desktop(name: impl Into<String>, token: Token) -> Row {
    Row { client: Some(Client::Desktop), desktop: None, either: None, ..row(name, token) }
}

impl Row {
    fn at(self, service: &'static Service) -> Self {
        Self { service, ..self }
    }

    fn holds(&self) -> Result<(), String> {
        let verified = validate(self.service, &self.token)?.map_err(|error| error.to_string())?;
        self.decides(&verified)?;
        let Lookup::Hit(cached) = self.service.look_up(self.token.as_bytes()) else {
            return Err("the token was not cached".to_owned());
        };
        self.decides(&cached).map_err(|reason| format!("from the cache: {reason}"))
    }

    fn decides(&self, caller: &Caller<TestModel>) -> Result<(), String> {
        if caller.client() != self.client {
            return Err(format!("{:?}, expected {:?}", caller.client(), self.client));
        }
        let none = Conditions::NONE;
        decided(caller, none, None)?;
        decided(caller, none.with_clients(const { &[&WEB] }), self.web.as_ref())?;
        decided(caller, none.with_clients(const { &[&DESKTOP] }), self.desktop.as_ref())?;
        decided(caller, none.with_clients(const { &[&WEB, &DESKTOP] }), self.either.as_ref())
    }
}

/// A form of token, and the service that accepts it.
struct Form {
    name: &'static str,
    token: fn() -> Token,
    idtyp: &'static str,
    service: &'static Service,
    names: ClaimNames,
    /// The names of the other version.
    other: ClaimNames,
}

/// The names of the claims about the client, in one version.
struct ClaimNames {
    client: &'static str,
    authentication: &'static str,
}

const V1_NAMES: ClaimNames = ClaimNames { client: "appid", authentication: "appidacr" };
const V2_NAMES: ClaimNames = ClaimNames { client: "azp", authentication: "azpacr" };

const FORMS: [Form; 6] = [
    Form::v2("v2.0, a user", user, "user", &V2),
    Form::v2("v2.0, an application", app, "app", &V2),
    Form::v2("v2.0, for an API of either version", user, "user", &EITHER_VERSION),
    Form::v1("v1.0, a user", v1_user, "user", &V1),
    Form::v1("v1.0, an application", v1_app, "app", &V1),
    Form::v1("v1.0, for an API of either version", v1_user, "user", &EITHER_VERSION),
];

impl Form {
    const fn v1(
        name: &'static str,
        token: fn() -> Token,
        idtyp: &'static str,
        service: &'static Service,
    ) -> Self {
        Self { name, token, idtyp, service, names: V1_NAMES, other: V2_NAMES }
    }

    const fn v2(
        name: &'static str,
        token: fn() -> Token,
        idtyp: &'static str,
        service: &'static Service,
    ) -> Self {
        Self { name, token, idtyp, service, names: V2_NAMES, other: V1_NAMES }
    }

    /// Returns a token of this client, with this value of `azpacr` or `appidacr`.
    fn of(&self, client_id: &str, authentication: &str) -> Token {
        self.of_unstated(client_id).claim(self.names.authentication, authentication)
    }

    /// Returns a token of this client, without `azpacr` or `appidacr`.
    fn of_unstated(&self, client_id: &str) -> Token {
        (self.token)()
            .claim(self.names.client, client_id)
            .without(self.names.authentication)
    }
}

fn rows() -> Vec<Row> {
    FORMS.iter().flat_map(of_form).chain(agents()).chain(registrations()).collect()
}

fn of_form(form: &Form) -> impl Iterator<Item = Row> {
    let groups = [values(form), other_version(form), spellings(form), clients(form)];
    groups.into_iter().flatten().map(|row| {
        let name = format!("{}: {}", form.name, row.name);
        Row { name, ..row }.at(form.service)
    })
}

fn values(form: &Form) -> Vec<Row> {
    const UNKNOWN: [&str; 20] = [
        "", " ", "3", "-1", "00", "01", "10", "11", "12", "1.0", "1 ", " 1", "1\0", "1,2", "1 2",
        "0 1", "true", "secret", "\u{661}", "\u{ff11}",
    ];
    let mut rows = vec![
        proven_web("a secret", form.of(WEB_ID, "1")),
        proven_web("a certificate", form.of(WEB_ID, "2")),
        unproven_web("no proof", form.of(WEB_ID, "0")),
        unproven_web("no claim", form.of_unstated(WEB_ID)),
    ];
    for value in UNKNOWN {
        rows.push(unproven_web(format!("the unknown value {value:?}"), form.of(WEB_ID, value)));
    }
    rows
}

/// Each version has its own claims. The claims of the other version have no meaning.
fn other_version(form: &Form) -> Vec<Row> {
    let ClaimNames { client, authentication } = form.other;
    vec![
        unproven_web("a secret in the claim of the other version", {
            form.of_unstated(WEB_ID).claim(authentication, "1")
        }),
        unproven_web("a certificate in the claim of the other version", {
            form.of_unstated(WEB_ID).claim(authentication, "2")
        }),
        unproven_web("no proof, but a secret in the claim of the other version", {
            form.of(WEB_ID, "0").claim(authentication, "1")
        }),
        proven_web("a secret, but no proof in the claim of the other version", {
            form.of(WEB_ID, "1").claim(authentication, "0")
        }),
        unknown("a client of the model in the claims of the other version", {
            form.of(CLIENT, "1").claim(client, WEB_ID).claim(authentication, "1")
        }),
        proven_web("a client, and another client in the claim of the other version", {
            form.of(WEB_ID, "1").claim(client, DESKTOP_ID)
        }),
    ]
}

/// A name in another case alone is not the claim.
fn spellings(form: &Form) -> Vec<Row> {
    let name = form.names.authentication;
    let after_first = &name[1..];
    let with = |name: &str, value: Value| form.of_unstated(WEB_ID).claim(name, value);
    let appended = |member: &str| form.of_unstated(WEB_ID).append_claim(member);
    vec![
        unproven_web("a name in upper case", with(&name.to_uppercase(), json!("1"))),
        unproven_web("a name in upper case, and a number", with(&name.to_uppercase(), json!(1))),
        unproven_web("a capitalized name", with(&format!("A{after_first}"), json!("1"))),
        unproven_web("a space after the name", with(&format!("{name} "), json!("1"))),
        proven_web("an escaped name", appended(&format!(r#""\u0061{after_first}":"1""#))),
        proven_web("an escaped value", appended(&format!(r#""{name}":"\u0031""#))),
    ]
}

fn clients(form: &Form) -> Vec<Row> {
    vec![
        unknown("a client that the model does not know", form.of(CLIENT, "1")),
        // Without `idtyp`, an app-only token must name its client.
        unknown("a proof, but no client", {
            form.of(WEB_ID, "1").without(form.names.client).claim("idtyp", form.idtyp)
        }),
        desktop("a public client", form.of(DESKTOP_ID, "0")),
        desktop("a public client with a secret", form.of(DESKTOP_ID, "1")),
        desktop("a public client, an unknown value", form.of(DESKTOP_ID, "3")),
        desktop("a public client, no claim", form.of_unstated(DESKTOP_ID)),
    ]
}

/// An agent has a client id of its own. It is not its blueprint.
fn agents() -> Vec<Row> {
    vec![
        unknown("an agent whose blueprint is a client of the model", {
            agent().claim("xms_par_app_azp", WEB_ID)
        }),
        unknown("an agent for a user whose blueprint is a client of the model", {
            agent_for_user().claim("xms_par_app_azp", WEB_ID)
        }),
        proven_web("an agent that is a client of the model", {
            agent_for_user().claim("azp", WEB_ID).claim("xms_par_app_azp", BLUEPRINT)
        }),
    ]
}

/// A client belongs to a registration of the API. Another registration has other clients.
fn registrations() -> Vec<Row> {
    let of_web = |token: Token| token.claim("azp", WEB_ID).claim("azpacr", "1");
    vec![
        proven_web("an employee's client, at several authorities", of_web(user())).at(&SEVERAL),
        unproven_web("an employee's client without a proof, at several authorities", {
            user().claim("azp", WEB_ID)
        })
        .at(&SEVERAL),
        unknown("its id in a customer's token", of_web(customer())).at(&CUSTOMERS),
        unknown("its id in a customer's token, at several authorities", of_web(customer()))
            .at(&SEVERAL),
        unknown("a public client's id in a customer's token, at several authorities", {
            customer().claim("azp", DESKTOP_ID)
        })
        .at(&SEVERAL),
    ]
}

#[test]
fn client_conditions_decide_by_the_client_and_its_proof() {
    let rows = rows();
    assert!(rows.len() >= 200, "{}", rows.len());
    assert_all_hold(rows.iter().map(|row| ("client_conditions", &row.name, row.holds())));
}
