//! The root of a file → the part to read: an application, a list of app roles or a list of scopes.

use std::slice;

use jsonc_parser::ast::{Object, Value};

use super::app_choice::{self, Wanted};
use super::object_kind::{ObjectKind, is_permission_of_api};
use super::other_tools::nested_entries;
use super::{field, other_tools, refusal, repeated_keys, spellings};
use crate::manifest::report::{Damage, FileReport};

/// The part of a file to read.
#[derive(Debug)]
pub(super) enum Document<'v> {
    /// An application or a service principal, whole or a fragment.
    App(&'v Object<'v>),
    /// Only app roles.
    Roles(&'v [Value<'v>]),
    /// Only scopes.
    Scopes(&'v [Value<'v>]),
}

/// Finds the part of a file to read. If the file lists several applications, `wanted` chooses one.
///
/// Returns `None` after an error.
pub(super) fn find<'v>(
    root: &'v Value<'v>,
    wanted: Wanted<'v>,
    report: &'v FileReport<'v>,
) -> Option<Document<'v>> {
    Finder { wanted, report }.document(root)
}

struct Finder<'v> {
    wanted: Wanted<'v>,
    report: &'v FileReport<'v>,
}

impl<'v> Finder<'v> {
    fn document(&self, root: &'v Value<'v>) -> Option<Document<'v>> {
        match root {
            Value::Object(object) => self.object(root, object),
            Value::Array(array) => self.list(root, &array.elements),
            other => {
                refusal::scalar(other, self.report);
                None
            }
        }
    }

    fn object(&self, value: &'v Value<'v>, object: &'v Object<'v>) -> Option<Document<'v>> {
        if let Some(kind) = other_tools::kind(object) {
            refusal::other_tool(kind, self.report);
            return None;
        }
        match ObjectKind::of(object) {
            Some(ObjectKind::App) => {
                // An object with an `appId` may also be a wrapper around the application.
                if !spellings::has_entries(object)
                    && matches!(self.wanted, Wanted::Api(_))
                    && let Some(entries) = nested_entries(value)
                {
                    refusal::nested(&entries, self.report);
                    return None;
                }
                self.choose(&[object])
            }
            // `ConvertTo-Json` writes a list of one object as the object alone.
            Some(ObjectKind::Role) => Some(Document::Roles(slice::from_ref(value))),
            Some(ObjectKind::Scope) => Some(Document::Scopes(slice::from_ref(value))),
            None => self.wrapper(value, object),
        }
    }

    /// Finds the document in an object that is neither an application nor an app role or scope.
    fn wrapper(&self, value: &'v Value<'v>, object: &'v Object<'v>) -> Option<Document<'v>> {
        repeated_keys::check(object, Damage::Values, self.report);
        // Microsoft Graph's response to `applicationTemplate: instantiate`, which also has the
        // service principal.
        if let Some(application) = spellings::property(object, "application")
            && let Value::Object(inner) = &application.value
        {
            return self.object(&application.value, inner);
        }
        // A wrapper of Windows PowerShell.
        let inner = spellings::unwrapped(value);
        if !std::ptr::eq(inner, value) {
            return self.document(inner);
        }
        // A list of Microsoft Graph.
        if let Some(list) = spellings::property(object, "value")
            && let Value::Array(list) = &list.value
        {
            return self.list(value, &list.elements);
        }
        refusal::unknown_object(value, object, self.report);
        None
    }

    /// Finds the document in a list. `root` is the value that contains the list.
    fn list(&self, root: &Value<'_>, elements: &'v [Value<'v>]) -> Option<Document<'v>> {
        if elements.is_empty() {
            refusal::empty_list(self.report);
            return None;
        }
        let mut objects = Vec::new();
        for element in elements {
            let name = "an element of the list";
            objects.push(field::object(element, name, Damage::Values, self.report)?);
        }
        if let Some(kind) = other_tool(&objects) {
            refusal::other_tool(kind, self.report);
            return None;
        }
        match self.common_kind(root, &objects)? {
            ObjectKind::App => self.apps(&objects),
            ObjectKind::Role => Some(Document::Roles(elements)),
            ObjectKind::Scope => Some(Document::Scopes(elements)),
        }
    }

    /// Returns the kind of the objects. Returns `None` after an error.
    fn common_kind(&self, root: &Value<'_>, objects: &[&Object<'_>]) -> Option<ObjectKind> {
        let mut known = objects.iter().filter_map(|object| ObjectKind::of(object));
        let Some(first) = known.next() else {
            refusal::unknown_list(root, self.report);
            return None;
        };
        if let Some(other) = known.find(|kind| *kind != first) {
            refusal::mixed_list(first, other, self.report);
            return None;
        }
        Some(first)
    }

    fn apps(&self, objects: &[&'v Object<'v>]) -> Option<Document<'v>> {
        if objects.len() > 1 && objects.iter().all(|object| is_permission_of_api(object)) {
            refusal::several_apis(objects.len(), self.report);
            return None;
        }
        self.choose(objects)
    }

    fn choose(&self, apps: &[&'v Object<'v>]) -> Option<Document<'v>> {
        app_choice::choose(apps, self.wanted, self.report).map(Document::App)
    }
}

/// Returns the tool that wrote a list. App roles and scopes have keys that a tool may have, too.
fn other_tool(objects: &[&Object<'_>]) -> Option<&'static str> {
    for object in objects {
        let kind = ObjectKind::of(object);
        let is_entry = matches!(kind, Some(ObjectKind::Role | ObjectKind::Scope));
        if !is_entry && let Some(tool) = other_tools::kind(object) {
            return Some(tool);
        }
    }
    None
}
