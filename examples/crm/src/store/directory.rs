//! The teams of the users.
//!
//! Tokens do not contain teams. A real service asks Microsoft Graph or its own database.

use std::collections::HashMap;

use entra_perms_runtime::Uuid;
use serde::Serialize;

/// A team or a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Team {
    North,
    South,
}

/// The teams of users, by object id.
#[derive(Clone, Debug, Default)]
pub struct Directory(HashMap<Uuid, Team>);

impl Directory {
    /// Returns `None` for a caller without a team, such as an application.
    pub fn team_of(&self, user: Uuid) -> Option<Team> {
        self.0.get(&user).copied()
    }
}

impl FromIterator<(Uuid, Team)> for Directory {
    fn from_iter<I: IntoIterator<Item = (Uuid, Team)>>(users: I) -> Self {
        Self(users.into_iter().collect())
    }
}
