//! One app role or scope.

use core::fmt::{Debug, Display};
use core::hash::Hash;
use core::str::FromStr;

use super::{BitSet, Model, Sealed, Table};

/// An app role or a scope of one app registration.
///
/// [`permissions!`](crate::permissions) generates the two enums that implement this trait, `Role`
/// and `Scope`. The trait is sealed: no other type can implement it.
pub trait Permission:
    Sealed
    + Copy
    + Eq
    + Ord
    + Hash
    + Debug
    + Display
    + FromStr<Err = UnknownValue>
    + Send
    + Sync
    + 'static
{
    /// The registration that defines this value.
    type Model: Model;
    #[doc(hidden)]
    type Bits: BitSet;
    #[doc(hidden)]
    const TABLE: &'static Table;

    /// All values, in manifest order.
    const ALL: &'static [Self];

    /// Returns the place of this value in the manifest, which is its place in [`ALL`](Self::ALL).
    fn index(self) -> usize;

    /// Returns the value as Entra writes it into tokens.
    fn value(self) -> &'static str {
        Self::TABLE.value(self.index())
    }

    /// Finds a role or scope by its value. The comparison is exact, byte by byte, as in Entra.
    ///
    /// # Errors
    /// Returns [`UnknownValue`] if the manifest had no such value when the program was built.
    fn from_value(value: &str) -> Result<Self, UnknownValue> {
        let index = Self::TABLE.find(value).ok_or(UnknownValue(()))?;
        Self::ALL.get(index).copied().ok_or(UnknownValue(()))
    }
}

/// The error for a string that is not an app role, or not a scope, of the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role or scope: the manifest has no such value")]
pub struct UnknownValue(());

/// Reads a role or scope from its value. The generated `Deserialize` calls it.
///
/// # Errors
/// Returns an error if the input is not a string, or not a value of the manifest.
#[doc(hidden)]
pub fn deserialize<'de, T: Permission, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(ValueVisitor(core::marker::PhantomData))
}

struct ValueVisitor<T>(core::marker::PhantomData<T>);

impl<T: Permission> serde::de::Visitor<'_> for ValueVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a value of the app registration manifest")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        T::from_value(value).map_err(|_| E::invalid_value(serde::de::Unexpected::Str(value), &self))
    }
}
