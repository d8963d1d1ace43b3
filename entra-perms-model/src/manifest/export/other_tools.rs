//! Files of other tools, which may contain an application. They are not read, because they have
//! keys of their own, or describe a registration that does not exist yet.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::common::{Range, Ranged};

use super::spellings::{self, APP_KEYS};

/// Returns the name of the kind of file, if a known tool wrote it.
pub(super) fn kind(object: &Object<'_>) -> Option<&'static str> {
    let (name, _) = KINDS.iter().find(|(_, is_kind)| is_kind(object))?;
    Some(name)
}

/// The name of a kind of file in messages, and the test that recognizes it by its structure.
type KnownFile = (&'static str, fn(&Object<'_>) -> bool);

/// The kinds of files. A special kind comes before a general one.
const KINDS: &[KnownFile] = &[
    ("a Terraform plan (`terraform show -json`)", |file| {
        has(file, "format_version")
            && has_any(file, &["planned_values", "resource_changes", "prior_state"])
    }),
    ("a Terraform state (`terraform show -json`)", |file| {
        has(file, "format_version") && has_any(file, &["values", "terraform_version"])
    }),
    ("a Terraform state (`terraform.tfstate`)", |file| {
        has(file, "terraform_version") && has_any(file, &["serial", "lineage", "resources"])
    }),
    ("a Terraform configuration", |file| {
        file.get_object("terraform").is_some()
            || (file.get_object("resource").is_some() && !has_any(file, APP_KEYS))
    }),
    ("the output of Terraform (`terraform output -json`)", |file| {
        has_only_objects_with(file, &["sensitive", "value"])
    }),
    ("a Terraform resource", |file| begins(file, "type", "azuread_")),
    ("an application for Terraform or Ansible", has_snake_case),
    ("an ARM template, such as the output of Bicep", |file| {
        let schema = contains(file, "$schema", "deploymentTemplate.json");
        schema || (has(file, "contentVersion") && has(file, "resources"))
    }),
    ("a parameter file for Bicep or ARM", |file| {
        let schema = contains(file, "$schema", "deploymentParameters.json");
        schema || (has(file, "contentVersion") && has(file, "parameters"))
    }),
    ("the result of an Azure deployment", |file| {
        inner_has_any(file, "properties", &["outputs", "provisioningState"])
    }),
    ("the output of an Azure deployment", |file| has_only_objects_with(file, &["type", "value"])),
    ("a resource of Bicep or ARM", |file| begins(file, "type", "Microsoft.Graph/")),
    ("a Pulumi state (`pulumi stack export`)", |file| {
        inner_has_any(file, "deployment", &["resources", "manifest", "latest"])
            || inner_has_any(file, "checkpoint", &["resources", "manifest", "latest"])
    }),
    ("a Pulumi plan", |file| has_elements_with(file, "steps", &["op", "urn"])),
    ("a Pulumi resource", |file| begins(file, "urn", "urn:pulumi:")),
    ("a `$batch` request to Microsoft Graph", |file| {
        has_elements_with(file, "requests", &["method", "url"])
    }),
    ("the response to a `$batch` request", |file| {
        has_elements_with(file, "responses", &["status"])
    }),
    ("an HTTP response with status and body", |file| {
        has_any_case(file, &["statusCode", "status"]) && has_any_case(file, &["content", "body"])
    }),
    ("a CloudFormation template", |file| {
        has(file, "AWSTemplateFormatVersion")
            || file
                .get_object("Resources")
                .is_some_and(|all| has_only_objects_with(all, &["Type"]))
    }),
    ("a Kubernetes resource", |file| has(file, "apiVersion") && has(file, "kind")),
    ("the result of an Ansible task", |file| {
        has(file, "ansible_facts")
            || (has(file, "plays") && has(file, "stats"))
            || (has(file, "changed")
                && has_any(file, &["applications", "invocation", "failed", "results", "stdout"]))
    }),
    ("a configuration of Microsoft365DSC", |file| {
        has_any(file, &["ResourceName", "ResourceInstanceName"])
    }),
    ("a list of Microsoft's permissions", |file| {
        has_any(file, &["delegatedScopesList", "applicationScopesList"])
            || file
                .get_object("permissions")
                .is_some_and(|permissions| has_only_objects_with(permissions, &["schemes"]))
    }),
];

fn has(object: &Object<'_>, key: &str) -> bool {
    object.get(key).is_some()
}

fn has_any(object: &Object<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| has(object, key))
}

/// Returns whether the object at this key has one of the other keys.
fn inner_has_any(object: &Object<'_>, key: &str, keys: &[&str]) -> bool {
    object.get_object(key).is_some_and(|inner| has_any(inner, keys))
}

fn has_any_case(object: &Object<'_>, keys: &[&str]) -> bool {
    let mut names = object.properties.iter().map(|property| property.name.as_str());
    names.any(|name| keys.iter().any(|key| name.eq_ignore_ascii_case(key)))
}

fn text<'o>(object: &'o Object<'_>, key: &str) -> Option<&'o str> {
    Some(&object.get(key)?.value.as_string_lit()?.value)
}

fn begins(object: &Object<'_>, key: &str, start: &str) -> bool {
    text(object, key).is_some_and(|text| text.starts_with(start))
}

fn contains(object: &Object<'_>, key: &str, part: &str) -> bool {
    text(object, key).is_some_and(|text| text.contains(part))
}

/// Returns whether a key of an application is written with `_`.
fn has_snake_case(object: &Object<'_>) -> bool {
    let mut names = object.properties.iter().map(|property| property.name.as_str());
    names.any(|name| {
        name.contains('_') && APP_KEYS.iter().any(|key| spellings::is_spelling(name, key))
    })
}

/// Returns whether each value is an object with all of these keys.
fn has_only_objects_with(object: &Object<'_>, keys: &[&str]) -> bool {
    !object.properties.is_empty()
        && object.properties.iter().all(|property| is_object_with(&property.value, keys))
}

/// Returns whether a list has an object with all of these keys.
fn has_elements_with(object: &Object<'_>, list: &str, keys: &[&str]) -> bool {
    let list = object.get(list).and_then(|list| list.value.as_array());
    list.is_some_and(|list| list.elements.iter().any(|element| is_object_with(element, keys)))
}

/// Returns whether a value is an object with all of these keys.
fn is_object_with(value: &Value<'_>, keys: &[&str]) -> bool {
    value.as_object().is_some_and(|object| keys.iter().all(|key| has(object, key)))
}

/// App roles or scopes inside a file that no known tool writes.
pub(super) struct NestedEntries {
    /// The key, in the spelling of the file.
    pub(super) key: String,
    /// The path to the object with the key: `data.apps[0]`.
    pub(super) path: String,
    /// The bytes of the key.
    pub(super) range: Range,
}

/// Returns the first app roles or scopes in a value or below it.
pub(super) fn nested_entries(value: &Value<'_>) -> Option<NestedEntries> {
    match value {
        Value::Object(object) => object.properties.iter().find_map(nested_in_property),
        Value::Array(array) => {
            for (index, element) in array.elements.iter().enumerate() {
                if let Some(found) = nested_entries(element) {
                    return Some(found.below(&format!("[{index}]")));
                }
            }
            None
        }
        // A tool wrote one JSON text into another.
        Value::StringLit(text) => {
            let key = LISTS.iter().find(|key| text.value.contains(&format!("\"{key}\"")))?;
            Some(NestedEntries::new(key, value.range()))
        }
        _ => None,
    }
}

fn nested_in_property(property: &ObjectProp<'_>) -> Option<NestedEntries> {
    let key = property.name.as_str();
    if is_list_of_entries(key, &property.value) {
        return Some(NestedEntries::new(key, property.range));
    }
    let found = nested_entries(&property.value)?;
    Some(found.below(key))
}

/// The keys of lists of app roles and scopes.
const LISTS: &[&str] =
    &["appRoles", "oauth2PermissionScopes", "oauth2Permissions", "publishedPermissionScopes"];

fn is_list_of_entries(name: &str, value: &Value<'_>) -> bool {
    let is_list = matches!(spellings::unwrapped(value), Value::Array(_) | Value::Object(_));
    is_list && LISTS.iter().any(|key| spellings::is_spelling(name, key))
}

impl NestedEntries {
    fn new(key: &str, range: Range) -> Self {
        Self { key: key.to_owned(), path: String::new(), range }
    }

    fn below(self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{step}{dot}{}", self.path), ..self }
    }
}
