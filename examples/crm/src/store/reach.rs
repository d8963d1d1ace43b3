//! How far a caller's permission reaches: the constraints `My`, `Team` and `All` as a condition of
//! a statement.

use entra_perms_runtime::Uuid;
use sqlx::{QueryBuilder, Sqlite};

use super::record::Content;
use super::{Account, Contact, Proposal};
use crate::permissions::Caller;
use crate::permissions::roles::{Accounts, Contacts, Proposals};

/// The records that a caller may access, as a condition of a statement.
///
/// The field is private, so only [`Reach::new`] makes a value, and it takes the caller.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach(Selection);

/// Each variant includes the records of the variant before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selection {
    /// No records: the caller lacks the permission.
    Nothing,
    /// The records that this user owns.
    My(Uuid),
    /// The records that this user owns, and the records of the user's team.
    Team(Uuid),
    /// All records.
    All,
}

impl Reach {
    /// Returns the reach of a permission. `widest` is the result of the permission's function
    /// `widest` for this caller.
    ///
    /// A caller without an object id owns no records and has no team.
    pub(super) fn new(caller: &Caller, widest: Option<impl PermissionConstraint>) -> Self {
        let widest = widest.map(PermissionConstraint::constraint);
        Self(Selection::new(widest, caller.object_id()))
    }

    /// Writes the condition that a row must meet. The statement must put it into `WHERE`.
    pub(super) fn push_condition(self, statement: &mut QueryBuilder<Sqlite>) {
        match self.0 {
            Selection::Nothing => statement.push("FALSE"),
            Selection::My(user) => statement.push("owner = ").push_bind(user),
            // No row meets the second part if the user has no team: nothing is equal to NULL.
            Selection::Team(user) => statement
                .push("(owner = ")
                .push_bind(user)
                .push(" OR team = (SELECT team FROM users WHERE users.id = ")
                .push_bind(user)
                .push("))"),
            Selection::All => statement.push("TRUE"),
        };
    }
}

impl Selection {
    fn new(widest: Option<Constraint>, user: Option<Uuid>) -> Self {
        match (widest, user) {
            (None, _) | (Some(Constraint::My | Constraint::Team), None) => Self::Nothing,
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

/// The constraint of one permission, such as `Contacts.Read`.
///
/// Each permission has a type of its own, with exactly the constraints that the manifest has for
/// it. If the manifest gets a new constraint, the `match` fails the build.
pub(super) trait PermissionConstraint {
    /// The records to which the permission leads.
    type Records: Content;

    fn constraint(self) -> Constraint;
}

impl PermissionConstraint for Accounts::Read::Constraint {
    type Records = Account;

    fn constraint(self) -> Constraint {
        match self {
            Self::Team => Constraint::Team,
            Self::All => Constraint::All,
        }
    }
}

impl PermissionConstraint for Accounts::Write::Constraint {
    type Records = Account;

    fn constraint(self) -> Constraint {
        match self {
            Self::Team => Constraint::Team,
            Self::All => Constraint::All,
        }
    }
}

impl PermissionConstraint for Contacts::Read::Constraint {
    type Records = Contact;

    fn constraint(self) -> Constraint {
        match self {
            Self::My => Constraint::My,
            Self::Team => Constraint::Team,
            Self::All => Constraint::All,
        }
    }
}

impl PermissionConstraint for Contacts::Write::Constraint {
    type Records = Contact;

    fn constraint(self) -> Constraint {
        match self {
            Self::My => Constraint::My,
            Self::Team => Constraint::Team,
            Self::All => Constraint::All,
        }
    }
}

impl PermissionConstraint for Proposals::ReadWrite::Constraint {
    type Records = Proposal;

    fn constraint(self) -> Constraint {
        match self {
            Self::Team => Constraint::Team,
            Self::All => Constraint::All,
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
            Reach(Selection::new(widest, user)).push_condition(&mut statement);
            assert_eq!(statement.sql().as_str(), "FALSE", "{widest:?} {user:?}");
        }
        assert_eq!(Selection::new(Some(Constraint::All), None), Selection::All);
    }
}
