//! Settings and lists at a place where they are not read. Such a key would be passed over, and the
//! setting would stay at its default.

use jsonc_parser::ast::{Object, ObjectProp, Value};

use super::shape;
use crate::finding::{Finding, Rule};
use crate::manifest::report::{Damage, FileReport, Shown};

/// A setting or a list of an application that is read.
struct Setting {
    holds: Holds,
    /// The places where it is read. The first one is in the message.
    places: &'static [shape::Places],
    /// Other names of the setting: the letters alone, in lower case and in the singular.
    synonyms: &'static [&'static str],
    /// Parts of names. Every name with such a part stands for the setting.
    stems: &'static [&'static str],
}

/// The kind of value that a setting has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A value of any type, which counts if it is not empty.
    Value,
    /// App roles or scopes, which count if there is one with a value.
    Entries,
}

const SETTINGS: &[Setting] = &[
    Setting {
        holds: Holds::Value,
        places: &[shape::TOKEN_VERSION],
        synonyms: &[],
        stems: &["tokenversion", "acceptedversion"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::ACCEPT_MAPPED_CLAIMS],
        synonyms: &[],
        stems: &["mappedclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::TOKEN_ENCRYPTION],
        synonyms: &["tokenencryption"],
        stems: &["encryptionkey", "encrypttoken"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::OPTIONAL_CLAIMS],
        synonyms: &[],
        stems: &["optionalclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::ACCESS_TOKEN_CLAIMS],
        synonyms: &[],
        stems: &["accesstokenclaim"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::SIGN_IN_AUDIENCE, shape::IS_MULTI_TENANT],
        synonyms: &[],
        stems: &["signinaudience", "multitenant", "multipleorg", "othertenant", "accounttype"],
    },
    Setting {
        holds: Holds::Value,
        places: &[shape::IDENTIFIER_URIS],
        synonyms: &[],
        stems: &["identifieruri"],
    },
    Setting {
        holds: Holds::Entries,
        places: &[shape::ROLES],
        synonyms: &["role", "applicationrole"],
        stems: &[],
    },
    Setting {
        holds: Holds::Entries,
        places: &[shape::SCOPES],
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

/// How deep below the application a setting is looked for.
const DEEPEST: usize = 4;

/// Reports each setting of an application that stands where it is not read.
pub(super) fn check(root: &Object<'_>, report: &mut FileReport<'_, '_>) {
    check_object(root, &mut Vec::new(), report);
}

fn check_object<'o>(
    object: &'o Object<'_>,
    path: &mut Vec<&'o str>,
    report: &mut FileReport<'_, '_>,
) {
    for property in &object.properties {
        let name = property.name.as_str();
        if is_any(name, APART) {
            continue;
        }
        let is_parent = path.is_empty() && is_any(name, shape::PARENTS);
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

fn check_value<'o>(value: &'o Value<'_>, path: &mut Vec<&'o str>, report: &mut FileReport<'_, '_>) {
    if path.len() > DEEPEST {
        return;
    }
    match shape::unwrapped(value) {
        Value::Object(object) => check_object(object, path, report),
        Value::Array(list) => list.elements.iter().for_each(|element| {
            // An element is not a step on the path: the message names keys alone.
            if let Value::Object(object) = element {
                check_object(object, path, report);
            }
        }),
        _ => {}
    }
}

/// The setting that a key names, if it says anything.
fn setting(property: &ObjectProp<'_>) -> Option<&'static Setting> {
    let letters = shape::letters(property.name.as_str());
    let setting = SETTINGS.iter().find(|setting| setting.has_name(&letters))?;
    let is_said = match setting.holds {
        Holds::Value => says_anything(&property.value),
        Holds::Entries => holds_entries(&property.value),
    };
    is_said.then_some(setting)
}

impl Setting {
    fn has_name(&self, letters: &str) -> bool {
        let mut names = self.places.iter().copied().flatten().filter_map(|path| path.last());
        self.stems.iter().any(|stem| letters.contains(stem))
            || self.synonyms.contains(&singular(letters))
            || names.any(|name| singular(&shape::letters(name)) == singular(letters))
    }

    fn is_read_at(&self, path: &[&str], name: &str) -> bool {
        let written = || path.iter().copied().chain([name]);
        let is_here = |place: &&[&str]| {
            let mut pairs = place.iter().zip(written());
            place.len() == path.len() + 1
                && pairs.all(|(known, name)| shape::is_spelling(known, name))
        };
        self.places.iter().copied().flatten().any(is_here)
    }

    fn report(&self, property: &ObjectProp<'_>, path: &[&str], report: &mut FileReport<'_, '_>) {
        let first = self.places.first().and_then(|places| places.first());
        let Some((expected, parents)) = first.and_then(|place| place.split_last()) else { return };
        let message = format_args!(
            "`{}` is not read {}; expected `{expected}` {}",
            Shown(property.name.as_str()),
            place(path),
            place(parents),
        );
        let damage = match self.holds {
            Holds::Value => Damage::Nothing,
            Holds::Entries => Damage::Values,
        };
        report.error(report.here(property.range), damage, Finding::new(Rule::Misplaced, message));
    }
}

fn singular(letters: &str) -> &str {
    letters.strip_suffix('s').unwrap_or(letters)
}

/// The object at a path, in the words of a message.
fn place(path: &[&str]) -> String {
    if path.is_empty() {
        return "at the top of the application".to_owned();
    }
    format!("in `{}`", Shown(&path.join(".")))
}

fn is_any(name: &str, known: &[&str]) -> bool {
    known.iter().any(|known| shape::is_spelling(name, known))
}

/// Whether a value says anything: it is neither null nor empty.
pub(super) fn says_anything(value: &Value<'_>) -> bool {
    match shape::unwrapped(value) {
        Value::NullKeyword(_) => false,
        Value::StringLit(text) => !text.value.is_empty(),
        Value::Array(list) => !list.elements.is_empty(),
        Value::Object(object) => !object.properties.is_empty(),
        Value::NumberLit(_) | Value::BooleanLit(_) => true,
    }
}

/// Whether a value is an app role or a scope, or a list or a map of them. One without a value never
/// reaches a token.
fn holds_entries(value: &Value<'_>) -> bool {
    match shape::unwrapped(value) {
        Value::Array(list) => list.elements.iter().any(holds_entries),
        Value::Object(object) => {
            let mut inner = object.properties.iter().map(|property| &property.value);
            shape::property(object, "value").is_some() || inner.any(holds_entries)
        }
        _ => false,
    }
}

/// Reports each list of optional claims for a token that is not known. It may be meant for access
/// tokens.
pub(super) fn check_tokens(claims: &Object<'_>, report: &mut FileReport<'_, '_>) {
    for property in &claims.properties {
        if is_claims_of_unknown_token(property) {
            let message = format_args!(
                "`{}` is no list of `optionalClaims`; expected `accessToken`, `idToken` or `saml2Token`",
                Shown(property.name.as_str())
            );
            report.error(
                report.here(property.range),
                Damage::Nothing,
                Finding::new(Rule::Misplaced, message),
            );
        }
    }
}

/// Whether `check_tokens` reports the key.
fn is_other_claims(path: &[&str], property: &ObjectProp<'_>) -> bool {
    matches!(path, [parent] if shape::is_spelling(parent, "optionalClaims"))
        && is_claims_of_unknown_token(property)
}

fn is_claims_of_unknown_token(property: &ObjectProp<'_>) -> bool {
    // PowerShell has the last one in every object.
    const KNOWN: &[&str] = &["accessToken", "idToken", "saml2Token", "additionalProperties"];
    let holds_claims =
        matches!(shape::unwrapped(&property.value), Value::Array(_) | Value::Object(_));
    holds_claims && says_anything(&property.value) && !is_any(property.name.as_str(), KNOWN)
}
