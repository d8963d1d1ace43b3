//! Callers without tokens, for unit tests.

use core::marker::PhantomData;
use core::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::client::TestClient;
use crate::caller::{
    Actor, Acts, Agent, ApiFacts, AuthorizationEndpoint, Caller, ClientAuthentication, Details,
    Ended, Identity, Lifetime, Origin, Standing, UnknownActor, UnknownValues,
};
use crate::model::{AgentClaim, AppRegistration, CallerKind, Model, PermissionSet};
use crate::signing::{AGENT_ACCOUNT, CLIENT, DEVELOPMENT_TENANT, SERVICE, USER};
use crate::validator::{Authority, choose_registration};

impl<M: Model> Caller<M> {
    /// Begins a caller without a token, for unit tests of functions that take a `&Caller`.
    ///
    /// The effective permissions are computed as for a token: the held roles, intersected with the
    /// roles that the granted scopes map to.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::{Denied, requires};
    /// use permissions::{Caller, Role, Scope, roles::*};
    ///
    /// #[requires(Contacts::Read::Team)]
    /// fn contacts_of_team(caller: &Caller) -> Result<Vec<String>, Denied> {
    ///     Ok(vec!["Ada".into()])
    /// }
    ///
    /// # fn main() {
    /// let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
    /// assert!(contacts_of_team(&ada.clone().scopes([Scope::CrmReadTeam])).is_ok());
    /// assert!(contacts_of_team(&ada.scopes([Scope::SalesReadWriteTeam])).is_err());
    /// assert!(contacts_of_team(&Caller::test().app().roles([Role::ContactsReadAll])).is_err());
    /// # }
    /// ```
    ///
    /// No AI agent acts, unless one of the methods for agents says so:
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::{Acts, CallerKind, Uuid};
    /// use permissions::Caller;
    ///
    /// # fn main() {
    /// let blueprint = Uuid::from_u128(1);
    /// let acts = |caller: &Caller| caller.agent().map(|agent| agent.acts());
    /// assert_eq!(acts(&Caller::test().user()), None);
    /// assert_eq!(acts(&Caller::test().user().agent(blueprint)), Some(Acts::ForUser));
    /// assert_eq!(acts(&Caller::test().app().agent(blueprint)), Some(Acts::AsItself));
    ///
    /// let account = Caller::test().user().agent_account(blueprint);
    /// assert_eq!(acts(&account), Some(Acts::AsOwnAccount));
    /// assert_eq!(account.kind(), CallerKind::User);
    /// # }
    /// ```
    ///
    /// A [built](TestCaller::build) caller in the extensions of a request replaces the layer: see
    /// [`testing`](crate::testing#handlers-without-a-layer).
    pub fn test() -> TestCallerKind<M> {
        TestCallerKind(PhantomData)
    }
}

/// The choice between a delegated and an app-only caller: see [`Caller::test`].
#[derive(Clone, Copy, Debug)]
#[must_use = "say `user()` or `app()`"]
pub struct TestCallerKind<M: Model>(PhantomData<M>);

impl<M: Model> TestCallerKind<M> {
    /// Begins a delegated caller: a client acts for a user.
    pub fn user(self) -> TestCaller<M, Delegated> {
        TestCaller::new(CallerKind::User, USER)
    }

    /// Begins an app-only caller: an application acts as itself.
    pub fn app(self) -> TestCaller<M, AppOnly> {
        TestCaller::new(CallerKind::App, SERVICE)
    }
}

/// Marks a delegated [`TestCaller`]: a client acts for a user.
#[derive(Clone, Copy, Debug)]
pub struct Delegated;

/// Marks an app-only [`TestCaller`]: an application acts as itself, without scopes.
#[derive(Clone, Copy, Debug)]
pub struct AppOnly;

/// A caller without a token: see [`Caller::test`].
///
/// Functions that take a `&Caller` accept a reference to it.
#[derive(Clone, Debug)]
#[must_use = "a caller does nothing by itself"]
pub struct TestCaller<M: Model, K> {
    origin: Origin,
    identity: Identity,
    actor: Actor,
    client: TestClient<M>,
    is_client_unproven: bool,
    lifetime: Lifetime,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
    contexts: Vec<u8>,
    challenges: Challenges,
    claims: Option<Box<[u8]>>,
    /// Built from the fields above, again after each change.
    caller: Caller<M>,
    kind: PhantomData<K>,
}

impl<M: Model> TestCaller<M, Delegated> {
    /// Adds authentication contexts that the user has met (`acrs`): 1 for `c1`.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::{Denied, requires};
    /// use permissions::{Caller, Role, Scope, roles::*};
    ///
    /// #[requires(Contacts::Read::Team, context = 1)]
    /// fn export(caller: &Caller) -> Result<(), Denied> {
    ///     Ok(())
    /// }
    ///
    /// # fn main() {
    /// let ada = Caller::test().user().roles([Role::ContactsReadTeam]);
    /// let ada = ada.scopes([Scope::CrmReadTeam]);
    /// assert!(export(&ada).is_err());
    /// assert!(export(&ada.contexts([1])).is_ok());
    /// # }
    /// ```
    pub fn contexts(mut self, numbers: impl IntoIterator<Item = u8>) -> Self {
        self.contexts.extend(numbers);
        self.rebuilt()
    }

    /// Adds scopes that the client was granted (`scp`).
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.granted.extend(scopes);
        self.rebuilt()
    }

    /// Makes the client an AI agent with this blueprint, which acts for the human user.
    pub fn agent(self, blueprint: Uuid) -> Self {
        self.acts(Acts::ForUser, blueprint)
    }

    /// Makes the client an AI agent with this blueprint, and the user the agent's own account. No
    /// human is there.
    ///
    /// The account has a default id of its own. To set another id, call
    /// [`object_id`](Self::object_id) after this method.
    pub fn agent_account(mut self, blueprint: Uuid) -> Self {
        self.identity.object_id = Some(AGENT_ACCOUNT);
        self.acts(Acts::AsOwnAccount, blueprint)
    }

    /// Makes the client an AI agent whose token names its blueprint, but does not say for whom it
    /// acts.
    pub fn agent_for_unknown_subject(self, blueprint: Uuid) -> Self {
        self.acts(Acts::ForUnknownSubject, blueprint)
    }
}

impl<M: Model> TestCaller<M, AppOnly> {
    /// Makes the application an AI agent with this blueprint, which acts as itself.
    pub fn agent(self, blueprint: Uuid) -> Self {
        self.acts(Acts::AsItself, blueprint)
    }
}

impl<M: Model, K> TestCaller<M, K> {
    fn new(kind: CallerKind, object_id: Uuid) -> Self {
        let identity = Identity {
            kind,
            tenant: DEVELOPMENT_TENANT,
            object_id: Some(object_id),
            client_id: Some(CLIENT),
        };
        let now = SystemTime::now();
        let lifetime = Lifetime { not_before: now, expires_at: now + Duration::from_secs(60 * 60) };
        let held = PermissionSet::default();
        let granted = PermissionSet::default();
        let actor = actor::<M>(None);
        let origin =
            Origin { registration: first_registration::<M>(), authority: Authority::GLOBAL.into() };
        let details = details::<M>(&origin, actor);
        Self {
            caller: Caller::new(identity, lifetime, held, granted, details),
            origin,
            identity,
            actor,
            client: TestClient::Id(CLIENT),
            is_client_unproven: false,
            lifetime,
            held,
            granted,
            contexts: Vec::new(),
            challenges: Challenges::Unsupported,
            claims: None,
            kind: PhantomData,
        }
    }

    fn acts(mut self, acts: Acts, blueprint: Uuid) -> Self {
        self.actor = actor::<M>(Some(Agent { acts, blueprint: Some(blueprint) }));
        self.rebuilt()
    }

    /// Makes the token one from before the registration requested the claims about AI agents.
    ///
    /// `by = person`, `agents = never` and `agents = only` deny such a caller: see
    /// [`agent_claims_since`](crate::TokenValidatorBuilder::agent_claims_since).
    pub fn before_agent_claims(mut self) -> Self {
        self.actor = Actor::Unknown { marked: None, reason: UnknownActor::IssuedBefore };
        self.rebuilt()
    }

    /// Adds roles that the user or the application holds (`roles`).
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.held.extend(roles);
        self.rebuilt()
    }

    /// Sets the tenant (`tid`).
    pub fn tenant(mut self, tenant: Uuid) -> Self {
        self.identity.tenant = tenant;
        self.rebuilt()
    }

    /// Sets the id of the user or of the service principal (`oid`).
    pub fn object_id(mut self, id: Uuid) -> Self {
        self.identity.object_id = Some(id);
        self.rebuilt()
    }

    /// Sets the client (`azp`, `appid`).
    ///
    /// If the argument `clients` of [`permissions!`](crate::permissions) names a client with this
    /// id for the [`registration`](Self::registration) of the API, this is the same as
    /// [`client`](Self::client).
    pub fn client_id(mut self, id: Uuid) -> Self {
        self.client = TestClient::Id(id);
        self.rebuilt()
    }

    /// Makes the client one of the argument `clients` of
    /// [`permissions!`](crate::permissions): `client = …` admits it.
    ///
    /// Its client id is the one that it has for the registration of this API: see
    /// [`registration`](Self::registration). If it has none, the caller has no client id.
    pub fn client(mut self, client: M::Client) -> Self {
        self.client = TestClient::Registered(client);
        self.rebuilt()
    }

    /// Makes the client one that has not proven its identity (`azpacr` or `appidacr` is `0`).
    /// `client = …` then denies a client whose registration is not public.
    ///
    /// By default, the client has proven it, unless the argument `clients` names it and its
    /// registration is public.
    pub fn without_client_secret(mut self) -> Self {
        self.is_client_unproven = true;
        self.rebuilt()
    }

    /// Sets the app registration of this API that the token was accepted for, by client id.
    /// Defaults to the first one, or to the nil GUID if its manifest has a placeholder.
    ///
    /// [`Caller::registration`] returns it, and denials name scopes with its App ID URI.
    pub fn registration(mut self, client_id: Uuid) -> Self {
        self.origin.registration = client_id;
        self.rebuilt()
    }

    /// Sets the base URL that [`Caller::authority`] returns. Defaults to
    /// `https://login.microsoftonline.com`.
    pub fn authority(mut self, url: impl AsRef<str>) -> Self {
        self.origin.authority = url.as_ref().trim_end_matches('/').into();
        self.rebuilt()
    }

    /// Sets the time at which the token expires (`exp`). Defaults to an hour from now.
    ///
    /// [`Caller::recheck`] and [`Caller::ended`] compare it with the clock of this machine.
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.lifetime.expires_at = time;
        self.rebuilt()
    }

    /// Sets the age of the token, by `nbf`. Defaults to a new token.
    ///
    /// `fresh = …` and [`ClaimsRequest::issued_since`](crate::ClaimsRequest::issued_since) depend
    /// on it.
    pub fn token_age(mut self, age: Duration) -> Self {
        let not_before = SystemTime::now().checked_sub(age);
        self.lifetime.not_before = not_before.unwrap_or(SystemTime::UNIX_EPOCH);
        self.rebuilt()
    }

    /// Makes the client one that handles claims challenges (`cp1` in `xms_cc`). Over HTTP, missing
    /// claims are then a 401 with a challenge, and otherwise a 403.
    pub fn claims_challenges(mut self) -> Self {
        self.challenges = Challenges::Supported;
        self.rebuilt()
    }

    /// Sets the JSON object that [`Caller::claims`] deserializes.
    pub fn claims(mut self, claims: &serde_json::Value) -> Self {
        self.claims = Some(claims.to_string().into_bytes().into());
        self.rebuilt()
    }

    /// Returns the caller itself, to put into the extensions of a request.
    #[must_use]
    pub fn build(self) -> Caller<M> {
        self.caller
    }

    /// Returns how the client proved its identity. If no registration of the client is known, the
    /// client has proven it.
    fn client_authentication(&self) -> ClientAuthentication {
        let proves_identity = self.client.proves_identity(self.origin.registration);
        if self.is_client_unproven || !proves_identity.unwrap_or(true) {
            ClientAuthentication::Unproven
        } else {
            ClientAuthentication::Proven
        }
    }

    fn rebuilt(mut self) -> Self {
        self.identity.client_id = self.client.id(self.origin.registration);
        let contexts = self.contexts.iter().map(|number| format!("c{number}"));
        let details = Details {
            authentication_contexts: contexts.collect(),
            claims_challenge: match self.challenges {
                Challenges::Unsupported => None,
                Challenges::Supported => {
                    let authority = Arc::clone(&self.origin.authority);
                    Some(AuthorizationEndpoint { authority })
                }
            },
            client_authentication: self.client_authentication(),
            claims: self.claims.clone(),
            ..details::<M>(&self.origin, self.actor)
        };
        self.caller = Caller::new(self.identity, self.lifetime, self.held, self.granted, details);
        self
    }
}

/// Says whether the client handles claims challenges.
#[derive(Clone, Copy, Debug)]
enum Challenges {
    Unsupported,
    Supported,
}

/// Returns the actor of a token for the first registration. If the registration does not request
/// the claims about agents, the actor is unknown.
fn actor<M: Model>(agent: Option<Agent>) -> Actor {
    let first = M::REGISTRATIONS.first();
    let are_requested = first.is_some_and(|first| AgentClaim::are_all_in(first.agent_claims));
    match agent {
        _ if !are_requested => Actor::Unknown { marked: agent, reason: UnknownActor::NotRequested },
        Some(agent) => Actor::Agent(agent),
        None => Actor::NotAgent,
    }
}

/// Returns the client id of the first registration. A manifest with a placeholder has none, and a
/// validator then gets it from its builder.
fn first_registration<M: Model>() -> Uuid {
    let stated = M::REGISTRATIONS.first().and_then(|first| first.client_id);
    stated.and_then(|id| Uuid::parse_str(id).ok()).unwrap_or(Uuid::nil())
}

/// Returns the facts that a validator of this registration tells clients.
fn api_facts<M: Model>(client_id: Uuid) -> ApiFacts {
    let registration = if client_id == first_registration::<M>() {
        M::REGISTRATIONS.first().copied()
    } else {
        let chosen = choose_registration(M::REGISTRATIONS, Some(&client_id.to_string()));
        chosen.ok().map(|(_, registration)| registration)
    };
    let uris =
        registration.map_or(&[][..], |AppRegistration { identifier_uris, .. }| identifier_uris);
    ApiFacts::new(uris.first().copied().unwrap_or(&client_id.to_string()))
}

/// The standing of a caller without a token: the system's clock alone decides.
struct SystemClock;

impl Standing for SystemClock {
    fn check(&self, lifetime: Lifetime, _: Uuid) -> Result<Duration, Ended> {
        match lifetime.expires_at.duration_since(SystemTime::now()) {
            Ok(left) if !left.is_zero() => Ok(left),
            _ => Err(Ended::Expired),
        }
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Returns the details of a token without unknown values or authentication contexts.
fn details<M: Model>(origin: &Origin, actor: Actor) -> Details {
    Details {
        api_facts: Arc::new(api_facts::<M>(origin.registration)),
        origin: origin.clone(),
        standing: Box::new(SystemClock),
        actor,
        client_authentication: ClientAuthentication::Proven,
        unknown: UnknownValues::default(),
        authentication_contexts: Vec::new(),
        claims_challenge: None,
        claims: None,
    }
}

impl<M: Model, K> Deref for TestCaller<M, K> {
    type Target = Caller<M>;

    fn deref(&self) -> &Caller<M> {
        &self.caller
    }
}

impl<M: Model, K> From<TestCaller<M, K>> for Caller<M> {
    fn from(caller: TestCaller<M, K>) -> Self {
        caller.build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::ClientAuthentication::{Proven, Unproven};
    use crate::model::RegisteredClient;
    use crate::test_support::model::{API, Client, DESKTOP, TestModel, WEB};

    /// `Web` is confidential, and `Desktop` is public.
    #[test]
    fn a_caller_knows_a_client_by_its_id() {
        let [web, desktop] = [&WEB, &DESKTOP].map(|client| client.registrations[0].client_id);
        let other = Uuid::nil();
        for (api, client_id, client, authentication) in [
            (API, web, Some(Client::Web), Proven),
            (API, desktop, Some(Client::Desktop), Unproven),
            (API, other, None, Proven),
            (other, web, None, Proven),
            (other, desktop, None, Proven),
        ] {
            let caller = Caller::<TestModel>::test().user().client_id(client_id).registration(api);
            let without_secret = caller.clone().without_client_secret();
            assert_eq!(caller.client_authentication(), authentication, "{api} {client_id}");
            assert_eq!(without_secret.client_authentication(), Unproven, "{api} {client_id}");
            for caller in [caller.build(), without_secret.build()] {
                assert_eq!((caller.client_id(), caller.client()), (Some(client_id), client));
            }
        }
        for client in [Client::Web, Client::Desktop] {
            let caller = |id| Caller::<TestModel>::test().app().client_id(id);
            let by_id = caller(client.entry().registrations[0].client_id);
            let by_name = caller(other).client(client);
            assert_eq!(by_id.client_authentication(), by_name.client_authentication());
        }
    }
}
