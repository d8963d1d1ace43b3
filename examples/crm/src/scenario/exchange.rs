//! A request, its answer, and how that differs from what is expected.

use serde::Serialize;
use serde_json::Value;

use super::actor::Actor;
use super::answer::Answer;
use super::expected::{Content, Expected};
use super::route::Route;
use crate::permissions::{Scope, ScopeSet};

#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) actor: Actor,
    pub(super) route: Route,
    pub(super) token: Option<String>,
    pub(super) expected: Expected,
    pub(super) answer: Answer,
}

impl Exchange {
    /// How the answer differs from what is expected, for who reads the report.
    pub(super) fn difference(&self) -> Option<String> {
        let Route { method, path, .. } = &self.route;
        let difference = self.difference_of_status().or_else(|| self.difference_of_content())?;
        Some(format!("{method} {path} by {}: {difference}", self.actor.description))
    }

    fn difference_of_status(&self) -> Option<String> {
        let (expected, found) = (self.expected.status, self.answer.status);
        (expected != found).then(|| format!("expected status {expected}, found {found}"))
    }

    fn difference_of_content(&self) -> Option<String> {
        let answer = &self.answer;
        match &self.expected.content {
            Content::Anything => None,
            Content::Records(expected) => {
                let found = answer.ids();
                (*expected != found)
                    .then(|| format!("expected the records {expected:?}, found {found:?}"))
            }
            Content::Me { held, granted, effective } => difference_of("held", held, answer)
                .or_else(|| difference_of("granted", granted, answer))
                .or_else(|| difference_of("effective", effective, answer)),
            Content::Refusal { helpful } => difference_of_challenge(*helpful, answer),
        }
    }
}

/// Whether the member `name` of the body is this set.
fn difference_of(name: &str, expected: &impl Serialize, answer: &Answer) -> Option<String> {
    let expected = serde_json::to_value(expected).unwrap_or_default();
    let found = answer.body.get(name).unwrap_or(&Value::Null);
    (expected != *found).then(|| format!("expected `{name}` to be {expected}, found {found}"))
}

fn difference_of_challenge(helpful: ScopeSet, answer: &Answer) -> Option<String> {
    if answer.challenge.is_none() {
        return Some("expected a `WWW-Authenticate` header, found none".to_owned());
    }
    match answer.scope() {
        None if helpful.is_empty() => None,
        None => Some(format!("expected `scope` to name one of {helpful:?}, found none")),
        Some(scope) => {
            let helps = scope.parse().is_ok_and(|scope: Scope| helpful.contains(scope));
            (!helps)
                .then(|| format!("expected `scope` to name one of {helpful:?}, found `{scope}`"))
        }
    }
}
