//! How far a permission reaches: `My`, `Team` and `All` as a rule for records.

use entra_perms_runtime::Uuid;

use super::{Directory, Owner, Team};
use crate::permissions::Caller;

/// Which records a caller reaches with a permission. Each reach includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// None: the caller does not have the permission.
    Nothing,
    /// What this user owns.
    My(Uuid),
    /// And what belongs to this team.
    Team(Uuid, Team),
    /// Everything.
    All,
}

impl Reach {
    /// `My`. A token without an object id has nothing of its own.
    pub(super) fn my(caller: &Caller) -> Self {
        caller.object_id().map_or(Self::Nothing, Self::My)
    }

    /// `Team`. Who is in no team has only what is their own.
    pub(super) fn team(caller: &Caller, directory: &Directory) -> Self {
        let Some(user) = caller.object_id() else { return Self::Nothing };
        directory.team_of(user).map_or(Self::My(user), |team| Self::Team(user, team))
    }

    /// Whether a record of this owner is within reach.
    pub(super) fn covers(self, record: Owner) -> bool {
        match self {
            Self::Nothing => false,
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
    fn each_reach_has_its_records() {
        let north = |owner| Owner { owner: Some(owner), team: Some(Team::North) };
        let south = |owner| Owner { owner: Some(owner), team: Some(Team::South) };
        let records = [
            ("her own", north(ADELE)),
            ("her own, kept by another team", south(ADELE)),
            ("a colleague's", north(BIANCA)),
            ("the team's, without an owner", Owner { owner: None, team: Some(Team::North) }),
            ("another team's", south(CHIDI)),
            ("a service's, without a team", Owner { owner: Some(Uuid::from_u128(9)), team: None }),
            ("nobody's", Owner { owner: None, team: None }),
        ];
        for (reach, expected) in [
            (Reach::Nothing, [false; 7]),
            (Reach::My(ADELE), [true, true, false, false, false, false, false]),
            (Reach::Team(ADELE, Team::North), [true, true, true, true, false, false, false]),
            (Reach::All, [true; 7]),
        ] {
            for ((name, record), expected) in records.into_iter().zip(expected) {
                assert_eq!(reach.covers(record), expected, "{reach:?}, {name}");
            }
        }
    }
}
