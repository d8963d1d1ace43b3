//! The contents of an access token, as plain data.

use std::time::{Duration, SystemTime};

use serde_json::Value;
use uuid::Uuid;

use super::{ClientProof, TokenActor, TokenApi, TokenClient};
use crate::model::{CallerKind, TokenVersion};

/// The default id of the user.
pub const USER: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0001);
/// The default id of the service principal.
pub const SERVICE: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0002);
/// The default id of the client.
pub const CLIENT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0003);
/// The tenant of callers without a token, and of shared issuers. Entra has no such tenant.
pub const DEVELOPMENT_TENANT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0004);
/// The default id of an agent's user account.
pub const AGENT_ACCOUNT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0005);
/// The default blueprint of agents.
pub const BLUEPRINT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0006);

/// The contents of an access token.
#[derive(Clone, Debug)]
pub struct TokenContents {
    /// The kind of the caller.
    pub kind: CallerKind,
    /// The actor: a client or an AI agent.
    pub actor: TokenActor,
    /// The values of the held roles.
    pub roles: Vec<String>,
    /// The values of the granted scopes. App-only tokens ignore them.
    pub scopes: Vec<String>,
    /// The tenant.
    pub tenant: Uuid,
    /// The id of the user or of the service principal.
    pub object_id: Uuid,
    /// The client.
    pub client: TokenClient,
    /// The API.
    pub api: TokenApi,
    /// The audience, in place of the one that the registration of the API has.
    pub audience: Option<String>,
    /// The version, in place of the one that the registration of the API has.
    pub version: Option<TokenVersion>,
    /// The time at which the token was issued.
    pub issued_at: SystemTime,
    /// The time after which the token expires, in whole seconds.
    pub expires_in: Duration,
    /// Claims to set, or to remove if the value is `None`, in the order of the calls.
    pub(crate) claims: Vec<(String, Option<Value>)>,
    /// Members of the header, in place of their default values.
    pub(crate) header: Vec<(String, Value)>,
}

impl TokenContents {
    /// Returns the contents of a token without roles and scopes, which is issued now.
    #[must_use]
    pub fn new(kind: CallerKind, tenant: Uuid, api: TokenApi) -> Self {
        Self {
            kind,
            actor: TokenActor::NotAgent,
            roles: Vec::new(),
            scopes: Vec::new(),
            tenant,
            object_id: match kind {
                CallerKind::User => USER,
                CallerKind::App => SERVICE,
            },
            client: TokenClient { id: Some(CLIENT), proof: ClientProof::Unknown },
            api,
            audience: None,
            version: None,
            issued_at: SystemTime::now(),
            expires_in: Duration::from_secs(60 * 60),
            claims: Vec::new(),
            header: Vec::new(),
        }
    }

    /// Sets the actor. An agent with a user account of its own is the subject of a user's token.
    pub fn set_actor(&mut self, actor: TokenActor) {
        self.actor = actor;
        if let (TokenActor::AgentAccount { .. }, CallerKind::User) = (actor, self.kind) {
            self.object_id = AGENT_ACCOUNT;
        }
    }

    /// Sets the authentication contexts that the user has met: 1 for `c1`.
    pub fn set_contexts(&mut self, numbers: impl IntoIterator<Item = u8>) {
        let ids: Vec<String> = numbers.into_iter().map(|number| format!("c{number}")).collect();
        self.set_claim("acrs", ids);
    }

    /// Sets a claim, in place of its default value.
    pub(crate) fn set_claim(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.claims.push((name.into(), Some(value.into())));
    }

    /// Returns the version of the token.
    pub(super) fn ver(&self) -> TokenVersion {
        self.version.or(self.api.registration.token_version).unwrap_or(TokenVersion::V2)
    }
}
