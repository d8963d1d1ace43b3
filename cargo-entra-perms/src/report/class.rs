//! The classes of changes, and the list of all changes.

use clap::ValueEnum;

use crate::arguments::Level;

/// The class of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Class {
    /// Some caller can do more
    Widens,
    /// Some caller can do less, or Rust code or an assignment loses its entry
    Breaks,
    /// Tokens look different, so services and clients must agree on them
    Tokens,
    /// Nothing that a caller can do changes
    Text,
}

impl Class {
    /// Returns the name, as reports and the command line have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Widens => "widens",
            Self::Breaks => "breaks",
            Self::Tokens => "tokens",
            Self::Text => "text",
        }
    }

    /// Returns the weight in reports.
    pub(crate) fn level(self) -> Level {
        match self {
            Self::Widens | Self::Breaks | Self::Tokens => Level::Warning,
            Self::Text => Level::Note,
        }
    }
}

/// An id of changes, its classes, and its meaning.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownChange {
    pub(super) id: &'static str,
    pub(super) classes: &'static [Class],
    pub(super) meaning: &'static str,
}

const fn known(id: &'static str, classes: &'static [Class], meaning: &'static str) -> KnownChange {
    KnownChange { id, classes, meaning }
}

/// Returns whether the list has a change with this class.
#[cfg(test)]
pub(crate) fn is_known(id: &str, class: Option<Class>) -> bool {
    CHANGES.iter().any(|change| {
        let has_class = class.map_or(change.classes.is_empty(), |it| change.classes.contains(&it));
        change.id == id && has_class
    })
}

const WIDENS: &[Class] = &[Class::Widens];
const BREAKS: &[Class] = &[Class::Breaks];
const TOKENS: &[Class] = &[Class::Tokens];
const TEXT: &[Class] = &[Class::Text];
/// The class depends on the other entries: a role that no caller can use does not widen.
const WIDENS_OR_TEXT: &[Class] = &[Class::Widens, Class::Text];
const BREAKS_OR_TEXT: &[Class] = &[Class::Breaks, Class::Text];

/// All changes that `diff` and `drift` report.
pub(super) const CHANGES: &[KnownChange] = &[
    known("model_added", WIDENS, "A `permissions!` is new."),
    known("model_removed", BREAKS, "A `permissions!` is gone."),
    known("role_added", WIDENS_OR_TEXT, "An app role is new."),
    known("role_removed", BREAKS, "An app role is gone."),
    known("role_renamed", BREAKS, "An app role has another value under its id."),
    known("role_id_changed", BREAKS, "An app role has another id under its value."),
    known("role_id_unknown", TEXT, "One of the manifests has no id of an app role."),
    known("role_id_reused", WIDENS_OR_TEXT, "An app role has the id that another one had."),
    known("role_switched", TEXT, "One of several registrations enables or disables an app role."),
    known("role_enabled", WIDENS_OR_TEXT, "An app role was disabled and is enabled."),
    known("role_disabled", BREAKS, "An app role is disabled."),
    known("role_users_added", WIDENS_OR_TEXT, "Users can hold an app role."),
    known("role_users_removed", BREAKS, "Users can no longer hold an app role."),
    known("role_applications_added", WIDENS_OR_TEXT, "Applications can hold an app role."),
    known("role_applications_removed", BREAKS, "Applications can no longer hold an app role."),
    known("role_text_changed", TEXT, "An app role has another name or description."),
    known("scope_added", WIDENS_OR_TEXT, "A scope is new."),
    known("scope_removed", BREAKS, "A scope is gone."),
    known("scope_renamed", BREAKS, "A scope has another value under its id."),
    known("scope_id_changed", BREAKS, "A scope has another id under its value."),
    known("scope_id_unknown", TEXT, "One of the manifests has no id of a scope."),
    known("scope_id_reused", WIDENS_OR_TEXT, "A scope has the id that another one had."),
    known("scope_switched", TEXT, "One of several registrations changes the state of a scope."),
    known("scope_enabled", WIDENS, "A scope was disabled and is enabled."),
    known("scope_disabled", BREAKS, "A scope is disabled."),
    known("scope_user_consent", WIDENS_OR_TEXT, "Users may consent to a scope themselves."),
    known("scope_admin_consent", BREAKS_OR_TEXT, "Only administrators may consent to a scope."),
    known("scope_consent_unknown", TEXT, "One of the manifests does not say who may consent."),
    known("scope_text_changed", TEXT, "A scope has another name or description."),
    known("scope_mapped", WIDENS_OR_TEXT, "A scope leads to further app roles."),
    known("scope_unmapped", BREAKS_OR_TEXT, "A scope no longer leads to some app roles."),
    known("reach_widened", WIDENS, "An app role reaches further in `at_least(…)`."),
    known("reach_narrowed", BREAKS, "An app role reaches less far in `at_least(…)`."),
    known("constraints_changed", TEXT, "The list of constraints is different."),
    known("registration_added", WIDENS, "The model has a further registration."),
    known("registration_removed", BREAKS, "The model has one registration less."),
    known("client_id_changed", TOKENS, "The client id is known in one state only."),
    known("display_name_changed", TEXT, "The API has another display name."),
    known("app_id_uris_changed", TOKENS, "The API has other App ID URIs."),
    known("token_version_changed", TOKENS, "Access tokens have another version."),
    known("sign_in_audience_widened", WIDENS, "Further accounts can sign in."),
    known("sign_in_audience_narrowed", BREAKS, "Some accounts can no longer sign in."),
    known("audience_claim_changed", TOKENS, "The optional claim `aud` is different."),
    known("claim_dropped", WIDENS, "A claim is not requested, whose absence guards read."),
    known("claim_requested", TOKENS, "A claim is requested, whose absence guards read."),
    known("optional_claim_changed", TOKENS, "Another optional claim is requested, or is not."),
    known("mapped_claims_accepted", WIDENS, "Administrators of a tenant can write claims."),
    known("setting_changed", &[Class::Tokens, Class::Text], "Another setting is different."),
    known("client_added", TEXT, "A client is new in `clients`."),
    known("client_removed", BREAKS, "A client is gone from `clients`."),
    known("client_admitted", WIDENS, "`client = …` admits a further client id."),
    known("client_refused", BREAKS, "`client = …` refuses a client id that it admitted."),
    known("client_public", WIDENS, "`client = …` admits callers without a proof of the client."),
    known("client_confidential", BREAKS, "`client = …` demands a proof of the client."),
    known("client_pre_authorized", WIDENS, "A client needs no consent for further scopes."),
    known("client_needs_consent", BREAKS, "A client needs consent for further scopes."),
    known("client_changed", TEXT, "A client asks for other permissions, or has another name."),
    known("rule_removed", TEXT, "An entry of `never` is gone."),
    known("lint_allowed", TEXT, "A further lint is in `allow`."),
    known("tenant_role_granted", WIDENS_OR_TEXT, "The API grants an app role of the tenant."),
    // Without a class, because they are not changes.
    known("tenant_role", &[], "An administrator of the tenant added an app role."),
    known("settings_not_compared", &[], "The export lacks settings."),
    known("operation_opened", WIDENS, "Callers that were refused can call an operation."),
    known("operation_closed", BREAKS, "Callers that were let in are refused by an operation."),
    known("operation_added", WIDENS, "An operation is new."),
    known("operation_removed", WIDENS, "An operation is gone or no longer guarded."),
];
