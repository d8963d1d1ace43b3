//! Connections that stay open end when their token expires or is otherwise no longer accepted.

mod actix;
mod axum;
mod tonic;
mod tower;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_runtime::{SharedJwks, Tenants};
use entra_perms_tests::crm::{Model, Role, Scope, TokenValidator};

use crate::service::TENANT;

/// The changes that end a connection.
#[derive(Clone, Copy, Debug)]
enum Change {
    TokenExpires,
    KeyIsWithdrawn,
    TenantIsRemoved,
}

impl Change {
    const ALL: [Self; 3] = [Self::TokenExpires, Self::KeyIsWithdrawn, Self::TenantIsRemoved];
}

/// A validator whose clock, keys and tenants a test changes.
struct Changing {
    issuer: DevIssuer,
    validator: TokenValidator,
    keys: SharedJwks,
    seconds: Arc<AtomicU64>,
    admits: Arc<AtomicBool>,
}

impl Changing {
    async fn start() -> Self {
        let issuer = DevIssuer::new(TENANT).unwrap();
        let keys = SharedJwks::new(issuer.jwks());
        let moved = Arc::new(AtomicU64::new(0));
        let seconds = Arc::clone(&moved);
        let admits = Arc::new(AtomicBool::new(true));
        let filter = Arc::clone(&admits);
        let validator = TokenValidator::builder(Tenants::single(TENANT).unwrap())
            .jwks(keys.clone())
            .clock(move || SystemTime::now() + Duration::from_secs(moved.load(Ordering::Relaxed)))
            .tenant_filter(move |_| filter.load(Ordering::Relaxed))
            .build()
            .await
            .unwrap();
        Self { issuer, validator, keys, seconds, admits }
    }

    /// Returns a token that expires in an hour.
    fn token(&self) -> String {
        let token = self.issuer.user::<Model>().roles([Role::ContactsReadTeam]);
        token.scopes([Scope::CrmReadTeam]).expires_in(Duration::from_secs(3600)).sign()
    }

    fn make(&self, change: Change) {
        match change {
            Change::TokenExpires => self.seconds.store(3700, Ordering::Relaxed),
            Change::KeyIsWithdrawn => {
                self.keys.replace(DevIssuer::new(TENANT).unwrap().jwks());
            }
            Change::TenantIsRemoved => self.admits.store(false, Ordering::Relaxed),
        }
    }
}

/// A timer that is shorter than the pause, so that a test need not wait for it.
async fn sleep(_: Duration) {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// Waits for the result of a connection, for at most ten seconds.
async fn soon<T>(result: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(10);
    tokio::time::timeout(limit, result).await.expect("the connection did nothing")
}

/// Checks that a connection stays open for a while.
async fn stays_open<T: std::fmt::Debug>(next: impl Future<Output = T>) {
    let limit = Duration::from_millis(200);
    let next = tokio::time::timeout(limit, next).await;
    assert!(next.is_err(), "the connection has ended: {next:?}");
}
