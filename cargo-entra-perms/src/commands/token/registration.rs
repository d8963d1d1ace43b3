//! The registration of the API that a token is for.

use entra_perms_model::{AgentClaim, App, Model, suggestion};
use entra_perms_runtime::Uuid;
use entra_perms_runtime::signing::TokenApi;

use super::guid::guid;
use crate::decisions::{agent_claim, registration_facts};
use crate::error::Failure;

/// A registration of the API.
pub(super) struct ApiRegistration {
    pub(super) api: TokenApi,
    /// The index of the registration, if its manifest states the client id.
    pub(super) index: Option<usize>,
}

/// Returns the registration with a client id, or the first one.
///
/// As a validator does, it accepts any client id for a manifest without one, and for the only
/// manifest.
pub(super) fn choose(model: &Model, wanted: Option<&str>) -> Result<ApiRegistration, Failure> {
    let Some(wanted) = wanted else {
        let first = model.app().and_then(|app| Some((app, app.client_id.as_deref()?)));
        let (app, client_id) = first.ok_or_else(|| {
            Failure::new("the manifest has no client id").help("give it with `--environment`")
        })?;
        return Ok(ApiRegistration { api: api(app, client_id), index: Some(0) });
    };
    let client_id = guid("--environment", wanted)?.to_string();
    let states = |app: &App| app.client_id.as_deref() == Some(&*client_id);
    if let Some((index, app)) = model.apps.iter().enumerate().find(|(_, app)| states(app)) {
        return Ok(ApiRegistration { api: api(app, &client_id), index: Some(index) });
    }
    let unstated = model.apps.iter().find(|app| app.client_id.is_none());
    let only = match model.apps.as_slice() {
        [only] => Some(only),
        _ => unstated,
    };
    match only {
        // The App ID URIs belong to the registration that the manifest is from.
        Some(app) => {
            let mut api = api(app, &client_id);
            api.registration.identifier_uris.clear();
            Ok(ApiRegistration { api, index: None })
        }
        None => Err(unknown(model, &client_id)),
    }
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
