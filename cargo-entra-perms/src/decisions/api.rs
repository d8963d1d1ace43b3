//! A registration of a model, as the checks of a token need it.

use entra_perms_model::{AgentClaim, App, TokenVersion};
use entra_perms_runtime::Uuid;
use entra_perms_runtime::explanation::Api;

/// Returns a registration with the client id that its service runs as.
///
/// The App ID URIs of a manifest belong to the client id that it states, and to no other.
pub(crate) fn api(app: &App, client_id: Uuid, audiences: &[String]) -> Api {
    let is_stated = stated(app) == Some(client_id);
    let agent_claims = app.agent_claims.iter().map(|claim| match claim {
        AgentClaim::ActorFacets => entra_perms_runtime::AgentClaim::ActorFacets,
        AgentClaim::SubjectFacets => entra_perms_runtime::AgentClaim::SubjectFacets,
        AgentClaim::Blueprint => entra_perms_runtime::AgentClaim::Blueprint,
    });
    Api {
        client_id,
        identifier_uris: if is_stated { app.identifier_uris.clone() } else { Vec::new() },
        token_version: app.token_version.map(|version| match version {
            TokenVersion::V1 => entra_perms_runtime::TokenVersion::V1,
            TokenVersion::V2 => entra_perms_runtime::TokenVersion::V2,
        }),
        audience_is_client_id: app.client_id_is_audience,
        marks_app_only: app.marks_app_only,
        agent_claims: agent_claims.collect(),
        audiences: audiences.to_vec(),
    }
}

/// Returns the client id that a manifest states.
pub(crate) fn stated(app: &App) -> Option<Uuid> {
    app.client_id.as_deref().and_then(|id| Uuid::parse_str(id).ok())
}
