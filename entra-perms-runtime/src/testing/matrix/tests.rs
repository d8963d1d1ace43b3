//! The matrix of the test model, and what is said where it is another.

use std::path::PathBuf;
use std::{env, fs, process};

use super::*;
use crate::test_support::model::{Role, TENANT, TestModel};
use crate::validator::TokenValidator;

async fn outcomes() -> Outcomes {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator: TokenValidator<TestModel> = issuer.validator().build().await.unwrap();
    let ask = async |operation: &str, token: &str| match validator.validate(token).await {
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
    Matrix::<TestModel>::new(&issuer).run(["read all", "everybody"], ask).await
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
async fn every_combination_is_asked() {
    let outcomes = outcomes().await.to_string();
    let (head, table) = outcomes.split_at(outcomes.find("\n\n").unwrap() + 1);
    assert_eq!(table, TABLE);
    assert!(head.lines().all(|line| line.starts_with('#')), "{head}");
}

#[tokio::test]
async fn what_differs_is_named_line_by_line() {
    let outcomes = outcomes().await;
    let path = file("differs.txt");
    outcomes.compare(&path, true).unwrap();
    assert!(outcomes.compare(&path, false).is_ok());
    fs::write(&path, fs::read_to_string(&path).unwrap().replace('\n', "\r\n")).unwrap();
    assert!(outcomes.compare(&path, false).is_ok(), "as it is checked out on Windows");
    let other = TABLE
        .replace("Crm.Read\n", "Crm.Read Crm.Read.Team\n")
        .replace("everybody", "nobody");
    fs::write(&path, other).unwrap();
    let error = outcomes.compare(&path, false).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        format!(
            "the matrix is not that of {}, whose lines begin with `-`:
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

where the change is meant, run the test once with ENTRA_PERMS_MATRIX=overwrite",
            path.display()
        )
    );
    fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_missing_file_is_no_match() {
    let outcomes = outcomes().await;
    let error = outcomes.compare(&file("missing.txt"), false).unwrap_err().to_string();
    assert!(
        error.contains("missing.txt: ") && error.ends_with("ENTRA_PERMS_MATRIX=overwrite"),
        "{error}"
    );
    // A folder is made; one where the file should be stands in the way.
    let folder = file("folder");
    outcomes.compare(&folder.join("in").join("it.txt"), true).unwrap();
    let error = outcomes.compare(&folder, true).unwrap_err().to_string();
    assert!(error.contains("cannot be written: "), "{error}");
    fs::remove_dir_all(&folder).unwrap();
}
