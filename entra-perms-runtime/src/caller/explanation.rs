//! Why a requirement holds for a caller, or why not.

use core::fmt;

use super::Reason;

/// What [`Caller::explain`](crate::Caller::explain) says: for each part of a requirement why it holds, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    parts: Vec<Result<Grounds, Reason>>,
}

/// Why a part of a requirement holds. The strings are the Entra values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grounds {
    /// The roles that do, of those the caller may use.
    pub roles: Vec<&'static str>,
    /// The granted scopes that lead to them, or are asked for themselves; empty for an application that acts as itself.
    pub scopes: Vec<&'static str>,
}

impl Explanation {
    pub(crate) fn new(parts: Vec<Result<Grounds, Reason>>) -> Self {
        Self { parts }
    }

    /// Whether all parts hold.
    #[must_use]
    pub fn is_granted(&self) -> bool {
        self.parts.iter().all(Result::is_ok)
    }

    /// Each part: why it holds, or why not.
    pub fn parts(&self) -> &[Result<Grounds, Reason>] {
        &self.parts
    }
}

/// One line a part.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            match part {
                Ok(grounds) => write!(f, "granted: {grounds}")?,
                Err(reason) => write!(f, "denied: {reason}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Grounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.roles.as_slice(), self.scopes.as_slice()) {
            ([], scopes) => write!(f, "scope {}", scopes.join(", ")),
            (roles, []) => write!(f, "role {}", roles.join(", ")),
            (roles, scopes) => {
                write!(f, "role {} through scope {}", roles.join(", "), scopes.join(", "))
            }
        }
    }
}
