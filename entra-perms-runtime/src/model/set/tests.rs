//! Sets of the test model, and of a model with several words.

use core::str::FromStr;

use super::*;
use crate::model::{Sealed, Table, UnknownValue};
use crate::test_support::model::{Role, Scope, TestModel};

/// One of 192 values, known by its place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Wide(usize);

impl Sealed for Wide {}

impl Permission for Wide {
    type Model = TestModel;
    type Bits = Bits<3>;

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

#[test]
fn sets_of_constants_agree_with_sets_of_values() {
    let places = [0, 1, 63, 64, 65, 127, 128, 190, 191];
    for one in places {
        let set = PermissionSet::<Wide>::from_index(one);
        assert_eq!((set, set.len()), (PermissionSet::from(Wide(one)), 1));
        for other in places {
            let other_set = PermissionSet::from_index(other);
            let both = set.union(other_set);
            assert_eq!(both, [Wide(one), Wide(other)].into_iter().collect());
            assert_eq!(both.len(), if one == other { 1 } else { 2 });
            assert_eq!(both.const_len(), both.len());
            assert_eq!(set.const_union(PermissionSet::from_index(other)), both);
            assert_eq!(both.const_intersection(set), set);
            assert_eq!(both.const_difference(set), both - set);
            assert_eq!(set.const_is_subset(both), set.is_subset(both));
            assert_eq!(both.const_is_subset(set), both.is_subset(set));
            assert_eq!(set.const_intersects(other_set), set.intersects(other_set));
            assert_eq!((set - both).const_is_empty(), (set - both).is_empty());
            assert_eq!(both.intersection(set), set);
            assert_eq!(set.intersection(PermissionSet::from_index(other)).is_empty(), one != other);
            assert_eq!(set.bits().contains(other), one == other);
            assert_eq!((set.is_subset(both), both.is_subset(set)), (true, one == other));
        }
    }
    for beyond in [192, 1000, usize::MAX] {
        assert!(PermissionSet::<Wide>::from_index(beyond).is_empty());
    }
}

#[test]
fn operators_change_a_set_in_place() {
    let mut set = PermissionSet::from(Role::ReadTeam);
    set |= Role::ReadAll.into();
    assert_eq!(set, [Role::ReadTeam, Role::ReadAll].into_iter().collect());
    set &= Role::ReadAll.into();
    assert_eq!(set, Role::ReadAll.into());
    assert!(set.insert(Role::Import) && !set.insert(Role::Import));
    assert_eq!(set.len(), 2);
    set -= Role::ReadAll.into();
    assert_eq!(set, Role::Import.into());
    assert!(set.remove(Role::Import) && !set.remove(Role::Import));
    assert!(set.is_empty());
}

#[test]
fn a_set_has_the_inserted_values_in_manifest_order() {
    let set: PermissionSet<Role> =
        [Role::Console, Role::ReadTeam, Role::Console].into_iter().collect();
    assert_eq!((set.len(), set.is_empty()), (2, false));
    assert!(set.contains(Role::Console) && !set.contains(Role::ReadAll));
    assert_eq!(set.iter().collect::<Vec<_>>(), [Role::ReadTeam, Role::Console]);
    assert_eq!(format!("{set:?}"), r#"{"Contacts.Read.Team", "Console"}"#);
    assert_eq!(serde_json::to_string(&set).unwrap(), r#"["Contacts.Read.Team","Console"]"#);
    assert!(PermissionSet::<Scope>::default().is_empty());
    assert_eq!(set.iter().len(), 2);
    assert_eq!(format!("{:?}", set.iter()), r#"["Contacts.Read.Team", "Console"]"#);
    assert_eq!((&set).into_iter().count(), 2);
    assert_eq!(set.into_iter().last(), Some(Role::Console));
}

#[test]
fn a_set_is_read_from_an_array_of_known_values() {
    let set: PermissionSet<Role> =
        serde_json::from_str(r#"["Console","Contacts.Read.Team","Console"]"#).unwrap();
    assert_eq!(set, [Role::ReadTeam, Role::Console].into_iter().collect());
    let written = serde_json::to_string(&set).unwrap();
    assert_eq!(serde_json::from_str::<PermissionSet<Role>>(&written).unwrap(), set);

    for other in [r#"["Console","console"]"#, r"[7]", r#""Console""#, "{}"] {
        assert!(serde_json::from_str::<PermissionSet<Role>>(other).is_err(), "{other}");
    }
}

#[test]
fn operators_agree_with_methods() {
    let a = PermissionSet::from_iter([Role::ReadTeam, Role::ReadAll]);
    let b = PermissionSet::from(Role::ReadAll);
    assert_eq!(a & b, b);
    assert_eq!(a - b, Role::ReadTeam.into());
    assert_eq!(a.union(b), a | b);
    assert_eq!(a.intersection(b), a & b);
    assert_eq!(a.difference(b), a - b);
    assert!(b.is_subset(a) && !a.is_subset(b) && a.intersects(b));
    assert!(PermissionSet::<Role>::EMPTY.is_subset(b) && !PermissionSet::EMPTY.intersects(b));
}

#[test]
fn generic_code_has_all_methods() {
    fn missing<T: Permission>(all: PermissionSet<T>, some: PermissionSet<T>) -> usize {
        if some.is_subset(all) { all.difference(some).len() } else { 0 }
    }
    let all = PermissionSet::from_iter([Role::ReadTeam, Role::ReadAll]);
    assert_eq!(missing(all, Role::ReadAll.into()), 1);
}

#[test]
fn bits_of_later_words_behave_like_bits_of_the_first() {
    let places = [0, 63, 64, 127, 128, 191];
    let mut bits = Bits::<3>::EMPTY;
    for place in places {
        bits.set(place);
    }
    let before = bits;
    for beyond in [192, usize::MAX] {
        bits.set(beyond);
        bits.clear(beyond);
    }
    assert_eq!(bits, before);
    bits.clear(64);
    assert!(!bits.contains(64));
    bits.set(64);
    assert_eq!(bits.len(), 6);
    assert!(bits.contains(64) && bits.contains(191) && !bits.contains(65) && !bits.contains(192));
    for place in places {
        assert_eq!(bits.pop(), Some(place));
    }
    assert!(bits.is_empty() && bits.pop().is_none());
}
