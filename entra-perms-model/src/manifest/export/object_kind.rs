//! The kind of an object in a file.

use jsonc_parser::ast::Object;

use super::spellings::{self, APP_KEYS, ROLE_KEYS, SCOPE_KEYS};

/// The kind of an object in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    /// An application or a service principal, whole or a fragment.
    App,
    Role,
    Scope,
}

impl ObjectKind {
    /// Returns the kind of an object. Returns `None` if all of its keys are unknown.
    pub(super) fn of(object: &Object<'_>) -> Option<Self> {
        if spellings::has_any(object, APP_KEYS) {
            Some(Self::App)
        } else if spellings::has_any(object, ROLE_KEYS) {
            Some(Self::Role)
        } else if spellings::has_any(object, SCOPE_KEYS) {
            Some(Self::Scope)
        } else {
            None
        }
    }

    /// Returns the plural of the kind, for messages.
    pub(super) fn plural(self) -> &'static str {
        match self {
            Self::App => "applications",
            Self::Role => "app roles",
            Self::Scope => "scopes",
        }
    }
}

/// Returns whether an object with an `appId` is a permission of this API, and not the API itself.
pub(super) fn is_permission_of_api(object: &Object<'_>) -> bool {
    let is_app = APP_KEYS
        .iter()
        .any(|key| *key != "appId" && spellings::property(object, key).is_some());
    !is_app && spellings::property(object, "value").is_some()
}
