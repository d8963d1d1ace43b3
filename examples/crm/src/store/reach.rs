//! How far a caller's permission reaches: the constraints `My`, `Team` and `All` as conditions of
//! a statement.

use core::iter;

use entra_perms_runtime::Uuid;
use sqlx::{QueryBuilder, Sqlite};

use super::record::Content;
use super::{Account, Contact, Proposal};
use crate::permissions::Caller;
use crate::permissions::roles::{Accounts, Contacts, Proposals};

/// The records that a caller may access: those that meet `first`, or `second` if there is one.
///
/// The fields are private. So other modules must call [`Reach::new`], which takes the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    first: Condition,
    second: Option<Condition>,
}

/// A condition of a statement. SQLite finds its rows in one index, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    /// No records: the caller lacks the permission.
    Nothing,
    /// The records that this user owns.
    OwnedBy(Uuid),
    /// The records of this user's team. No records, if the user has no team.
    OfTeamOf(Uuid),
    /// All records.
    All,
}

impl Reach {
    /// Returns the reach of a permission. `widest` is the result of the permission's function
    /// `widest` for this caller.
    ///
    /// A caller without an object id owns no records and has no team.
    pub(super) fn new(caller: &Caller, widest: Option<impl PermissionConstraint>) -> Self {
        Self::of_user(widest.map(PermissionConstraint::constraint), caller.object_id())
    }

    /// Returns the reach of this user, or of a caller without an object id.
    fn of_user(widest: Option<Constraint>, user: Option<Uuid>) -> Self {
        let (first, second) = match (widest, user) {
            (None, _) | (Some(Constraint::My | Constraint::Team), None) => {
                (Condition::Nothing, None)
            }
            (Some(Constraint::My), Some(user)) => (Condition::OwnedBy(user), None),
            (Some(Constraint::Team), Some(user)) => {
                (Condition::OwnedBy(user), Some(Condition::OfTeamOf(user)))
            }
            (Some(Constraint::All), _) => (Condition::All, None),
        };
        Self { first, second }
    }

    /// Returns reaches of one condition each, which together include the same records.
    pub(super) fn parts(self) -> impl Iterator<Item = Self> {
        let conditions = iter::once(self.first).chain(self.second);
        conditions.map(|first| Self { first, second: None })
    }

    /// Writes the condition that a row must meet. The statement must put it into `WHERE`.
    pub(super) fn push_condition(self, statement: &mut QueryBuilder<Sqlite>) {
        statement.push("(");
        self.first.push(statement);
        if let Some(second) = self.second {
            statement.push(" OR ");
            second.push(statement);
        }
        statement.push(")");
    }
}

impl Condition {
    fn push(self, statement: &mut QueryBuilder<Sqlite>) {
        match self {
            Self::Nothing => statement.push("FALSE"),
            Self::OwnedBy(user) => statement.push("owner = ").push_bind(user),
            // No row meets this if the user has no team: nothing is equal to NULL.
            Self::OfTeamOf(user) => statement
                .push("team = (SELECT team FROM users WHERE users.id = ")
                .push_bind(user)
                .push(")"),
            Self::All => statement.push("TRUE"),
        };
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
            Reach::of_user(widest, user).push_condition(&mut statement);
            assert_eq!(statement.sql().as_str(), "(FALSE)", "{widest:?} {user:?}");
        }
        let all = Reach { first: Condition::All, second: None };
        assert_eq!(Reach::of_user(Some(Constraint::All), None), all);
    }
}
