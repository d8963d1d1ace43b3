//! Models with more than 64 values, whose sets have several words.

use entra_perms_runtime::{Denied, requires};
use entra_perms_tests::wide::{Caller, Model, Role, RoleSet, Scope, roles::Wide, scopes};

use crate::caller::{app, user};

#[requires(Wide::R70)]
fn r70(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(any(Wide::R6, Wide::R129))]
fn r6_or_r129(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(scope(scopes::Wide::S69))]
fn s69(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[tokio::test]
async fn roles_in_different_words_are_distinct() {
    for (role, may_r70, may_either) in [
        (Role::WideR1, false, false),
        (Role::WideR6, false, true),
        (Role::WideR65, false, false),
        (Role::WideR70, true, false),
        (Role::WideR128, false, false),
        (Role::WideR129, false, true),
    ] {
        let caller = app::<Model, _>([role]).await;
        assert_eq!(caller.effective().iter().collect::<Vec<_>>(), [role]);
        assert_eq!(
            (r70(&caller).is_ok(), r6_or_r129(&caller).is_ok()),
            (may_r70, may_either),
            "{role}"
        );
    }
}

#[tokio::test]
async fn scopes_in_different_words_are_distinct() {
    let held = [Role::WideR6, Role::WideR70, Role::WideR129];
    for (scope, mapped, is_s69) in [
        (Scope::WideS5, vec![Role::WideR6], false),
        (Scope::WideS6, vec![], false),
        (Scope::WideS69, vec![Role::WideR70, Role::WideR129], true),
    ] {
        let caller = user::<Model, _, _>(held, [scope]).await;
        assert_eq!(caller.effective().iter().collect::<Vec<_>>(), mapped, "{scope}");
        assert_eq!(s69(&caller).is_ok(), is_s69, "{scope}");
    }
}

#[test]
fn constants_count_every_word() {
    const A: RoleSet = Scope::WideS69.roles();
    const B: RoleSet = Scope::WideS5.roles().const_union(A);
    const LENGTHS: (usize, usize, usize) =
        (A.const_len(), B.const_len(), B.const_intersection(A).const_len());
    assert_eq!(LENGTHS, (2, 3, 2));
    assert!(A.is_subset(B) && !B.is_subset(A) && A.intersects(B) && !A.is_empty());
    let first_word = RoleSet::from(Role::WideR6);
    assert!(!A.intersects(first_word) && !first_word.is_subset(A));
    assert_eq!(Role::ALL.iter().copied().collect::<RoleSet>().len(), 130);
    assert_eq!(
        Role::ALL.iter().copied().collect::<RoleSet>().iter().collect::<Vec<_>>(),
        Role::ALL
    );
}
