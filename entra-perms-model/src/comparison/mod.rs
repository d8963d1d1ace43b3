//! The differences between two models: `alignment` (the entries that both have) → differences in
//! `entries` (app roles and scopes), in the `mapping`, in the `registrations` of the API, and in
//! its `clients`.

mod alignment;
mod clients;
mod entries;
mod mapping;
mod registrations;
#[cfg(test)]
mod tests;

pub use self::alignment::{Alignment, align};
pub use self::clients::ClientProperty;
pub use self::entries::{Permission, Property};
pub use self::registrations::AppSetting;
use crate::model::Model;

/// A difference between two models of one API.
///
/// App roles and scopes are compared by value, then by id. Clients are compared by name, and
/// registrations by their place in the model. The order of entries and the Rust identifiers do not
/// count.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// An app role or a scope exists only in the second model.
    Added {
        /// The app role or the scope.
        permission: Permission,
    },
    /// An app role or a scope exists only in the first model.
    Removed {
        /// The app role or the scope.
        permission: Permission,
    },
    /// An app role or a scope has another value under its id. Neither value exists in the other
    /// model. Its other properties are compared, too, and named with the second value.
    Renamed {
        /// The app role or the scope in the first model.
        before: Permission,
        /// The app role or the scope in the second model.
        after: Permission,
    },
    /// A property of an app role or a scope has changed.
    Changed {
        /// The app role or the scope.
        permission: Permission,
        /// The property.
        property: Property,
    },
    /// A scope maps to an app role only in the second model. One of them, or both, may be new.
    Mapped {
        /// The value of the scope.
        scope: String,
        /// The value of the app role.
        role: String,
    },
    /// A scope maps to an app role only in the first model. One of them, or both, may be removed.
    Unmapped {
        /// The value of the scope.
        scope: String,
        /// The value of the app role.
        role: String,
    },
    /// A setting of a registration has changed.
    Setting {
        /// The index of the registration: 0 is `manifest`, the others are `environments`.
        registration: usize,
        /// The setting.
        setting: AppSetting,
    },
    /// The models have different numbers of registrations.
    Registrations {
        /// The number in the first model.
        before: usize,
        /// The number in the second model.
        after: usize,
    },
    /// The constraints, or their order, have changed.
    Constraints,
    /// A client exists only in the second model.
    ClientAdded {
        /// The name of the client.
        client: String,
    },
    /// A client exists only in the first model.
    ClientRemoved {
        /// The name of the client.
        client: String,
    },
    /// A fact about a client has changed.
    ClientChanged {
        /// The name of the client.
        client: String,
        /// The index of the registration of the API: 0 is `manifest`, the others are
        /// `environments`.
        registration: usize,
        /// The fact.
        property: ClientProperty,
    },
}

/// Compares two models of one API, and returns the differences: in app roles, in scopes, in the
/// mapping, in the registrations, then in the clients.
#[must_use]
pub fn compare(before: &Model, after: &Model) -> Vec<Difference> {
    let mut differences = Vec::new();
    let alignment = align(before, after);
    entries::compare_roles(before, after, &alignment, &mut differences);
    entries::compare_scopes(before, after, &alignment, &mut differences);
    mapping::compare(before, after, &alignment, &mut differences);
    registrations::compare(before, after, &mut differences);
    if before.constraints != after.constraints {
        differences.push(Difference::Constraints);
    }
    clients::compare(before, after, &mut differences);
    differences
}
