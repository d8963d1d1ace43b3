//! The optional claims that say whether an AI agent acts.

/// An optional claim that says whether an AI agent acts (Entra Agent ID).
///
/// Entra writes it into access tokens only if the registration of the API requests it.
/// <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AgentClaim {
    /// `xms_act_fct`: the facets of the actor.
    ActorFacets,
    /// `xms_sub_fct`: the facets of the subject.
    SubjectFacets,
    /// `xms_par_app_azp`: the blueprint of the agent.
    Blueprint,
}

impl AgentClaim {
    /// All of these claims.
    pub const ALL: [Self; 3] = [Self::ActorFacets, Self::SubjectFacets, Self::Blueprint];

    /// Checks whether a registration that requests these claims requests all of them. Otherwise, no
    /// token says reliably whether an agent acts.
    pub(crate) fn are_all_in(requested: &[Self]) -> bool {
        Self::ALL.iter().all(|claim| requested.contains(claim))
    }

    /// Returns the name of the claim in a token and in a manifest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActorFacets => "xms_act_fct",
            Self::SubjectFacets => "xms_sub_fct",
            Self::Blueprint => "xms_par_app_azp",
        }
    }
}
