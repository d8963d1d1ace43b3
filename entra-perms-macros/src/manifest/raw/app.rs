//! What a manifest says of the application as a whole.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

use super::super::model::{SignInAudience, TokenVersion};
use super::super::report::{Damage, Place, Report, Shown};
use super::{RawClaim, Text, fields, shape};

/// What a file says of the application itself; each is absent where it does not.
#[derive(Debug, Default)]
pub(crate) struct RawApp {
    /// `appId` as a lower-case GUID; not a placeholder.
    pub(crate) client_id: Option<Text>,
    pub(crate) display_name: Option<Text>,
    pub(crate) identifier_uris: Vec<String>,
    pub(crate) token_version: Option<(TokenVersion, Place)>,
    pub(crate) sign_in_audience: Option<(SignInAudience, Place)>,
    /// Where `acceptMappedClaims` is true.
    pub(crate) accepts_mapped_claims: Option<Place>,
    /// The optional claims of access tokens; `None` where a form has none of them.
    pub(crate) claims: Option<Vec<RawClaim>>,
}

/// Reads the application itself.
pub(super) fn read(root: &Object<'_>, report: &mut Report<'_>) -> RawApp {
    let mut text = |places| {
        let property = shape::find(root, places)?;
        fields::text_of(
            &property.value,
            format_args!("`{}`", property.name.as_str()),
            Damage::Nothing,
            report,
        )
    };
    let (client_id, display_name) = (text(shape::CLIENT_ID), text(shape::DISPLAY_NAME));
    RawApp {
        client_id: client_id.and_then(|id| self::client_id(id, report)),
        display_name,
        identifier_uris: identifier_uris(root, report),
        token_version: token_version(root, report),
        sign_in_audience: sign_in_audience(root, report),
        accepts_mapped_claims: accepts_mapped_claims(root, report),
        claims: claims(root, report),
    }
}

/// A GUID as tokens spell it, in lower case; `None` for what stands in its place in a template. Anything else is a mistake,
/// which would leave the client id unknown.
fn client_id(written: Text, report: &mut Report<'_>) -> Option<Text> {
    let Text { text, at } = written;
    match fields::guid(&text) {
        Some(0) => None,
        Some(_) => Some(Text { text: text.to_ascii_lowercase(), at }),
        None => {
            if !is_placeholder(&text) {
                let message = format_args!("expected a GUID for `appId`, found `{}`", Shown(&text));
                report.error(at, Damage::Nothing, message);
            }
            None
        }
    }
}

/// What a template has in the place of an id: `${{APP_ID}}`, `$(appId)`, `<app id>`, `%APP_ID%`, `YOUR_APP_ID`, nothing.
fn is_placeholder(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_uppercase() || c == '_';
    text.is_empty()
        || ["{{", "${", "$(", "<"].iter().any(|mark| text.contains(mark))
        || (text.starts_with('%') && text.ends_with('%'))
        || (text.contains('_') && text.chars().all(is_word))
}

fn identifier_uris(root: &Object<'_>, report: &mut Report<'_>) -> Vec<String> {
    let properties: Vec<_> = shape::find_all(root, shape::IDENTIFIER_URIS).collect();
    let words = properties.iter().filter_map(|property| {
        let what = format!("`{}`", property.name.as_str());
        fields::words(&property.value, &*what, Damage::Nothing, report)
    });
    // Among the names of a service principal is its client id, and among those of a template what is no URI yet.
    let is_uri = |uri: &String| {
        fields::guid(uri).is_none() && !uri.contains(['{', '<']) && !uri.trim_matches('/').is_empty()
    };
    words.flatten().map(|word| word.text).filter(is_uri).collect()
}

fn token_version(root: &Object<'_>, report: &mut Report<'_>) -> Option<(TokenVersion, Place)> {
    let mut stated = None;
    for property in shape::find_all(root, shape::TOKEN_VERSION) {
        let at = report.here(property.value.start());
        let name = property.name.as_str();
        let version = match &property.value {
            Value::NullKeyword(_) => "1",
            Value::NumberLit(number) => number.value,
            Value::StringLit(text) => text.value.as_ref(),
            other => fields::kind(other),
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
                let message = format!("`{name}` is another version than at {}", report.place(first_at));
                report.error(at, Damage::Nothing, message);
            }
            _ => stated = Some((version, at)),
        }
    }
    stated
}

fn sign_in_audience(root: &Object<'_>, report: &mut Report<'_>) -> Option<(SignInAudience, Place)> {
    let Some(property) = shape::find(root, shape::SIGN_IN_AUDIENCE) else {
        return is_multi_tenant(root, report);
    };
    let written = fields::text_of(&property.value, "`signInAudience`", Damage::Nothing, report)?;
    let audience = SignInAudience::ALL.into_iter().find(|audience| audience.name() == written.text);
    if audience.is_none() {
        let names = SignInAudience::ALL.map(|audience| format!("`{}`", audience.name()));
        let message = format_args!(
            "expected {} for `signInAudience`, found `{}`",
            crate::suggest::in_words(&names, "or"),
            Shown(&written.text)
        );
        report.error(written.at, Damage::Nothing, message);
    }
    Some((audience?, written.at))
}

fn is_multi_tenant(root: &Object<'_>, report: &mut Report<'_>) -> Option<(SignInAudience, Place)> {
    let value = &shape::find(root, shape::IS_MULTI_TENANT)?.value;
    let is_multi_tenant = fields::boolean(value, "`availableToOtherTenants`", Damage::Nothing, report)?;
    let audience =
        if is_multi_tenant { SignInAudience::AzureAdMultipleOrgs } else { SignInAudience::AzureAdMyOrg };
    Some((audience, report.here(value.start())))
}

/// Where any of the places says so.
fn accepts_mapped_claims(root: &Object<'_>, report: &mut Report<'_>) -> Option<Place> {
    let values = shape::find_all(root, shape::ACCEPT_MAPPED_CLAIMS).map(|property| &property.value);
    let values = values.filter(|value| value.as_null_keyword().is_none());
    let mut accepted = values.filter(|value| {
        fields::boolean(value, "`acceptMappedClaims`", Damage::Nothing, report) == Some(true)
    });
    let at = accepted.next()?.start();
    Some(report.here(at))
}

fn claims(root: &Object<'_>, report: &mut Report<'_>) -> Option<Vec<RawClaim>> {
    // `"optionalClaims": null` says that there are none; a form without the key says nothing.
    shape::find_all(root, shape::OPTIONAL_CLAIMS).next()?;
    let what = "`optionalClaims.accessToken`";
    let values = shape::find(root, shape::ACCESS_TOKEN_CLAIMS)
        .map(|claims| fields::objects(&claims.value, what, Damage::Nothing, report));
    Some(values.unwrap_or_default().iter().filter_map(|value| claim(value, report)).collect())
}

fn claim(value: &Value<'_>, report: &mut Report<'_>) -> Option<RawClaim> {
    let object = fields::object(value, "a claim in `optionalClaims.accessToken`", Damage::Nothing, report)?;
    fields::check_keys(object, Damage::Nothing, report);
    let name = fields::text(object, "name", "an optional claim", Damage::Nothing, report)?.text;
    let what = "`additionalProperties` of an optional claim";
    let properties = shape::property(object, "additionalProperties")
        .and_then(|property| fields::words(&property.value, what, Damage::Nothing, report));
    Some(RawClaim { name, properties: properties.unwrap_or_default() })
}
