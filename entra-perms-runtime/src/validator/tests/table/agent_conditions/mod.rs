//! Accepted tokens of persons, applications and agents, and the decisions of `by = person`,
//! `agents = never` and `agents = only` on them.

mod rows;

use serde_json::Value;

use super::decision::decided;
use super::services::{Service, V2};
use super::token::{Token, decode};
use super::{assert_all_hold, validate};
use crate::caller::{Acts, Reason};
use crate::model::CallerKind;
use crate::requirement::{AgentRule, By, Conditions};

/// An accepted token, and the decision of each condition: `None` permits the caller.
struct Row {
    name: String,
    token: String,
    service: &'static Service,
    acts: Option<Acts>,
    person: Option<Reason>,
    never: Option<Reason>,
    only: Option<Reason>,
}

const NOT_USER: Option<Reason> = Some(Reason::WrongKind { expected: CallerKind::User });

fn row(
    name: impl Into<String>,
    token: Token,
    acts: Option<Acts>,
    [person, never, only]: [Option<Reason>; 3],
) -> Row {
    let token = token.build().1;
    Row { name: name.into(), token, service: &V2, acts, person, never, only }
}

fn person(name: impl Into<String>, token: Token) -> Row {
    row(name, token, None, [None, None, Some(Reason::NoAgentActs)])
}

fn application(name: impl Into<String>, token: Token) -> Row {
    row(name, token, None, [NOT_USER, None, Some(Reason::NoAgentActs)])
}

fn for_user(name: impl Into<String>, token: Token) -> Row {
    row(name, token, Some(Acts::ForUser), [None, Some(Reason::AgentActs), None])
}

fn as_itself(name: impl Into<String>, token: Token) -> Row {
    row(name, token, Some(Acts::AsItself), [NOT_USER, Some(Reason::AgentActs), None])
}

fn as_account(name: impl Into<String>, token: Token) -> Row {
    let reasons = [Some(Reason::AgentAccount), Some(Reason::AgentActs), None];
    row(name, token, Some(Acts::AsOwnAccount), reasons)
}

fn for_unknown(name: impl Into<String>, token: Token) -> Row {
    let reasons = [Some(Reason::UnknownSubject), Some(Reason::AgentActs), None];
    row(name, token, Some(Acts::ForUnknownSubject), reasons)
}

/// Expects that all conditions deny the caller, and that `agent()` reports what the token says.
fn unknown(name: impl Into<String>, token: Token, acts: Option<Acts>, reason: &Reason) -> Row {
    let person = match acts {
        Some(Acts::AsItself) => NOT_USER,
        _ => Some(reason.clone()),
    };
    row(name, token, acts, [person, Some(reason.clone()), Some(reason.clone())])
}

impl Row {
    fn at(self, service: &'static Service) -> Self {
        Self { service, ..self }
    }

    fn holds(&self) -> Result<(), String> {
        let caller = validate(self.service, &self.token)?.map_err(|error| error.to_string())?;
        let payload = self.token.split('.').nth(1).unwrap();
        let claims: Value = serde_json::from_slice(&decode(payload)).unwrap();
        let blueprint = caller.agent().and_then(|agent| agent.blueprint()).map(|id| id.to_string());
        let claimed = claims["xms_par_app_azp"].as_str().map(str::to_lowercase);
        if blueprint != claimed {
            return Err(format!("the blueprint is {blueprint:?}"));
        }
        let acts = caller.agent().map(|agent| agent.acts());
        if acts != self.acts {
            return Err(format!("{acts:?}, expected {:?}", self.acts));
        }
        decided(&caller, Conditions::NONE, None)?;
        decided(&caller, Conditions::NONE.with_by(By::Person), self.person.as_ref())?;
        let agents = |rule| Conditions::NONE.with_agents(rule);
        decided(&caller, agents(AgentRule::Never), self.never.as_ref())?;
        decided(&caller, agents(AgentRule::Only), self.only.as_ref())
    }
}

#[test]
fn conditions_decide_by_the_claims_about_agents() {
    let rows = rows::rows();
    assert!(rows.len() >= 60, "{}", rows.len());
    assert_all_hold(rows.iter().map(|row| ("agent_conditions", &row.name, row.holds())));
}
