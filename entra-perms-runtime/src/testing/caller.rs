//! Callers without tokens.

use core::marker::PhantomData;
use core::ops::Deref;
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::token::{CLIENT, SERVICE, USER};
use crate::caller::{Caller, Details, Identity, Lifetime, UnknownValues};
use crate::model::CallerKind;
use crate::model::{Model, PermissionSet};

/// The tenant of callers without a token, unless told.
const TENANT: Uuid = Uuid::from_u128(0x0000_0001_de70_4000_8000_0000_0000_0004);

impl<M: Model> Caller<M> {
    /// A caller without a token, for the unit tests of what is handed one. Its roles and scopes are intersected as those of a token.
    ///
    /// ```
    /// # entra_perms_runtime::permissions! { manifest = "manifests/crm.json", scopes = {
    /// #     "Crm.Read.*" => ["Accounts.Read.*", "Contacts.Read.*"],
    /// #     "Crm.ReadWrite.*" => ["Accounts.Read.*", "Accounts.Write.*", "Contacts.Read.*", "Contacts.Write.*"],
    /// #     "Sales.ReadWrite.*" => ["Proposals.ReadWrite.*"],
    /// # } }
    /// # use entra_perms_runtime::{Denied, requires};
    /// # use roles::*;
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
    /// Among the extensions of a request it stands for the layer, once it is [built](TestCaller::build): see
    /// [`testing`](crate::testing#behind-no-layer).
    pub fn test() -> TestCallerKind<M> {
        TestCallerKind(PhantomData)
    }
}

/// Which kind of caller a test is about: see [`Caller::test`].
#[derive(Clone, Copy, Debug)]
#[must_use = "say `user()` or `app()`"]
pub struct TestCallerKind<M: Model>(PhantomData<M>);

impl<M: Model> TestCallerKind<M> {
    /// A client that acts for a user.
    pub fn user(self) -> TestCaller<M, ForUser> {
        TestCaller::new(CallerKind::User, USER)
    }

    /// An application that acts as itself.
    pub fn app(self) -> TestCaller<M, AsItself> {
        TestCaller::new(CallerKind::App, SERVICE)
    }
}

/// Marks a [`TestCaller`]: a client acts for a user.
#[derive(Clone, Copy, Debug)]
pub struct ForUser;

/// Marks a [`TestCaller`]: an application acts as itself, and has no scopes.
#[derive(Clone, Copy, Debug)]
pub struct AsItself;

/// A caller without a token: see [`Caller::test`]. A reference to it is good for a `&Caller`.
#[derive(Clone, Debug)]
#[must_use = "a caller does nothing by itself"]
pub struct TestCaller<M: Model, K> {
    identity: Identity,
    lifetime: Lifetime,
    held: PermissionSet<M::Role>,
    granted: PermissionSet<M::Scope>,
    claims: Option<Box<[u8]>>,
    /// Of the above, made anew with each change.
    caller: Caller<M>,
    kind: PhantomData<K>,
}

impl<M: Model> TestCaller<M, ForUser> {
    /// The scopes that the client was granted (`scp`).
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = M::Scope>) -> Self {
        self.granted.extend(scopes);
        self.renewed()
    }
}

impl<M: Model, K> TestCaller<M, K> {
    fn new(kind: CallerKind, object_id: Uuid) -> Self {
        let identity =
            Identity { kind, tenant: TENANT, object_id: Some(object_id), client_id: Some(CLIENT) };
        let lifetime = Lifetime {
            not_before: SystemTime::UNIX_EPOCH,
            expires_at: SystemTime::now() + Duration::from_secs(60 * 60),
        };
        let (held, granted, claims) = (PermissionSet::default(), PermissionSet::default(), None);
        let caller = Caller::new(identity, lifetime, held, granted, details(None));
        Self { identity, lifetime, held, granted, claims, caller, kind: PhantomData }
    }

    /// The roles that the user, or the application, holds (`roles`).
    pub fn roles(mut self, roles: impl IntoIterator<Item = M::Role>) -> Self {
        self.held.extend(roles);
        self.renewed()
    }

    /// The tenant (`tid`).
    pub fn tenant(mut self, tenant: Uuid) -> Self {
        self.identity.tenant = tenant;
        self.renewed()
    }

    /// The user, or the service principal (`oid`).
    pub fn object_id(mut self, id: Uuid) -> Self {
        self.identity.object_id = Some(id);
        self.renewed()
    }

    /// The client (`azp`, `appid`).
    pub fn client_id(mut self, id: Uuid) -> Self {
        self.identity.client_id = Some(id);
        self.renewed()
    }

    /// What [`Caller::claims`] reads, a JSON object.
    pub fn claims(mut self, claims: &serde_json::Value) -> Self {
        self.claims = Some(claims.to_string().into_bytes().into());
        self.renewed()
    }

    /// The caller.
    #[must_use]
    pub fn build(self) -> Caller<M> {
        self.caller
    }

    fn renewed(mut self) -> Self {
        self.caller = Caller::new(
            self.identity,
            self.lifetime,
            self.held,
            self.granted,
            details(self.claims.clone()),
        );
        self
    }
}

/// What a token that asks for nothing special leaves.
fn details(claims: Option<Box<[u8]>>) -> Details {
    Details {
        unknown: UnknownValues::default(),
        authentication_contexts: Vec::new(),
        claims_challenge: None,
        claims,
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
