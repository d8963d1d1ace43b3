//! The operations on proposals. One permission covers reading and writing.

use entra_perms_runtime::{Denied, requires};

use super::filter::RecordFilter;
use super::{Crm, NewRecord, Proposal, Record, Terms};
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;

impl Crm {
    /// Lists the proposals that the caller may read.
    #[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
    pub fn proposals(&self, caller: &Caller) -> Result<Vec<Record<Proposal>>, Denied> {
        Ok(self.proposals.list(self.accessible_proposals(caller)))
    }

    /// Adds a proposal. Denied if the caller may not write proposals of its owner.
    #[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All))]
    pub fn add_proposal(
        &self,
        caller: &Caller,
        new: NewRecord<Terms>,
    ) -> Result<Record<Proposal>, Denied> {
        let ownership = self.ownership(new.owner.or(caller.object_id()));
        if !self.accessible_proposals(caller).selects(ownership) {
            caller.require(Proposals::ReadWrite::All)?;
        }
        Ok(self.proposals.add(ownership, new.content.into()))
    }

    /// Approves a proposal. Returns `None` if the caller may not write a proposal with this id.
    ///
    /// An approval must come from a human. An AI agent may send it for a human. An agent that has a
    /// user account of its own may not approve anything, although its token is a user's, too.
    #[requires(any(Proposals::ReadWrite::Team, Proposals::ReadWrite::All), by = person)]
    pub fn approve_proposal(
        &self,
        caller: &Caller,
        id: u32,
    ) -> Result<Option<Record<Proposal>>, Denied> {
        // Without an object id, the approval would not say who gave it.
        let Some(approver) = caller.object_id() else { return Ok(None) };
        let approve = |proposal: &mut Proposal| {
            proposal.approved_by.get_or_insert(approver);
        };
        Ok(self.proposals.update(self.accessible_proposals(caller), id, approve))
    }

    fn accessible_proposals(&self, caller: &Caller) -> RecordFilter {
        use Proposals::ReadWrite::Constraint;

        match Proposals::ReadWrite::widest(caller) {
            None => RecordFilter::None,
            Some(Constraint::Team) => RecordFilter::team(caller, &self.directory),
            Some(Constraint::All) => RecordFilter::All,
        }
    }
}
