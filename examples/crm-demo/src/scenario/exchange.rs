//! One request, its response, and the comparison of the response with the expectation.

use serde_json::{Value, json};

use super::actor::Actor;
use super::expectation::{Content, Expectation};
use super::route::Route;
use example_crm::development::ApiResponse;
use example_crm::permissions::ScopeSet;

/// The App ID URI of the CRM. Clients request a scope of the CRM with this URI and `/` in front.
const APP_ID_URI: &str = "api://crm-dev.contoso.example";

#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) actor: Actor,
    pub(super) route: Route,
    pub(super) token: Option<String>,
    pub(super) expectation: Expectation,
    pub(super) response: ApiResponse,
}

impl Exchange {
    /// Describes the first difference between the response and the expectation.
    pub(super) fn difference(&self) -> Option<String> {
        let difference = self.status_difference().or_else(|| self.content_difference())?;
        let Route { method, path, .. } = &self.route;
        Some(format!("{method} {path} by {}: {difference}", self.actor.description))
    }

    fn status_difference(&self) -> Option<String> {
        let expected = self.expectation.status;
        let found = self.response.status;
        (expected != found).then(|| format!("expected status {expected}, found {found}"))
    }

    fn content_difference(&self) -> Option<String> {
        let response = &self.response;
        match &self.expectation.content {
            Content::Anything => None,
            Content::Records(expected) => {
                let found = response.ids();
                (*expected != found)
                    .then(|| format!("expected the records {expected:?}, found {found:?}"))
            }
            Content::Me { held, granted, effective, agent } => {
                member_difference("held", &names(held.iter()), response)
                    .or_else(|| member_difference("granted", &names(granted.iter()), response))
                    .or_else(|| member_difference("effective", &names(effective.iter()), response))
                    .or_else(|| member_difference("agent", &json!(agent), response))
            }
            Content::Operations(expected) => {
                let found = response.operations();
                (found.as_ref() != Some(expected))
                    .then(|| format!("expected the operations {expected:?}, found {found:?}"))
            }
            Content::Refusal { sufficient } => challenge_difference(*sufficient, response),
        }
    }
}

/// Returns the names of permissions as a JSON list.
fn names<T: ToString>(permissions: impl Iterator<Item = T>) -> Value {
    permissions.map(|permission| permission.to_string()).collect()
}

/// Compares a member of the body with its expected value.
fn member_difference(member: &str, expected: &Value, response: &ApiResponse) -> Option<String> {
    let found = response.body.get(member).unwrap_or(&Value::Null);
    (expected != found).then(|| format!("expected `{member}` to be {expected}, found {found}"))
}

fn challenge_difference(sufficient: ScopeSet, response: &ApiResponse) -> Option<String> {
    if response.challenge.is_none() {
        return Some("expected a `WWW-Authenticate` header, found none".to_owned());
    }
    match response.scope() {
        None if sufficient.is_empty() => None,
        None => Some(format!("expected `scope` to name one of {sufficient:?}, found none")),
        Some(found) if is_one_of(found, sufficient) => None,
        Some(found) => {
            Some(format!("expected `scope` to name one of {sufficient:?}, found `{found}`"))
        }
    }
}

/// Returns whether `name` is the full name of one of these scopes.
fn is_one_of(name: &str, scopes: ScopeSet) -> bool {
    scopes.iter().any(|scope| name == format!("{APP_ID_URI}/{scope}"))
}
