//! The app registration itself, as far as tokens are checked against it.

/// What a manifest says of the application itself, as far as a token is checked against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppRegistration {
    /// `appId`, the client id: the audience of v2.0 tokens. `None` where the manifest has a placeholder.
    pub client_id: Option<&'static str>,
    /// `displayName`, the name in the portal: for messages.
    pub display_name: Option<&'static str>,
    /// `identifierUris`, the App ID URIs: further audiences of v1.0 tokens, unless
    /// [`audience_is_client_id`](Self::audience_is_client_id).
    pub identifier_uris: &'static [&'static str],
    /// Which access tokens Entra issues for this API; `None` where the manifest does not say.
    pub token_version: Option<TokenVersion>,
    /// `signInAudience`, whose accounts it serves; `None` where the manifest does not say.
    pub sign_in_audience: Option<SignInAudience>,
    /// The optional claim `aud` of access tokens has `use_guid`: v1.0 tokens, too, name the client id as their audience, and
    /// never a URI. <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub audience_is_client_id: bool,
    /// Access tokens have the optional claim `idtyp`: those of applications that act as themselves say `idtyp: app`.
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub marks_app_only: bool,
}

#[doc(hidden)]
impl AppRegistration {
    #[must_use]
    pub const fn new(
        client_id: Option<&'static str>,
        identifier_uris: &'static [&'static str],
        token_version: Option<TokenVersion>,
    ) -> Self {
        Self {
            client_id,
            display_name: None,
            identifier_uris,
            token_version,
            sign_in_audience: None,
            audience_is_client_id: false,
            marks_app_only: false,
        }
    }

    #[must_use]
    pub const fn with_display_name(mut self, name: &'static str) -> Self {
        self.display_name = Some(name);
        self
    }

    #[must_use]
    pub const fn with_sign_in_audience(mut self, accounts: SignInAudience) -> Self {
        self.sign_in_audience = Some(accounts);
        self
    }

    #[must_use]
    pub const fn with_client_id_as_audience(mut self) -> Self {
        self.audience_is_client_id = true;
        self
    }

    #[must_use]
    pub const fn with_app_only_marked(mut self) -> Self {
        self.marks_app_only = true;
        self
    }
}

/// `signInAudience` of a manifest: which accounts the application serves.
/// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInAudience {
    /// `AzureADMyOrg`: those of the tenant that it is registered in.
    AzureAdMyOrg,
    /// `AzureADMultipleOrgs`: those of any organisation.
    AzureAdMultipleOrgs,
    /// `AzureADandPersonalMicrosoftAccount`: those of any organisation, and personal ones.
    AzureAdAndPersonalMicrosoftAccount,
    /// `PersonalMicrosoftAccount`: personal ones alone. No validator is built for it: see
    /// [`BuildError::PersonalAccountsOnly`](crate::BuildError::PersonalAccountsOnly).
    PersonalMicrosoftAccount,
}

/// The two forms of access token: `requestedAccessTokenVersion` of a manifest, `ver` of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenVersion {
    /// v1.0: what Entra issues unless the manifest asks for 2.
    V1,
    /// v2.0
    V2,
}

impl TokenVersion {
    /// As tokens say it.
    pub(crate) const fn ver(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}
