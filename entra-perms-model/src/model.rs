//! What the macros know of an application: plain data, the interface to code generation.

/// The permission model of one API: its manifest, and the mapping written beside it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Model {
    /// The application as `manifest` has it, then as each of `environments` does. Never empty.
    pub apps: Vec<App>,
    /// The app roles, in the order of the manifest.
    pub roles: Vec<Role>,
    /// The scopes, in the order of the manifest.
    pub scopes: Vec<Scope>,
    /// Roles that are one permission with several reaches, in the order of the manifest.
    pub groups: Vec<Group>,
    /// The reaches, narrowest first, as given.
    pub constraints: Vec<String>,
}

impl Model {
    /// The application as `manifest` has it.
    pub fn app(&self) -> Option<&App> {
        self.apps.first()
    }
}

/// What the manifest says of the application itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct App {
    /// `appId` as a lower-case GUID; `None` where the manifest has a placeholder.
    pub client_id: Option<String>,
    /// The name shown in the portal.
    pub display_name: Option<String>,
    /// The App ID URIs, which v1.0 tokens may carry as their audience.
    pub identifier_uris: Vec<String>,
    /// Which tokens Entra issues for this API; `None` where the manifest does not say.
    pub token_version: Option<TokenVersion>,
    /// Whose accounts it serves; `None` where the manifest does not say.
    pub sign_in_audience: Option<SignInAudience>,
    /// The optional claim `aud` has `use_guid`: v1.0 tokens name the client id too.
    pub client_id_is_audience: bool,
    /// The optional claim `idtyp` is asked for: tokens of applications that act as themselves say so.
    pub marks_app_only: bool,
}

impl App {
    /// What a validator goes by where the client id is not known; App ID URIs belong to one, and then do not count.
    pub fn without_names(&self) -> Self {
        Self { client_id: None, display_name: None, identifier_uris: Vec::new(), ..self.clone() }
    }
}

/// Which version of access token Entra issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenVersion {
    /// `null` or `1`.
    V1,
    /// `2`.
    V2,
}

/// `signInAudience`: whose accounts an application serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInAudience {
    /// Those of one organisation.
    AzureAdMyOrg,
    /// Those of any organisation.
    AzureAdMultipleOrgs,
    /// Those of any organisation, and personal ones.
    AzureAdAndPersonalMicrosoftAccount,
    /// Personal ones.
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

    /// As a manifest spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AzureAdMyOrg => "AzureADMyOrg",
            Self::AzureAdMultipleOrgs => "AzureADMultipleOrgs",
            Self::AzureAdAndPersonalMicrosoftAccount => "AzureADandPersonalMicrosoftAccount",
            Self::PersonalMicrosoftAccount => "PersonalMicrosoftAccount",
        }
    }

    /// Whether personal accounts are among them.
    pub fn has_personal_accounts(self) -> bool {
        matches!(self, Self::AzureAdAndPersonalMicrosoftAccount | Self::PersonalMicrosoftAccount)
    }

    /// Whether accounts of more than one organisation are.
    pub fn has_several_organizations(self) -> bool {
        self != Self::AzureAdMyOrg
    }
}

/// What app roles and scopes have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The exact text that tokens carry.
    pub value: String,
    /// The GUID; `None` where the manifest has none or a placeholder.
    pub id: Option<u128>,
    /// What administrators see.
    pub display_name: String,
    /// What administrators read below it.
    pub description: String,
    /// Disabled entries stay in tokens and are never granted.
    pub enabled: bool,
    /// The identifiers the value becomes.
    pub name: Name,
}

/// The identifiers of one value. All are spanned at the call site.
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
    /// What it shares with scopes.
    pub entry: Entry,
    /// Whether users and groups can hold it.
    pub users: bool,
    /// Whether applications can hold it.
    pub applications: bool,
    /// The scopes that lead to it, ascending: the inverse of [`Scope::roles`].
    pub scopes: Vec<usize>,
}

/// A scope.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scope {
    /// What it shares with app roles.
    pub entry: Entry,
    /// The roles it leads to, ascending.
    pub roles: Vec<usize>,
}

/// Roles that differ in their last segment only, which says how far they reach.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The module of the group.
    pub path: Vec<String>,
    /// Its roles, narrowest first.
    pub reaches: Vec<Reach>,
}

/// One role of a [`Group`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reach {
    /// The reach as written in `constraints`, such as `Team`.
    pub constraint: String,
    /// The index of the role.
    pub role: usize,
}
