//! The operations with callers of the testing kit.

mod files;
mod guards;
mod reach;
mod versions;

use super::seed::Seed;
use super::*;

async fn crm(seed: Seed) -> Crm {
    let crm = Crm::in_memory().await.unwrap();
    crm.fill(seed).await.unwrap();
    crm
}

/// Accepts every version.
fn any(_: Version) -> bool {
    true
}
