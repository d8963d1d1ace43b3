//! Sets as arrays of Entra values.

use core::fmt;

use super::PermissionSet;
use crate::model::{Permission, deserialize};

/// Writes an array of the Entra values, in manifest order.
impl<T: Permission> serde::Serialize for PermissionSet<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::value))
    }
}

/// Reads an array of Entra values, in any order. An unknown value is an error.
impl<'de, T: Permission> serde::Deserialize<'de> for PermissionSet<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(SetVisitor(core::marker::PhantomData))
    }
}

struct SetVisitor<T>(core::marker::PhantomData<T>);

impl<'de, T: Permission> serde::de::Visitor<'de> for SetVisitor<T> {
    type Value = PermissionSet<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of values of the app registration manifest")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut set = PermissionSet::EMPTY;
        while let Some(KnownValue(value)) = seq.next_element()? {
            set.insert(value);
        }
        Ok(set)
    }
}

struct KnownValue<T>(T);

impl<'de, T: Permission> serde::Deserialize<'de> for KnownValue<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}
