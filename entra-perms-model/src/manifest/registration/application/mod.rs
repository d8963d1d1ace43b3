//! The rules for the application itself, and for the tokens that it requests. `agents`: the claims
//! that say whether an AI agent acts.

mod agents;

use crate::finding::{Finding, Lint, Rule};
use crate::manifest::export::{Kind, RawApp, RawClaim};
use crate::manifest::fragments::Merged;
use crate::manifest::report::{Damage, FileRange, Report, Shown};
use crate::model::{App, OptionalClaim, SignInAudience, TokenVersion};

/// Reports settings that are unsafe or contradict each other, and warns about settings that
/// Microsoft advises against.
pub(super) fn check(raw: &Merged, report: &mut Report<'_>) {
    check_groups(&raw.app, report);
    check_personal_accounts(raw, report);
    check_mapped_claims(&raw.app, report);
    check_encryption(&raw.app, report);
    warn_about_idtyp(raw, report);
    agents::warn_about_claims(raw, report);
}

/// Returns the facts about the application that validators and guards need.
pub(super) fn app(merged: &Merged) -> App {
    let raw = &merged.app;
    App {
        client_id: raw.client_id.as_ref().map(|id| id.text.clone()),
        display_name: raw.display_name.as_ref().map(|name| name.text.clone()),
        identifier_uris: raw.identifier_uris.uris.iter().map(|uri| uri.text.clone()).collect(),
        token_version: raw.token_version.map(|(version, _)| version),
        sign_in_audience: raw.sign_in_audience.map(|(audience, _)| audience),
        client_id_is_audience: entra_claims(raw, "aud")
            .any(|claim| has_property(claim, "use_guid")),
        marks_app_only: entra_claims(raw, "idtyp").next().is_some(),
        agent_claims: agents::requested_claims(raw),
        client_capabilities: optional_claim(merged, "xms_cc"),
        authentication_contexts: optional_claim(merged, "acrs"),
    }
}

/// Returns whether the application requests a claim by its exact name. In another case, Entra might
/// not know the name.
fn optional_claim(raw: &Merged, name: &str) -> OptionalClaim {
    if entra_claims(&raw.app, name).any(|claim| claim.name == name) {
        OptionalClaim::Requested
    } else if can_request_claims(raw) {
        OptionalClaim::NotRequested
    } else {
        OptionalClaim::Unknown
    }
}

fn claims<'a>(app: &'a RawApp, name: &'a str) -> impl Iterator<Item = &'a RawClaim> {
    app.claims
        .iter()
        .flatten()
        .filter(move |claim| claim.name.eq_ignore_ascii_case(name))
}

/// Returns the claims that Entra defines. An extension property can have the name of one.
fn entra_claims<'a>(app: &'a RawApp, name: &'a str) -> impl Iterator<Item = &'a RawClaim> {
    claims(app, name).filter(|claim| !claim.is_extension)
}

fn has_property(claim: &RawClaim, name: &str) -> bool {
    claim.properties.iter().any(|property| property.text.eq_ignore_ascii_case(name))
}

/// With `emit_as_roles`, Entra puts the names of a user's groups into the claim `roles`, and leaves
/// out the app roles. A group with the name of a role would grant the role.
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims#configure-groups-optional-claims>
fn check_groups(app: &RawApp, report: &mut Report<'_>) {
    for property in claims(app, "groups").flat_map(|claim| &claim.properties) {
        if property.text.eq_ignore_ascii_case("emit_as_roles") {
            let message = "`emit_as_roles` replaces the app roles in tokens with group names";
            let finding = Finding::new(Rule::GroupsAsRoles, message)
                .note("a group with the name of an app role would grant the role")
                .help(
                    "remove `emit_as_roles` from the optional claim `groups` in Entra, and export \
                     the registration again",
                );
            report.error(property.at, Damage::Nothing, finding);
        }
    }
}

/// Personal accounts cannot hold app roles, and get v2.0 tokens only. Microsoft's table does not
/// list app roles for registrations with both kinds of accounts. The directory keeps them, and
/// users of organizations hold them.
/// <https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation>
fn check_personal_accounts(raw: &Merged, report: &mut Report<'_>) {
    let Some((audience, at)) = raw.app.sign_in_audience else { return };
    if audience.has_personal_accounts() {
        check_roles(raw, audience, at, report);
        check_token_version(&raw.app, audience, at, report);
    }
}

fn check_roles(raw: &Merged, audience: SignInAudience, at: FileRange, report: &mut Report<'_>) {
    let Some(role) = raw.roles.first() else { return };
    let value = Shown(&role.value.text);
    let first_role = format!("app role `{value}` is at {}", report.place_text(role.value.at));
    if audience == SignInAudience::PersonalMicrosoftAccount {
        let message = "a registration for personal accounts cannot have app roles";
        let finding = Finding::new(Rule::PersonalAccounts, message)
            .note(format_args!("`signInAudience` is `{}`", audience.name()))
            .note(first_role);
        report.error(at, Damage::Nothing, finding);
    } else {
        let message = "personal accounts cannot hold app roles";
        let finding = Finding::new(Rule::Lint(Lint::PersonalAccounts), message)
            .note("only users of organizations can hold them")
            .note(describe(audience, at, report))
            .note(first_role);
        report.warn(finding);
    }
}

fn check_token_version(
    app: &RawApp,
    audience: SignInAudience,
    at: FileRange,
    report: &mut Report<'_>,
) {
    if let Some((TokenVersion::V1, version_at)) = app.token_version {
        let message = "the access token version must be 2 for personal accounts";
        let finding = Finding::new(Rule::PersonalAccounts, message)
            .note(describe(audience, at, report))
            .note("personal accounts get v2.0 tokens only");
        report.error(version_at, Damage::Nothing, finding);
    }
}

/// Returns the setting with its place, for a note.
fn describe(audience: SignInAudience, at: FileRange, report: &Report<'_>) -> String {
    format!("`signInAudience` is `{}` at {}", audience.name(), report.place_text(at))
}

/// With `acceptMappedClaims`, an administrator of any tenant that uses the application can rewrite
/// claims of its tokens.
/// <https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest#api-attribute>
fn check_mapped_claims(app: &RawApp, report: &mut Report<'_>) {
    let Some(at) = app.accepts_mapped_claims else { return };
    let Some((audience, audience_at)) = app.sign_in_audience else { return };
    if audience.has_several_organizations() {
        let message = "`acceptMappedClaims` is true in a multi-tenant application";
        let finding = Finding::new(Rule::MappedClaims, message)
            .note(describe(audience, audience_at, report))
            .note("an administrator of any tenant could change claims in the tokens of this API")
            .setting_help("acceptMappedClaims", "false");
        report.error(at, Damage::Nothing, finding);
    }
}

/// With `tokenEncryptionKeyId`, access tokens are JWE, which only the holder of the private key can
/// read.
/// <https://learn.microsoft.com/graph/api/resources/application#properties>
fn check_encryption(app: &RawApp, report: &mut Report<'_>) {
    if let Some(at) = app.encrypts_tokens {
        let message = "`tokenEncryptionKeyId` makes Entra encrypt all tokens for this API";
        let finding = Finding::new(Rule::EncryptedTokens, message)
            .note("the API cannot read encrypted tokens (JWE)")
            .setting_help("tokenEncryptionKeyId", "null");
        report.error(at, Damage::Nothing, finding);
    }
}

/// Returns whether the files can contain optional claims. Fragments and service principals do not.
fn can_request_claims(raw: &Merged) -> bool {
    raw.app.claims.is_some() || raw.has(Kind::Application)
}

/// Without `idtyp`, only the absence of other claims shows that an application acts as itself.
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
fn warn_about_idtyp(raw: &Merged, report: &mut Report<'_>) {
    if can_request_claims(raw) && entra_claims(&raw.app, "idtyp").next().is_none() {
        let message = "the optional claim `idtyp` is not requested";
        let finding = Finding::new(Rule::Lint(Lint::NoIdtyp), message)
            .note(format_args!("the registration is in {}", report.name()))
            .note(
                "`idtyp` tells the tokens of applications that act as themselves from the tokens \
                 of users",
            )
            .help(
                "add `idtyp` to the access token under Token configuration in Entra, and export \
                 the registration again",
            );
        report.warn(finding);
    }
}

#[cfg(test)]
mod tests;
