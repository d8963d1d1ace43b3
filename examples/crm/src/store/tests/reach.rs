//! The rows that SQL returns are those that the rule in plain Rust allows, for random records and
//! callers.

use entra_perms_runtime::Uuid;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{any, crm};
use crate::permissions::{Caller, Role, RoleSet, Scope, ScopeSet};
use crate::store::seed::Seed;
use crate::store::{
    Account, Contact, Crm, NewRecord, Ownership, Page, PageSize, Position, Proposal, Record,
    StoreError, Terms, Version,
};

/// The users, by the last byte of the object id. Few, so that records meet their owners.
const USERS: u128 = 4;
const TEAMS: [&str; 2] = ["north", "south"];

/// A random database, and a random caller.
#[derive(Clone, Debug)]
struct Case {
    /// The team of each user.
    teams: Vec<Option<&'static str>>,
    records: Vec<Ownership>,
    /// `None` for an application.
    user: Option<Uuid>,
    roles: RoleSet,
    scopes: ScopeSet,
    page_size: PageSize,
}

fn user() -> impl Strategy<Value = Uuid> {
    (0..USERS).prop_map(Uuid::from_u128)
}

fn team() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&TEAMS[..])
}

prop_compose! {
    fn case()(
        teams in vec(option::of(team()), USERS as usize),
        // Records can belong to a team that is not their owner's: users change teams.
        records in vec((option::of(user()), option::of(team())), 0..12),
        user in option::weighted(0.8, user()),
        roles in prop::sample::subsequence(Role::ALL, 0..=Role::ALL.len()),
        scopes in prop::sample::subsequence(Scope::ALL, 0..=Scope::ALL.len()),
        page_size in 1..5_u64,
    ) -> Case {
        let ownership = |(owner, team): (_, Option<&str>)| Ownership {
            owner,
            team: team.map(str::to_owned),
        };
        Case {
            teams,
            records: records.into_iter().map(ownership).collect(),
            user,
            roles: roles.into_iter().collect(),
            scopes: scopes.into_iter().collect(),
            page_size: PageSize::new(page_size).unwrap(),
        }
    }
}

impl Case {
    fn caller(&self) -> Caller {
        match self.user {
            Some(user) => {
                let user = Caller::test().user().object_id(user);
                user.roles(self.roles.iter()).scopes(self.scopes.iter()).build()
            }
            None => Caller::test().app().roles(self.roles.iter()).build(),
        }
    }

    fn seed(&self) -> Seed {
        let users = (0..).map(Uuid::from_u128).zip(&self.teams);
        Seed {
            users: users.filter_map(|(user, team)| Some((user, (*team)?.to_owned()))).collect(),
            accounts: self.records_of(|_| account()),
            contacts: self.records_of(|_| contact()),
            proposals: self.records_of(|_| Proposal::from(terms())),
        }
    }

    fn records_of<T>(&self, content: impl Fn(i64) -> T) -> Vec<Record<T>> {
        let record = |(id, ownership): (i64, &Ownership)| Record {
            id,
            version: Version(1),
            ownership: ownership.clone(),
            content: content(id),
        };
        (1..).zip(&self.records).map(record).collect()
    }

    /// The rule in plain Rust: whether a permission, such as `Contacts.Read`, gives this caller
    /// access to this record.
    fn allows(&self, permission: &str, record: &Ownership) -> bool {
        let has = |constraint: &str| {
            let role = self
                .roles
                .iter()
                .find(|role| role.value() == format!("{permission}.{constraint}"));
            role.is_some_and(|role| {
                // An application needs no scope.
                self.user.is_none() || self.scopes.iter().any(|scope| scope.roles().contains(role))
            })
        };
        let is_own = self.user.is_some() && record.owner == self.user;
        let is_of_team = self.user.is_some_and(|user| {
            record.team.is_some() && record.team.as_deref() == self.team_of(user)
        });
        has("All") || (has("Team") && (is_own || is_of_team)) || (has("My") && is_own)
    }

    fn team_of(&self, user: Uuid) -> Option<&str> {
        *self.teams.get(user.as_u128() as usize)?
    }

    /// Returns the ids of the records to which this permission gives access.
    fn allowed(&self, permission: &str) -> Vec<i64> {
        let records = (1..).zip(&self.records);
        records
            .filter(|(_, record)| self.allows(permission, record))
            .map(|(id, _)| id)
            .collect()
    }
}

fn account() -> Account {
    Account { name: "Northwind".to_owned() }
}

fn contact() -> Contact {
    Contact { name: "Ada".to_owned(), email: "ada@northwind.example".to_owned() }
}

fn terms() -> Terms {
    Terms { title: "Rollout".to_owned(), amount: 1 }
}

/// Reads a list page after page, and returns the ids. A denied caller gets no page.
async fn pages<T>(
    size: PageSize,
    read: impl AsyncFn(Position) -> Result<Page<T>, StoreError>,
) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut from = Some(Position::START);
    while let Some(position) = from {
        let page = match read(position).await {
            Err(StoreError::Denied(_)) => return ids,
            page => page.unwrap(),
        };
        assert!(page.records.len() <= usize::from(size.records()));
        assert!(page.next.is_none() || !page.records.is_empty());
        let new = page.records.iter().map(|record| record.id);
        assert!(new.clone().all(|id| !ids.contains(&id)), "a page repeats a record of {ids:?}");
        ids.extend(new);
        from = page.next;
    }
    ids
}

/// Calls an operation for each record, and returns the ids of the records that it accepted.
async fn each<T>(
    case: &Case,
    operation: impl AsyncFn(i64) -> Result<Record<T>, StoreError>,
) -> Vec<i64> {
    let mut ids = Vec::new();
    for (id, _) in (1..).zip(&case.records) {
        match operation(id).await {
            Ok(record) => ids.push(record.id),
            Err(StoreError::NotFound | StoreError::Denied(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    ids
}

async fn check_reads(case: &Case, crm: &Crm) {
    let (caller, size) = (&case.caller(), case.page_size);
    let accounts = case.allowed("Accounts.Read");
    assert_eq!(pages(size, async |from| crm.accounts(caller, from, size).await).await, accounts);
    assert_eq!(each(case, async |id| crm.account(caller, id).await).await, accounts);
    let contacts = case.allowed("Contacts.Read");
    assert_eq!(pages(size, async |from| crm.contacts(caller, from, size).await).await, contacts);
    assert_eq!(each(case, async |id| crm.contact(caller, id).await).await, contacts);
    let proposals = case.allowed("Proposals.ReadWrite");
    assert_eq!(pages(size, async |from| crm.proposals(caller, from, size).await).await, proposals);
    assert_eq!(each(case, async |id| crm.proposal(caller, id).await).await, proposals);
}

async fn check_changes(case: &Case, crm: &Crm) {
    let caller = &case.caller();
    let renamed = Account { name: "Fabrikam".to_owned() };
    let replace = async |id| crm.replace_account(caller, id, any, renamed.clone()).await;
    assert_eq!(each(case, replace).await, case.allowed("Accounts.Write"));
    let renamed = Contact { name: "Grace".to_owned(), ..contact() };
    let replace = async |id| crm.replace_contact(caller, id, any, renamed.clone()).await;
    assert_eq!(each(case, replace).await, case.allowed("Contacts.Write"));
    let approve = async |id| crm.approve_proposal(caller, id, any).await;
    // Only a human approves.
    let approvable = case.user.map(|_| case.allowed("Proposals.ReadWrite")).unwrap_or_default();
    assert_eq!(each(case, approve).await, approvable);
}

/// Adds a record for each user and one without an owner, and checks which ones were added.
async fn check_additions(case: &Case, crm: &Crm) {
    let caller = &case.caller();
    let everything = &Caller::test()
        .app()
        .roles([Role::ContactsReadAll, Role::ProposalsReadWriteAll])
        .build();
    let mut contacts = case.records.len();
    let mut proposals = contacts;
    for named in (0..USERS).map(|user| Some(Uuid::from_u128(user))).chain([None]) {
        let owner = named.or(caller.object_id());
        let team = owner.and_then(|owner| case.team_of(owner)).map(str::to_owned);
        let ownership = Ownership { owner, team };

        let new = NewRecord { owner: named, content: contact() };
        let added = crm.add_contact(caller, new).await;
        assert_eq!(added.is_ok(), case.allows("Contacts.Write", &ownership), "{added:?}");
        contacts += usize::from(added.is_ok());
        if let Ok(added) = added {
            assert_eq!(added.ownership, ownership);
        }
        let new = NewRecord { owner: named, content: terms() };
        let added = crm.add_proposal(caller, new).await;
        assert_eq!(added.is_ok(), case.allows("Proposals.ReadWrite", &ownership), "{added:?}");
        proposals += usize::from(added.is_ok());
    }
    // A refused record was not added.
    let page = crm.contacts(everything, Position::START, PageSize::MAX).await.unwrap();
    assert_eq!(page.records.len(), contacts);
    let page = crm.proposals(everything, Position::START, PageSize::MAX).await.unwrap();
    assert_eq!(page.records.len(), proposals);
}

#[test]
fn sql_returns_the_rows_that_the_rule_allows() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(ProptestConfig::with_cases(100), |(case in case())| {
        runtime.block_on(async {
            let crm = crm(case.seed()).await;
            check_reads(&case, &crm).await;
            check_changes(&case, &crm).await;
            check_additions(&case, &crm).await;
        });
    });
}
