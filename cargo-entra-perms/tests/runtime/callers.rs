//! Random callers: plain facts, and their conversion to a caller of the runtime.

use std::time::Duration;

use entra_perms_runtime::Uuid;
use entra_perms_runtime::testing::TestCaller;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::model::{Caller, Client, Model, Role, Scope};

/// The client ids of the registrations of the API: development, production.
pub(crate) const REGISTRATIONS: [Uuid; 2] = [
    Uuid::from_u128(0x4000_0000_0000_4000_8000_0000_0000_0001),
    Uuid::from_u128(0x5000_0000_0000_4000_8000_0000_0000_0001),
];

/// The blueprint of every agent. No decision depends on it.
pub(crate) const BLUEPRINT: Uuid = Uuid::from_u128(0x6000_0000_0000_4000_8000_0000_0000_0001);

/// The client id of a client that the model does not know.
pub(crate) const OTHER_CLIENT: Uuid = Uuid::from_u128(0x6000_0000_0000_4000_8000_0000_0000_0002);

/// The authentication contexts that guards require, and one that no guard requires.
const CONTEXTS: [u8; 3] = [1, 2, 3];

/// Ages of tokens in seconds, with distance to the limits of the guards: 15 minutes and an hour.
const AGES: [u64; 5] = [0, 600, 1_200, 3_000, 4_200];

/// The facts about a caller that a decision may depend on.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) subject: Subject,
    /// The index of the registration of the API, in [`REGISTRATIONS`].
    pub(crate) registration: usize,
    /// `None` for a client that the model does not know.
    pub(crate) client: Option<Client>,
    pub(crate) proof: Proof,
    pub(crate) roles: Vec<Role>,
    /// An application that acts as itself has none.
    pub(crate) scopes: Vec<Scope>,
    /// An application that acts as itself has none.
    pub(crate) contexts: Vec<u8>,
    /// The age of the token in seconds.
    pub(crate) age: u64,
}

/// The subject of the token, and who acts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "an unknown subject is a term of the runtime")]
pub(crate) enum Subject {
    /// A client acts for a user.
    User,
    /// An application acts as itself.
    App,
    /// An agent acts for a human user.
    AgentForUser,
    /// An agent acts for a user or through its own account: the token does not say which.
    AgentForUnknownSubject,
    /// An agent acts through its own user account.
    AgentAccount,
    /// An agent acts as itself.
    AgentAsItself,
    /// A client acts for a user. The token is from before the registration requested the claims
    /// about agents.
    UserBeforeAgentClaims,
    /// An application acts as itself, with such a token.
    AppBeforeAgentClaims,
}

/// The proof with which the client got its token: a secret or a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Only a public client is unproven.
    AsRegistered,
    Unproven,
}

impl Subject {
    pub(crate) const ALL: [Self; 8] = [
        Self::User,
        Self::App,
        Self::AgentForUser,
        Self::AgentForUnknownSubject,
        Self::AgentAccount,
        Self::AgentAsItself,
        Self::UserBeforeAgentClaims,
        Self::AppBeforeAgentClaims,
    ];

    /// Returns whether an application acts as itself, without scopes.
    pub(crate) fn is_app_only(self) -> bool {
        matches!(self, Self::App | Self::AgentAsItself | Self::AppBeforeAgentClaims)
    }
}

impl Facts {
    /// Returns the caller of the runtime.
    pub(crate) fn caller(&self) -> Caller {
        if self.subject.is_app_only() {
            let caller = Caller::test().app();
            let caller = match self.subject {
                Subject::AgentAsItself => caller.agent(BLUEPRINT),
                Subject::AppBeforeAgentClaims => caller.before_agent_claims(),
                _ => caller,
            };
            return self.with_common(caller);
        }
        let caller = Caller::test().user();
        let caller = match self.subject {
            Subject::AgentForUser => caller.agent(BLUEPRINT),
            Subject::AgentForUnknownSubject => caller.agent_for_unknown_subject(BLUEPRINT),
            Subject::AgentAccount => caller.agent_account(BLUEPRINT),
            Subject::UserBeforeAgentClaims => caller.before_agent_claims(),
            _ => caller,
        };
        let caller = caller.scopes(self.scopes.iter().copied());
        self.with_common(caller.contexts(self.contexts.iter().copied()))
    }

    /// Adds the facts that both kinds of callers have.
    fn with_common<K>(&self, caller: TestCaller<Model, K>) -> Caller {
        let caller = caller.registration(REGISTRATIONS[self.registration]);
        let caller = match self.client {
            Some(client) => caller.client(client),
            None => caller.client_id(OTHER_CLIENT),
        };
        let caller = match self.proof {
            Proof::AsRegistered => caller,
            Proof::Unproven => caller.without_client_secret(),
        };
        let caller = caller.roles(self.roles.iter().copied());
        caller.token_age(Duration::from_secs(self.age)).build()
    }
}

/// Returns random callers, the same ones in each run.
pub(crate) fn random(count: usize) -> Vec<Facts> {
    let mut runner = TestRunner::deterministic();
    let strategy = facts();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn facts() -> impl Strategy<Value = Facts> {
    let client = prop_oneof![Just(None), select(Client::ALL.to_vec()).prop_map(Some),];
    let proof = select(vec![Proof::AsRegistered, Proof::Unproven]);
    let permissions = (some_of(Role::ALL), some_of(Scope::ALL), some_of(&CONTEXTS));
    let origin = (select(Subject::ALL.to_vec()), 0..REGISTRATIONS.len(), client, proof);
    (origin, permissions, select(AGES.to_vec())).prop_map(|(origin, permissions, age)| {
        let (subject, registration, client, proof) = origin;
        let (roles, scopes, contexts) = permissions;
        let is_app_only = subject.is_app_only();
        Facts {
            subject,
            registration,
            client,
            proof,
            roles,
            scopes: if is_app_only { Vec::new() } else { scopes },
            contexts: if is_app_only { Vec::new() } else { contexts },
            age,
        }
    })
}

/// Returns a part of a list. Often it is nearly everything or nearly nothing, so that guards decide
/// on one condition.
fn some_of<T: Copy + std::fmt::Debug + 'static>(
    all: &[T],
) -> impl Strategy<Value = Vec<T>> + use<T> {
    let most = all.len().saturating_sub(2)..=all.len();
    let few = 0..=all.len().min(2);
    prop_oneof![
        subsequence(all.to_vec(), 0..=all.len()),
        subsequence(all.to_vec(), most),
        subsequence(all.to_vec(), few),
    ]
}
