//! Who calls.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{CallerKind, Uuid};

use crate::crm::ADA;
use crate::permissions::{Model, Role, Scope};

/// The tenant of the example.
pub const TENANT: &str = "c047050c-0000-4000-8000-000000000001";
const OTHER_TENANT: Uuid = Uuid::from_u128(0xfab2_1ca3_0000_4000_8000_0000_0000_0002);

/// A caller: what it is called, what Entra gave it, and what is wrong with what it sends.
pub struct Player {
    /// Two words for the head of a column.
    pub name: [&'static str; 2],
    pub about: &'static str,
    pub kind: CallerKind,
    pub user: Option<Uuid>,
    pub roles: Vec<Role>,
    pub scopes: Vec<Scope>,
    pub flaw: Option<Flaw>,
}

/// Why a token is no good, or none at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    NoToken,
    Expired,
    OtherTenant,
}

impl Player {
    pub fn all() -> Vec<Self> {
        let ada = |name, about, scopes| Self {
            name,
            about,
            kind: CallerKind::User,
            user: Some(ADA),
            roles: vec![
                Role::AccountsReadTeam,
                Role::ContactsReadMy,
                Role::ContactsReadTeam,
                Role::ContactsWriteMy,
                Role::ContactsWriteTeam,
                Role::ProposalsReadWriteTeam,
            ],
            scopes,
            flaw: None,
        };
        let web_app = |name, about| ada(name, about, vec![Scope::CrmReadWriteTeam]);
        let service = |name, about, roles| Self {
            name,
            about,
            kind: CallerKind::App,
            user: None,
            roles,
            scopes: Vec::new(),
            flaw: None,
        };
        let nightly = vec![Role::AccountsReadAll, Role::ContactsReadAll, Role::ContactsWriteAll];
        vec![
            web_app(
                ["web app", "for Ada"],
                "a web app that acts for Ada, who sells: scope Crm.ReadWrite.Team",
            ),
            ada(
                ["AI agent", "for Ada"],
                "an AI agent that acts for Ada: scope Crm.Read.My",
                vec![Scope::CrmReadMy],
            ),
            service(["service", "as itself"], "a background service that acts as itself", nightly),
            Self {
                flaw: Some(Flaw::NoToken),
                ..web_app(["intruder", "no token"], "an intruder without a token")
            },
            Self {
                flaw: Some(Flaw::Expired),
                ..web_app(["intruder", "expired"], "an intruder with an expired token")
            },
            Self {
                flaw: Some(Flaw::OtherTenant),
                ..web_app(["intruder", "foreign"], "an intruder with the token of another tenant")
            },
            service(
                ["intruder", "no role"],
                "a service of the same tenant that was never assigned a role",
                vec![],
            ),
        ]
    }

    /// The token that Entra would issue; `None` for who sends none.
    pub fn token(&self, issuer: &DevIssuer) -> Option<String> {
        let token = match self.kind {
            CallerKind::User => issuer.user::<Model>(),
            CallerKind::App => issuer.app::<Model>(),
        };
        let mut token = token.roles(self.roles.iter().copied()).scopes(self.scopes.iter().copied());
        if let Some(user) = self.user {
            token = token.object_id(user);
        }
        match self.flaw {
            None => Some(token.sign()),
            Some(Flaw::NoToken) => None,
            Some(Flaw::Expired) => {
                Some(token.issued_at(SystemTime::now() - Duration::from_secs(2 * 60 * 60)).sign())
            }
            Some(Flaw::OtherTenant) => Some(token.tenant(OTHER_TENANT).sign()),
        }
    }
}
