//! The decision on an accepted token, by conditions alone.

use crate::caller::{Caller, Reason};
use crate::model::PermissionSet;
use crate::requirement::{Clause, Conditions, Requirement};
use crate::test_support::model::{Role, TestModel};

/// Checks the decision on a caller that holds a role of the requirement: one reason or none, and no
/// scopes, because no other scope helps.
pub(super) fn decided(
    caller: &Caller<TestModel>,
    conditions: Conditions,
    expected: Option<&Reason>,
) -> Result<(), String> {
    const ROLES: Clause<TestModel> =
        Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize))
            .or(Clause::of_roles(PermissionSet::from_index(Role::Import as usize)));
    let requirement = Requirement::all(conditions, const { &[ROLES] });
    let denied = caller.require(requirement).err();
    let reasons = denied.as_ref().map_or(&[][..], |denied| denied.reasons());
    if reasons.iter().collect::<Vec<_>>() != expected.into_iter().collect::<Vec<_>>() {
        return Err(format!("{conditions:?}: {reasons:?}, expected {expected:?}"));
    }
    let offers_scopes = denied.is_some_and(|denied| !denied.sufficient_scopes().is_empty());
    let is_granted = expected.is_none();
    let explanation = caller.explain(requirement);
    let explained: Vec<_> =
        explanation.parts().iter().filter_map(|part| part.as_ref().err()).collect();
    let agree = caller.can(requirement) == is_granted
        && explanation.is_granted() == is_granted
        && explained == expected.into_iter().collect::<Vec<_>>();
    if offers_scopes || !agree {
        return Err(format!("{conditions:?}: {explanation:?}, scopes: {offers_scopes}"));
    }
    Ok(())
}
