//! The names of the payload's members.

use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use crate::validator::claim::Claim;

/// The name of a member of the payload.
pub(super) enum MemberName {
    /// A claim that the validator reads.
    Claim(Claim),
    /// A name that differs from a claim in case alone.
    ///
    /// Another reader of the token may take it for the claim, so that both together are an attack.
    /// `IdentityModel` refuses a second `tid`.
    OtherCase(Claim),
    /// A claim that [only tokens about users](describes_user) have. Only its presence counts.
    DescribesUser,
    /// A name that has no meaning here.
    Other,
}

impl MemberName {
    fn new(name: &str) -> Self {
        // By reference, because `into_iter` would copy the array for each name.
        let claim = Claim::ALL.iter().find(|claim| claim.name().eq_ignore_ascii_case(name));
        match claim {
            Some(claim) if claim.name() == name => Self::Claim(*claim),
            Some(claim) => Self::OtherCase(*claim),
            None if describes_user(name) => Self::DescribesUser,
            None => Self::Other,
        }
    }
}

/// Checks for claims that only tokens about users have. They name the user, or say how the user
/// signed in.
///
/// Microsoft's reference lists each of them for users alone, most of them only with the `profile`
/// scope, and says that applications have no names.
/// <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
/// <https://learn.microsoft.com/entra/identity-platform/optional-claims-reference>
fn describes_user(name: &str) -> bool {
    matches!(
        name,
        "name"
            | "preferred_username"
            | "unique_name"
            | "email"
            | "upn"
            | "given_name"
            | "family_name"
            | "login_hint"
            | "auth_time"
    )
}

impl<'de> Deserialize<'de> for MemberName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = MemberName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a claim")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<MemberName, E> {
                Ok(MemberName::new(name))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
