//! The rules of the application itself: what it says about its tokens.

use crate::finding::{Finding, Lint, Rule};
use crate::manifest::export::{Kind, RawApp, RawClaim};
use crate::manifest::fragments::Merged;
use crate::manifest::report::{Damage, Report, Shown};
use crate::model::{App, SignInAudience, TokenVersion};

/// Reports what does not go together, and warns of what Microsoft advises against.
pub(super) fn check(raw: &Merged, report: &mut Report<'_>) {
    check_groups(&raw.app, report);
    check_personal_accounts(raw, report);
    check_mapped_claims(&raw.app, report);
    check_encryption(&raw.app, report);
    warn_of_idtyp(raw, report);
}

/// The application as tokens are checked against it.
pub(super) fn app(raw: &RawApp) -> App {
    App {
        client_id: raw.client_id.as_ref().map(|id| id.text.clone()),
        display_name: raw.display_name.as_ref().map(|name| name.text.clone()),
        identifier_uris: raw.identifier_uris.clone(),
        token_version: raw.token_version.map(|(version, _)| version),
        sign_in_audience: raw.sign_in_audience.map(|(audience, _)| audience),
        client_id_is_audience: entra_claims(raw, "aud")
            .any(|claim| has_property(claim, "use_guid")),
        marks_app_only: entra_claims(raw, "idtyp").next().is_some(),
    }
}

fn claims<'a>(app: &'a RawApp, name: &'a str) -> impl Iterator<Item = &'a RawClaim> {
    app.claims
        .iter()
        .flatten()
        .filter(move |claim| claim.name.eq_ignore_ascii_case(name))
}

/// Those that Entra defines.
fn entra_claims<'a>(app: &'a RawApp, name: &'a str) -> impl Iterator<Item = &'a RawClaim> {
    claims(app, name).filter(|claim| !claim.is_extension)
}

fn has_property(claim: &RawClaim, name: &str) -> bool {
    claim.properties.iter().any(|property| property.text.eq_ignore_ascii_case(name))
}

/// `emit_as_roles` puts the names of a user's groups into `roles`, where a group called like a role would grant
/// that role, and suppresses the app roles themselves.
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims>
fn check_groups(app: &RawApp, report: &mut Report<'_>) {
    for property in claims(app, "groups").flat_map(|claim| &claim.properties) {
        if property.text.eq_ignore_ascii_case("emit_as_roles") {
            report.error(
                property.at,
                Damage::Nothing,
                "`emit_as_roles` on the optional claim `groups` puts group names into the `roles` of a token in \
                 place of app roles; expected it to be removed",
            );
        }
    }
}

/// Personal accounts cannot hold app roles, and get v2.0 tokens only. Microsoft's table has no app
/// roles for registrations of both kinds of accounts; the directory keeps them, and users of
/// organizations hold them.
/// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
fn check_personal_accounts(raw: &Merged, report: &mut Report<'_>) {
    let Some((audience, at)) = raw
        .app
        .sign_in_audience
        .filter(|(audience, _)| audience.has_personal_accounts())
    else {
        return;
    };
    let name = audience.name();
    if let Some(role) = raw.roles.first() {
        let role = format!("`{}` ({})", Shown(&role.value.text), report.place_text(role.value.at));
        if audience == SignInAudience::PersonalMicrosoftAccount {
            let message = format_args!(
                "`signInAudience` is `{name}`, and a registration for personal accounts cannot have \
                 app roles such as {role}"
            );
            report.error(at, Damage::Nothing, message);
        } else {
            let message = format_args!(
                "`signInAudience` is `{name}` ({}), and personal accounts cannot hold app roles such \
                 as {role}: only users of organizations can",
                report.place_text(at)
            );
            report.warn(Finding::new(Rule::Lint(Lint::PersonalAccounts), message));
        }
    }
    if let Some((TokenVersion::V1, version_at)) = raw.app.token_version {
        let message = format!(
            "the access token version is not 2, and `signInAudience` is `{name}` ({}): personal accounts get v2.0 tokens only",
            report.place_text(at)
        );
        report.error(version_at, Damage::Nothing, message);
    }
}

/// With `acceptMappedClaims`, whoever administers a tenant where the application is used can rewrite claims of its tokens.
/// <https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest#api-attribute>
fn check_mapped_claims(app: &RawApp, report: &mut Report<'_>) {
    let audience = app
        .sign_in_audience
        .filter(|(audience, _)| audience.has_several_organizations());
    if let (Some(at), Some((audience, audience_at))) = (app.accepts_mapped_claims, audience) {
        let message = format!(
            "`acceptMappedClaims` is true, and `signInAudience` is `{}` ({}): any customer could put claims of their own into \
             the tokens of this API; expected false for a multi-tenant application",
            audience.name(),
            report.place_text(audience_at)
        );
        report.error(at, Damage::Nothing, message);
    }
}

/// With `tokenEncryptionKeyId`, access tokens are JWE, which only the holder of the private key
/// reads.
/// <https://learn.microsoft.com/graph/api/resources/application#properties>
fn check_encryption(app: &RawApp, report: &mut Report<'_>) {
    if let Some(at) = app.encrypts_tokens {
        report.error(
            at,
            Damage::Nothing,
            "`tokenEncryptionKeyId` names a key, so Entra encrypts every token for this API (JWE), and \
             the API could read none; expected null: set `\"tokenEncryptionKeyId\": null` under \
             Manifest in Entra, and export the manifest again",
        );
    }
}

/// Without `idtyp`, whether an application acts as itself is told from what is missing in the token.
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
fn warn_of_idtyp(raw: &Merged, report: &mut Report<'_>) {
    // Other forms have no optional claims.
    let can_ask = raw.app.claims.is_some() || raw.has(Kind::Application);
    if can_ask && entra_claims(&raw.app, "idtyp").next().is_none() {
        let message = format!(
            "the optional claim `idtyp`, by which tokens of applications that act as themselves are told from those of users, is \
             not asked for in {}; add it to the access token under Token configuration",
            report.name()
        );
        report.warn(Finding::new(Rule::Lint(Lint::NoIdtyp), message));
    }
}

#[cfg(test)]
mod tests;
