//! The inventory lists every guarded function of the program.

use entra_perms_runtime::audit::{Guarded, Inventory};
use entra_perms_runtime::{CallerKind, Denied, requires};
use entra_perms_tests::crm::roles::*;
use entra_perms_tests::crm::{Caller, Model, Role, Scope, scopes};
use entra_perms_tests::wide;

#[requires(any(Contacts::Read::Team, Contacts::Read::All))]
async fn handler() {}

#[requires(
    all(Contacts::Read::My, any(Accounts::Read::Team, scope(scopes::Crm::Read::My))),
    by = user
)]
fn given_its_caller(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[requires(Contacts::Write::All, by = app)]
fn generic<T: Default>(_: &Caller) -> Result<T, Denied> {
    Ok(T::default())
}

struct Desk<T>(T);

impl<T: Copy> Desk<T> {
    #[requires(at_least(Contacts::Write::Team))]
    fn method(&self, _: &Caller) -> Result<T, Denied> {
        Ok(self.0)
    }
}

fn outer(caller: &Caller) -> Result<(), Denied> {
    #[requires(Accounts::Read::Team)]
    fn nested(_: &Caller) -> Result<(), Denied> {
        Ok(())
    }
    nested(caller)
}

/// A function with a guard of another model.
#[requires(wide::roles::Wide::R6)]
fn of_another_model(_: &wide::Caller) -> Result<(), Denied> {
    Ok(())
}

/// Returns the functions of this file. Other tests have guarded functions, too.
fn inventory() -> Inventory<Model> {
    let is_here = |guarded: &Guarded<Model>| guarded.function().module_path == "audit::functions";
    Inventory::collect().into_iter().filter(is_here).collect()
}

fn guarded(name: &str) -> Guarded<Model> {
    *inventory()
        .functions()
        .iter()
        .find(|guarded| guarded.function().name == name)
        .unwrap()
}

#[test]
fn each_function_is_listed_once_with_its_requirement() {
    // The functions are never called. A generic function is listed once for all its instances.
    let _ = (handler, given_its_caller, generic::<u8>, generic::<u16>, Desk::<u8>::method, outer);
    let inventory = inventory();
    let found: Vec<_> = inventory
        .functions()
        .iter()
        .map(|guarded| (guarded.function().name, guarded.requirement().to_string()))
        .collect();
    let expected = [
        ("generic", "`Contacts.Write.All`, by application"),
        (
            "given_its_caller",
            "`Contacts.Read.My` and (`Accounts.Read.Team` or scope `Crm.Read.My`), by user",
        ),
        ("handler", "`Contacts.Read.Team` or `Contacts.Read.All`"),
        ("method", "`Contacts.Write.Team` or `Contacts.Write.All`"),
        ("nested", "`Accounts.Read.Team`"),
    ]
    .map(|(name, requirement)| (name, requirement.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_function_is_at_the_line_of_its_attribute() {
    let function = guarded("handler").function();
    assert!(function.file.ends_with("functions.rs"), "{function:?}");
    let line = include_str!("functions.rs").lines().nth(function.line as usize - 1);
    assert_eq!(line, Some("#[requires(any(Contacts::Read::Team, Contacts::Read::All))]"));
    assert_eq!(guarded("handler").requirement().by(), None);
    assert_eq!(guarded("generic").requirement().by(), Some(CallerKind::App));
}

#[test]
fn an_inventory_has_the_functions_of_one_model() {
    let _ = of_another_model;
    let of_wide = Inventory::<wide::Model>::collect();
    let names = of_wide.functions().iter().map(|guarded| guarded.function().name);
    assert_eq!(names.collect::<Vec<_>>(), ["of_another_model"; 2]);
}

#[test]
fn each_function_has_its_least_scopes() {
    let least = |name| guarded(name).least_scopes();
    assert_eq!(least("handler"), [Scope::CrmReadTeam.into(), Scope::CrmReadAll.into()]);
    assert_eq!(least("given_its_caller"), [Scope::CrmReadMy.into()]);
    assert_eq!(least("generic"), []);
    assert_eq!(least("method"), [Scope::CrmReadWriteTeam.into(), Scope::CrmReadWriteAll.into()]);
    assert!(guarded("method").is_for_applications() && !guarded("nested").is_for_applications());
}

#[test]
fn unused_roles_and_wide_scopes_are_found() {
    let inventory = inventory();
    let unused: Vec<_> = inventory.roles_not_required().iter().map(Role::value).collect();
    assert_eq!(
        unused,
        [
            "Accounts.Read.All",
            "Accounts.Write.Team",
            "Accounts.Write.All",
            "Contacts.Write.My",
            "Proposals.ReadWrite.Team",
            "Proposals.ReadWrite.All"
        ]
    );
    let wide: Vec<_> = inventory.wide_scopes();
    let beyond = |scope| wide.iter().find(|wide| wide.scope == scope).map(|wide| wide.beyond);
    assert_eq!(beyond(Scope::CrmReadTeam), None);
    assert_eq!(beyond(Scope::CrmReadAll), Some(Role::AccountsReadAll.into()));
    assert_eq!(beyond(Scope::CrmReadWriteTeam), Some(Role::AccountsWriteTeam.into()));
    assert_eq!(beyond(Scope::SalesReadWriteAll), Some(Role::ProposalsReadWriteAll.into()));
}

#[test]
fn the_report_lists_requirements_and_excess_roles() {
    let report = inventory().to_string();
    let method = guarded("method").function();
    let lines = format!(
        "\
audit::functions::method ({}:{})
    requires: `Contacts.Write.Team` or `Contacts.Write.All`
    least scopes: `Crm.ReadWrite.Team` or `Crm.ReadWrite.All`
    for applications: yes
",
        method.file, method.line
    );
    assert!(report.contains(&lines), "{report}");
    assert!(report.contains("    `Crm.Read.All`: excess roles `Accounts.Read.All`\n"), "{report}");
}
