//! The operations on proposals. One permission covers reading and writing.

use entra_perms_runtime::requires;

use super::{
    Crm, NewRecord, Page, PageSize, Position, Proposal, ReachableRows, Record, StoreError, Terms,
    Version, owner_of,
};
use crate::permissions::Caller;
use crate::permissions::roles::Proposals;

impl Crm {
    /// Lists the proposals that the caller may read.
    #[requires(Proposals::ReadWrite::ANY)]
    pub(crate) async fn proposals(
        &self,
        caller: &Caller,
        from: Position,
        size: PageSize,
    ) -> Result<Page<Proposal>, StoreError> {
        self.accessible_proposals(caller).page(from, size).await
    }

    /// Returns a proposal that the caller may read.
    #[requires(Proposals::ReadWrite::ANY)]
    pub(crate) async fn proposal(
        &self,
        caller: &Caller,
        id: i64,
    ) -> Result<Record<Proposal>, StoreError> {
        self.accessible_proposals(caller).find(id).await
    }

    /// Adds a proposal. Denied if the caller may not write proposals of its owner.
    #[requires(Proposals::ReadWrite::ANY)]
    pub(crate) async fn add_proposal(
        &self,
        caller: &Caller,
        new: NewRecord<Terms>,
    ) -> Result<Record<Proposal>, StoreError> {
        let owner = owner_of(&new, caller);
        let proposal = Proposal::from(new.content);
        if let Some(added) = self.accessible_proposals(caller).add(owner, proposal).await? {
            return Ok(added);
        }
        // Only `All` suffices. If the user holds it, the denial names the scope to request.
        caller.require(Proposals::ReadWrite::All)?;
        Err(StoreError::NotFound)
    }

    /// Approves a proposal that the caller may write, if `expects` accepts its version. The first
    /// approval counts; a later one changes nothing.
    ///
    /// An approval must come from a human. An AI agent may send it for a human. An agent that has a
    /// user account of its own may not approve anything, although its token is a user's, too.
    #[requires(Proposals::ReadWrite::ANY, by = person)]
    pub(crate) async fn approve_proposal(
        &self,
        caller: &Caller,
        id: i64,
        expects: impl Fn(Version) -> bool + Send,
    ) -> Result<Record<Proposal>, StoreError> {
        // Without an object id, the approval would not say who gave it.
        let approver = caller.object_id().ok_or(StoreError::NotFound)?;
        let approve = |proposal: &mut Proposal| {
            proposal.approved_by.get_or_insert(approver);
        };
        self.accessible_proposals(caller).update(id, expects, approve).await
    }

    fn accessible_proposals(&self, caller: &Caller) -> ReachableRows<'_, Proposal> {
        self.records(caller, Proposals::ReadWrite::widest(caller))
    }
}
