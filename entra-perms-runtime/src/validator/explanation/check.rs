//! The checks of a token, and the result of each.

use crate::validator::token::rules::Rule;
use crate::validator::token_error::TokenError;

/// A check of the validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The size of the text.
    Size,
    /// The three parts.
    Form,
    /// The algorithm, and the id of the key.
    Header,
    /// The key that the header names.
    Key,
    /// The signature.
    Signature,
    /// The payload, and the shape of its claims.
    Claims,
    /// A rule for the claims.
    Rule(Rule),
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The token passes.
    Passed,
    /// The validator refuses the token, unless an earlier check does.
    Refused(TokenError),
    /// Nothing is known.
    NotChecked(NotChecked),
}

/// The reason why a check was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChecked {
    /// An earlier check found nothing to look at.
    Dependent,
    /// No keys were given.
    NoKeys,
    /// No tenant was given.
    NoTenant,
    /// The issuers of the authority depend on the tenant, and not exactly one tenant was given.
    IssuerOfTenant,
    /// Only the program of the service has the setting.
    SettingOfService,
}

impl Check {
    /// Returns the stable id of the check, for programs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.id_and_words().0
    }

    /// Returns the words for the rule that a token must meet.
    #[must_use]
    pub const fn words(self) -> &'static str {
        self.id_and_words().1
    }

    const fn id_and_words(self) -> (&'static str, &'static str) {
        match self {
            Self::Size => ("size", "at most 250 KiB"),
            Self::Form => ("form", "three parts in base64url"),
            Self::Header => ("header", "RS256, a `kid`, and neither `crit` nor `nonce`"),
            Self::Key => ("key", "the issuer publishes the key (`kid`)"),
            Self::Signature => ("signature", "the key signed the token"),
            Self::Claims => ("claims", "a JSON object, and each claim has the right shape"),
            Self::Rule(rule) => match rule {
                Rule::KnownVersion => ("version", "v1.0 or v2.0 (`ver`)"),
                Rule::AccessToken => ("access_token", "an access token, and not an ID token"),
                Rule::StatedKind => ("idtyp", "for a user or an application (`idtyp`)"),
                Rule::AcceptedVersion => {
                    ("accepted_version", "the version that Entra issues for this API")
                }
                Rule::Tenant => ("tenant", "a tenant that the API serves (`tid`)"),
                Rule::Issuer => ("issuer", "the issuer of the tenant (`iss`)"),
                Rule::KeyIssuer => ("key_issuer", "the key is published for this issuer"),
                Rule::TenantFilter => ("tenant_filter", "the service's filter admits the tenant"),
                Rule::Audience => ("audience", "for this API (`aud`)"),
                Rule::Lifetime => ("lifetime", "valid now (`nbf`, `exp`)"),
                Rule::Binding => ("binding", "not bound to a key (`cnf`)"),
                Rule::Kind => ("kind", "says whether a user or an application calls"),
                Rule::ClientId => ("client_id", "the id of the client is a GUID (`azp`, `appid`)"),
                Rule::ObjectId => ("object_id", "the id of the caller is a GUID (`oid`)"),
                Rule::Agents => ("agents", "the claims about AI agents agree"),
                Rule::Permission => ("permission", "a role or scope of this API"),
            },
        }
    }
}
