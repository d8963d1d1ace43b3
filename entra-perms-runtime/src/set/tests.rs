//! What sets promise; the words of one that is larger than the test model's are tested by themselves.

use super::*;
use crate::test_model::{Role, Scope};

#[test]
fn a_set_holds_what_was_put_in() {
    let set: Set<Role> = [Role::Console, Role::ReadTeam, Role::Console].into_iter().collect();
    assert_eq!((set.len(), set.is_empty()), (2, false));
    assert!(set.contains(Role::Console) && !set.contains(Role::ReadAll));
    assert_eq!(set.iter().collect::<Vec<_>>(), [Role::ReadTeam, Role::Console]);
    assert_eq!(format!("{set:?}"), r#"{"Contacts.Read.Team", "Console"}"#);
    assert_eq!(serde_json::to_string(&set).unwrap(), r#"["Contacts.Read.Team","Console"]"#);
    assert!(Set::<Scope>::default().is_empty());
}

#[test]
fn union_and_intersection_are_those_of_sets() {
    let (a, b) = (Set::from(Role::ReadTeam) | Set::from(Role::ReadAll), Set::from(Role::ReadAll));
    assert_eq!(a & b, b);
    assert_eq!(a.union(b), a | b);
    assert_eq!(a.intersection(b), a & b);
    assert!(b.is_subset(a) && !a.is_subset(b) && a.intersects(b));
    assert!(Set::<Role>::EMPTY.is_subset(b) && !Set::EMPTY.intersects(b));
}

#[test]
fn bits_beyond_the_first_word_are_bits_like_any() {
    let mut words = <[u64; 3] as Words>::ZERO;
    for bit in [0, 63, 64, 127, 128, 191] {
        words.add(bit);
    }
    words.add(192);
    words.add(usize::MAX);
    assert_eq!(words.count(), 6);
    assert!(words.has(64) && words.has(191) && !words.has(65) && !words.has(192));
    let mut popped = Vec::new();
    while let Some(bit) = words.pop() {
        popped.push(bit);
    }
    assert_eq!(popped, [0, 63, 64, 127, 128, 191]);
    assert!(words.is_zero());
}
