//! The database in a file.

use std::path::PathBuf;

use super::any;
use crate::permissions::{Caller, Role};
use crate::store::seed::Seed;
use crate::store::{Account, Crm, PageSize, Position};

/// A folder that is deleted at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("crm-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn service() -> Caller {
    Caller::test()
        .app()
        .roles([Role::AccountsReadAll, Role::AccountsWriteAll])
        .build()
}

#[tokio::test]
async fn records_are_there_after_a_restart() {
    let folder = Folder::new("restart");
    let file = folder.0.join("crm.db");
    let crm = Crm::open(&file).await.unwrap();
    crm.fill(Seed::five_users()).await.unwrap();
    let renamed = Account { name: "Northwind".to_owned() };
    let renamed = crm.replace_account(&service(), 1, any, renamed).await.unwrap();
    crm.close().await;

    let crm = Crm::open(&file).await.unwrap();
    // The database is not empty, so the seed adds nothing and changes nothing.
    crm.fill(Seed::five_users()).await.unwrap();
    assert_eq!(crm.account(&service(), 1).await.unwrap(), renamed);
    let page = crm.accounts(&service(), Position::START, PageSize::MAX).await.unwrap();
    assert_eq!(page.records.len(), 4);
    crm.close().await;
}

#[tokio::test]
async fn writers_wait_for_each_other() {
    let folder = Folder::new("writers");
    let crm = Crm::open(&folder.0.join("crm.db")).await.unwrap();
    crm.fill(Seed::five_users()).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..40 {
        let crm = crm.clone();
        writers.spawn(async move {
            let account = Account { name: format!("Northwind {number}") };
            crm.replace_account(&service(), 1, any, account).await.unwrap()
        });
    }
    let mut versions: Vec<i64> =
        writers.join_all().await.iter().map(|account| account.version.0).collect();
    versions.sort_unstable();
    // No write was lost: each one made a version of its own.
    assert_eq!(versions, (2..=41).collect::<Vec<_>>());
    crm.close().await;
}

#[tokio::test]
async fn a_folder_is_not_a_database() {
    let folder = Folder::new("folder");
    assert!(Crm::open(&folder.0).await.is_err());
}
