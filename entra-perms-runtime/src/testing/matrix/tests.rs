//! The matrix of the test model, and the messages about differences.

use std::path::PathBuf;
use std::{env, fs, process};

use super::*;
use crate::model::PermissionSet;
use crate::requirement::{AgentRule, By, Clause, Conditions, Requirement};
use crate::test_support::model::{Role, TENANT, TestModel, WEB};
use crate::validator::TokenValidator;

const READ_ALL: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));

fn for_person() -> Requirement<TestModel> {
    Requirement::all(Conditions::NONE.with_by(By::Person), &[READ_ALL])
}

fn without_agents() -> Requirement<TestModel> {
    Requirement::all(Conditions::NONE.with_agents(AgentRule::Never), &[READ_ALL])
}

fn by_web() -> Requirement<TestModel> {
    Requirement::all(Conditions::NONE.with_clients(const { &[&WEB] }), &[READ_ALL])
}

fn agents_only() -> Requirement<TestModel> {
    Requirement::all(Conditions::NONE.with_agents(AgentRule::Only), &[READ_ALL])
}

async fn outcomes() -> Outcomes {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator: TokenValidator<TestModel> = issuer.validator().build().await.unwrap();
    let call = async |operation: &str, token: &str| match validator.validate(token).await {
        Ok(caller) => match operation {
            "read all" if caller.can(Role::ReadAll) => "200",
            "everybody" => "200",
            "a person" if caller.can(for_person()) => "200",
            "no agent" if caller.can(without_agents()) => "200",
            "agents" if caller.can(agents_only()) => "200",
            "the client Web" if caller.can(by_web()) => "200",
            _ => "403",
        },
        Err(error) => match error.challenge().status().as_u16() {
            401 => "401",
            _ => "nobody",
        },
    };
    Matrix::<TestModel>::new(&issuer)
        .run(["read all", "everybody", "a person", "no agent", "agents", "the client Web"], call)
        .await
}

const TABLE: &str = "
read all
  403 but
  nobody user -: -
  200 user Contacts.Read.All: Crm.Read
  nobody app -
  200 app Contacts.Read.All
  200 client Web for a user
  200 client Desktop as itself

everybody
  200 but
  nobody user -: -
  nobody app -

a person
  403 but
  nobody user -: -
  200 user Contacts.Read.All: Crm.Read
  403 agent account Contacts.Read.All: Crm.Read
  nobody app -
  200 client Web for a user

no agent
  403 but
  nobody user -: -
  200 user Contacts.Read.All: Crm.Read
  403 agent for user Contacts.Read.All: Crm.Read
  403 agent account Contacts.Read.All: Crm.Read
  nobody app -
  200 app Contacts.Read.All
  403 agent app Contacts.Read.All
  200 client Web for a user
  200 client Desktop as itself

agents
  403 but
  nobody user -: -
  200 agent for user Contacts.Read.All: Crm.Read
  200 agent account Contacts.Read.All: Crm.Read
  nobody app -
  200 agent app Contacts.Read.All

the client Web
  403 but
  nobody user -: -
  200 user through Web Contacts.Read.All: Crm.Read
  nobody app -
  200 app through Web Contacts.Read.All
  200 client Web for a user
";

/// A request without a token is a line if it need not sign in. The other lines do not change.
#[tokio::test]
async fn an_anonymous_line_is_an_operation_that_needs_no_token() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let outcome = async |operation: &str, token: Option<&str>| match (operation, token) {
        ("guarded", None) => "401 Unauthorized",
        ("method", None) => "Unauthenticated",
        ("hidden", None) => "404",
        ("guarded", Some(_)) => "403",
        _ => "200",
    };
    let operations = ["guarded", "method", "hidden", "open"];
    let table = Matrix::<TestModel>::new(&issuer).run_with_anonymous(operations, outcome);
    let table = table.await.to_string();
    let (head, lines) = table.split_once("\n\n").unwrap();
    let expected = "guarded\n  403\n\nmethod\n  200\n\n\
                    hidden\n  200 but\n  404 anonymous\n\nopen\n  200 but\n  200 anonymous\n";
    assert_eq!(lines, expected);
    assert!(head.contains("`anonymous`"), "{head}");
    let without = outcomes().await.to_string();
    assert!(!without.contains("anonymous"), "{without}");
}

/// A user in a context is listed only if the context changes the outcome.
#[tokio::test]
async fn contexts_add_a_line_where_they_decide() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator: TokenValidator<TestModel> = issuer.validator().build().await.unwrap();
    let call = async |operation: &str, token: &str| {
        let conditions = match operation {
            "in context" => Conditions::NONE.with_context(2).with_fresh(900),
            "a person in context" => Conditions::NONE.with_context(2).with_by(By::Person),
            _ => Conditions::NONE.with_fresh(900),
        };
        match validator.validate(token).await {
            Ok(caller) if caller.can(Requirement::all(conditions, &[READ_ALL])) => "200",
            _ => "403",
        }
    };
    let operations = ["in context", "a person in context", "fresh"];
    let matrix = Matrix::<TestModel>::new(&issuer).contexts([1, 2]);
    let table = matrix.run(operations, call).await.to_string();
    let (head, lines) = table.split_once("\n\n").unwrap();
    assert!(head.contains("# A user whose token has authentication contexts is `in context`."));
    let expected = "in context
  403 but
  200 user in context Contacts.Read.All: Crm.Read
  200 agent for user in context Contacts.Read.All: Crm.Read
  200 agent account in context Contacts.Read.All: Crm.Read
  200 client Web for a user

a person in context
  403 but
  200 user in context Contacts.Read.All: Crm.Read
  200 agent for user in context Contacts.Read.All: Crm.Read
  200 client Web for a user

fresh
  403 but
  200 user Contacts.Read.All: Crm.Read
  200 app Contacts.Read.All
  200 client Web for a user
  200 client Desktop as itself
";
    assert_eq!(lines, expected);
    let without = outcomes().await.to_string();
    assert!(!without.contains("context"), "{without}");
}

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
        .replacen("Crm.Read\n", "Crm.Read Crm.Read.Team\n", 1)
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
