//! Files of other tools that hold an application somewhere inside. They are not read: they repeat a
//! registration in keys of their own, or say what it should become. Each is told by its structure.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::{Range, Ranged};

use super::document::APP;
use super::shape;

/// What the file of a known tool is, in the words of a message.
pub(super) fn kind(object: &Object<'_>) -> Option<&'static str> {
    KINDS.iter().find(|(_, is_this)| is_this(object)).map(|(kind, _)| *kind)
}

/// A kind of file, and what gives it away.
type Foreign = (&'static str, fn(&Object<'_>) -> bool);

/// The more special kind first.
const KINDS: &[Foreign] = &[
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
        let holds = |key| file.get_object(key).is_some();
        holds("terraform") || (holds("resource") && !has_any(file, APP))
    }),
    ("the output of Terraform (`terraform output -json`)", |file| {
        has_only_objects_with(file, &["sensitive", "value"])
    }),
    ("a Terraform resource", |file| begins(file, "type", "azuread_")),
    ("an application in the keys of Terraform's `azuread`, or of Ansible", has_snake_case),
    ("an ARM template, such as Bicep is compiled to", |file| {
        let schema = contains(file, "$schema", "deploymentTemplate.json");
        schema || (has(file, "contentVersion") && has(file, "resources"))
    }),
    ("a file of parameters for Bicep or ARM", |file| {
        let schema = contains(file, "$schema", "deploymentParameters.json");
        schema || (has(file, "contentVersion") && has(file, "parameters"))
    }),
    ("the result of an Azure deployment", |file| {
        let properties = file.get_object("properties");
        properties.is_some_and(|properties| has_any(properties, &["outputs", "provisioningState"]))
    }),
    ("the output of an Azure deployment", |file| has_only_objects_with(file, &["type", "value"])),
    ("a resource of Bicep or ARM", |file| begins(file, "type", "Microsoft.Graph/")),
    ("a Pulumi state (`pulumi stack export`)", |file| {
        let has_resources = |key| {
            file.get_object(key)
                .is_some_and(|state| has_any(state, &["resources", "manifest", "latest"]))
        };
        has_resources("deployment") || has_resources("checkpoint")
    }),
    ("a Pulumi plan", |file| has_elements_with(file, "steps", &["op", "urn"])),
    ("a Pulumi resource", |file| begins(file, "urn", "urn:pulumi:")),
    ("a `$batch` request to Microsoft Graph", |file| {
        has_elements_with(file, "requests", &["method", "url"])
    }),
    ("the response to a `$batch` request", |file| {
        has_elements_with(file, "responses", &["status"])
    }),
    ("an HTTP response around its body", |file| {
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

/// Whether a key of an application is written with `_`.
fn has_snake_case(object: &Object<'_>) -> bool {
    let mut names = object.properties.iter().map(|property| property.name.as_str());
    names.any(|name| name.contains('_') && APP.iter().any(|key| shape::is_spelling(name, key)))
}

/// Whether each value is an object that has all of these keys.
fn has_only_objects_with(object: &Object<'_>, keys: &[&str]) -> bool {
    let is_one = |value: &Value<'_>| {
        value.as_object().is_some_and(|object| keys.iter().all(|key| has(object, key)))
    };
    !object.properties.is_empty()
        && object.properties.iter().all(|property| is_one(&property.value))
}

/// Whether a list has objects that have all of these keys.
fn has_elements_with(object: &Object<'_>, list: &str, keys: &[&str]) -> bool {
    let elements = object.get(list).and_then(|list| list.value.as_array());
    let mut objects = elements
        .into_iter()
        .flat_map(|list| &list.elements)
        .filter_map(Value::as_object);
    objects.any(|object| keys.iter().all(|key| has(object, key)))
}

/// Where a file that no known tool writes has app roles or scopes.
pub(super) struct Found {
    /// The key, as it is written there.
    pub(super) key: String,
    /// The object that has it: `data.apps[0]`.
    pub(super) path: String,
    /// The bytes of the key.
    pub(super) range: Range,
}

/// The first app roles or scopes below the root.
pub(super) fn deeper(value: &Value<'_>) -> Option<Found> {
    match value {
        Value::Object(object) => object.properties.iter().find_map(|property| {
            let key = property.name.as_str();
            if is_entries(property.name.as_str(), &property.value) {
                return Some(Found {
                    key: key.to_owned(),
                    path: String::new(),
                    range: property.range,
                });
            }
            deeper(&property.value).map(|found| found.below(key))
        }),
        Value::Array(array) => {
            let mut elements = array.elements.iter().enumerate();
            elements
                .find_map(|(index, element)| Some(deeper(element)?.below(&format!("[{index}]"))))
        }
        // A tool that has put one JSON text into another.
        Value::StringLit(text) => {
            let key = ENTRIES.iter().find(|key| text.value.contains(&format!("\"{key}\"")))?;
            Some(Found { key: (*key).to_owned(), path: String::new(), range: value.range() })
        }
        _ => None,
    }
}

const ENTRIES: &[&str] =
    &["appRoles", "oauth2PermissionScopes", "oauth2Permissions", "publishedPermissionScopes"];

fn is_entries(name: &str, value: &Value<'_>) -> bool {
    let is_list = matches!(shape::unwrapped(value), Value::Array(_) | Value::Object(_));
    is_list && ENTRIES.iter().any(|key| shape::is_spelling(name, key))
}

impl Found {
    fn below(self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        Self { path: format!("{step}{dot}{}", self.path), ..self }
    }
}
