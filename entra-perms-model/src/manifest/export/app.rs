//! The settings of the application. An error in a setting does not affect any app role or scope.

use jsonc_parser::ast::Value;

use super::contents::{IdentifierUris, RawApp, RawClaim, Text};
use super::field::{self, Field, Fields};
use super::{guid, pre_authorized, repeated_keys, setting, spellings};
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileRange, FileReport, Shown};
use crate::model::{SignInAudience, TokenVersion};
use crate::suggestion::{closest, in_words};

/// Reads the settings of an application or a service principal.
pub(super) fn read(app: Fields<'_>) -> RawApp {
    setting::check(app.object, app.report);
    RawApp {
        display_name: app.first(spellings::DISPLAY_NAME, Damage::Nothing).and_then(Field::text),
        client_id: client_id(app),
        identifier_uris: identifier_uris(app),
        token_version: token_version(app),
        sign_in_audience: sign_in_audience(app),
        accepts_mapped_claims: accepts_mapped_claims(app),
        encrypts_tokens: encrypts_tokens(app),
        claims: claims(app),
        pre_authorized: pre_authorized::read(app),
    }
}

/// Reads a GUID, in lower case as in tokens. Returns `None` for the placeholder of a template. Any
/// other text is an error, because the client id would be unknown.
pub(super) fn client_id(app: Fields<'_>) -> Option<Text> {
    let field = agreed(app, spellings::CLIENT_ID)?;
    let Text { text, at } = field.text()?;
    match guid::parse(&text) {
        Some(0) => None,
        Some(_) => Some(Text { text: text.to_ascii_lowercase(), at }),
        None if is_placeholder(&text) => None,
        None => {
            let message = format!("`{}` is not a GUID: `{}`", field.key().name, Shown(&text));
            field.error(Finding::new(Rule::InvalidSetting, message).export_help());
            None
        }
    }
}

/// Returns the value at the first of these places that has one. Another value at another place is
/// an error.
fn agreed(app: Fields<'_>, places: spellings::Places) -> Option<Field<'_>> {
    let mut fields = app.all(places, Damage::Nothing).filter(|field| !field.is_null());
    let first = fields.next()?;
    for other in fields {
        if !repeated_keys::is_same_value(first.value(), other.value()) {
            other.report_contradiction(first.key());
        }
    }
    Some(first)
}

/// Returns whether a text is the placeholder of an id in a template: empty, `${{APP_ID}}`,
/// `$(appId)`, `<app id>`, `%APP_ID%`, `YOUR_APP_ID`.
fn is_placeholder(text: &str) -> bool {
    let has_mark = ["{{", "${", "$(", "<"].iter().any(|mark| text.contains(mark));
    let is_in_percent_signs = text.starts_with('%') && text.ends_with('%');
    let is_constant =
        text.contains('_') && text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    text.is_empty() || has_mark || is_in_percent_signs || is_constant
}

fn identifier_uris(app: Fields<'_>) -> IdentifierUris {
    let mut read = IdentifierUris::default();
    for field in app.all(spellings::IDENTIFIER_URIS, Damage::Nothing) {
        read.at = read.at.or(Some(field.at()));
        let words = field.words().into_iter().flatten();
        read.uris.extend(words.filter(|word| is_uri(&word.text)));
    }
    read
}

/// Returns whether a name is a URI. The names of a service principal include its client id, and a
/// template has placeholders.
fn is_uri(name: &str) -> bool {
    guid::parse(name).is_none() && !name.contains(['{', '<']) && !name.trim_matches('/').is_empty()
}

fn token_version(app: Fields<'_>) -> Option<(TokenVersion, FileRange)> {
    let mut found: Option<(TokenVersion, Field<'_>)> = None;
    for field in app.all(spellings::TOKEN_VERSION, Damage::Nothing) {
        let Some(version) = version(field) else { continue };
        match found {
            Some((first_version, first)) if first_version != version => {
                field.report_contradiction(first.key());
            }
            _ => found = Some((version, field)),
        }
    }
    let (version, field) = found?;
    Some((version, field.at()))
}

/// Reads a version. `null` means v1.0.
fn version(setting: Field<'_>) -> Option<TokenVersion> {
    let written = match setting.value() {
        Value::NullKeyword(_) => "1",
        Value::NumberLit(number) => number.value,
        Value::StringLit(text) => text.value.as_ref(),
        other => field::type_name(other),
    };
    match written {
        "1" => Some(TokenVersion::V1),
        "2" => Some(TokenVersion::V2),
        other => {
            let name = setting.key().name;
            let message = format!("expected 1, 2 or null for `{name}`, found {}", Shown(other));
            setting.error(Finding::new(Rule::InvalidSetting, message));
            None
        }
    }
}

/// Reads `signInAudience`, or else the key that it replaced. The two must not contradict each
/// other.
fn sign_in_audience(app: Fields<'_>) -> Option<(SignInAudience, FileRange)> {
    let current = app.first(spellings::SIGN_IN_AUDIENCE, Damage::Nothing);
    let audience = current.and_then(audience);
    let older = app.first(spellings::IS_MULTI_TENANT, Damage::Nothing);
    let is_multi_tenant = older.and_then(Field::boolean);
    if let Some(current) = current {
        // An unknown value is an error. The older key cannot replace it.
        let audience = audience?;
        if let Some(older) = older
            && is_multi_tenant.is_some_and(|it| it != audience.has_several_organizations())
        {
            older.report_contradiction(current.key());
        }
        return Some((audience, current.at()));
    }
    let audience = if is_multi_tenant? {
        SignInAudience::AzureAdMultipleOrgs
    } else {
        SignInAudience::AzureAdMyOrg
    };
    Some((audience, older?.at()))
}

fn audience(field: Field<'_>) -> Option<SignInAudience> {
    let written = field.text()?.text;
    let audience = SignInAudience::ALL.into_iter().find(|audience| audience.name() == written);
    if audience.is_none() {
        let names = SignInAudience::ALL.map(SignInAudience::name);
        let expected = in_words(&names.map(|name| format!("`{name}`")), "or");
        let message = format!("unknown value of `{}`: `{}`", field.key().name, Shown(&written));
        let finding = Finding::new(Rule::InvalidSetting, message)
            .note(format_args!("expected {expected}"))
            .did_you_mean(closest(&written, names));
        field.error(finding);
    }
    audience
}

/// Returns the first place that is true.
fn accepts_mapped_claims(app: Fields<'_>) -> Option<FileRange> {
    let mut fields = app.all(spellings::ACCEPT_MAPPED_CLAIMS, Damage::Nothing);
    let accepted = fields.find(|field| !field.is_null() && field.boolean() == Some(true))?;
    Some(accepted.at())
}

/// Returns the first place that names a key. `Az.Resources` writes an empty string if there is
/// none.
fn encrypts_tokens(app: Fields<'_>) -> Option<FileRange> {
    let mut fields = app.all(spellings::TOKEN_ENCRYPTION, Damage::Nothing);
    let key = fields.find(|field| match field.value() {
        Value::NullKeyword(_) => false,
        Value::StringLit(key) => !key.value.is_empty(),
        _ => true,
    })?;
    Some(key.at())
}

fn claims(app: Fields<'_>) -> Option<Vec<RawClaim>> {
    // `"optionalClaims": null` means that there are no claims. Without the key, they are unknown.
    let all = app.all(spellings::OPTIONAL_CLAIMS, Damage::Nothing).next()?;
    let mut claims = Vec::new();
    if let Value::Object(object) = spellings::unwrapped(all.value()) {
        setting::check_tokens(object, app.report);
        let all = Fields { object, report: app.report, owner: "`optionalClaims`" };
        if let Some(list) = all.get("accessToken", Damage::Nothing) {
            let elements = list.elements().iter();
            claims.extend(elements.filter_map(|element| claim(element, app.report)));
        }
    }
    Some(claims)
}

fn claim(element: &Value<'_>, report: &FileReport<'_>) -> Option<RawClaim> {
    let claim = Fields::from_element(element, "an optional claim", Damage::Nothing, report)?;
    check_claim(claim);
    let name = claim.get("name", Damage::Nothing)?.text()?.text;
    let properties = claim.get("additionalProperties", Damage::Nothing).and_then(Field::words);
    // A claim with a source has the name of an extension property, which means nothing to Entra.
    let source = claim.get("source", Damage::Nothing).and_then(Field::text);
    Some(RawClaim {
        name,
        is_extension: source.is_some_and(|source| !source.text.is_empty()),
        properties: properties.unwrap_or_default(),
    })
}

/// Reports unknown keys with a value, which may change the contents of the claim.
fn check_claim(claim: Fields<'_>) {
    const KNOWN: [&str; 4] = ["name", "source", "essential", "additionalProperties"];
    for property in &claim.object.properties {
        let name = property.name.as_str();
        let is_known = KNOWN.iter().any(|known| spellings::is_spelling(name, known));
        // Microsoft Graph writes the type of an object into such a key.
        let is_annotation = name.contains("odata.");
        if is_known || is_annotation || setting::is_empty(&property.value) {
            continue;
        }
        let message = format!("unknown key `{}` of {}", Shown(name), claim.owner);
        let finding = Finding::new(Rule::UnknownClaimKey, message)
            .help("write `additionalProperties`, or remove the key");
        let at = claim.report.here(property.range);
        claim.report.error_once(name, at, Damage::Nothing, finding);
    }
}
