//! Proposals: one permission to read and to write them.

use entra_perms_runtime::{Denied, requires};

use super::reach::Reach;
use super::{Crm, New, Proposal, Record};
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;

impl Crm {
    /// The proposals that the caller may see.
    #[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
    pub(crate) fn proposals(&self, caller: &Caller) -> Result<Vec<Record<Proposal>>, Denied> {
        Ok(self.proposals.list(self.reachable_proposals(caller)))
    }

    /// Adds a proposal, for the caller or for whom the caller may write.
    #[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
    pub(crate) fn add_proposal(
        &self,
        caller: &Caller,
        new: New<Proposal>,
    ) -> Result<Record<Proposal>, Denied> {
        let belongs_to = self.owned_by(new.owner.or(caller.object_id()));
        if !self.reachable_proposals(caller).covers(belongs_to) {
            caller.require(Proposals::ReadWrite::All)?;
        }
        Ok(self.proposals.add(belongs_to, new.content))
    }

    fn reachable_proposals(&self, caller: &Caller) -> Reach {
        use Proposals::ReadWrite::Constraint;

        match Proposals::ReadWrite::widest(caller) {
            None => Reach::Nothing,
            Some(Constraint::Team) => Reach::team(caller, &self.directory),
            Some(Constraint::All) => Reach::All,
        }
    }
}
