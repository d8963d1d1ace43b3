//! The comparison of a requirement with the permissions that a client's registration asks for.

use super::{Clause, Conditions};
use crate::model::{CallerKind, ClientPermissions, InWords};

/// Returns `true` if a registration of the client does not ask for the permissions that the rest of
/// the requirement needs, or if the client has no registration for one of the API's.
///
/// `#[requires]` calls it in a constant, for a lint. It is not an error: a client may ask for
/// further scopes at run time, and an administrator may assign further roles.
#[must_use]
#[expect(clippy::indexing_slicing, reason = "the index is the variant's, and it is a constant")]
pub const fn client_lacks_permission<M: InWords<R, S>, const R: usize, const S: usize>(
    conditions: Conditions,
    clauses: &[Clause<M>],
    client: usize,
) -> bool {
    let mut permissions = M::TABLES.clients[client].permissions;
    if permissions.len() < M::REGISTRATIONS.len() {
        return true;
    }
    while let [registered, rest @ ..] = permissions {
        let as_user =
            admits(conditions, CallerKind::User) && suffice(registered, clauses, CallerKind::User);
        let as_app =
            admits(conditions, CallerKind::App) && suffice(registered, clauses, CallerKind::App);
        if !(as_user || as_app) {
            return true;
        }
        permissions = rest;
    }
    false
}

const fn admits(conditions: Conditions, kind: CallerKind) -> bool {
    match (conditions.kind(), kind) {
        (None, _)
        | (Some(CallerKind::User), CallerKind::User)
        | (Some(CallerKind::App), CallerKind::App) => true,
        (Some(CallerKind::User), CallerKind::App) | (Some(CallerKind::App), CallerKind::User) => {
            false
        }
    }
}

/// Returns whether these permissions satisfy every clause, for a user who holds all roles, or for
/// the client as itself.
const fn suffice<M: InWords<R, S>, const R: usize, const S: usize>(
    registered: &ClientPermissions<M>,
    mut clauses: &[Clause<M>],
    kind: CallerKind,
) -> bool {
    while let [clause, rest @ ..] = clauses {
        let is_satisfied = match kind {
            CallerKind::User => {
                clause.roles.bits().intersects(registered.delegated_roles.bits())
                    || clause.scopes.bits().intersects(registered.scopes.bits())
            }
            CallerKind::App => clause.roles.bits().intersects(registered.roles.bits()),
        };
        if !is_satisfied {
            return false;
        }
        clauses = rest;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PermissionSet;
    use crate::requirement::By;
    use crate::test_support::model::{Role, Scope, TestModel};

    const WEB: usize = 0;
    const DESKTOP: usize = 1;
    const USER: Conditions = Conditions::NONE.with_by(By::User);
    const APP: Conditions = Conditions::NONE.with_by(By::App);

    const fn role(role: Role) -> Clause<TestModel> {
        Clause::of_roles(PermissionSet::from_index(role as usize))
    }

    const fn scope(scope: Scope) -> Clause<TestModel> {
        Clause::of_scopes(PermissionSet::from_index(scope as usize))
    }

    /// `Web` asks for the scope `Crm`, and `Desktop` to hold `ReadAll` itself.
    #[test]
    fn a_client_must_ask_for_every_part_as_one_kind_of_caller() {
        let lacks = client_lacks_permission::<TestModel, 1, 1>;
        for (conditions, clauses, expected) in [
            (Conditions::NONE, &[role(Role::ReadTeam)][..], [false, true]),
            (Conditions::NONE, &[role(Role::ReadAll)], [false, false]),
            (USER, &[role(Role::ReadAll)], [false, true]),
            (APP, &[role(Role::ReadAll)], [true, false]),
            (USER.with_context(1), &[role(Role::ReadAll)], [false, true]),
            (Conditions::NONE, &[scope(Scope::Crm)], [false, true]),
            (Conditions::NONE, &[scope(Scope::CrmTeam)], [true, true]),
            (Conditions::NONE, &[scope(Scope::CrmTeam).or(role(Role::ReadAll))], [false, false]),
            (Conditions::NONE, &[scope(Scope::Crm), role(Role::ReadAll)], [false, true]),
            (Conditions::NONE, &[role(Role::ReadAll), role(Role::Console)], [true, true]),
        ] {
            let found = [lacks(conditions, clauses, WEB), lacks(conditions, clauses, DESKTOP)];
            assert_eq!(found, expected, "{conditions:?} {clauses:?}");
        }
    }
}
