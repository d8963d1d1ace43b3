//! The settings, in an order in which each is valid when it is written:
//!
//! - An `https` App ID URI outside the verified domains needs version 2 of access tokens, or the
//!   optional claim `aud` with `use_guid`. So the version and the claims come before the URIs.
//!   <https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions>
//! - A change from version 2 to version 1 empties the App ID URIs. So they are written again.
//! - Personal accounts need version 2. So the version comes before an audience with them, and after
//!   an audience without them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::registration::Settings;
use super::stages::Stages;

/// Adds the writes of settings that differ. A setting that one side does not know is left alone.
pub(super) fn add(live: &Settings, target: &Settings, stages: &mut Stages) {
    let version = change(live.token_version.as_ref(), target.token_version.as_ref(), version);
    let audience =
        change(live.sign_in_audience.as_ref(), target.sign_in_audience.as_ref(), Value::clone);
    let claims = change(live.optional_claims.as_ref(), target.optional_claims.as_ref(), claims);
    let uris = change(live.identifier_uris.as_ref(), target.identifier_uris.as_ref(), |uris| {
        uris.iter().cloned().collect::<BTreeSet<_>>()
    });
    let goes_down = goes_down(live, target);
    // The stages, from the first on.
    let (audience_at, version_at) = match (audience, version) {
        (Some(_), Some(_)) if goes_down => (0, 1),
        (Some(_), Some(_)) => (1, 0),
        _ => (0, 0),
    };
    if let Some(audience) = audience {
        let purpose = format!("sets `signInAudience` to {audience}");
        stages.app(audience_at, "signInAudience", audience.clone(), purpose);
    }
    if let Some(new) = version {
        let purpose = format!("sets the access token version to {}", self::version(new));
        stages.api(version_at, "requestedAccessTokenVersion", new.clone(), purpose);
    }
    if let Some(new) = claims {
        let purpose = "sets the optional claims".to_owned();
        stages.app(0, "optionalClaims", new.clone(), purpose);
    }
    let uris_at = if version.is_some() { version_at + 1 } else { usize::from(claims.is_some()) };
    if let Some(new) = uris.or(target.identifier_uris.as_ref().filter(|_| goes_down)) {
        let purpose = "sets the App ID URIs".to_owned();
        stages.app(uris_at, "identifierUris", json!(new), purpose);
    }
    if let Some(name) =
        change(live.display_name.as_ref(), target.display_name.as_ref(), Value::clone)
    {
        let purpose = format!("sets `displayName` to {name}");
        stages.app(0, "displayName", name.clone(), purpose);
    }
}

/// Returns the new setting if both sides know it and its meaning changes.
fn change<'s, T, M: PartialEq>(
    live: Option<&T>,
    target: Option<&'s T>,
    meaning: impl Fn(&T) -> M,
) -> Option<&'s T> {
    let target = target?;
    if meaning(live?) == meaning(target) { None } else { Some(target) }
}

/// Returns the version of access tokens. `null` is version 1.
pub(super) fn version(setting: &Value) -> u64 {
    setting.as_u64().unwrap_or(1)
}

/// Returns whether the version of access tokens changes from 2 to 1.
pub(super) fn goes_down(live: &Settings, target: &Settings) -> bool {
    match (&live.token_version, &target.token_version) {
        (Some(live), Some(target)) => version(live) > version(target),
        _ => false,
    }
}

/// Returns whether a change leaves personal accounts without version 2 of access tokens.
pub(super) fn lacks_version(live: &Settings, target: &Settings) -> bool {
    let is_changed = live.token_version != target.token_version
        || live.sign_in_audience != target.sign_in_audience;
    let is_personal = target.sign_in_audience.as_ref().and_then(Value::as_str);
    let is_personal = is_personal.is_some_and(|audience| audience.contains("Personal"));
    let is_version_1 = target.token_version.as_ref().is_some_and(|it| version(it) != 2);
    is_changed && is_personal && is_version_1
}

/// The three lists of optional claims.
const CLAIM_LISTS: [&str; 3] = ["idToken", "accessToken", "saml2Token"];

/// Returns the claims in an order and with the keys that have a value, so that exports of several
/// tools are equal.
fn claims(setting: &Value) -> Vec<BTreeSet<String>> {
    CLAIM_LISTS.map(|list| claims_of(setting, list)).into()
}

/// Returns the claims of one list of `optionalClaims`, each as JSON.
pub(super) fn claims_of(setting: &Value, list: &str) -> BTreeSet<String> {
    let claims = setting.get(list).and_then(Value::as_array).into_iter().flatten();
    claims
        .filter_map(Value::as_object)
        .map(|claim| {
            let is_set = |value: &Value| match value {
                Value::Null | Value::Bool(false) => false,
                Value::Array(list) => !list.is_empty(),
                Value::String(text) => !text.is_empty(),
                _ => true,
            };
            let set = claim.iter().filter(|(_, value)| is_set(value));
            let set: Map<_, _> = set.map(|(key, value)| (key.clone(), value.clone())).collect();
            Value::Object(set).to_string()
        })
        .collect()
}

/// Returns all three lists of the manifest. A list that the manifest lacks is the live one.
pub(super) fn whole_claims(live: Option<&Value>, new: &Value) -> Value {
    let mut whole = Map::new();
    for list in CLAIM_LISTS {
        // `null` in the manifest means that there are no claims at all.
        let written = if new.is_null() { None } else { new.get(list) };
        let kept = if new.is_null() { None } else { live.and_then(|live| live.get(list)) };
        let claims = written.or(kept).cloned().unwrap_or_else(|| json!([]));
        whole.insert(list.to_owned(), claims);
    }
    Value::Object(whole)
}
