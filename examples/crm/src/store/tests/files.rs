//! The database in a file.

use std::path::{Path, PathBuf};

use super::{any, crm};
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

/// sqlx has no lock for migrations of SQLite. If two processes switch to the write-ahead log at the
/// same time, SQLite does not let one of them wait.
#[tokio::test]
async fn several_processes_may_start_with_one_new_file() {
    for round in 0..8 {
        let folder = Folder::new(&format!("race-{round}"));
        let file = folder.0.join("crm.db");
        let mut processes = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let file = file.clone();
            processes.spawn(async move { Crm::open(&file).await.unwrap() });
        }
        for crm in processes.join_all().await {
            assert!(crm.accounts(&service(), Position::START, PageSize::MAX).await.is_ok());
            crm.close().await;
        }
    }
}

/// The message names the table that is there already.
#[tokio::test]
async fn a_database_of_another_program_is_refused() {
    use sqlx::ConnectOptions as _;
    use sqlx::sqlite::SqliteConnectOptions;

    let folder = Folder::new("foreign");
    let file = folder.0.join("crm.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut other = options.connect().await.unwrap();
    sqlx::query("CREATE TABLE users (name TEXT)").execute(&mut other).await.unwrap();
    let error = Crm::open(&file).await.unwrap_err();
    assert!(error.to_string().contains("already exists"), "{error}");
}

/// Without this, the program would start, and each write would fail.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_nobody_may_write_is_refused() {
    use sqlx::ConnectOptions as _;
    use sqlx::sqlite::SqliteConnectOptions;

    let folder = Folder::new("read-only");
    let file = folder.0.join("crm.db");
    Crm::open(&file).await.unwrap().close().await;
    // The right to write does not matter for root, so another process holds the lock of a writer.
    let mut other = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    assert!(Crm::open(&file).await.is_err());
}

#[tokio::test]
async fn a_folder_is_not_a_database() {
    let folder = Folder::new("folder");
    assert!(Crm::open(&folder.0).await.is_err());
}

/// If a client does not wait for its response, its request is dropped at any point.
#[tokio::test]
async fn a_database_in_memory_survives_requests_that_are_dropped() {
    let crm = crm(Seed::five_users()).await;
    for polls in 0..200 {
        let caller = service();
        let mut request = Box::pin(crm.account(&caller, 1));
        for _ in 0..polls % 7 {
            tokio::select! {
                biased;
                _ = &mut request => break,
                () = tokio::task::yield_now() => {}
            }
        }
    }
    assert_eq!(crm.account(&service(), 1).await.unwrap().id, 1);
}

/// SQLite would give each connection a database of its own.
#[tokio::test]
async fn the_name_of_a_database_in_memory_is_one_database() {
    for name in [":memory:", ""] {
        let crm = Crm::open(Path::new(name)).await.unwrap();
        crm.fill(Seed::five_users()).await.unwrap();
        let reads = (0..20).map(|_| {
            let crm = crm.clone();
            tokio::spawn(async move { crm.account(&service(), 1).await.unwrap() })
        });
        for read in reads.collect::<Vec<_>>() {
            read.await.unwrap();
        }
    }
}
