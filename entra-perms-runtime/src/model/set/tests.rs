//! What sets promise; the words of one that is larger than the test model's are tested by themselves.

use core::str::FromStr;

use super::*;
use crate::model::{Table, UnknownValue};
use crate::test_support::model::{Role, Scope, TestModel};

/// One of 192 values, of which nothing is known but the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Wide(usize);

impl Permission for Wide {
    type Model = TestModel;
    type Words = [u64; 3];

    const TABLE: &'static Table = &Table { entries: &[], slots: &[] };
    const ALL: &'static [Self] = &[];

    fn index(self) -> usize {
        self.0
    }
}

impl fmt::Display for Wide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Wide {
    type Err = UnknownValue;

    fn from_str(value: &str) -> Result<Self, UnknownValue> {
        Self::from_value(value)
    }
}

/// What constants are worked out with agrees with what requests are decided with.
#[test]
fn a_constant_has_the_bits_of_any_other_set() {
    let places = [0, 1, 63, 64, 65, 127, 128, 190, 191];
    for one in places {
        let set = PermissionSet::<Wide>::from_index(one);
        assert_eq!((set, set.len()), (PermissionSet::from(Wide(one)), 1));
        for other in places {
            let both = set.union(PermissionSet::from_index(other));
            assert_eq!(both, [Wide(one), Wide(other)].into_iter().collect());
            assert_eq!(both.len(), if one == other { 1 } else { 2 });
            assert_eq!(both.intersection(set), set);
            assert_eq!(set.intersection(PermissionSet::from_index(other)).is_empty(), one != other);
            assert_eq!(set.contains_index(other), one == other);
            assert_eq!((set.is_subset(both), both.is_subset(set)), (true, one == other));
        }
    }
    for beyond in [192, 1000, usize::MAX] {
        assert!(PermissionSet::<Wide>::from_index(beyond).is_empty());
    }
}

#[test]
fn a_set_is_changed_in_place() {
    let mut set = PermissionSet::from(Role::ReadTeam);
    set |= Role::ReadAll.into();
    assert_eq!(set, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
    set &= Role::ReadAll.into();
    assert_eq!(set, Role::ReadAll.into());
    set.insert(Role::Import);
    assert_eq!(set.len(), 2);
}

#[test]
fn a_set_holds_what_was_put_in() {
    let set: PermissionSet<Role> =
        [Role::Console, Role::ReadTeam, Role::Console].into_iter().collect();
    assert_eq!((set.len(), set.is_empty()), (2, false));
    assert!(set.contains(Role::Console) && !set.contains(Role::ReadAll));
    assert_eq!(set.iter().collect::<Vec<_>>(), [Role::ReadTeam, Role::Console]);
    assert_eq!(format!("{set:?}"), r#"{"Contacts.Read.Team", "Console"}"#);
    assert_eq!(serde_json::to_string(&set).unwrap(), r#"["Contacts.Read.Team","Console"]"#);
    assert!(PermissionSet::<Scope>::default().is_empty());
}

#[test]
fn union_and_intersection_are_those_of_sets() {
    let (a, b) = (
        PermissionSet::from(Role::ReadTeam) | PermissionSet::from(Role::ReadAll),
        PermissionSet::from(Role::ReadAll),
    );
    assert_eq!(a & b, b);
    assert_eq!(a.union(b), a | b);
    assert_eq!(a.intersection(b), a & b);
    assert!(b.is_subset(a) && !a.is_subset(b) && a.intersects(b));
    assert!(PermissionSet::<Role>::EMPTY.is_subset(b) && !PermissionSet::EMPTY.intersects(b));
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
