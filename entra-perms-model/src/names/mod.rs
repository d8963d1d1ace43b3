//! Values → identifiers: `renames` (the choices of the user), `assignment` (a name for each value,
//! from its `identifier`), `collision` (the errors).

mod assignment;
mod collision;
mod identifier;
mod renames;
#[cfg(test)]
mod tests;

use self::assignment::Assignment;
use self::collision::Collisions;
#[cfg(test)]
pub(crate) use self::identifier::name_of;
pub(crate) use self::identifier::{path_of, path_text};
use self::renames::Renames;
use crate::arguments::Rename;
use crate::finding::Findings;
use crate::manifest::Manifest;
use crate::model::{Group, Name};

/// The names of all entries, in the order of the manifest.
pub(crate) struct Names {
    pub(crate) roles: Vec<Name>,
    pub(crate) scopes: Vec<Name>,
}

/// Gives a name to each app role and to each scope. No two roles and no two scopes get one name.
pub(crate) fn assign(
    manifest: &Manifest,
    rename: &[Rename],
    groups: &[Group],
    errors: &mut Findings,
) -> Names {
    let renames = Renames::read(manifest, rename, errors);
    let mut collisions = Collisions::new(manifest, &renames, errors);
    let registration = &manifest.registration;
    let roles = Assignment::new("app role", &registration.roles, groups, &renames);
    let roles = roles.run(&mut collisions);
    let scopes = Assignment::new("scope", &registration.scopes, &[], &renames);
    let scopes = scopes.run(&mut collisions);
    Names { roles, scopes }
}
