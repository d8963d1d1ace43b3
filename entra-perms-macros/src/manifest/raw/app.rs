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
        fields::text_of(&property.value, format_args!("`{}`", property.name.as_str()), report)
    };
    RawApp {
        // Tokens spell GUIDs in lower case.
        client_id: text(shape::CLIENT_ID)
            .filter(|id| fields::guid(&id.text).is_some())
            .map(|id| Text { text: id.text.to_ascii_lowercase(), at: id.at }),
        display_name: text(shape::DISPLAY_NAME),
        identifier_uris: identifier_uris(root, report),
        token_version: token_version(root, report),
        sign_in_audience: sign_in_audience(root, report),
        accepts_mapped_claims: accepts_mapped_claims(root, report),
        claims: claims(root, report),
    }
}

fn identifier_uris(root: &Object<'_>, report: &mut Report<'_>) -> Vec<String> {
    let Some(property) = shape::find(root, shape::IDENTIFIER_URIS) else { return Vec::new() };
    let what = format!("`{}`", property.name.as_str());
    // Some exports write a list of one as the string alone.
    let values = match &property.value {
        Value::StringLit(_) => std::slice::from_ref(&property.value),
        other => fields::list(other, &what, report).unwrap_or_default(),
    };
    let texts = values.iter().filter_map(|value| fields::text_of(value, &what, report));
    // Among the names of a service principal is its client id.
    texts.map(|uri| uri.text).filter(|uri| fields::guid(uri).is_none()).collect()
}

fn token_version(root: &Object<'_>, report: &mut Report<'_>) -> Option<(TokenVersion, Place)> {
    let property = shape::find(root, shape::TOKEN_VERSION)?;
    let at = report.here(property.value.start());
    let written = match &property.value {
        Value::NullKeyword(_) => return Some((TokenVersion::V1, at)),
        Value::NumberLit(number) => number.value,
        Value::StringLit(text) => text.value.as_ref(),
        other => fields::kind(other),
    };
    match written {
        "1" => Some((TokenVersion::V1, at)),
        "2" => Some((TokenVersion::V2, at)),
        found => {
            let name = property.name.as_str();
            let found = Shown(found);
            let message = format_args!("expected 1, 2 or null for `{name}`, found {found}");
            report.error(at, Damage::Nothing, message);
            None
        }
    }
}

fn sign_in_audience(root: &Object<'_>, report: &mut Report<'_>) -> Option<(SignInAudience, Place)> {
    let Some(property) = shape::find(root, shape::SIGN_IN_AUDIENCE) else {
        return is_multi_tenant(root, report);
    };
    let written = fields::text_of(&property.value, "`signInAudience`", report)?;
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
    let is_multi_tenant = fields::boolean(value, "`availableToOtherTenants`", report)?;
    let audience =
        if is_multi_tenant { SignInAudience::AzureAdMultipleOrgs } else { SignInAudience::AzureAdMyOrg };
    Some((audience, report.here(value.start())))
}

fn accepts_mapped_claims(root: &Object<'_>, report: &mut Report<'_>) -> Option<Place> {
    let value = &shape::find(root, shape::ACCEPT_MAPPED_CLAIMS)?.value;
    let accepts = fields::boolean(value, "`acceptMappedClaims`", report)?;
    accepts.then(|| report.here(value.start()))
}

fn claims(root: &Object<'_>, report: &mut Report<'_>) -> Option<Vec<RawClaim>> {
    // `"optionalClaims": null` says that there are none; a form without the key says nothing.
    shape::find(root, shape::OPTIONAL_CLAIMS)?;
    let values = shape::find(root, shape::ACCESS_TOKEN_CLAIMS)
        .map(|claims| fields::objects(&claims.value, "`optionalClaims.accessToken`", report));
    Some(values.unwrap_or_default().iter().filter_map(|value| claim(value, report)).collect())
}

fn claim(value: &Value<'_>, report: &mut Report<'_>) -> Option<RawClaim> {
    let object = fields::object(value, "a claim in `optionalClaims.accessToken`", report)?;
    let name = fields::text(object, "name", "an optional claim", report)?.text;
    let what = "`additionalProperties` of an optional claim";
    let values = shape::property(object, "additionalProperties")
        .and_then(|property| fields::list(&property.value, what, report));
    let properties =
        values.unwrap_or_default().iter().filter_map(|value| fields::text_of(value, what, report)).collect();
    Some(RawClaim { name, properties })
}
