//! The facts of an app registration that tokens are checked against.

use super::AgentClaim;

/// The facts of an app registration that tokens are checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppRegistration {
    /// The client id (`appId`), which is the audience of v2.0 tokens. `None` if the manifest has a
    /// placeholder.
    pub client_id: Option<&'static str>,
    /// The name in the portal (`displayName`), for messages.
    pub display_name: Option<&'static str>,
    /// The App ID URIs (`identifierUris`). They are audiences of v1.0 tokens too, unless
    /// [`audience_is_client_id`](Self::audience_is_client_id) is set.
    pub identifier_uris: &'static [&'static str],
    /// The version of the access tokens that Entra issues for this API. `None` if the manifest does
    /// not say.
    pub token_version: Option<TokenVersion>,
    /// The accounts that the application serves (`signInAudience`). `None` if the manifest does not
    /// say.
    pub sign_in_audience: Option<SignInAudience>,
    /// `true` if v1.0 tokens name the client id as their audience, and never a URI: the optional
    /// claim `aud` of access tokens has `use_guid`.
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub audience_is_client_id: bool,
    /// `true` if app-only tokens say `idtyp: app`: the manifest requests the optional claim
    /// `idtyp`.
    /// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
    pub marks_app_only: bool,
    /// The claims about AI agents that the manifest requests as optional claims of access tokens.
    /// Tokens say whether an agent acts if it requests all of them.
    pub agent_claims: &'static [AgentClaim],
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
            agent_claims: &[],
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

    #[must_use]
    pub const fn with_agent_claims(mut self, claims: &'static [AgentClaim]) -> Self {
        self.agent_claims = claims;
        self
    }
}

/// The accounts that an application serves: `signInAudience` of a manifest.
///
/// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignInAudience {
    /// `AzureADMyOrg`: accounts of the tenant that registered it.
    AzureAdMyOrg,
    /// `AzureADMultipleOrgs`: accounts of any organization.
    AzureAdMultipleOrgs,
    /// `AzureADandPersonalMicrosoftAccount`: accounts of any organization, and personal accounts.
    AzureAdAndPersonalMicrosoftAccount,
    /// `PersonalMicrosoftAccount`: personal accounts only. Building a validator fails: see
    /// [`BuildError::PersonalAccountsOnly`](crate::BuildError::PersonalAccountsOnly).
    PersonalMicrosoftAccount,
}

/// The two versions of access tokens: `requestedAccessTokenVersion` of a manifest, `ver` of a
/// token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenVersion {
    /// v1.0, which Entra issues unless the manifest asks for 2.
    V1,
    /// v2.0.
    V2,
}

impl TokenVersion {
    pub(crate) const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// Returns the value of the claim `ver`.
    pub(crate) const fn ver(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}
