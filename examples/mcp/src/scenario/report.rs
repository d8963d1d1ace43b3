//! The text that the scenario prints.

use core::fmt;

use super::cast::Actor;
use super::challenge;
use super::recorder::Exchange;
use super::steps::Step;

/// All steps and their responses.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(super) url: String,
    pub(super) played: Vec<Played>,
}

/// A step and its response.
#[derive(Clone, Debug)]
pub(super) struct Played {
    pub(super) step: Step,
    pub(super) exchange: Exchange,
    pub(super) result: String,
}

impl Report {
    /// Returns whether every response is the expected one.
    pub(crate) fn is_as_expected(&self) -> bool {
        self.differences().next().is_none()
    }

    /// Describes each response that differs, with the number of its step.
    pub(super) fn differences(&self) -> impl Iterator<Item = String> {
        let numbered = (1..).zip(&self.played);
        numbered
            .filter_map(|(number, played)| Some(format!("step {number}: {}", played.difference()?)))
    }
}

impl Played {
    /// Describes the first difference between the response and the expectation.
    fn difference(&self) -> Option<String> {
        let Self { step, exchange, result } = self;
        let expected = &step.expected;
        let first = exchange.challenges.first();
        let scopes = first.map(|challenge| challenge::scopes(challenge).join(" "));
        let scope = scopes.filter(|scopes| !scopes.is_empty());
        difference("status", &expected.status, &exchange.status)
            .or_else(|| difference("method", &Some(step.request.method()), &exchange.method()))
            .or_else(|| difference("tool", &step.request.tool(), &exchange.tool.as_deref()))
            .or_else(|| difference("scope", &expected.scope, &scope.as_deref()))
            .or_else(|| {
                let is_refused = [401, 403].contains(&expected.status);
                difference("challenge", &is_refused, &first.is_some())
            })
            .or_else(|| difference("result", &expected.result, &result.as_str()))
    }
}

impl Exchange {
    fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }
}

fn difference<T: fmt::Debug + PartialEq>(name: &str, expected: &T, found: &T) -> Option<String> {
    (expected != found).then(|| format!("expected {name} {expected:?}, found {found:?}"))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Clients call the MCP server at {}.", self.url)?;
        writeln!(f, "A development issuer takes the place of Entra.")?;
        writeln!(
            f,
            "Each step shows the method, the tool, the status, and the challenge or result."
        )?;
        let mut actor: Option<Actor> = None;
        for (number, played) in (1..).zip(&self.played) {
            if actor != Some(played.step.actor) {
                actor = Some(played.step.actor);
                let heading = played.step.actor.description();
                writeln!(f, "\n{heading}\n{}", "-".repeat(heading.chars().count()))?;
            }
            writeln!(f, "{number:>2}. {}", played.step.text)?;
            write!(f, "{played}")?;
        }
        if self.is_as_expected() {
            return write!(f, "\nAll {} responses are as expected.", self.played.len());
        }
        write!(f, "\nResponses that are NOT as expected:")?;
        self.differences().try_for_each(|difference| write!(f, "\n! {difference}"))
    }
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exchange { method, tool, status, challenges } = &self.exchange;
        let method = method.as_deref().unwrap_or("-");
        let tool = tool.as_deref().unwrap_or_default();
        writeln!(f, "      {method:<16} {tool:<18} {status}")?;
        if let Some(first) = challenges.first() {
            for line in challenge::lines(first) {
                writeln!(f, "        {line}")?;
            }
        }
        if challenges.len() > 1 {
            writeln!(f, "        (and {} wider alternatives)", challenges.len() - 1)?;
        }
        if !self.result.is_empty() {
            writeln!(f, "        {}", self.result)?;
        }
        Ok(())
    }
}
