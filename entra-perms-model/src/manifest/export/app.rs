//! What a manifest says of the application as a whole.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

use super::{RawClaim, Text, field, keys, setting, shape};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, FileReport, Shown};
use crate::model::{SignInAudience, TokenVersion};

/// What a file says of the application itself; each is absent where it does not.
#[derive(Debug, Default)]
pub(crate) struct RawApp {
    /// `appId` as a lower-case GUID; not a placeholder.
    pub(crate) client_id: Option<Text>,
    pub(crate) display_name: Option<Text>,
    pub(crate) identifier_uris: Vec<String>,
    pub(crate) token_version: Option<(TokenVersion, FileRange)>,
    pub(crate) sign_in_audience: Option<(SignInAudience, FileRange)>,
    /// Where `acceptMappedClaims` is true.
    pub(crate) accepts_mapped_claims: Option<FileRange>,
    /// Where `tokenEncryptionKeyId` names a key.
    pub(crate) encrypts_tokens: Option<FileRange>,
    /// The optional claims of access tokens; `None` where a form has none of them.
    pub(crate) claims: Option<Vec<RawClaim>>,
}

/// Reads the application itself.
pub(super) fn read(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> RawApp {
    setting::check(root, report);
    let display_name = shape::find(root, shape::DISPLAY_NAME).and_then(|name| text(name, report));
    RawApp {
        client_id: client_id(root, report),
        display_name,
        identifier_uris: identifier_uris(root, report),
        token_version: token_version(root, report),
        sign_in_audience: sign_in_audience(root, report),
        accepts_mapped_claims: accepts_mapped_claims(root, report),
        encrypts_tokens: encrypts_tokens(root, report),
        claims: claims(root, report),
    }
}

fn text(property: &ObjectProp<'_>, report: &mut FileReport<'_, '_>) -> Option<Text> {
    field::text_of(
        &property.value,
        format_args!("`{}`", property.name.as_str()),
        Damage::Nothing,
        report,
    )
}

/// A GUID as tokens spell it, in lower case; `None` for the placeholder of a template. Anything
/// else is a mistake, which would leave the client id unknown.
fn client_id(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> Option<Text> {
    let property = agreed(root, shape::CLIENT_ID, report)?;
    let Text { text, at } = text(property, report)?;
    match field::guid(&text) {
        Some(0) => None,
        Some(_) => Some(Text { text: text.to_ascii_lowercase(), at }),
        None => {
            if !is_placeholder(&text) {
                let name = property.name.as_str();
                let message =
                    format_args!("expected a GUID for `{name}`, found `{}`", Shown(&text));
                report.error(at, Damage::Nothing, message);
            }
            None
        }
    }
}

/// The property at the first of `places` that says anything; another that says something else is an
/// error.
fn agreed<'o, 'a>(
    root: &'o Object<'a>,
    places: shape::Places,
    report: &mut FileReport<'_, '_>,
) -> Option<&'o ObjectProp<'a>> {
    let is_said = |property: &&ObjectProp<'_>| property.value.as_null_keyword().is_none();
    let mut said = shape::find_all(root, places).filter(is_said);
    let first = said.next()?;
    for other in said.filter(|other| !keys::is_same_value(&first.value, &other.value)) {
        let first_at = report.here(first.range);
        let at = report.here(other.range);
        let (first, other) = (first.name.as_str(), other.name.as_str());
        keys::contradiction(first, first_at, other, at, Damage::Nothing, report);
    }
    Some(first)
}

/// What a template has in the place of an id: `${{APP_ID}}`, `$(appId)`, `<app id>`, `%APP_ID%`, `YOUR_APP_ID`, nothing.
fn is_placeholder(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_uppercase() || c == '_';
    text.is_empty()
        || ["{{", "${", "$(", "<"].iter().any(|mark| text.contains(mark))
        || (text.starts_with('%') && text.ends_with('%'))
        || (text.contains('_') && text.chars().all(is_word))
}

fn identifier_uris(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> Vec<String> {
    let properties: Vec<_> = shape::find_all(root, shape::IDENTIFIER_URIS).collect();
    let words = properties.iter().filter_map(|property| {
        let what = format!("`{}`", property.name.as_str());
        field::words(&property.value, &*what, Damage::Nothing, report)
    });
    // Among the names of a service principal is its client id, and among those of a template what is no URI yet.
    let is_uri = |uri: &String| {
        field::guid(uri).is_none() && !uri.contains(['{', '<']) && !uri.trim_matches('/').is_empty()
    };
    words.flatten().map(|word| word.text).filter(is_uri).collect()
}

fn token_version(
    root: &Object<'_>,
    report: &mut FileReport<'_, '_>,
) -> Option<(TokenVersion, FileRange)> {
    let mut stated = None;
    for property in shape::find_all(root, shape::TOKEN_VERSION) {
        let at = report.here(property.value.range());
        let name = property.name.as_str();
        let version = match &property.value {
            Value::NullKeyword(_) => "1",
            Value::NumberLit(number) => number.value,
            Value::StringLit(text) => text.value.as_ref(),
            other => field::kind(other),
        };
        let version = match version {
            "1" => TokenVersion::V1,
            "2" => TokenVersion::V2,
            found => {
                let found = Shown(found);
                let message = format_args!("expected 1, 2 or null for `{name}`, found {found}");
                report.error(at, Damage::Nothing, message);
                continue;
            }
        };
        match stated {
            Some((first, first_at)) if first != version => {
                let message =
                    format!("`{name}` is another version than at {}", report.place_text(first_at));
                report.error(at, Damage::Nothing, message);
            }
            _ => stated = Some((version, at)),
        }
    }
    stated
}

/// Whose accounts it serves, by today's key and by the one before it, which must not contradict it.
fn sign_in_audience(
    root: &Object<'_>,
    report: &mut FileReport<'_, '_>,
) -> Option<(SignInAudience, FileRange)> {
    let today = shape::find(root, shape::SIGN_IN_AUDIENCE);
    let stated = today.and_then(|property| stated_audience(property, report));
    let earlier = is_multi_tenant(root, report);
    if let (Some((audience, at)), Some((is_multi_tenant, earlier_at))) = (stated, earlier)
        && audience.has_several_organizations() != is_multi_tenant
    {
        let (first, second) = ("signInAudience", "availableToOtherTenants");
        keys::contradiction(first, at, second, earlier_at, Damage::Nothing, report);
    }
    // A value that is not understood has been reported, and the earlier key is no better.
    if today.is_some() {
        return stated;
    }
    let (is_multi_tenant, at) = earlier?;
    let audience = if is_multi_tenant {
        SignInAudience::AzureAdMultipleOrgs
    } else {
        SignInAudience::AzureAdMyOrg
    };
    Some((audience, at))
}

fn stated_audience(
    property: &ObjectProp<'_>,
    report: &mut FileReport<'_, '_>,
) -> Option<(SignInAudience, FileRange)> {
    let written = field::text_of(&property.value, "`signInAudience`", Damage::Nothing, report)?;
    let audience = SignInAudience::ALL.into_iter().find(|audience| audience.name() == written.text);
    if audience.is_none() {
        let names = SignInAudience::ALL.map(|audience| format!("`{}`", audience.name()));
        let message = format_args!(
            "expected {} for `signInAudience`, found `{}`",
            crate::suggestion::in_words(&names, "or"),
            Shown(&written.text)
        );
        report.error(written.at, Damage::Nothing, message);
    }
    Some((audience?, written.at))
}

fn is_multi_tenant(
    root: &Object<'_>,
    report: &mut FileReport<'_, '_>,
) -> Option<(bool, FileRange)> {
    let value = &shape::find(root, shape::IS_MULTI_TENANT)?.value;
    let is_multi_tenant =
        field::boolean(value, "`availableToOtherTenants`", Damage::Nothing, report)?;
    Some((is_multi_tenant, report.here(value.range())))
}

/// Where any of the places says so.
fn accepts_mapped_claims(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> Option<FileRange> {
    let values = shape::find_all(root, shape::ACCEPT_MAPPED_CLAIMS).map(|property| &property.value);
    let values = values.filter(|value| value.as_null_keyword().is_none());
    let mut accepted = values.filter(|value| {
        field::boolean(value, "`acceptMappedClaims`", Damage::Nothing, report) == Some(true)
    });
    let at = accepted.next()?.range();
    Some(report.here(at))
}

/// Where a key is named. `Az.Resources` writes none as an empty string.
fn encrypts_tokens(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> Option<FileRange> {
    let names_key = |value: &&Value<'_>| match value {
        Value::NullKeyword(_) => false,
        Value::StringLit(key) => !key.value.is_empty(),
        _ => true,
    };
    let mut values = shape::find_all(root, shape::TOKEN_ENCRYPTION).map(|property| &property.value);
    let key = values.find(names_key)?;
    Some(report.here(key.range()))
}

fn claims(root: &Object<'_>, report: &mut FileReport<'_, '_>) -> Option<Vec<RawClaim>> {
    // `"optionalClaims": null` says that there are none; a form without the key says nothing.
    let all = shape::find_all(root, shape::OPTIONAL_CLAIMS).next()?;
    if let Value::Object(all) = shape::unwrapped(&all.value) {
        setting::check_tokens(all, report);
    }
    let what = "`optionalClaims.accessToken`";
    let values = shape::find(root, shape::ACCESS_TOKEN_CLAIMS)
        .map(|claims| field::objects(&claims.value, what, Damage::Nothing, report));
    Some(
        values
            .unwrap_or_default()
            .iter()
            .filter_map(|value| claim(value, report))
            .collect(),
    )
}

/// Refuses an unknown key that says anything. It may be meant to change what the claim carries.
fn check_claim(claim: &Object<'_>, report: &mut FileReport<'_, '_>) {
    const KNOWN: [&str; 4] = ["name", "source", "essential", "additionalProperties"];
    for property in claim
        .properties
        .iter()
        .filter(|property| setting::says_anything(&property.value))
    {
        let name = property.name.as_str();
        // Microsoft Graph names the type of an object in it.
        let is_annotation = name.contains("odata.");
        if !is_annotation && !KNOWN.iter().any(|known| shape::is_spelling(name, known)) {
            let message = format_args!(
                "`{}` of an optional claim is not known; expected `additionalProperties` or no such key",
                Shown(name)
            );
            let at = report.here(property.range);
            report.error_once(
                name,
                at,
                Damage::Nothing,
                Finding::new(Rule::UnknownClaimKey, message),
            );
        }
    }
}

fn claim(value: &Value<'_>, report: &mut FileReport<'_, '_>) -> Option<RawClaim> {
    let object =
        field::object(value, "a claim in `optionalClaims.accessToken`", Damage::Nothing, report)?;
    keys::check(object, Damage::Nothing, report);
    check_claim(object, report);
    let name = field::text(object, "name", "an optional claim", Damage::Nothing, report)?.text;
    let what = "`additionalProperties` of an optional claim";
    let properties = shape::property(object, "additionalProperties")
        .and_then(|property| field::words(&property.value, what, Damage::Nothing, report));
    // With a source, the name is that of an extension property and means nothing to Entra.
    let source = field::text(object, "source", "an optional claim", Damage::Nothing, report);
    let is_extension = source.is_some_and(|source| !source.text.is_empty());
    Some(RawClaim { name, is_extension, properties: properties.unwrap_or_default() })
}
