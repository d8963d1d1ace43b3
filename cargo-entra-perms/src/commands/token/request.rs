//! The arguments as checked values of the model.

use std::collections::BTreeSet;

use entra_perms_model::{Entry, Model, suggestion};
use entra_perms_runtime::signing::{
    BLUEPRINT, CLIENT, ClientProof, DEVELOPMENT_TENANT, TokenActor, TokenClient, TokenContents,
};
use entra_perms_runtime::{CallerKind, Tenants, Uuid};

use super::client::{self, NamedClient};
use super::guid::guid;
use super::lifetime;
use super::registration::{self, ApiRegistration};
use crate::arguments::{TokenArguments, TokenCaller};
use crate::error::Failure;

/// A token that is asked for.
pub(super) struct Request {
    pub(super) caller: TokenCaller,
    /// The indices of the app roles and of the scopes, in the order of the model.
    pub(super) roles: BTreeSet<usize>,
    pub(super) scopes: BTreeSet<usize>,
    pub(super) contents: TokenContents,
    /// The claims about agents that the registration does not request, if an agent acts.
    pub(super) missing_agent_claims: Vec<String>,
}

impl Request {
    pub(super) fn read(arguments: &TokenArguments, model: &Model) -> Result<Self, Failure> {
        let TokenArguments { caller, .. } = *arguments;
        let kind = kind(caller);
        let role_entries: Vec<_> = model.roles.iter().map(|role| &role.entry).collect();
        let scope_entries: Vec<_> = model.scopes.iter().map(|scope| &scope.entry).collect();
        let roles = indices("app role", &arguments.roles, &role_entries)?;
        let scopes = indices("scope", &arguments.scopes, &scope_entries)?;
        check_scopes(kind, &scopes)?;
        check_holders(kind, &roles, model)?;
        let met = contexts(kind, &arguments.contexts)?;
        let api = registration::choose(model, arguments.environment.as_deref())?;
        let client = client::read(model, &api, arguments.client.as_deref())?;
        let (actor, client) = actor(arguments, client)?;
        let missing_agent_claims = match actor {
            TokenActor::NotAgent => Vec::new(),
            TokenActor::Agent { .. } | TokenActor::AgentAccount { .. } => {
                api.missing_agent_claims()
            }
        };

        let ApiRegistration { api, .. } = api;
        let mut contents = TokenContents::new(kind, tenant(arguments)?, api);
        contents.set_actor(actor);
        contents.client = client;
        if arguments.without_client_secret {
            contents.client.proof = ClientProof::Withheld;
        }
        contents.roles = values(&roles, &role_entries);
        contents.scopes = values(&scopes, &scope_entries);
        contents.expires_in = lifetime::read(&arguments.expires_in)?;
        if let Some(id) = &arguments.object_id {
            contents.object_id = guid("--object-id", id)?;
        }
        if !met.is_empty() {
            contents.set_contexts(met);
        }
        Ok(Self { caller, roles, scopes, contents, missing_agent_claims })
    }
}

fn kind(caller: TokenCaller) -> CallerKind {
    match caller {
        TokenCaller::User | TokenCaller::AgentForUser | TokenCaller::AgentAccount => {
            CallerKind::User
        }
        TokenCaller::App | TokenCaller::AgentAsItself => CallerKind::App,
    }
}

fn tenant(arguments: &TokenArguments) -> Result<Uuid, Failure> {
    let Some(written) = &arguments.tenant else { return Ok(DEVELOPMENT_TENANT) };
    match (Tenants::single(written), Uuid::parse_str(written)) {
        (Ok(_), Ok(tenant)) => Ok(tenant),
        _ => Err(Failure::new(format_args!("`{written}` is not the id of a tenant"))
            .help("`--tenant` takes the GUID that the service gives to `DevIssuer::shared_for`")),
    }
}

/// Returns the actor and the client. An agent has a client id of its own.
fn actor(
    arguments: &TokenArguments,
    named: NamedClient,
) -> Result<(TokenActor, TokenClient), Failure> {
    let given = arguments.blueprint.as_deref().map(|id| guid("--blueprint", id)).transpose()?;
    let (client, known) = match named {
        NamedClient::Client(client) => (client, None),
        NamedClient::Blueprint(id) => {
            let client = TokenClient { id: Some(CLIENT), proof: ClientProof::Unknown };
            (client, Some(id))
        }
    };
    let blueprint = given.or(known).unwrap_or(BLUEPRINT);
    let actor = match arguments.caller {
        TokenCaller::AgentForUser | TokenCaller::AgentAsItself => TokenActor::Agent { blueprint },
        TokenCaller::AgentAccount => TokenActor::AgentAccount { blueprint },
        TokenCaller::User | TokenCaller::App if known.is_some() => {
            return Err(Failure::new("the client is a blueprint of AI agents")
                .note("each agent has a client id of its own")
                .help("choose an agent: `--as agent-for-user`"));
        }
        TokenCaller::User | TokenCaller::App if given.is_some() => {
            return Err(Failure::new("`--blueprint` is for AI agents")
                .help("choose an agent: `--as agent-for-user`"));
        }
        TokenCaller::User | TokenCaller::App => TokenActor::NotAgent,
    };
    Ok((actor, client))
}

/// Returns the indices of entries with these values.
fn indices(noun: &str, written: &[String], entries: &[&Entry]) -> Result<BTreeSet<usize>, Failure> {
    let mut indices = BTreeSet::new();
    for value in written {
        let index = entries.iter().position(|entry| entry.value == *value);
        indices.insert(index.ok_or_else(|| unknown(noun, value, entries))?);
    }
    Ok(indices)
}

fn unknown(noun: &str, value: &str, entries: &[&Entry]) -> Failure {
    let failure = Failure::new(format_args!("the model has no {noun} `{value}`"));
    match suggestion::closest(value, entries.iter().map(|entry| entry.value.as_str())) {
        Some(close) => failure.help(format_args!("did you mean `{close}`?")),
        None => failure.help("`cargo entra-perms show` lists the values"),
    }
}

fn values(indices: &BTreeSet<usize>, entries: &[&Entry]) -> Vec<String> {
    let chosen = indices.iter().filter_map(|index| entries.get(*index));
    chosen.map(|entry| entry.value.clone()).collect()
}

/// Entra never issues a token with a role that this kind of caller cannot hold, so that a call with
/// it would show nothing.
fn check_holders(kind: CallerKind, roles: &BTreeSet<usize>, model: &Model) -> Result<(), Failure> {
    for role in roles.iter().filter_map(|index| model.roles.get(*index)) {
        let (can_hold, holders) = match kind {
            CallerKind::User => (role.users, "users"),
            CallerKind::App => (role.applications, "applications"),
        };
        if !can_hold {
            let value = &role.entry.value;
            return Err(Failure::new(format_args!("{holders} cannot hold the app role `{value}`"))
                .note("`allowedMemberTypes` in the manifest says who can hold a role")
                .help("choose another caller with `--as`"));
        }
    }
    Ok(())
}

fn check_scopes(kind: CallerKind, scopes: &BTreeSet<usize>) -> Result<(), Failure> {
    match kind {
        CallerKind::App if !scopes.is_empty() => {
            Err(Failure::new("an application that acts as itself has no scopes")
                .help("leave out `--scope`, or choose another caller with `--as`"))
        }
        CallerKind::User if scopes.is_empty() => {
            Err(Failure::new("a client that acts for a user needs a scope")
                .note("without a scope, Entra issues no access token")
                .help("give it with `--scope`, or choose another caller with `--as`"))
        }
        CallerKind::App | CallerKind::User => Ok(()),
    }
}

/// Returns the numbers of authentication contexts: 1 for `c1`.
fn contexts(kind: CallerKind, written: &[String]) -> Result<BTreeSet<u8>, Failure> {
    if kind == CallerKind::App && !written.is_empty() {
        return Err(Failure::new("only users meet authentication contexts")
            .help("leave out `--context`, or choose another caller with `--as`"));
    }
    let number = |id: &String| {
        let digits = id.strip_prefix('c').unwrap_or("");
        let number = digits.parse().ok().filter(|number| (1..=99).contains(number));
        number.filter(|number: &u8| number.to_string() == digits).ok_or_else(|| {
            Failure::new(format_args!("`{id}` is not an authentication context"))
                .help("they are `c1` to `c99`")
        })
    };
    written.iter().map(number).collect()
}
