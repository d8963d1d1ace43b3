//! The facts of a registration for programs that read it when they run.

use super::{AgentClaim, TokenVersion};

/// The facts of a registration that tokens depend on. [`AppRegistration`](super::AppRegistration)
/// has them as constants of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationFacts {
    /// The App ID URIs.
    pub identifier_uris: Vec<String>,
    /// The version of the tokens. `None` if the registration does not say.
    pub token_version: Option<TokenVersion>,
    /// `true` if v1.0 tokens name the client id as their audience.
    pub audience_is_client_id: bool,
    /// `true` if app-only tokens say `idtyp: app`.
    pub marks_app_only: bool,
    /// The claims about AI agents that the registration requests.
    pub agent_claims: Vec<AgentClaim>,
}
