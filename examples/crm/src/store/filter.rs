//! The filter that turns the constraints `My`, `Team` and `All` into a rule for records.

use entra_perms_runtime::Uuid;

use super::{Directory, Ownership, Team};
use crate::permissions::Caller;

/// Selects the records that a caller may access. Each variant selects a superset of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordFilter {
    /// No records: the caller lacks the permission.
    None,
    /// The records that this user owns.
    My(Uuid),
    /// The records that this user owns, and those that belong to this team.
    Team(Uuid, Team),
    /// All records.
    All,
}

impl RecordFilter {
    /// Returns the filter for `My`. A caller without an object id owns no records.
    pub(super) fn my(caller: &Caller) -> Self {
        caller.object_id().map_or(Self::None, Self::My)
    }

    /// Returns the filter for `Team`. A user without a team has access to their own records only.
    pub(super) fn team(caller: &Caller, directory: &Directory) -> Self {
        let Some(user) = caller.object_id() else { return Self::None };
        match directory.team_of(user) {
            Some(team) => Self::Team(user, team),
            None => Self::My(user),
        }
    }

    /// Returns whether the filter selects a record with this ownership.
    pub(super) fn selects(self, record: Ownership) -> bool {
        match self {
            Self::None => false,
            Self::My(user) => record.owner == Some(user),
            Self::Team(user, team) => record.owner == Some(user) || record.team == Some(team),
            Self::All => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::seed::{ADELE, BIANCA, CHIDI};

    #[test]
    fn each_filter_selects_its_records() {
        let north = |owner| Ownership { owner: Some(owner), team: Some(Team::North) };
        let south = |owner| Ownership { owner: Some(owner), team: Some(Team::South) };
        let service = Uuid::from_u128(9);
        let records = [
            ("own record", north(ADELE)),
            ("own record in another team", south(ADELE)),
            ("a colleague's record", north(BIANCA)),
            ("a team record without an owner", Ownership { owner: None, team: Some(Team::North) }),
            ("another team's record", south(CHIDI)),
            ("a service's record", Ownership { owner: Some(service), team: None }),
            ("a record without an owner or a team", Ownership { owner: None, team: None }),
        ];
        for (filter, expected) in [
            (RecordFilter::None, [false; 7]),
            (RecordFilter::My(ADELE), [true, true, false, false, false, false, false]),
            (RecordFilter::Team(ADELE, Team::North), [true, true, true, true, false, false, false]),
            (RecordFilter::All, [true; 7]),
        ] {
            for ((name, record), expected) in records.into_iter().zip(expected) {
                assert_eq!(filter.selects(record), expected, "{filter:?}, {name}");
            }
        }
    }
}
