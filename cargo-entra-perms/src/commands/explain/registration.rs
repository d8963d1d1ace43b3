//! The model and the registration that a token is for.

use entra_perms_model::{App, Model};
use entra_perms_runtime::explanation::{Api, audience, is_id_token};
use entra_perms_runtime::{TokenError, Uuid};

use super::token::TokenText;
use crate::arguments::ExplainArguments;
use crate::decisions::{api, stated, with_client_id};
use crate::error::Failure;
use crate::models::{FoundModel, Models};

/// One registration of a model, as a service that runs as it sees it.
pub(super) struct TokenRegistration<'m> {
    pub(super) found: &'m FoundModel,
    pub(super) model: &'m Model,
    /// The index among the registrations of the model.
    pub(super) app: usize,
    pub(super) api: Api,
    /// False if the token names no audience. It is refused for each registration then.
    pub(super) is_chosen: bool,
}

/// The registrations of the workspace.
pub(super) struct Registrations<'m> {
    models: Vec<(&'m FoundModel, Model)>,
    client_id: Option<Uuid>,
    audiences: Vec<String>,
    /// The reason for which a model could not be read.
    unread: Option<Failure>,
}

impl<'m> Registrations<'m> {
    /// Reads the models. A registration that the command line names must be among them.
    pub(super) fn find(models: &'m Models, arguments: &ExplainArguments) -> Result<Self, Failure> {
        let client_id = arguments.client_id.as_deref().map(parse).transpose()?;
        let mut found = Self {
            models: Vec::new(),
            client_id,
            audiences: arguments.audience.clone(),
            unread: None,
        };
        for model in &models.list {
            match models.model(model) {
                Ok(read) => found.models.push((model, read)),
                Err(failure) => found.unread = found.unread.or(Some(failure)),
            }
        }
        Ok(found)
    }

    /// Returns the registration that a token is for. Its audience chooses, as the service's client
    /// id does.
    pub(super) fn of(&self, token: &TokenText) -> Result<TokenRegistration<'_>, Failure> {
        let all = self.all();
        if all.is_empty() {
            return Err(self.nothing_to_choose());
        }
        let Some(audience) = audience(token.as_str()) else {
            let first = all.into_iter().next();
            let first = first.map(|first| TokenRegistration { is_chosen: false, ..first });
            return first.ok_or_else(|| self.nothing_to_choose());
        };
        let (mut chosen, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| it.api.check_audience(&audience).is_ok());
        match (chosen.pop(), chosen.as_slice()) {
            (Some(only), []) => Ok(only),
            (None, _) => Err(self.of_another_api(token, &audience, &others)),
            (Some(last), rest) => {
                let failure = Failure::new("the token belongs to several models")
                    .help("choose one with `--model` or `--package`");
                let all = rest.iter().chain([&last]);
                Err(all.fold(failure, |failure, it| failure.note(it.found.description())))
            }
        }
    }

    /// Returns the registrations that the service may run as.
    fn all(&self) -> Vec<TokenRegistration<'_>> {
        self.models
            .iter()
            .flat_map(|(found, model)| self.of_model(found, model))
            .collect()
    }

    /// Returns the registrations of one model. A client id of the command line chooses one.
    fn of_model<'r>(&self, found: &'m FoundModel, model: &'r Model) -> Vec<TokenRegistration<'r>>
    where
        'm: 'r,
    {
        let registration = |app: usize, settings: &App, client_id| {
            let api = api(settings, client_id, &self.audiences);
            TokenRegistration { found, model, app, api, is_chosen: true }
        };
        let Some(given) = self.client_id else {
            let apps = model.apps.iter().enumerate();
            let known = apps
                .filter_map(|(app, settings)| Some(registration(app, settings, stated(settings)?)));
            return known.collect();
        };
        with_client_id(model, given)
            .map(|(app, settings)| registration(app, settings, given))
            .into_iter()
            .collect()
    }

    fn nothing_to_choose(&self) -> Failure {
        if let (Some(failure), true) = (&self.unread, self.models.is_empty()) {
            return Failure::new(failure.message())
                .help("list them with `cargo entra-perms check`");
        }
        match self.client_id {
            Some(id) => Failure::new(format_args!("the model has no registration `{id}`")),
            None => Failure::new("no registration of the model has a client id")
                .help("name the client id of the service with `--client-id`"),
        }
    }

    fn of_another_api(
        &self,
        token: &TokenText,
        audience: &str,
        all: &[TokenRegistration<'_>],
    ) -> Failure {
        if let Some(failure) = self.of_client(token, audience) {
            return failure.help("send the access token, for a scope of this API");
        }
        let refusals = all.iter().filter_map(|it| it.api.check_audience(audience).err());
        let refusals: Vec<_> = refusals.collect();
        if refusals.contains(&TokenError::MicrosoftGraph) {
            return Failure::new("the token is for Microsoft Graph")
                .help("the client must request a scope of this API");
        }
        let mut failure = None;
        for refusal in &refusals {
            let TokenError::Audience { found, expected, difference, .. } = refusal else {
                continue;
            };
            let remark = difference.map_or(String::new(), |difference| format!(": {difference}"));
            failure = Some(
                failure
                    .unwrap_or_else(|| {
                        Failure::new(format_args!(
                            "the token is for another API: its audience is {found}"
                        ))
                    })
                    .note(format_args!("an audience of this API is {expected}{remark}")),
            );
        }
        let failure = failure.unwrap_or_else(|| Failure::new("the token is for another API"));
        match &self.unread {
            Some(unread) => failure.note(unread.message()),
            None => failure.help("`--audience` names a further audience of the service"),
        }
    }

    /// Returns the failure for a token that is for a client, as ID tokens are.
    fn of_client(&self, token: &TokenText, audience: &str) -> Option<Failure> {
        let clients = self.models.iter().flat_map(|(_, model)| &model.clients);
        let mut registrations = clients.flat_map(|client| {
            client.registrations.iter().map(move |it| (client.plain_name(), &it.client_id))
        });
        if let Some((name, _)) = registrations.find(|(_, id)| id.as_str() == audience) {
            let message = format_args!("the token is for the client `{name}`, and not for the API");
            return Some(Failure::new(message).note("it is probably an ID token"));
        }
        let message = "the token is an ID token of another application";
        is_id_token(token.as_str()).then(|| Failure::new(message))
    }
}

fn parse(client_id: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(client_id)
        .map_err(|_| Failure::new(format_args!("`--client-id` is not a GUID: `{client_id}`")))
}
