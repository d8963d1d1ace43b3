//! Why each part of a requirement is met by a caller, or not.

use core::fmt;

use super::Reason;
use crate::alternatives::Alternatives;

/// The result of [`Caller::explain`](crate::Caller::explain): for each part of a requirement, the
/// grounds on which it is met, or the reason why it is not.
///
/// Its [`Display`](fmt::Display) writes one line for each part, such as
/// ``met: role `Contacts.Read.Team` through scope `Crm.Read` ``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    parts: Vec<Result<Grounds, Reason>>,
}

/// The grounds on which a part of a requirement is met. The strings are the Entra values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grounds {
    /// The sufficient roles that the caller may use.
    pub roles: Vec<&'static str>,
    /// The granted scopes that map to these roles, or that the requirement names. Empty for an
    /// application that acts as itself.
    pub scopes: Vec<&'static str>,
}

impl Explanation {
    pub(crate) fn new(parts: Vec<Result<Grounds, Reason>>) -> Self {
        Self { parts }
    }

    /// Returns `true` if all parts are met.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.parts.iter().all(Result::is_ok)
    }

    /// Returns the grounds of the parts that are met.
    pub(crate) fn into_grounds(self) -> Vec<Grounds> {
        self.parts.into_iter().filter_map(Result::ok).collect()
    }

    /// Returns the parts: the grounds of each met part, and the reason of each unmet part.
    pub fn parts(&self) -> &[Result<Grounds, Reason>] {
        &self.parts
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            match part {
                Ok(grounds) => write!(f, "met: {grounds}")?,
                Err(reason) => write!(f, "denied: {reason}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.roles.as_slice(), self.scopes.as_slice()) {
            ([], scopes) => write!(f, "scope {}", Alternatives(scopes)),
            (roles, []) => write!(f, "role {}", Alternatives(roles)),
            (roles, scopes) => {
                write!(f, "role {} through scope {}", Alternatives(roles), Alternatives(scopes))
            }
        }
    }
}
