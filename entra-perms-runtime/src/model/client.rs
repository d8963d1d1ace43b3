//! The clients of the API whose registrations the build has read.

use core::fmt::{Debug, Display};
use core::hash::Hash;

use uuid::Uuid;

use super::{Model, PermissionSet, Sealed};

/// A client of the API: one that the argument `clients` of [`permissions!`](crate::permissions)
/// names.
///
/// The generated enum `Client` implements it. The trait is sealed: no other type can implement it.
pub trait RegisteredClient:
    Sealed + Copy + Debug + Display + Eq + Ord + Hash + Send + Sync + Sized + 'static
{
    /// All clients, in the order of the argument `clients`.
    const ALL: &'static [Self];

    /// Returns the ids by which the calls of the client are recognized.
    #[doc(hidden)]
    fn entry(self) -> &'static ClientEntry;
}

/// The clients of a model without the argument `clients`. The type has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoClient {}

impl Sealed for NoClient {}

impl RegisteredClient for NoClient {
    const ALL: &'static [Self] = &[];

    fn entry(self) -> &'static ClientEntry {
        match self {}
    }
}

/// The methods of `Client` that `#[requires]` calls. rustc reports the client of another model, and
/// would report them, too, if they were missing.
#[doc(hidden)]
impl NoClient {
    #[must_use]
    pub const fn __entry(self) -> &'static ClientEntry {
        match self {}
    }

    #[must_use]
    pub const fn __index(self) -> usize {
        match self {}
    }

    #[must_use]
    pub const fn __asks<const INDEX: usize, const LACKS: bool>(self) -> Self {
        self
    }

    pub const fn client_lacks_permission(self) {}
}

impl Display for NoClient {
    fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {}
    }
}

/// The ids by which the calls of a client are recognized.
#[doc(hidden)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ClientEntry {
    /// The name in the argument `clients`.
    pub name: &'static str,
    /// The registrations of the client, each for another registration of the API.
    pub registrations: &'static [ClientRegistration],
}

/// A registration of a client, for one registration of the API.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientRegistration {
    /// The client id of the API.
    pub api: Uuid,
    /// The client id of the client.
    pub client_id: Uuid,
    /// `true` if Entra gives tokens to the client without a proof of its identity.
    pub is_public: bool,
    /// `true` if it is a blueprint of AI agents. Tokens have the client ids of the agents.
    pub is_blueprint: bool,
}

impl ClientEntry {
    /// Returns the registration that the client has for this registration of the API.
    pub(crate) fn for_api(&self, api: Uuid) -> Option<&ClientRegistration> {
        self.registrations.iter().find(|registration| registration.api == api)
    }

    /// Returns whether the client is a blueprint of AI agents in all of its registrations.
    pub(crate) const fn is_blueprint(&self) -> bool {
        let mut registrations = self.registrations;
        while let [registration, rest @ ..] = registrations {
            if !registration.is_blueprint {
                return false;
            }
            registrations = rest;
        }
        !self.registrations.is_empty()
    }

    /// Returns the registration if it has this client id. Two clients can have one client id, if
    /// they belong to different registrations of the API.
    pub(crate) fn with_id(&self, api: Uuid, client_id: Uuid) -> Option<&ClientRegistration> {
        self.for_api(api).filter(|registration| registration.client_id == client_id)
    }
}

/// The permissions that the registrations of a client ask for.
#[doc(hidden)]
#[derive(Debug)]
pub struct ClientTable<M: Model> {
    /// In the order of the entry's registrations.
    pub permissions: &'static [ClientPermissions<M>],
}

/// The permissions that a registration of a client asks for. Disabled ones are left out.
#[doc(hidden)]
#[derive(Debug)]
pub struct ClientPermissions<M: Model> {
    /// The scopes that it asks for, or for which it needs no consent.
    pub scopes: PermissionSet<M::Scope>,
    /// The roles that these scopes map to.
    pub delegated_roles: PermissionSet<M::Role>,
    /// The roles that it asks to hold itself.
    pub roles: PermissionSet<M::Role>,
}
