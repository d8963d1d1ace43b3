//! How far a caller's permission reaches: the constraints `My`, `Team` and `All` as a condition of
//! a statement.

use entra_perms_runtime::Uuid;
use sqlx::{QueryBuilder, Sqlite};

use crate::permissions::Caller;
use crate::permissions::roles::{Accounts, Contacts, Proposals};

/// The records that a caller may access.
///
/// A value says which roles and which user it stands for, so only [`Reach::new`] makes one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach(Records);

/// Each variant includes the records of the variant before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Records {
    /// No records: the caller lacks the permission.
    None,
    /// The records that this user owns.
    My(Uuid),
    /// The records that this user owns, and those of the user's team.
    Team(Uuid),
    /// All records.
    All,
}

impl Reach {
    /// Returns the reach of a permission. `widest` is the result of the permission's function
    /// `widest` for this caller.
    ///
    /// A caller without an object id owns no records and has no team.
    pub(super) fn new(caller: &Caller, widest: Option<impl Into<Constraint>>) -> Self {
        Self(Records::new(widest.map(Into::into), caller.object_id()))
    }

    /// Writes the condition that a row must meet. The statement must put it into `WHERE`.
    pub(super) fn push_condition(self, statement: &mut QueryBuilder<Sqlite>) {
        match self.0 {
            Records::None => statement.push("FALSE"),
            Records::My(user) => statement.push("owner = ").push_bind(user),
            // No row meets the second part if the user has no team: nothing is equal to NULL.
            Records::Team(user) => statement
                .push("(owner = ")
                .push_bind(user)
                .push(" OR team = (SELECT team FROM users WHERE users.id = ")
                .push_bind(user)
                .push("))"),
            Records::All => statement.push("TRUE"),
        };
    }
}

impl Records {
    fn new(widest: Option<Constraint>, user: Option<Uuid>) -> Self {
        match (widest, user) {
            (None, _) | (Some(Constraint::My | Constraint::Team), None) => Self::None,
            (Some(Constraint::My), Some(user)) => Self::My(user),
            (Some(Constraint::Team), Some(user)) => Self::Team(user),
            (Some(Constraint::All), _) => Self::All,
        }
    }
}

/// The constraint of a role, for all permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    My,
    Team,
    All,
}

// Each permission has a type of its own, with exactly the constraints that the manifest has for it.
// If the manifest gets a new constraint, its `match` fails the build.

impl From<Accounts::Read::Constraint> for Constraint {
    fn from(constraint: Accounts::Read::Constraint) -> Self {
        match constraint {
            Accounts::Read::Constraint::Team => Self::Team,
            Accounts::Read::Constraint::All => Self::All,
        }
    }
}

impl From<Accounts::Write::Constraint> for Constraint {
    fn from(constraint: Accounts::Write::Constraint) -> Self {
        match constraint {
            Accounts::Write::Constraint::Team => Self::Team,
            Accounts::Write::Constraint::All => Self::All,
        }
    }
}

impl From<Contacts::Read::Constraint> for Constraint {
    fn from(constraint: Contacts::Read::Constraint) -> Self {
        match constraint {
            Contacts::Read::Constraint::My => Self::My,
            Contacts::Read::Constraint::Team => Self::Team,
            Contacts::Read::Constraint::All => Self::All,
        }
    }
}

impl From<Contacts::Write::Constraint> for Constraint {
    fn from(constraint: Contacts::Write::Constraint) -> Self {
        match constraint {
            Contacts::Write::Constraint::My => Self::My,
            Contacts::Write::Constraint::Team => Self::Team,
            Contacts::Write::Constraint::All => Self::All,
        }
    }
}

impl From<Proposals::ReadWrite::Constraint> for Constraint {
    fn from(constraint: Proposals::ReadWrite::Constraint) -> Self {
        match constraint {
            Proposals::ReadWrite::Constraint::Team => Self::Team,
            Proposals::ReadWrite::Constraint::All => Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The guards deny such callers before. This is for code that forgets a guard.
    #[test]
    fn a_caller_without_the_permission_or_without_an_object_id_reaches_nothing() {
        let user = Some(Uuid::from_u128(1));
        for (widest, user) in [
            (None, user),
            (None, None),
            (Some(Constraint::My), None),
            (Some(Constraint::Team), None),
        ] {
            let mut statement = QueryBuilder::new("");
            Reach(Records::new(widest, user)).push_condition(&mut statement);
            assert_eq!(statement.sql().as_str(), "FALSE", "{widest:?} {user:?}");
        }
        assert_eq!(Records::new(Some(Constraint::All), None), Records::All);
    }
}
