//! The rules for the caller: its kind, its ids, and its permissions.

use uuid::Uuid;

use super::lifetime::issued_at;
use super::{AppsWithoutRoles, Rules};
use crate::caller::{Actor, ClientAuthentication};
use crate::model::{CallerKind, TokenVersion};
use crate::validator::claim::Claim;
use crate::validator::token::claims::{Carried, Claims, Text};
use crate::validator::token_error::{Excerpt, TokenError};

impl Rules {
    /// Decides whether a client acts for a user, or an application as itself.
    ///
    /// If the token has `idtyp`, `idtyp` decides. If the registration requests `idtyp`, every
    /// app-only token has it
    /// (<https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>), except
    /// tokens from before the request. Without `idtyp`, a token with scopes is delegated. An older
    /// sample of Microsoft's compares `oid` and `sub`, which fails for agent identities.
    pub(super) fn kind(
        &self,
        claims: &Claims<'_>,
        stated: Option<CallerKind>,
    ) -> Result<CallerKind, TokenError> {
        match stated {
            Some(CallerKind::App) if claims.has_scopes => Err(TokenError::AppWithScopes),
            Some(kind) => Ok(kind),
            None if claims.has_scopes => Ok(CallerKind::User),
            None if self.idtyp.was_requested(issued_at(claims)) => Err(TokenError::NoKind),
            None => Ok(CallerKind::App),
        }
    }

    /// Decides whether an AI agent acts.
    pub(super) fn actor(&self, claims: &Claims<'_>, kind: CallerKind) -> Result<Actor, TokenError> {
        let blueprint = optional_id(claims.blueprint.as_ref(), Claim::XmsParAppAzp)?;
        self.agent_claims.actor(claims, kind, blueprint, issued_at(claims))
    }

    /// Requires at least one role or scope of this API. Entra issues a token without any to every
    /// application of a tenant that asks for one. A service may accept such an application, if the
    /// token itself says with `idtyp` that it is app-only. Without roles and scopes, nothing else
    /// tells it from a user's token that grants nothing (`scp` is `/`).
    pub(super) fn some_permission(
        &self,
        carried: Carried,
        kind: CallerKind,
        stated: Option<CallerKind>,
    ) -> Result<(), TokenError> {
        let may_pass = match (carried, kind) {
            (Carried::Role, _) | (Carried::OnlyScopes, CallerKind::User) => true,
            (Carried::Nothing, CallerKind::User) => false,
            (Carried::OnlyScopes | Carried::Nothing, CallerKind::App) => {
                self.apps_without_roles == AppsWithoutRoles::Accepted
                    && stated == Some(CallerKind::App)
            }
        };
        if may_pass { Ok(()) } else { Err(TokenError::NoPermission) }
    }
}

/// Refuses ID tokens. The ID token of a user who signed in to this registration has the same
/// audience and carries the user's roles, and would pass for an app-only token. But an access token
/// for a user has scopes. A token without scopes and without `idtyp` must be app-only: it names a
/// client, does not describe a user, and has nothing that belongs to a sign-in.
///
/// If there is an `idtyp`, it decides. ID tokens never have it, and Microsoft calls it "the most
/// accurate way" to recognize an app-only token:
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>.
pub(crate) fn access_token(claims: &Claims<'_>, version: TokenVersion) -> Result<(), TokenError> {
    let is_app_only = client_claim(claims, version).is_some() && !claims.about_user;
    if claims.has_scopes || claims.idtyp.is_some() || is_app_only {
        Ok(())
    } else {
        Err(TokenError::IdToken)
    }
}

/// Returns the kind of caller that `idtyp` states, if the token has `idtyp`. Other kinds, such as
/// devices, have no roles and no scopes of an API.
pub(super) fn stated_kind(claims: &Claims<'_>) -> Result<Option<CallerKind>, TokenError> {
    match claims.idtyp.as_ref().map(|idtyp| idtyp.0.as_ref()) {
        Some("app") => Ok(Some(CallerKind::App)),
        Some("user") => Ok(Some(CallerKind::User)),
        Some(other) => Err(TokenError::UnknownKind { found: Excerpt::new(other) }),
        None => Ok(None),
    }
}

/// Returns the id of the client.
pub(super) fn client_id(
    claims: &Claims<'_>,
    version: TokenVersion,
) -> Result<Option<Uuid>, TokenError> {
    let name = match version {
        TokenVersion::V1 => Claim::Appid,
        TokenVersion::V2 => Claim::Azp,
    };
    optional_id(client_claim(claims, version), name)
}

/// Returns the claim that names the client: `azp`, or `appid` in v1.0 tokens.
fn client_claim<'a, 'de>(claims: &'a Claims<'de>, version: TokenVersion) -> Option<&'a Text<'de>> {
    match version {
        TokenVersion::V1 => claims.appid.as_ref(),
        TokenVersion::V2 => claims.azp.as_ref(),
    }
}

/// Returns the way in which the client proved its identity. An unknown or missing value does
/// not prove it.
pub(crate) fn client_authentication(
    claims: &Claims<'_>,
    version: TokenVersion,
) -> ClientAuthentication {
    let method = match version {
        TokenVersion::V1 => claims.appidacr.as_ref(),
        TokenVersion::V2 => claims.azpacr.as_ref(),
    };
    match method.map(|method| method.0.as_ref()) {
        Some("1" | "2") => ClientAuthentication::Proven,
        Some(_) | None => ClientAuthentication::Unproven,
    }
}

pub(super) fn optional_id(
    value: Option<&Text<'_>>,
    claim: Claim,
) -> Result<Option<Uuid>, TokenError> {
    let Some(text) = value else { return Ok(None) };
    match Uuid::parse_str(&text.0) {
        Ok(id) => Ok(Some(id)),
        Err(_) => Err(TokenError::wrong_shape(claim)),
    }
}
