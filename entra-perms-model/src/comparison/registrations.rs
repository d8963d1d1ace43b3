//! Differences in the registrations of the API.

use super::Difference;
use crate::model::{App, Model};

/// A setting of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppSetting {
    /// The client id.
    ClientId,
    /// The display name.
    DisplayName,
    /// The App ID URIs.
    IdentifierUris,
    /// The version of access tokens.
    TokenVersion,
    /// The accounts that can sign in.
    SignInAudience,
    /// The optional claim `aud` with `use_guid`.
    ClientIdIsAudience,
    /// The optional claim `idtyp`.
    MarksAppOnly,
    /// The optional claims about AI agents.
    AgentClaims,
    /// The optional claim `xms_cc`.
    ClientCapabilities,
    /// The optional claim `acrs`.
    AuthenticationContexts,
}

/// Finds changed settings, and registrations that were added or removed.
pub(super) fn compare(before: &Model, after: &Model, differences: &mut Vec<Difference>) {
    for (registration, (app, other)) in before.apps.iter().zip(&after.apps).enumerate() {
        for setting in changed_settings(app, other) {
            differences.push(Difference::Setting { registration, setting });
        }
    }
    if before.apps.len() != after.apps.len() {
        differences
            .push(Difference::Registrations { before: before.apps.len(), after: after.apps.len() });
    }
}

fn changed_settings(before: &App, after: &App) -> Vec<AppSetting> {
    // Without `..`, so that a new setting cannot be forgotten.
    let App {
        client_id,
        display_name,
        identifier_uris,
        token_version,
        sign_in_audience,
        client_id_is_audience,
        marks_app_only,
        agent_claims,
        client_capabilities,
        authentication_contexts,
    } = before;
    let settings = [
        (AppSetting::ClientId, *client_id != after.client_id),
        (AppSetting::DisplayName, *display_name != after.display_name),
        (AppSetting::IdentifierUris, *identifier_uris != after.identifier_uris),
        (AppSetting::TokenVersion, *token_version != after.token_version),
        (AppSetting::SignInAudience, *sign_in_audience != after.sign_in_audience),
        (AppSetting::ClientIdIsAudience, *client_id_is_audience != after.client_id_is_audience),
        (AppSetting::MarksAppOnly, *marks_app_only != after.marks_app_only),
        (AppSetting::AgentClaims, *agent_claims != after.agent_claims),
        (AppSetting::ClientCapabilities, *client_capabilities != after.client_capabilities),
        (
            AppSetting::AuthenticationContexts,
            *authentication_contexts != after.authentication_contexts,
        ),
    ];
    let changed = settings.into_iter().filter(|(_, is_changed)| *is_changed);
    changed.map(|(setting, _)| setting).collect()
}
