//! The list as text, for a review.

use core::fmt;

use super::{Guarded, Inventory};
use crate::alternatives::one_of;
use crate::model::{Model, Permission, PermissionSet};

/// Prints each function, then the roles that no function requires, then the scopes that map to
/// more roles than any function requires.
impl<M: Model> fmt::Display for Inventory<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "guarded functions: {}", self.functions().len())?;
        for guarded in self.functions() {
            write!(f, "\n{guarded}")?;
        }
        let not_required = self.roles_not_required();
        writeln!(f, "\nroles that no function requires: {}", not_required.len())?;
        for role in not_required {
            writeln!(f, "    `{role}`")?;
        }
        let wide = self.wide_scopes();
        writeln!(f, "\nscopes that map to more than any function requires: {}", wide.len())?;
        for wide in wide {
            writeln!(f, "    `{}`: excess roles {}", wide.scope, quoted(wide.beyond).join(", "))?;
        }
        Ok(())
    }
}

/// Prints the place, the requirement, the least scopes, and whether applications can call the
/// function.
impl<M: Model> fmt::Display for Guarded<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = self.function();
        writeln!(f, "{function} ({}:{})", function.file, function.line)?;
        writeln!(f, "    requires: {}", self.requirement())?;
        write!(f, "    least scopes: ")?;
        let sets: Vec<String> =
            self.least_scopes().into_iter().map(|set| quoted(set).join(" with ")).collect();
        if sets.is_empty() {
            f.write_str("none: not for users")?;
        } else {
            one_of(f, &sets)?;
        }
        let for_applications = if self.is_for_applications() { "yes" } else { "no" };
        writeln!(f, "\n    for applications: {for_applications}")
    }
}

fn quoted<T: Permission>(values: PermissionSet<T>) -> Vec<String> {
    values.iter().map(|value| format!("`{value}`")).collect()
}
