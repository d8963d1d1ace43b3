//! The client of a token.

use entra_perms_model::{Client, ClientRegistration, Model, suggestion};
use entra_perms_runtime::Uuid;
use entra_perms_runtime::signing::{CLIENT, ClientProof, TokenClient};

use super::registration::ApiRegistration;
use crate::error::Failure;

/// The client that the command line names.
#[derive(Clone, Copy, Debug)]
pub(super) enum NamedClient {
    /// A client, with its id.
    Client(TokenClient),
    /// A blueprint of agents. Each agent has a client id of its own.
    Blueprint(Uuid),
}

/// Returns the client with a name of the argument `clients`, or with a client id.
pub(super) fn read(
    model: &Model,
    of: &ApiRegistration,
    written: Option<&str>,
) -> Result<NamedClient, Failure> {
    let Some(written) = written else {
        return Ok(with_id(model, of, CLIENT));
    };
    match model.clients.iter().find(|client| client.plain_name() == written) {
        Some(client) => match registration(client, of) {
            Some(registration) => Ok(registered(registration)),
            None => Err(Failure::new(format_args!(
                "the client `{written}` has no registration for the API `{}`",
                of.id()
            ))),
        },
        None => match Uuid::parse_str(written) {
            Ok(id) => Ok(with_id(model, of, id)),
            Err(_) => Err(unknown(model, written)),
        },
    }
}

fn with_id(model: &Model, of: &ApiRegistration, id: Uuid) -> NamedClient {
    let has_id = |it: &&ClientRegistration| Uuid::parse_str(&it.client_id) == Ok(id);
    let mut registrations = model.clients.iter().filter_map(|client| registration(client, of));
    match registrations.find(has_id) {
        Some(registration) => registered(registration),
        None => NamedClient::Client(TokenClient { id: Some(id), proof: ClientProof::Unknown }),
    }
}

fn registered(registration: &ClientRegistration) -> NamedClient {
    let id = Uuid::parse_str(&registration.client_id).unwrap_or(Uuid::nil());
    if registration.is_blueprint {
        return NamedClient::Blueprint(id);
    }
    let proof = ClientProof::Registered { is_public: registration.is_public };
    NamedClient::Client(TokenClient { id: Some(id), proof })
}

/// Returns the registration of a client for a registration of the API.
fn registration<'m>(client: &'m Client, of: &ApiRegistration) -> Option<&'m ClientRegistration> {
    client.registrations.iter().find(|it| Some(it.app) == of.index)
}

fn unknown(model: &Model, written: &str) -> Failure {
    let failure = Failure::new(format_args!("the model has no client `{written}`"));
    let names = model.clients.iter().map(Client::plain_name);
    match suggestion::closest(written, names) {
        Some(close) => failure.help(format_args!("did you mean `{close}`?")),
        None => failure.help("give a name of the argument `clients`, or a client id"),
    }
}
