//! The permission model of one API: plain data, without spans and tokens.

use std::collections::BTreeSet;

/// The permission model of one API: its registrations and the mapping from scopes to app roles.
///
/// A scope and a role refer to each other by index, so that the model can be compared and sent on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Model {
    /// The application as `manifest` describes it, then as each of `environments` does.
    pub apps: Vec<App>,
    /// The app roles, in the order of the manifest.
    pub roles: Vec<Role>,
    /// The scopes, in the order of the manifest.
    pub scopes: Vec<Scope>,
    /// The roles that are one permission with several constraints, in the order of the manifest.
    pub groups: Vec<Group>,
    /// The constraints, narrowest first, as given.
    pub constraints: Vec<String>,
    /// The clients, in the order of the argument `clients`.
    pub clients: Vec<Client>,
}

impl Model {
    /// Returns the application as `manifest` describes it. Returns `None` for an empty model.
    #[must_use]
    pub fn app(&self) -> Option<&App> {
        self.apps.first()
    }

    /// Returns the app role with this value.
    #[must_use]
    pub fn role(&self, value: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.entry.value == value)
    }

    /// Returns the scope with this value.
    #[must_use]
    pub fn scope(&self, value: &str) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.entry.value == value)
    }

    /// Returns the client with this name.
    #[must_use]
    pub fn client(&self, name: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.name == name)
    }

    /// Returns the indices of the app roles that a client can use for a user who holds all of them:
    /// the roles of the scopes that it asks for, or for which it needs no consent. Disabled scopes
    /// and roles do not count.
    ///
    /// This is not an upper limit. A client may ask for further scopes at run time.
    #[must_use]
    pub fn delegated_roles(&self, client: &ClientRegistration) -> Vec<usize> {
        let scopes = client.scopes.iter().chain(&client.pre_authorized);
        let scopes = scopes.filter_map(|index| self.scopes.get(*index));
        let enabled = scopes.filter(|scope| scope.entry.enabled);
        let roles: BTreeSet<_> = enabled.flat_map(|scope| scope.roles.iter().copied()).collect();
        self.enabled_roles(roles)
    }

    /// Returns the indices of the app roles that a client asks to hold itself. Disabled roles do
    /// not count.
    ///
    /// This is not an upper limit. An administrator may assign further roles.
    #[must_use]
    pub fn app_only_roles(&self, client: &ClientRegistration) -> Vec<usize> {
        self.enabled_roles(client.roles.iter().copied())
    }

    fn enabled_roles(&self, indices: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let is_enabled = |role: &Role| role.entry.enabled;
        indices
            .into_iter()
            .filter(|index| self.roles.get(*index).is_some_and(is_enabled))
            .collect()
    }
}

/// The settings of one registration that decide how tokens are checked.
///
/// The struct is exhaustive, so that code generation and comparisons cannot forget a new setting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct App {
    /// The client id (`appId`), a GUID in lower case. `None` if the manifest has a placeholder.
    pub client_id: Option<String>,
    /// The name in the portal.
    pub display_name: Option<String>,
    /// The App ID URIs. A v1.0 token may have one of them as its audience.
    pub identifier_uris: Vec<String>,
    /// The version of the access tokens. `None` if the manifest does not say.
    pub token_version: Option<TokenVersion>,
    /// The accounts that can sign in. `None` if the manifest does not say.
    pub sign_in_audience: Option<SignInAudience>,
    /// `true` if the optional claim `aud` has `use_guid`: a v1.0 token may then have the client id
    /// as its audience.
    pub client_id_is_audience: bool,
    /// `true` if the registration requests the optional claim `idtyp`: app-only tokens then say so.
    pub marks_app_only: bool,
    /// The claims about AI agents that the registration requests, in the order of
    /// [`AgentClaim::ALL`].
    pub agent_claims: Vec<AgentClaim>,
    /// The optional claim `xms_cc`: only with it, tokens say whether the client handles claims
    /// challenges.
    pub client_capabilities: OptionalClaim,
    /// The optional claim `acrs`: with it, tokens name the authentication contexts that a user has
    /// met already. Without it, they name only the contexts that the client asks for.
    pub authentication_contexts: OptionalClaim,
}

/// Says whether a registration requests an optional claim of access tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OptionalClaim {
    /// The files cannot contain optional claims: they are service principals or fragments.
    #[default]
    Unknown,
    /// The registration does not request the claim.
    NotRequested,
    /// The registration requests the claim.
    Requested,
}

/// An optional claim that says whether an AI agent acts (Entra Agent ID).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentClaim {
    /// `xms_act_fct`: the facets of the actor.
    ActorFacets,
    /// `xms_sub_fct`: the facets of the subject.
    SubjectFacets,
    /// `xms_par_app_azp`: the blueprint of the agent.
    Blueprint,
}

impl AgentClaim {
    /// All of these claims.
    pub const ALL: [Self; 3] = [Self::ActorFacets, Self::SubjectFacets, Self::Blueprint];

    /// Returns the name of the claim in a manifest and in a token.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ActorFacets => "xms_act_fct",
            Self::SubjectFacets => "xms_sub_fct",
            Self::Blueprint => "xms_par_app_azp",
        }
    }
}

impl App {
    /// Returns the settings that validators need, without the client id, and without the names and
    /// App ID URIs, which belong to one client id.
    pub(crate) fn without_names(&self) -> Self {
        Self {
            client_id: None,
            display_name: None,
            identifier_uris: Vec::new(),
            client_capabilities: OptionalClaim::Unknown,
            authentication_contexts: OptionalClaim::Unknown,
            ..self.clone()
        }
    }
}

/// The version of the access tokens that Entra issues for an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenVersion {
    /// v1.0: `null` or `1` in a manifest.
    V1,
    /// v2.0: `2` in a manifest.
    V2,
}

/// The accounts that can sign in to an application: `signInAudience`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInAudience {
    /// Accounts of one organization.
    AzureAdMyOrg,
    /// Accounts of any organization.
    AzureAdMultipleOrgs,
    /// Accounts of any organization, and personal accounts.
    AzureAdAndPersonalMicrosoftAccount,
    /// Personal accounts.
    PersonalMicrosoftAccount,
}

impl SignInAudience {
    /// Every value.
    pub const ALL: [Self; 4] = [
        Self::AzureAdMyOrg,
        Self::AzureAdMultipleOrgs,
        Self::AzureAdAndPersonalMicrosoftAccount,
        Self::PersonalMicrosoftAccount,
    ];

    /// Returns the value in a manifest.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AzureAdMyOrg => "AzureADMyOrg",
            Self::AzureAdMultipleOrgs => "AzureADMultipleOrgs",
            Self::AzureAdAndPersonalMicrosoftAccount => "AzureADandPersonalMicrosoftAccount",
            Self::PersonalMicrosoftAccount => "PersonalMicrosoftAccount",
        }
    }

    /// Returns whether personal accounts can sign in.
    #[must_use]
    pub fn has_personal_accounts(self) -> bool {
        matches!(self, Self::AzureAdAndPersonalMicrosoftAccount | Self::PersonalMicrosoftAccount)
    }

    /// Returns whether accounts of more than one organization can sign in.
    #[must_use]
    pub fn has_several_organizations(self) -> bool {
        self != Self::AzureAdMyOrg
    }
}

/// The properties that app roles and scopes have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The text that tokens carry.
    pub value: String,
    /// The GUID. `None` if the manifest has none, or a placeholder.
    pub id: Option<u128>,
    /// The name that administrators see.
    pub display_name: String,
    /// The description that administrators see below the name.
    pub description: String,
    /// `false` if the entry is disabled. Tokens may still carry its value, but it is never granted.
    pub enabled: bool,
    /// The identifiers of the value.
    pub name: Name,
}

/// The Rust identifiers of one value. A keyword is a raw identifier, such as `r#type`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Name {
    /// The variant of `Role` or `Scope`.
    pub variant: String,
    /// The path below `roles` or `scopes`: modules, and last the constant. Never empty.
    pub path: Vec<String>,
}

/// An app role.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Role {
    /// The properties that it shares with scopes.
    pub entry: Entry,
    /// `true` if users and groups can hold it.
    pub users: bool,
    /// `true` if applications can hold it.
    pub applications: bool,
    /// The indices of the scopes that map to it, ascending: the inverse of [`Scope::roles`].
    pub scopes: Vec<usize>,
}

impl Role {
    /// Returns whether users can use the role, through a scope that maps to it.
    #[must_use]
    pub fn is_for_users(&self) -> bool {
        self.entry.enabled && self.users
    }

    /// Returns whether an application that holds the role can use it.
    #[must_use]
    pub fn is_for_applications(&self) -> bool {
        self.entry.enabled && self.applications
    }
}

/// A scope.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scope {
    /// The properties that it shares with app roles.
    pub entry: Entry,
    /// Who may consent to it. `None` if the manifest does not say. If the environments differ, the
    /// weakest answer counts.
    pub consent: Option<Consent>,
    /// The indices of the app roles that it maps to, ascending.
    pub roles: Vec<usize>,
}

/// Who may consent to a scope: its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consent {
    /// Users may consent for themselves, unless the settings of their tenant forbid it.
    User,
    /// Only an administrator may consent.
    Admin,
}

impl Consent {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::User, Self::Admin];

    /// Returns the value in a manifest.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Admin => "Admin",
        }
    }

    /// Returns the consent with this value, in any case of letters.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|consent| consent.name().eq_ignore_ascii_case(name))
    }
}

/// Roles that are one permission with several constraints: they differ in their last segment only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The module of the group.
    pub path: Vec<String>,
    /// The roles, narrowest first.
    pub reaches: Vec<Reach>,
}

/// One role of a [`Group`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reach {
    /// The constraint, such as `Team`.
    pub constraint: String,
    /// The index of the role.
    pub role: usize,
}

/// A client of the API: an application that asks for permissions of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Client {
    /// The name in the argument `clients`, an identifier.
    pub name: String,
    /// The registrations of the client, in the order of [`Model::apps`]. A registration of the API
    /// may have none.
    pub registrations: Vec<ClientRegistration>,
}

impl Client {
    /// Returns the name without `r#`, as programs and messages show it.
    #[must_use]
    pub fn plain_name(&self) -> &str {
        self.name.trim_start_matches("r#")
    }
}

/// A registration of a [`Client`], for one registration of the API.
///
/// The struct is exhaustive, so that comparisons cannot forget a new fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRegistration {
    /// The index of the registration of the API in [`Model::apps`].
    pub app: usize,
    /// The client id (`appId`), a GUID in lower case.
    pub client_id: String,
    /// The name in the portal.
    pub display_name: Option<String>,
    /// The indices of the scopes that the client asks for, ascending.
    pub scopes: Vec<usize>,
    /// The indices of the app roles that the client asks to hold itself, ascending.
    pub roles: Vec<usize>,
    /// The indices of the scopes for which the API asks for no consent, ascending.
    pub pre_authorized: Vec<usize>,
    /// `true` if Entra gives tokens to the client without a proof of its identity: the registration
    /// has redirect URIs of applications on devices or in browsers, or is a fallback public client.
    pub is_public: bool,
    /// `true` if the registration is a blueprint of AI agents. Each agent has a client id of its
    /// own, so no call has the client id of the blueprint. Only Microsoft Graph says it.
    pub is_blueprint: bool,
}
