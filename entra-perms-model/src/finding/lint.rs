//! The risks that a user can accept by name.

/// A risk in a manifest, which is a warning until `allow = [lint]` accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lint {
    /// An app role can be held by users and by applications.
    SharedRoles,
    /// A registration that also serves personal accounts has app roles.
    PersonalAccounts,
    /// Access tokens do not say whether an application acts as itself.
    NoIdtyp,
    /// An app role or scope is meant for AI agents, but access tokens do not say whether one acts.
    NoAgentClaims,
    /// A guard requires claims that a client can be asked for, but access tokens do not say whether
    /// the client can be asked.
    NoXmsCc,
    /// A guard names a client (`client = …`) whose registration does not ask for the permissions
    /// that the guard requires.
    ClientLacksPermission,
    /// A value is longer than Microsoft's documented maximum.
    LongValues,
    /// Two values have one id.
    RepeatedIds,
    /// A value looks like a placeholder of a template.
    Placeholders,
    /// One of several environments disables a value.
    DisabledElsewhere,
    /// The client id of one of several environments is unknown.
    NoClientId,
    /// A line of `scopes`, or a string of one, adds nothing to the other lines. It is often a
    /// mistyped one. The fix is to remove or to correct it.
    RedundantLine,
    /// Several scopes lead to the same app roles, so a client gets the same with any of them. The
    /// fix is to map them to different roles, or to disable all of them but one.
    EqualScopes,
    /// Users may consent to a scope that leads to an app role that applications can hold, too, or
    /// that ends in the widest constraint. The fix is `"type": "Admin"`, or a narrower line.
    UserConsent,
}

impl Lint {
    /// Every lint.
    pub const ALL: [Self; 14] = [
        Self::SharedRoles,
        Self::PersonalAccounts,
        Self::NoIdtyp,
        Self::NoAgentClaims,
        Self::NoXmsCc,
        Self::ClientLacksPermission,
        Self::LongValues,
        Self::RepeatedIds,
        Self::Placeholders,
        Self::DisabledElsewhere,
        Self::NoClientId,
        Self::RedundantLine,
        Self::EqualScopes,
        Self::UserConsent,
    ];

    /// Returns the name of the lint, as `allow = […]` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SharedRoles => "shared_roles",
            Self::PersonalAccounts => "personal_accounts",
            Self::NoIdtyp => "no_idtyp",
            Self::NoAgentClaims => "no_agent_claims",
            Self::NoXmsCc => "no_xms_cc",
            Self::ClientLacksPermission => "client_lacks_permission",
            Self::LongValues => "long_values",
            Self::RepeatedIds => "repeated_ids",
            Self::Placeholders => "placeholders",
            Self::DisabledElsewhere => "disabled_elsewhere",
            Self::NoClientId => "no_client_id",
            Self::RedundantLine => "redundant_line",
            Self::EqualScopes => "equal_scopes",
            Self::UserConsent => "user_consent",
        }
    }

    /// Returns the risk in one sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::SharedRoles => "An app role can be held by users and by applications.",
            Self::PersonalAccounts => {
                "A registration that also serves personal accounts has app roles."
            }
            Self::NoIdtyp => "Access tokens do not say whether an application acts as itself.",
            Self::NoAgentClaims => {
                "An app role or scope is meant for AI agents, but access tokens do not say whether one acts."
            }
            Self::NoXmsCc => {
                "A guard requires claims that a client can be asked for, but access tokens do not say whether the client can be asked."
            }
            Self::ClientLacksPermission => {
                "A guard names a client (`client = …`) whose registration does not ask for the permissions that the guard requires."
            }
            Self::LongValues => "A value is longer than Microsoft's documented maximum.",
            Self::RepeatedIds => "Two values have one id.",
            Self::Placeholders => "A value looks like a placeholder of a template.",
            Self::DisabledElsewhere => "One of several environments disables a value.",
            Self::NoClientId => "The client id of one of several environments is unknown.",
            Self::RedundantLine => {
                "A line of `scopes`, or a string of one, adds nothing to the other lines."
            }
            Self::EqualScopes => {
                "Several scopes lead to the same app roles, so a client gets the same with any of them."
            }
            Self::UserConsent => {
                "Users may consent to a scope that leads to an app role that applications can hold, too, or that ends in the widest constraint."
            }
        }
    }
}
