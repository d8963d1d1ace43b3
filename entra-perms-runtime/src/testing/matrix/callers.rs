//! The callers of a matrix, and their tokens.

use uuid::Uuid;

use super::Matrix;
use crate::model::{AgentClaim, AppRegistration, CallerKind, Model, Permission, RegisteredClient};
use crate::signing::BLUEPRINT;
use crate::testing::TokenBuilder;
use crate::validator::choose_registration;

/// A caller of the matrix. `None` means no role, or no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell<M: Model> {
    pub(super) kind: CallerKind,
    pub(super) actor: CellActor,
    pub(super) contexts: CellContexts,
    /// `None` for a client that the model does not know.
    pub(super) client: Option<M::Client>,
    pub(super) role: Option<M::Role>,
    pub(super) scope: Option<M::Scope>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellActor {
    NotAgent,
    /// An agent that acts for the user, or as itself.
    Agent,
    /// An agent that acts through its own user account.
    AgentAccount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellContexts {
    Without,
    With,
}

/// A client of the argument `clients`, with the permissions that its registration asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientCell<M: Model> {
    pub(super) client: M::Client,
    /// `true` if the client is the blueprint of the agents that act.
    pub(super) is_blueprint: bool,
    pub(super) kind: CallerKind,
}

impl<M: Model> Matrix<'_, M> {
    /// Returns the callers with one role and one scope, or none, and their tokens.
    pub(super) fn callers(&self) -> Vec<(Cell<M>, String)> {
        self.cells().into_iter().map(|cell| (cell, self.token(cell))).collect()
    }

    fn cells(&self) -> Vec<Cell<M>> {
        let roles = with_none(&self.roles);
        let scopes = with_none(&self.scopes);
        let mut cells = Vec::new();
        for role in roles.iter().copied() {
            for scope in scopes.iter().copied() {
                let plain = Cell::plain(CallerKind::User, role, scope);
                for actor in self.actors(CallerKind::User) {
                    let cell = Cell { actor: *actor, ..plain };
                    cells.push(cell);
                    if !self.contexts.is_empty() {
                        cells.push(Cell { contexts: CellContexts::With, ..cell });
                    }
                }
                for client in self.clients() {
                    let contexts = self.contexts_of_clients();
                    cells.push(Cell { client: Some(client), contexts, ..plain });
                }
            }
        }
        for role in roles {
            let plain = Cell::plain(CallerKind::App, role, None);
            cells.extend(
                self.actors(CallerKind::App).iter().map(|actor| Cell { actor: *actor, ..plain }),
            );
            cells.extend(self.clients().map(|client| Cell { client: Some(client), ..plain }));
        }
        cells
    }

    /// Returns the contexts of the users of a client. They have met all of them, so that one caller
    /// for each client is enough.
    fn contexts_of_clients(&self) -> CellContexts {
        if self.contexts.is_empty() { CellContexts::Without } else { CellContexts::With }
    }

    /// Returns the clients that have a registration for this registration of the API. A blueprint
    /// is left out, because each of its agents has a client id of its own.
    fn clients(&self) -> impl Iterator<Item = M::Client> {
        let api = self.registration_of_api().and_then(|(id, _)| id);
        let is_known = move |client: &M::Client| {
            let mut registrations = client.entry().registrations.iter();
            registrations.any(|known| Some(known.api) == api && !known.is_blueprint)
        };
        M::Client::ALL.iter().copied().filter(is_known)
    }

    /// Returns the actors of each caller: no agent first, then agents if the manifest requests the
    /// claims about them.
    fn actors(&self, kind: CallerKind) -> &'static [CellActor] {
        use CellActor::{Agent, AgentAccount, NotAgent};
        match kind {
            _ if !self.knows_agents() => &[NotAgent],
            CallerKind::User => &[NotAgent, Agent, AgentAccount],
            CallerKind::App => &[NotAgent, Agent],
        }
    }

    fn knows_agents(&self) -> bool {
        self.registration_of_api()
            .is_some_and(|(_, one)| AgentClaim::are_all_in(one.agent_claims))
    }

    /// Returns the registration of the API that the tokens are for, and its client id if it has
    /// one.
    fn registration_of_api(&self) -> Option<(Option<Uuid>, AppRegistration)> {
        let Some(id) = self.client_id.as_deref() else {
            let first = M::REGISTRATIONS.first().copied()?;
            return Some((first.client_id.and_then(|id| Uuid::parse_str(id).ok()), first));
        };
        let (id, registration) = choose_registration(M::REGISTRATIONS, Some(id)).ok()?;
        Some((Some(id), registration))
    }

    fn token(&self, cell: Cell<M>) -> String {
        let mut token = self.token_of(cell.kind);
        if let Some(client) = cell.client {
            token = token.client(client);
        }
        token = match cell.actor {
            CellActor::NotAgent => token,
            CellActor::Agent => token.agent(BLUEPRINT),
            CellActor::AgentAccount => token.agent_account(BLUEPRINT),
        };
        token = match cell.contexts {
            CellContexts::Without => token,
            CellContexts::With => token.contexts(self.contexts.iter().copied()),
        };
        token.roles(cell.role).scopes(cell.scope).sign()
    }

    fn token_of(&self, kind: CallerKind) -> TokenBuilder<'_, M> {
        let token = match kind {
            // Without a scope, only `idtyp` tells that the token is a user's.
            CallerKind::User => self.issuer.user::<M>().claim("idtyp", "user"),
            CallerKind::App => self.issuer.app::<M>(),
        };
        match &self.client_id {
            Some(client_id) => token.registration(client_id),
            None => token,
        }
    }

    /// Returns the clients as registered: for users, if the registration asks for scopes, and as
    /// themselves, if it asks for app roles.
    pub(super) fn registered_clients(&self) -> Vec<(ClientCell<M>, String)> {
        let api = self.registration_of_api().and_then(|(id, _)| id);
        let mut callers = Vec::new();
        for (client, table) in M::Client::ALL.iter().zip(M::TABLES.clients) {
            let registrations = client.entry().registrations.iter().zip(table.permissions);
            for (known, permissions) in registrations.filter(|(known, _)| Some(known.api) == api) {
                let token_of = |kind| {
                    let token = self.token_of(kind);
                    if known.is_blueprint {
                        token.agent(known.client_id)
                    } else {
                        token.client(*client)
                    }
                };
                let is_blueprint = known.is_blueprint;
                let cell = |kind| ClientCell { client: *client, is_blueprint, kind };
                if !permissions.scopes.is_empty() {
                    let token = token_of(CallerKind::User).scopes(permissions.scopes);
                    let token = token.contexts(self.contexts.iter().copied());
                    let token = token.roles(M::Role::ALL.iter().copied()).sign();
                    callers.push((cell(CallerKind::User), token));
                }
                if !permissions.roles.is_empty() {
                    let token = token_of(CallerKind::App).roles(permissions.roles).sign();
                    callers.push((cell(CallerKind::App), token));
                }
            }
        }
        callers
    }
}

impl<M: Model> Cell<M> {
    fn plain(kind: CallerKind, role: Option<M::Role>, scope: Option<M::Scope>) -> Self {
        let (actor, contexts) = (CellActor::NotAgent, CellContexts::Without);
        Self { kind, actor, contexts, client: None, role, scope }
    }

    /// Returns whether no agent acts, the client is unknown, and the token has no authentication
    /// context.
    pub(super) fn is_plain(&self) -> bool {
        self.actor == CellActor::NotAgent
            && self.client.is_none()
            && self.contexts == CellContexts::Without
    }
}

fn with_none<T: Copy>(values: &[T]) -> Vec<Option<T>> {
    [None].into_iter().chain(values.iter().copied().map(Some)).collect()
}
