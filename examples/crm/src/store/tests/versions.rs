//! Versions: a write changes only the version that its client has seen.

use super::{any, crm};
use crate::permissions::{Caller, Role, Scope};
use crate::store::seed::{ADELE, Seed};
use crate::store::{Contact, StoreError, Version};

fn writer() -> Caller {
    let user = Caller::test().user().object_id(ADELE);
    let user = user.roles([Role::ContactsWriteMy, Role::ProposalsReadWriteTeam]);
    user.scopes([Scope::CrmReadWriteMy, Scope::SalesReadWriteTeam]).build()
}

fn contact(name: &str) -> Contact {
    Contact { name: name.to_owned(), email: "ada@northwind.example".to_owned() }
}

#[tokio::test]
async fn of_two_writers_that_have_seen_one_version_the_second_fails() {
    let crm = crm(Seed::five_users()).await;
    let seen = |version| version == Version(1);
    let first = crm.replace_contact(&writer(), 1, seen, contact("First")).await.unwrap();
    assert_eq!(first.version, Version(2));
    let second = crm.replace_contact(&writer(), 1, seen, contact("Second")).await;
    assert!(matches!(second, Err(StoreError::Changed)), "{second:?}");
    let third = crm.replace_contact(&writer(), 1, any, contact("Third")).await.unwrap();
    assert_eq!((third.version, third.content), (Version(3), contact("Third")));
}

#[tokio::test]
async fn a_change_to_the_same_content_keeps_the_version() {
    let crm = crm(Seed::five_users()).await;
    let first = crm.replace_contact(&writer(), 1, any, contact("Ada")).await.unwrap();
    assert_eq!(crm.replace_contact(&writer(), 1, any, contact("Ada")).await.unwrap(), first);
    let approved = crm.approve_proposal(&writer(), 2, any).await.unwrap();
    assert_eq!(crm.approve_proposal(&writer(), 2, any).await.unwrap(), approved);
}

/// A version must not tell a caller that a record exists.
#[tokio::test]
async fn an_inaccessible_record_has_no_version() {
    let crm = crm(Seed::five_users()).await;
    for id in [3, 4, 99] {
        let refused = crm.replace_contact(&writer(), id, |_| false, contact("Ada")).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{id}: {refused:?}");
    }
}
