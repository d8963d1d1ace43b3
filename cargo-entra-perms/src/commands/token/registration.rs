//! The registration of the API that a token is for.

use entra_perms_model::{AgentClaim, App, Model, suggestion};
use entra_perms_runtime::Uuid;
use entra_perms_runtime::signing::TokenApi;

use super::guid::guid;
use crate::decisions::{agent_claim, registration_facts, stated, with_client_id};
use crate::error::Failure;

/// A registration of the API.
pub(super) struct ApiRegistration {
    pub(super) api: TokenApi,
    /// The index of the registration, if its manifest states the client id.
    pub(super) index: Option<usize>,
}

/// Returns the registration with a client id, or the first one.
pub(super) fn choose(model: &Model, wanted: Option<&str>) -> Result<ApiRegistration, Failure> {
    let Some(wanted) = wanted else {
        let first = model.app().and_then(|app| Some((app, app.client_id.as_deref()?)));
        let (app, client_id) = first.ok_or_else(|| {
            Failure::new("the manifest has no client id").help("give it with `--environment`")
        })?;
        return Ok(ApiRegistration { api: api(app, client_id), index: Some(0) });
    };
    let given = guid("--environment", wanted)?;
    let client_id = given.to_string();
    let Some((index, app)) = with_client_id(model, given) else {
        return Err(unknown(model, &client_id));
    };
    let mut api = api(app, &client_id);
    if stated(app) == Some(given) {
        return Ok(ApiRegistration { api, index: Some(index) });
    }
    // The App ID URIs belong to the registration that the manifest is from.
    api.registration.identifier_uris.clear();
    Ok(ApiRegistration { api, index: None })
}

fn unknown(model: &Model, client_id: &str) -> Failure {
    let known: Vec<_> = model.apps.iter().filter_map(|app| app.client_id.as_deref()).collect();
    let known: Vec<_> = known.iter().map(|id| format!("`{id}`")).collect();
    let known = suggestion::in_words(&known, "and");
    Failure::new(format_args!("the model has no registration `{client_id}`"))
        .note(format_args!("the registrations of the model are {known}"))
}

fn api(app: &App, client_id: &str) -> TokenApi {
    TokenApi { client_id: client_id.to_owned(), registration: registration_facts(app) }
}

impl ApiRegistration {
    /// Returns the names of the requested claims about agents that are missing.
    pub(super) fn missing_agent_claims(&self) -> Vec<String> {
        let missing = AgentClaim::ALL
            .into_iter()
            .filter(|claim| !self.api.registration.agent_claims.contains(&agent_claim(*claim)));
        missing.map(|claim| format!("`{}`", claim.name())).collect()
    }

    pub(super) fn id(&self) -> Uuid {
        self.api.id()
    }
}
