//! The matrix of the test model, and the messages about differences.

use std::path::PathBuf;
use std::{env, fs, process};

use super::*;
use crate::test_support::model::{Role, TENANT, TestModel};
use crate::validator::TokenValidator;

async fn outcomes() -> Outcomes {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator: TokenValidator<TestModel> = issuer.validator().build().await.unwrap();
    let call = async |operation: &str, token: &str| match validator.validate(token).await {
        Ok(caller) => match operation {
            "read all" if caller.can(Role::ReadAll) => "200",
            "everybody" => "200",
            _ => "403",
        },
        Err(error) => match error.challenge().status().as_u16() {
            401 => "401",
            _ => "nobody",
        },
    };
    Matrix::<TestModel>::new(&issuer).run(["read all", "everybody"], call).await
}

const TABLE: &str = "
read all
  403 but
  nobody user -: -
  200 user Contacts.Read.All: Crm.Read
  nobody app -
  200 app Contacts.Read.All

everybody
  200 but
  nobody user -: -
  nobody app -
";

fn file(name: &str) -> PathBuf {
    env::temp_dir().join(format!("entra-perms-matrix-{}-{name}", process::id()))
}

#[tokio::test]
async fn every_caller_calls_every_operation() {
    let outcomes = outcomes().await.to_string();
    let (head, table) = outcomes.split_once("\n\n").unwrap();
    assert_eq!(format!("\n{table}"), TABLE);
    assert!(head.lines().all(|line| line.starts_with('#')), "{head}");
}

#[tokio::test]
async fn differences_from_the_file_are_listed_line_by_line() {
    let outcomes = outcomes().await;
    let path = file("differs.txt");
    outcomes.write(&path).unwrap();
    assert!(outcomes.compare(&path).is_ok());
    fs::write(&path, fs::read_to_string(&path).unwrap().replace('\n', "\r\n")).unwrap();
    assert!(outcomes.compare(&path).is_ok(), "a checkout on Windows");
    let other = TABLE
        .replace("Crm.Read\n", "Crm.Read Crm.Read.Team\n")
        .replace("everybody", "nobody");
    fs::write(&path, other).unwrap();
    let error = outcomes.compare(&path).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        format!(
            "the matrix differs from {} (`-` expected, `+` found):
everybody
+ 200 but
+ nobody user -: -
+ nobody app -
nobody
- 200 but
- nobody user -: -
- nobody app -
read all
- 200 user Contacts.Read.All: Crm.Read Crm.Read.Team
+ 200 user Contacts.Read.All: Crm.Read

help: to accept the change, run the test once with ENTRA_PERMS_MATRIX=overwrite",
            path.display()
        )
    );
    fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_missing_file_is_an_error() {
    let error = outcomes().await.compare(&file("missing.txt")).unwrap_err();
    let message = error.to_string();
    assert!(message.lines().next().unwrap().ends_with("missing.txt"), "{message}");
    assert!(message.ends_with("ENTRA_PERMS_MATRIX=overwrite"), "{message}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(format!("{error:?}"), format!("{message}\nnote: {source}"));
}

#[tokio::test]
async fn a_missing_folder_is_created() {
    let outcomes = outcomes().await;
    let folder = file("folder");
    let path = folder.join("in").join("it.txt");
    outcomes.write(&path).unwrap();
    assert!(outcomes.compare(&path).is_ok());
    // A folder at the path of the file is an error.
    let error = outcomes.write(&folder).unwrap_err().to_string();
    assert!(error.starts_with("cannot write "), "{error}");
    fs::remove_dir_all(&folder).unwrap();
}
