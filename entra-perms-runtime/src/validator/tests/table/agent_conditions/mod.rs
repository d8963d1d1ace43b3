//! Accepted tokens of persons, applications and agents, and the decisions of `by = person`,
//! `agents = never` and `agents = only` on them.

mod rows;

use serde_json::Value;

use super::services::{Service, V2};
use super::token::{Token, decode};
use super::{assert_all_hold, validate};
use crate::caller::{Acts, Caller, Reason};
use crate::model::{CallerKind, PermissionSet};
use crate::requirement::{AgentRule, By, Clause, Conditions, Requirement};
use crate::test_support::model::{Role, TestModel};

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

/// Checks the decision: one reason or none, and no scopes.
fn decided(
    caller: &Caller<TestModel>,
    conditions: Conditions,
    expected: Option<&Reason>,
) -> Result<(), String> {
    const ROLES: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize))
            .or(Clause::of_roles(PermissionSet::from_index(Role::Import as usize)));
    let requirement = Requirement::all(conditions, const { &[ROLES] });
    let denied = caller.require(requirement).err();
    let reasons = denied.as_ref().map_or(&[][..], |denied| denied.reasons());
    if reasons.iter().collect::<Vec<_>>() != expected.into_iter().collect::<Vec<_>>() {
        return Err(format!("{conditions:?}: {reasons:?}, expected {expected:?}"));
    }
    let offers_scopes = denied.is_some_and(|denied| !denied.sufficient_scopes().is_empty());
    let is_granted = expected.is_none();
    let explanation = caller.explain(requirement);
    let explained: Vec<_> =
        explanation.parts().iter().filter_map(|part| part.as_ref().err()).collect();
    let agree = caller.can(requirement) == is_granted
        && explanation.is_granted() == is_granted
        && explained == expected.into_iter().collect::<Vec<_>>();
    if offers_scopes || !agree {
        return Err(format!("{conditions:?}: {explanation:?}, scopes: {offers_scopes}"));
    }
    Ok(())
}

#[test]
fn conditions_decide_by_the_claims_about_agents() {
    let rows = rows::rows();
    assert!(rows.len() >= 60, "{}", rows.len());
    assert_all_hold(rows.iter().map(|row| ("agent_conditions", &row.name, row.holds())));
}
