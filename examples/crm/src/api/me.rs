//! The handler of `/me`, which describes the caller.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use entra_perms_runtime::{Acts, Agent, CallerKind, Requirement, Uuid};
use serde::Serialize;
use utoipa::ToSchema;

use crate::permissions::{Caller, Client, Role, RoleSet, ScopeSet};

/// Returns the caller, the caller's permissions, and the reason for each granted or denied role.
// The handler has no `#[requires]`, because every verified caller may call it. The extractor
// `Caller` alone refuses requests without a valid token.
#[utoipa::path(
    get,
    path = "/me",
    operation_id = "get_me",
    tag = "me",
    security(("entra" = [])),
    responses((status = OK, description = "The caller.", body = Me))
)]
pub(super) async fn show(caller: Caller) -> Json<Me> {
    Json(Me {
        kind: caller.kind(),
        tenant: caller.tenant(),
        object_id: caller.object_id(),
        client_id: caller.client_id(),
        client: caller.client().map(Client::name),
        agent: caller.agent().map(ActingAgent::from),
        expires_at: unix_seconds(caller.expires_at()),
        held: caller.held(),
        granted: caller.granted(),
        effective: caller.effective(),
        roles: Role::ALL.iter().map(|role| Verdict::new(&caller, *role)).collect(),
    })
}

/// A caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// `user`, or `app` for an application that acts as itself.
    #[schema(value_type = String)]
    kind: CallerKind,
    tenant: Uuid,
    object_id: Option<Uuid>,
    client_id: Option<Uuid>,
    /// The name of the client. `null` if its registration is not in `clients`.
    client: Option<&'static str>,
    /// The AI agent that acts. `null` if the token names no agent.
    agent: Option<ActingAgent>,
    /// The expiry in seconds since 1970, as in the token.
    expires_at: u64,
    /// The roles in the token.
    #[schema(value_type = Vec<String>)]
    held: RoleSet,
    /// The scopes in the token.
    #[schema(value_type = Vec<String>)]
    granted: ScopeSet,
    /// The effective permissions of the caller.
    #[schema(value_type = Vec<String>)]
    effective: RoleSet,
    /// One verdict per role of the model.
    roles: Vec<Verdict>,
}

/// The way in which an AI agent acts, and its blueprint: the parent application of many agents.
///
/// The blueprint is for logs and for support. It is not a ground to permit anything.
#[derive(Debug, Serialize, ToSchema)]
struct ActingAgent {
    /// `for_user`, `as_itself` or `as_own_account`.
    #[schema(value_type = String)]
    acts: Acts,
    blueprint: Option<Uuid>,
}

impl From<Agent> for ActingAgent {
    fn from(agent: Agent) -> Self {
        Self { acts: agent.acts(), blueprint: agent.blueprint() }
    }
}

/// The decision on one role, and its reason.
#[derive(Debug, Serialize, ToSchema)]
struct Verdict {
    #[schema(value_type = String)]
    role: Role,
    granted: bool,
    reason: String,
}

impl Verdict {
    fn new(caller: &Caller, role: Role) -> Self {
        let explanation = caller.explain(Requirement::role(role));
        Self { role, granted: explanation.is_granted(), reason: explanation.to_string() }
    }
}

/// Returns 0 for a time before 1970, which a verified token cannot have.
fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
