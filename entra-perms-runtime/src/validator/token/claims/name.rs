//! The names of claims: which are read, and which only have to be there.

use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// The claims that are read, each at most once.
pub(super) const NAMES: [&str; 19] = [
    "iss", "aud", "exp", "nbf", "iat", "tid", "ver", "oid", "azp", "appid", "idtyp", "roles",
    "scp", "acrs", "xms_cc", "cnf", "nonce", "at_hash", "c_hash",
];

/// Whether only tokens about users have the claim: it names the user, or says how the user signed
/// in.
///
/// Microsoft's reference gives each of them to users alone, most of them only with the `profile`
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

/// A name in the payload.
pub(super) enum Name {
    /// A claim that is read, or one that differs from it in case alone. What reads the token
    /// elsewhere may take the one for the other, so that both together are an attack;
    /// `IdentityModel` refuses a second `tid`.
    Ours {
        name: usize,
        exact: bool,
    },
    /// A claim that [only tokens about users](describes_user) have. Only its presence counts.
    OfUser,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a claim")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Name, E> {
                let ours = NAMES.iter().position(|name| name.eq_ignore_ascii_case(key));
                Ok(match ours {
                    Some(name) => Name::Ours { name, exact: NAMES.get(name) == Some(&key) },
                    None if describes_user(key) => Name::OfUser,
                    None => Name::Other,
                })
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
