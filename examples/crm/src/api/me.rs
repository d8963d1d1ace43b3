//! `GET /me`: who the caller is, what it may do, and why not more.

use axum::Json;
use entra_perms_runtime::{CallerKind, Requirement, Uuid};
use serde::Serialize;

use crate::permissions::{Caller, Role, RoleSet, ScopeSet};

#[derive(Serialize)]
pub struct Me {
    kind: CallerKind,
    tenant: Uuid,
    object_id: Option<Uuid>,
    client_id: Option<Uuid>,
    held: RoleSet,
    granted: ScopeSet,
    effective: RoleSet,
    roles: Vec<Verdict>,
}

/// Whether the caller may use a role, and why, or why not.
#[derive(Serialize)]
struct Verdict {
    role: Role,
    granted: bool,
    why: String,
}

/// For any caller with a good token.
pub async fn me(caller: Caller) -> Json<Me> {
    let verdict = |role| {
        let explanation = caller.explain(&Requirement::role(role));
        Verdict { role, granted: explanation.is_granted(), why: explanation.to_string() }
    };
    Json(Me {
        kind: caller.kind(),
        tenant: caller.tenant(),
        object_id: caller.object_id(),
        client_id: caller.client_id(),
        held: caller.held(),
        granted: caller.granted(),
        effective: caller.effective(),
        roles: Role::ALL.iter().copied().map(verdict).collect(),
    })
}
