//! The conditions of a requirement: facts about the caller other than its roles and scopes.

use core::fmt;

use crate::model::CallerKind;

/// The conditions of a [`Requirement`](crate::Requirement): facts about the caller other than its
/// roles and scopes. All of them must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conditions {
    by: Option<By>,
    agents: Option<AgentRule>,
}

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
    pub const NONE: Self = Self { by: None, agents: None };

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

    /// Returns the only kind of caller that is admitted, or `None` if both are.
    #[must_use]
    pub const fn kind(&self) -> Option<CallerKind> {
        match self.by {
            None => None,
            Some(By::User | By::Person) => Some(CallerKind::User),
            Some(By::App) => Some(CallerKind::App),
        }
    }

    /// Returns the conditions that OpenAPI has no field for, as sentences for a reader of the API's
    /// description. `by = user` and `by = app` are visible in the alternatives of an operation.
    #[cfg(any(feature = "utoipa", feature = "aide"))]
    pub(crate) fn sentences(self) -> Vec<&'static str> {
        let mut sentences = Vec::new();
        if self.by == Some(By::Person) {
            sentences.push(
                "A client must act for a human. An AI agent may act for a human, but not through \
                 its own user account.",
            );
        }
        match self.agents {
            None => {}
            Some(AgentRule::Never) => sentences.push("AI agents may not call this operation."),
            Some(AgentRule::Only) => sentences.push("Only AI agents may call this operation."),
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
            None => Ok(()),
            Some(AgentRule::Never) => f.write_str(", never by an agent"),
            Some(AgentRule::Only) => f.write_str(", only by an agent"),
        }
    }
}
