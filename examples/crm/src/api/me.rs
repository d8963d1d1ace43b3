//! `GET /me`: who is calling, what they may do, and why not more.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use entra_perms_runtime::{CallerKind, Requirement, Uuid};
use serde::Serialize;

use crate::permissions::{Caller, Role, RoleSet, ScopeSet};

/// Any caller may ask this, so there is no `#[requires]`: taking the [`Caller`] is enough to need a good token.
pub(super) async fn show(caller: Caller) -> Json<Me> {
    Json(Me {
        kind: caller.kind(),
        tenant: caller.tenant(),
        object_id: caller.object_id(),
        client_id: caller.client_id(),
        expires_at: seconds(caller.expires_at()),
        held: caller.held(),
        granted: caller.granted(),
        effective: caller.effective(),
        roles: Role::ALL.iter().map(|role| Verdict::of(&caller, *role)).collect(),
    })
}

#[derive(Debug, Serialize)]
pub(super) struct Me {
    kind: CallerKind,
    tenant: Uuid,
    object_id: Option<Uuid>,
    client_id: Option<Uuid>,
    /// In seconds since 1970, as in the token.
    expires_at: u64,
    /// The roles in the token.
    held: RoleSet,
    /// The scopes in the token.
    granted: ScopeSet,
    /// What the caller may do.
    effective: RoleSet,
    /// Every role there is, and why the caller may use it or why not.
    roles: Vec<Verdict>,
}

#[derive(Debug, Serialize)]
struct Verdict {
    role: Role,
    granted: bool,
    reason: String,
}

impl Verdict {
    fn of(caller: &Caller, role: Role) -> Self {
        let explanation = caller.explain(&Requirement::role(role));
        Self { role, granted: explanation.is_granted(), reason: explanation.to_string() }
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
