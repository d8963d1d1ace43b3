//! The conditions of a requirement: facts about the caller other than its roles and scopes.

use core::fmt;
#[cfg(any(feature = "utoipa", feature = "aide"))]
use std::borrow::Cow;
use std::time::Duration;

use crate::alternatives::Alternatives;
use crate::model::{CallerKind, ClientEntry};

/// The conditions of a [`Requirement`](crate::Requirement): facts about the caller other than its
/// roles and scopes. All of them must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conditions {
    by: Option<By>,
    agents: Option<AgentRule>,
    /// One field, so that most requests compare it once.
    claims: Option<RequiredClaims>,
    /// Empty if every client is admitted.
    clients: &'static [&'static ClientEntry],
}

/// The claims that the token must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RequiredClaims {
    /// The number of the authentication context: 1 for `c1`.
    pub(crate) context: Option<u8>,
    /// The highest age in seconds, by `nbf`.
    pub(crate) max_age: Option<u32>,
}

/// The highest age of a token, which is written as in `fresh = "15 min"`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MaxAge(pub(crate) u32);

/// The callers that `by = …` admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum By {
    /// `by = user`: clients that act for a user.
    User,
    /// `by = app`: applications that act as themselves.
    App,
    /// `by = person`: clients that act for a human. An agent that acts for a human is admitted. An
    /// agent that acts through its own user account is not.
    Person,
}

/// The AI agents that `agents = …` admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AgentRule {
    /// `agents = never`: calls in which no agent acts.
    Never,
    /// `agents = only`: calls in which an agent acts.
    Only,
}

impl By {
    /// Returns the condition as code: `by = user`.
    pub(crate) const fn as_written(self) -> &'static str {
        match self {
            Self::User => "by = user",
            Self::App => "by = app",
            Self::Person => "by = person",
        }
    }
}

impl AgentRule {
    /// Returns the condition as code: `agents = never`.
    pub(crate) const fn as_written(self) -> &'static str {
        match self {
            Self::Never => "agents = never",
            Self::Only => "agents = only",
        }
    }
}

impl Conditions {
    /// No conditions: every caller is admitted.
    pub const NONE: Self = Self { by: None, agents: None, claims: None, clients: &[] };

    /// Returns the callers that `by = …` admits, or `None` if it admits all.
    #[must_use]
    pub const fn by(&self) -> Option<By> {
        self.by
    }

    /// Returns the agents that `agents = …` admits, or `None` if it admits all calls.
    #[must_use]
    pub const fn agents(&self) -> Option<AgentRule> {
        self.agents
    }

    /// Returns the number of the authentication context that `context = …` requires: 1 for `c1`.
    /// `None` if it requires none.
    #[must_use]
    pub const fn context(&self) -> Option<u8> {
        match self.claims {
            Some(claims) => claims.context,
            None => None,
        }
    }

    /// Returns the highest age of the token that `fresh = …` admits, or `None` if it admits all.
    #[must_use]
    pub const fn fresh(&self) -> Option<Duration> {
        match self.claims {
            Some(RequiredClaims { max_age: Some(seconds), .. }) => {
                Some(Duration::from_secs(seconds as u64))
            }
            Some(RequiredClaims { max_age: None, .. }) | None => None,
        }
    }

    /// Returns the names of the clients that `client = …` admits, as in the argument `clients` of
    /// [`permissions!`](crate::permissions). Empty if it admits all.
    pub fn clients(&self) -> impl Iterator<Item = &'static str> {
        self.clients.iter().map(|client| client.name)
    }

    /// Returns the clients that `client = …` admits. Empty if it admits all.
    pub(crate) const fn admitted_clients(&self) -> &'static [&'static ClientEntry] {
        self.clients
    }

    /// Returns the claims that the token must have.
    pub(crate) const fn claims(&self) -> Option<RequiredClaims> {
        self.claims
    }

    /// Returns the only kind of caller that is admitted, or `None` if both are. Only users meet
    /// authentication contexts.
    #[must_use]
    pub const fn kind(&self) -> Option<CallerKind> {
        match self.by {
            None if self.context().is_some() => Some(CallerKind::User),
            None => None,
            Some(By::User | By::Person) => Some(CallerKind::User),
            Some(By::App) => Some(CallerKind::App),
        }
    }

    /// Returns the conditions that OpenAPI has no field for, as sentences for a reader of the API's
    /// description. `by = user` and `by = app` are visible in the alternatives of an operation.
    #[cfg(any(feature = "utoipa", feature = "aide"))]
    pub(crate) fn sentences(self) -> Vec<Cow<'static, str>> {
        let mut sentences = Vec::new();
        if self.by == Some(By::Person) {
            sentences.push(Cow::Borrowed(
                "A client must act for a human. An AI agent may act for a human, but not through \
                 its own user account.",
            ));
        }
        match self.agents {
            None => {}
            Some(AgentRule::Never) => {
                sentences.push("AI agents may not call this operation.".into());
            }
            Some(AgentRule::Only) => {
                sentences.push("Only AI agents may call this operation.".into());
            }
        }
        if !self.clients.is_empty() {
            let names: Vec<_> = self.clients().collect();
            let sentence =
                format!("Only the client {} may call this operation.", Alternatives(&names));
            sentences.push(sentence.into());
        }
        if let Some(number) = self.context() {
            let sentence =
                format!("The access token must have the authentication context `c{number}`.");
            sentences.push(sentence.into());
        }
        if let Some(RequiredClaims { max_age: Some(seconds), .. }) = self.claims {
            let sentence = format!("The access token must be at most {} old.", MaxAge(seconds));
            sentences.push(sentence.into());
        }
        sentences
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_by(mut self, by: By) -> Self {
        self.by = Some(by);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_agents(mut self, agents: AgentRule) -> Self {
        self.agents = Some(agents);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_clients(mut self, clients: &'static [&'static ClientEntry]) -> Self {
        self.clients = clients;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_context(mut self, number: u8) -> Self {
        let max_age = match self.claims {
            Some(claims) => claims.max_age,
            None => None,
        };
        self.claims = Some(RequiredClaims { context: Some(number), max_age });
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_fresh(mut self, seconds: u32) -> Self {
        let context = self.context();
        self.claims = Some(RequiredClaims { context, max_age: Some(seconds) });
        self
    }
}

/// Writes each condition behind a comma: `, by user`.
impl fmt::Display for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.by {
            None => {}
            Some(By::User) => f.write_str(", by user")?,
            Some(By::App) => f.write_str(", by application")?,
            Some(By::Person) => f.write_str(", by person")?,
        }
        match self.agents {
            None => {}
            Some(AgentRule::Never) => f.write_str(", never by an agent")?,
            Some(AgentRule::Only) => f.write_str(", only by an agent")?,
        }
        if !self.clients.is_empty() {
            write!(f, ", by client {}", Alternatives(&self.clients().collect::<Vec<_>>()))?;
        }
        if let Some(number) = self.context() {
            write!(f, ", with authentication context `c{number}`")?;
        }
        match self.claims {
            Some(RequiredClaims { max_age: Some(seconds), .. }) => {
                write!(f, ", with a token that is at most {} old", MaxAge(seconds))
            }
            Some(RequiredClaims { max_age: None, .. }) | None => Ok(()),
        }
    }
}

/// Writes the largest unit that gives a whole number: `15 min`.
impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(&str, u32); 3] = [("d", 24 * 60 * 60), ("h", 60 * 60), ("min", 60)];
        let Self(seconds) = *self;
        match UNITS.iter().find(|(_, size)| seconds % size == 0) {
            Some((unit, size)) => write!(f, "{} {unit}", seconds / size),
            None => write!(f, "{seconds} s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_written_in_its_largest_whole_unit() {
        for (seconds, expected) in [
            (1, "1 s"),
            (400, "400 s"),
            (900, "15 min"),
            (3600, "1 h"),
            (5400, "90 min"),
            (86_400, "1 d"),
        ] {
            assert_eq!(MaxAge(seconds).to_string(), expected);
        }
    }

    #[test]
    fn claims_are_required_in_any_order() {
        let context = Conditions::NONE.with_context(1);
        let fresh = Conditions::NONE.with_fresh(900);
        assert_eq!(context.with_fresh(900), fresh.with_context(1));
        assert_eq!((context.context(), context.fresh()), (Some(1), None));
        assert_eq!((fresh.context(), fresh.fresh()), (None, Some(Duration::from_secs(900))));
        assert_eq!(
            context.with_fresh(900).to_string(),
            ", with authentication context `c1`, with a token that is at most 15 min old"
        );
    }

    #[test]
    fn an_authentication_context_admits_users_only() {
        let context = Conditions::NONE.with_context(1);
        assert_eq!(context.kind(), Some(CallerKind::User));
        assert_eq!(context.with_by(By::Person).kind(), Some(CallerKind::User));
        assert_eq!(Conditions::NONE.with_fresh(900).kind(), None);
    }
}
