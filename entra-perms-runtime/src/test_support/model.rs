//! A small app registration with one entry of each sort, in the form that `permissions!` generates.

use core::fmt;
use core::str::FromStr;

use uuid::Uuid;

use crate::model::{
    AgentClaim, AppRegistration, ClientEntry, ClientPermissions, ClientRegistration, ClientTable,
    Entry, Model, Permission, PermissionSet, RegisteredClient, Sealed, Table, Tables, TokenVersion,
    UnknownValue, slots,
};

#[cfg(feature = "testing")]
pub(crate) const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
#[cfg(feature = "testing")]
pub(crate) const OTHER_TENANT: &str = "5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11";
pub(crate) const CLIENT_ID: &str = "8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11";
/// [`CLIENT_ID`]
pub(crate) const API: Uuid = Uuid::from_u128(0x8f0c_bb4e_6a0c_4a3f_9a8c_2f3a_1b0c_9d11);
pub(crate) const URI: &str = "api://crm";

#[derive(Clone, Copy, Debug)]
pub(crate) struct TestModel;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// Users only.
    ReadTeam,
    /// Users and applications.
    ReadAll,
    /// Applications only.
    Import,
    /// Users and applications, but disabled.
    Retired,
    /// Users only, and no scope maps to it.
    Console,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// Maps to both read roles, to the disabled role, and to a role that only applications hold.
    /// `permissions!` would refuse the last one.
    Crm,
    /// Maps to one role.
    CrmTeam,
    /// Maps to the read roles, but is disabled.
    Old,
    /// Maps to no role.
    Nothing,
}

macro_rules! permission {
    ($model:ident, $ty:ident, $($variant:ident $value:literal $enabled:literal),*) => {
        impl crate::model::Sealed for $ty {}

        impl Permission for $ty {
            type Model = $model;
            type Bits = crate::model::Bits<1>;
            const TABLE: &'static Table = {
                const ENTRIES: &[Entry] = &[$(Entry {
                    value: $value,
                    display_name: $value,
                    id: None,
                    enabled: $enabled,
                }),*];
                &Table { entries: ENTRIES, slots: &slots::<16>(ENTRIES) }
            };
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.value())
            }
        }

        impl FromStr for $ty {
            type Err = UnknownValue;

            fn from_str(value: &str) -> Result<Self, UnknownValue> {
                Self::from_value(value)
            }
        }
    };
}

pub(crate) use permission;

permission!(TestModel, Role, ReadTeam "Contacts.Read.Team" true, ReadAll "Contacts.Read.All" true,
    Import "Contacts.Import" true, Retired "Retired" false, Console "Console" true);
permission!(TestModel, Scope, Crm "Crm.Read" true, CrmTeam "Crm.Read.Team" true, Old "Old" false,
    Nothing "Nothing" true);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Client {
    /// Confidential.
    Web,
    /// Public.
    Desktop,
}

pub(crate) static WEB: ClientEntry = ClientEntry {
    name: "Web",
    registrations: &[ClientRegistration {
        api: API,
        client_id: Uuid::from_u128(0x1111),
        is_public: false,
        is_blueprint: false,
    }],
};
pub(crate) static DESKTOP: ClientEntry = ClientEntry {
    name: "Desktop",
    registrations: &[ClientRegistration {
        api: API,
        client_id: Uuid::from_u128(0x2222),
        is_public: true,
        is_blueprint: false,
    }],
};

impl Sealed for Client {}

impl RegisteredClient for Client {
    const ALL: &'static [Self] = &[Self::Web, Self::Desktop];

    fn entry(self) -> &'static ClientEntry {
        match self {
            Self::Web => &WEB,
            Self::Desktop => &DESKTOP,
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

const fn roles(bits: u64) -> PermissionSet<Role> {
    PermissionSet::from_words([bits])
}

const fn scopes(bits: u64) -> PermissionSet<Scope> {
    PermissionSet::from_words([bits])
}

impl Sealed for TestModel {}

impl Model for TestModel {
    type Role = Role;
    type Scope = Scope;
    type Client = Client;

    const REGISTRATIONS: &'static [AppRegistration] =
        &[AppRegistration::new(Some(CLIENT_ID), &[URI], Some(TokenVersion::V2))
            .with_agent_claims(&AgentClaim::ALL)];

    const TABLES: &'static Tables<Self> = &Tables {
        roles_of_scope: &[roles(0b01111), roles(0b00001), roles(0b00011), roles(0)],
        at_least: &[],
        users: roles(0b11011),
        applications: roles(0b01110),
        delegated: roles(0b01111),
        enabled_roles: roles(0b10111),
        enabled_scopes: scopes(0b1011),
        clients: &[
            // Asks for the scope `Crm`, and holds nothing itself.
            ClientTable {
                permissions: &[ClientPermissions {
                    scopes: scopes(0b0001),
                    delegated_roles: roles(0b00111),
                    roles: roles(0),
                }],
            },
            // Asks for `Contacts.Read.All` as itself.
            ClientTable {
                permissions: &[ClientPermissions {
                    scopes: scopes(0),
                    delegated_roles: roles(0),
                    roles: roles(0b00010),
                }],
            },
        ],
        #[cfg(any(feature = "utoipa", feature = "aide"))]
        scope_descriptions: &["Read.", "Read of the team.", "Read.", "Nothing."],
    };
}
