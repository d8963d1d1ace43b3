//! `#[requires]` on functions with a parameter for their caller.

use std::sync::Arc;

use entra_perms_runtime::{Denied, requirement, requires};
use entra_perms_tests::crm::roles::{Accounts, Contacts, Proposals};
use entra_perms_tests::crm::{Caller, Model, Role, Scope, scopes};

use crate::caller::{app, user};

#[derive(Debug, PartialEq)]
struct Refused(String);

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self(denied.to_string())
    }
}

#[requires(Contacts::Read::My)]
fn one_role(caller: &Caller, denied: u8) -> Result<u8, Refused> {
    Ok(denied + u8::from(caller.can(Role::ContactsReadMy)))
}

#[requires(any(Contacts::Read::My, Contacts::Read::Team))]
fn any_of(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(all(Contacts::Read::My, Contacts::Write::My))]
async fn all_of(caller: &Caller) -> Result<usize, Refused> {
    Ok(caller.effective().len())
}

#[requires(any(all(Contacts::Read::My, Accounts::Read::Team), Proposals::ReadWrite::Team))]
fn nested(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(scope(scopes::Crm::Read::My))]
fn scoped(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(at_least(Contacts::Read::Team))]
fn team_or_wider(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(Contacts::Read::ANY)]
fn any_constraint(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(Contacts::Write::All, by = app)]
fn by_app(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(Contacts::Write::All, by = user)]
fn by_user(_: &Caller) -> Result<(), Refused> {
    Ok(())
}

#[requires(Contacts::Read::My, caller = request.extensions())]
fn request<B>(request: &http::Request<B>) -> Result<(), Refused> {
    Ok(())
}

struct Desk {
    caller: Arc<Caller>,
}

impl Desk {
    #[requires(Contacts::Read::My, caller = self.caller)]
    fn read<'a, T>(&self, shown: &'a T) -> Result<impl Iterator<Item = &'a T> + use<'a, T>, Refused>
    where
        T: ?Sized,
    {
        Ok(std::iter::once(shown))
    }
}

async fn reader() -> Caller {
    user::<Model, _, _>([Role::ContactsReadMy], [Scope::CrmReadMy]).await
}

async fn stranger() -> Caller {
    user::<Model, _, _>([], [Scope::CrmReadAll]).await
}

fn lacks(role: &str) -> Refused {
    Refused(format!("the user lacks the role {role}"))
}

#[tokio::test]
async fn one_role_is_necessary_and_sufficient() {
    assert_eq!(one_role(&reader().await, 1), Ok(2));
    assert_eq!(one_role(&stranger().await, 1), Err(lacks("`Contacts.Read.My`")));
}

#[tokio::test]
async fn any_of_needs_one_role() {
    assert_eq!(any_of(&reader().await), Ok(()));
    assert_eq!(any_of(&stranger().await), Err(lacks("`Contacts.Read.My` or `Contacts.Read.Team`")));
}

#[tokio::test]
async fn all_of_needs_every_role() {
    let writer =
        user::<Model, _, _>([Role::ContactsReadMy, Role::ContactsWriteMy], [Scope::CrmReadWriteMy])
            .await;
    assert_eq!(all_of(&writer).await, Ok(2));
    assert_eq!(all_of(&reader().await).await, Err(lacks("`Contacts.Write.My`")));
}

#[tokio::test]
async fn nested_requirements_combine() {
    let roles = [Role::ContactsReadMy, Role::AccountsReadTeam, Role::ProposalsReadWriteTeam];
    let scopes = [Scope::CrmReadMy, Scope::CrmReadTeam, Scope::SalesReadWriteTeam];
    // The bits of the roles that the caller holds, and the decision.
    for (bits, is_granted) in [
        (0b000, false),
        (0b001, false),
        (0b010, false),
        (0b011, true),
        (0b100, true),
        (0b111, true),
    ] {
        let held = (0..3).filter(|i| bits >> i & 1 == 1).map(|i| roles[i]);
        let caller = user::<Model, _, _>(held, scopes).await;
        assert_eq!(nested(&caller).is_ok(), is_granted, "{bits:03b}");
    }
}

#[tokio::test]
async fn a_requirement_can_be_a_scope() {
    assert_eq!(scoped(&reader().await), Ok(()));
    let refused = Err(Refused("the client lacks the scope `Crm.Read.My`".into()));
    assert_eq!(scoped(&stranger().await), refused);
    let service = app::<Model, _>([Role::ContactsReadAll]).await;
    assert_eq!(
        scoped(&service),
        Err(Refused("only a client that acts for a user may do this".into()))
    );
}

#[tokio::test]
async fn at_least_admits_the_named_constraint_and_wider_ones() {
    let team = user::<Model, _, _>([Role::ContactsReadTeam], [Scope::CrmReadTeam]).await;
    let all = app::<Model, _>([Role::ContactsReadAll]).await;
    assert_eq!((team_or_wider(&team), team_or_wider(&all)), (Ok(()), Ok(())));
    assert_eq!(
        team_or_wider(&reader().await),
        Err(lacks("`Contacts.Read.Team` or `Contacts.Read.All`"))
    );
    assert_eq!((any_constraint(&reader().await), any_constraint(&all)), (Ok(()), Ok(())));
    assert!(any_constraint(&stranger().await).is_err());
}

#[tokio::test]
async fn by_admits_one_kind_of_caller() {
    let person = user::<Model, _, _>([Role::ContactsWriteAll], [Scope::CrmReadWriteAll]).await;
    let service = app::<Model, _>([Role::ContactsWriteAll]).await;
    assert_eq!((by_app(&service), by_user(&person)), (Ok(()), Ok(())));
    assert_eq!(
        by_app(&person),
        Err(Refused("only an application that acts as itself may do this".into()))
    );
    assert_eq!(
        by_user(&service),
        Err(Refused("only a client that acts for a user may do this".into()))
    );
}

#[tokio::test]
async fn the_caller_can_be_in_a_request_or_a_field() {
    let mut with = http::Request::new(());
    with.extensions_mut().insert(reader().await);
    assert_eq!(request(&with), Ok(()));
    let without = http::Request::new(());
    assert!(
        request(&without)
            .unwrap_err()
            .0
            .starts_with("the request has no verified caller"),
        "a forgotten layer denies"
    );

    let desk = Desk { caller: Arc::new(reader().await) };
    assert_eq!(desk.read("text").unwrap().count(), 1);
    let desk = Desk { caller: Arc::new(stranger().await) };
    assert!(desk.read("text").is_err());
}

#[tokio::test]
async fn a_requirement_as_a_value_decides_like_a_guard() {
    let requirement = requirement!(any(
        all(Contacts::Read::My, scope(scopes::Crm::Read::My)),
        Contacts::Write::All
    ));
    assert!(reader().await.require(requirement).is_ok());
    assert!(stranger().await.require(requirement).is_err());
    let by_app = requirement!(Contacts::Write::All, by = app);
    assert!(app::<Model, _>([Role::ContactsWriteAll]).await.explain(by_app).is_granted());
}

#[test]
fn no_guard_of_this_crate_is_lost() {
    entra_perms_runtime::audit::Sources::new("generated/main.rs").check().unwrap();
}
