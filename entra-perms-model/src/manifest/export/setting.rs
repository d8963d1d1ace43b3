//! Settings and lists at a place that is not read. If such a key were ignored, the setting would
//! fall back to its default.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::spellings;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport, Shown};

/// A setting or a list of an application that is read.
struct Setting {
    holds: Holds,
    /// The places at which it is read. The first one is in the message.
    places: &'static [spellings::Places],
    /// Other names of the setting: only the letters, in lower case and in the singular.
    synonyms: &'static [&'static str],
    /// Parts of names. Every name with such a part is a name of the setting.
    stems: &'static [&'static str],
}

/// The kind of value that a setting has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A value of any type, which counts unless it is empty.
    Value,
    /// App roles or scopes, which count if one of them has a value.
    Entries,
}

const SETTINGS: &[Setting] = &[
    Setting {
        holds: Holds::Value,
        places: &[spellings::TOKEN_VERSION],
        synonyms: &[],
        stems: &["tokenversion", "acceptedversion"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::ACCEPT_MAPPED_CLAIMS],
        synonyms: &[],
        stems: &["mappedclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::TOKEN_ENCRYPTION],
        synonyms: &["tokenencryption"],
        stems: &["encryptionkey", "encrypttoken"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::OPTIONAL_CLAIMS],
        synonyms: &[],
        stems: &["optionalclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::ACCESS_TOKEN_CLAIMS],
        synonyms: &[],
        stems: &["accesstokenclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::SIGN_IN_AUDIENCE, spellings::IS_MULTI_TENANT],
        synonyms: &[],
        stems: &["signinaudience", "multitenant", "multipleorg", "othertenant", "accounttype"],
    },
    Setting {
        holds: Holds::Value,
        places: &[spellings::IDENTIFIER_URIS],
        synonyms: &[],
        stems: &["identifieruri"],
    },
    Setting {
        holds: Holds::Entries,
        places: &[spellings::ROLES],
        synonyms: &["role", "applicationrole"],
        stems: &[],
    },
    Setting {
        holds: Holds::Entries,
        places: &[spellings::SCOPES],
        synonyms: &["scope", "permissionscope", "delegatedpermission", "delegatedpermissionscope"],
        stems: &[],
    },
];

/// Keys below which the name of a setting has another meaning, or belongs to another object of the
/// directory.
const APART: &[&str] = &[
    "servicePrincipalLockConfiguration",
    "customSecurityAttributes",
    "resourceSpecificApplicationPermissions",
    "createdOnBehalfOf",
    "owners",
    "ownedObjects",
    "createdObjects",
    "memberOf",
    "transitiveMemberOf",
];

/// The depth to which settings are searched: the `api` of an application inside three other
/// objects.
const MAX_DEPTH: usize = 4;

/// Reports each setting of an application at a place that is not read.
pub(super) fn check(app: &Object<'_>, report: &FileReport<'_>) {
    check_object(app, &mut Vec::new(), report);
}

fn check_object<'v>(object: &'v Object<'_>, path: &mut Vec<&'v str>, report: &FileReport<'_>) {
    for property in &object.properties {
        let name = property.name.as_str();
        if is_any(name, APART) {
            continue;
        }
        let is_parent = path.is_empty() && is_any(name, spellings::PARENTS);
        match setting(property) {
            Some(setting) if !setting.is_read_at(path, name) => {
                if !is_other_claims(path, property) {
                    setting.report(property, path, report);
                }
            }
            Some(_) if !is_parent => {}
            _ => {
                path.push(name);
                check_value(&property.value, path, report);
                path.pop();
            }
        }
    }
}

fn check_value<'v>(value: &'v Value<'_>, path: &mut Vec<&'v str>, report: &FileReport<'_>) {
    if path.len() > MAX_DEPTH {
        return;
    }
    match spellings::unwrapped(value) {
        Value::Object(object) => check_object(object, path, report),
        Value::Array(list) => {
            // The path in the message has only keys, so an element is not a step.
            for object in list.elements.iter().filter_map(Value::as_object) {
                check_object(object, path, report);
            }
        }
        _ => {}
    }
}

/// Returns the setting of this name, if the property has a value that counts.
fn setting(property: &ObjectProp<'_>) -> Option<&'static Setting> {
    let letters = spellings::letters(property.name.as_str());
    let setting = SETTINGS.iter().find(|setting| setting.has_name(&letters))?;
    let counts = match setting.holds {
        Holds::Value => !is_empty(&property.value),
        Holds::Entries => holds_entries(&property.value),
    };
    if counts { Some(setting) } else { None }
}

impl Setting {
    fn has_name(&self, letters: &str) -> bool {
        let mut names = self.places.iter().copied().flatten().filter_map(|path| path.last());
        self.stems.iter().any(|stem| letters.contains(stem))
            || self.synonyms.contains(&singular(letters))
            || names.any(|name| singular(&spellings::letters(name)) == singular(letters))
    }

    fn is_read_at(&self, parents: &[&str], name: &str) -> bool {
        let mut places = self.places.iter().copied().flatten();
        places.any(|place| is_place(place, parents, name))
    }

    fn report(&self, property: &ObjectProp<'_>, parents: &[&str], report: &FileReport<'_>) {
        let name = Shown(property.name.as_str());
        let message = format!("`{name}` is not read {}", in_words(parents));
        let mut finding = Finding::new(Rule::Misplaced, message);
        let first = self.places.first().and_then(|places| places.first());
        if let Some((name, parents)) = first.and_then(|place| place.split_last()) {
            finding = finding.help(format_args!("write `{name}` {}", in_words(parents)));
        }
        let damage = match self.holds {
            Holds::Value => Damage::Nothing,
            Holds::Entries => Damage::Values,
        };
        report.error(report.here(property.range), damage, finding);
    }
}

/// Returns whether a place is this name in these parents, in any spelling.
fn is_place(place: &[&str], parents: &[&str], name: &str) -> bool {
    let Some((last, first)) = place.split_last() else { return false };
    let mut pairs = first.iter().zip(parents);
    first.len() == parents.len()
        && spellings::is_spelling(last, name)
        && pairs.all(|(known, parent)| spellings::is_spelling(known, parent))
}

fn singular(letters: &str) -> &str {
    letters.strip_suffix('s').unwrap_or(letters)
}

/// Returns the object with these parents, in the words of a message.
fn in_words(parents: &[&str]) -> String {
    if parents.is_empty() {
        return "at the top of the application".to_owned();
    }
    format!("in `{}`", Shown(&parents.join(".")))
}

fn is_any(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| spellings::is_spelling(name, known))
}

/// Returns whether a value is `null` or has nothing in it.
pub(super) fn is_empty(value: &Value<'_>) -> bool {
    match spellings::unwrapped(value) {
        Value::NullKeyword(_) => true,
        Value::StringLit(text) => text.value.is_empty(),
        Value::Array(list) => list.elements.is_empty(),
        Value::Object(object) => object.properties.is_empty(),
        Value::NumberLit(_) | Value::BooleanLit(_) => false,
    }
}

/// Returns whether a value is an app role or a scope, or a list or a map of them. An entry without
/// a value does not count, because it never gets into a token.
fn holds_entries(value: &Value<'_>) -> bool {
    match spellings::unwrapped(value) {
        Value::Array(list) => list.elements.iter().any(holds_entries),
        Value::Object(object) => {
            let mut inner = object.properties.iter().map(|property| &property.value);
            spellings::property(object, "value").is_some() || inner.any(holds_entries)
        }
        _ => false,
    }
}

/// Reports each list of optional claims for an unknown kind of token, which may be intended for
/// access tokens.
pub(super) fn check_tokens(claims: &Object<'_>, report: &FileReport<'_>) {
    for property in &claims.properties {
        if is_claims_of_unknown_token(property) {
            let name = Shown(property.name.as_str());
            let message = format!("`{name}` is not a list of `optionalClaims`");
            let finding = Finding::new(Rule::Misplaced, message)
                .help("write `accessToken`, `idToken` or `saml2Token`");
            report.error(report.here(property.range), Damage::Nothing, finding);
        }
    }
}

/// Returns whether `check_tokens` reports the key.
fn is_other_claims(parents: &[&str], property: &ObjectProp<'_>) -> bool {
    matches!(parents, [parent] if spellings::is_spelling(parent, "optionalClaims"))
        && is_claims_of_unknown_token(property)
}

fn is_claims_of_unknown_token(property: &ObjectProp<'_>) -> bool {
    // PowerShell writes the last one into every object.
    const KNOWN: &[&str] = &["accessToken", "idToken", "saml2Token", "additionalProperties"];
    let holds_claims =
        matches!(spellings::unwrapped(&property.value), Value::Array(_) | Value::Object(_));
    holds_claims && !is_empty(&property.value) && !is_any(property.name.as_str(), KNOWN)
}
