//! A registration of a model, as the runtime's code for tokens needs it.

use entra_perms_model::{AgentClaim, App, Model, TokenVersion};
use entra_perms_runtime::explanation::Api;
use entra_perms_runtime::{RegistrationFacts, Uuid};

/// Returns a registration with the client id that its service runs as.
///
/// The App ID URIs of a manifest belong to the client id that it states, and to no other.
pub(crate) fn api(app: &App, client_id: Uuid, audiences: &[String]) -> Api {
    let mut registration = registration_facts(app);
    if stated(app) != Some(client_id) {
        registration.identifier_uris.clear();
    }
    Api { client_id, registration, audiences: audiences.to_vec() }
}

/// Returns the facts of a registration that tokens depend on.
pub(crate) fn registration_facts(app: &App) -> RegistrationFacts {
    RegistrationFacts {
        identifier_uris: app.identifier_uris.clone(),
        token_version: app.token_version.map(|version| match version {
            TokenVersion::V1 => entra_perms_runtime::TokenVersion::V1,
            TokenVersion::V2 => entra_perms_runtime::TokenVersion::V2,
        }),
        audience_is_client_id: app.client_id_is_audience,
        marks_app_only: app.marks_app_only,
        agent_claims: app.agent_claims.iter().copied().map(agent_claim).collect(),
    }
}

/// Returns the runtime's name of a claim about AI agents.
pub(crate) fn agent_claim(claim: AgentClaim) -> entra_perms_runtime::AgentClaim {
    match claim {
        AgentClaim::ActorFacets => entra_perms_runtime::AgentClaim::ActorFacets,
        AgentClaim::SubjectFacets => entra_perms_runtime::AgentClaim::SubjectFacets,
        AgentClaim::Blueprint => entra_perms_runtime::AgentClaim::Blueprint,
    }
}

/// Returns the registration that a service with this client id runs as, with its index. As in the
/// builder of a validator: the manifest that states it, or else the first that states none. If
/// there is only one manifest, it is for every client id.
pub(crate) fn with_client_id(model: &Model, client_id: Uuid) -> Option<(usize, &App)> {
    let apps = || model.apps.iter().enumerate();
    let states = apps().find(|(_, app)| stated(app) == Some(client_id));
    let states_none = || apps().find(|(_, app)| app.client_id.is_none());
    let only = || apps().next().filter(|_| model.apps.len() == 1);
    states.or_else(states_none).or_else(only)
}

/// Returns the client id that a manifest states.
pub(crate) fn stated(app: &App) -> Option<Uuid> {
    app.client_id.as_deref().and_then(|id| Uuid::parse_str(id).ok())
}
