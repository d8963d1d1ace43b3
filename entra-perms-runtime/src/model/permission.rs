//! What the generated `Role` and `Scope` enums have in common.

use core::fmt::{Debug, Display};
use core::hash::Hash;
use core::str::FromStr;

use super::{Model, Table, Words};

/// An app role or a scope of one app registration. Implemented by what [`permissions!`](crate::permissions) generates,
/// and by nothing else.
pub trait Permission:
    Copy + Eq + Ord + Hash + Debug + Display + FromStr<Err = UnknownValue> + Send + Sync + 'static
{
    /// The registration this value belongs to.
    type Model: Model;
    #[doc(hidden)]
    type Words: Words;
    #[doc(hidden)]
    const TABLE: &'static Table;

    /// Every value, in manifest order.
    const ALL: &'static [Self];

    /// The place of this value in the manifest, and in [`ALL`](Self::ALL).
    fn index(self) -> usize;

    /// The value as Entra writes it into tokens.
    fn value(self) -> &'static str {
        Self::TABLE.value(self.index())
    }

    /// The value spelled exactly so: Entra compares byte by byte, and so does this.
    ///
    /// # Errors
    /// [`UnknownValue`] where the manifest had no such value when the program was built.
    fn from_value(value: &str) -> Result<Self, UnknownValue> {
        Self::TABLE
            .find(value)
            .and_then(|index| Self::ALL.get(index).copied())
            .ok_or(UnknownValue(()))
    }
}

/// The string is no app role, or no scope, of the manifest that the program was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a value of the app registration manifest this program was built with")]
pub struct UnknownValue(());

/// A role or scope from its value; what the generated `Deserialize` does.
///
/// # Errors
/// Where the deserializer has none, or an unknown one.
#[doc(hidden)]
pub fn deserialize<'de, T: Permission, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Value<T>(core::marker::PhantomData<T>);

    impl<T: Permission> serde::de::Visitor<'_> for Value<T> {
        type Value = T;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("a value of the app registration manifest")
        }

        fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
            T::from_value(value)
                .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(value), &self))
        }
    }

    deserializer.deserialize_str(Value(core::marker::PhantomData))
}
