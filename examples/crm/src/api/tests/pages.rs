//! Lists in pages.

use reqwest::Method;
use serde_json::{Value, json};

use super::*;

impl Api {
    async fn get(&self, path: &str, token: &str) -> ApiResponse {
        self.send(Method::GET, path, Some(token), &Value::Null).await
    }

    fn reader(&self) -> String {
        self.user(ADELE, &[Role::ContactsReadTeam], &[Scope::CrmReadTeam])
    }
}

/// Returns the request for the page after this one.
fn after(page: &ApiResponse) -> String {
    format!("/contacts?limit=2&after={}", page.body["next"].as_str().unwrap())
}

#[tokio::test]
async fn each_page_names_the_next_one() {
    let api = Api::start().await;
    let first = api.get("/contacts?limit=2", &api.reader()).await;
    assert_eq!((first.status, first.ids()), (200, vec![1, 2]));
    let second = api.get(&after(&first), &api.reader()).await;
    // Adele's team has three contacts. The contacts of the other team are not counted.
    assert_eq!((second.ids(), &second.body["next"]), (vec![3], &Value::Null));
    let all = api.get("/contacts", &api.reader()).await;
    assert_eq!((all.ids(), &all.body["next"]), (vec![1, 2, 3], &Value::Null));
}

#[tokio::test]
async fn a_record_that_is_added_between_two_pages_moves_no_record() {
    let api = Api::start().await;
    let writer = api.user(
        ADELE,
        &[Role::ContactsReadTeam, Role::ContactsWriteMy],
        &[Scope::CrmReadTeam, Scope::CrmReadWriteMy],
    );
    let first = api.get("/contacts?limit=2", &writer).await;
    let added = api.send(Method::POST, "/contacts", Some(&writer), &contact(None)).await;
    let second = api.get(&after(&first), &writer).await;
    assert_eq!(second.ids(), [&[3][..], &added.ids()].concat());
}

#[tokio::test]
async fn an_invalid_page_is_refused_with_the_reason() {
    let api = Api::start().await;
    for (query, detail) in [
        ("limit=0", "`limit` must be from 1 to 200: 0"),
        ("limit=201", "`limit` must be from 1 to 200: 201"),
        ("limit=-1", "limit"),
        ("after=first", "`after` must be the `next` of a page: first"),
        ("offset=2", "offset"),
    ] {
        let refused = api.get(&format!("/contacts?{query}"), &api.reader()).await;
        assert_eq!(refused.status, 400, "{query}");
        assert!(refused.reason().unwrap().contains(detail), "{query}: {}", refused.body);
    }
    // A denied caller learns nothing from an invalid query.
    let denied = api.user(ADELE, &[Role::ContactsReadMy], &[Scope::SalesReadWriteAll]);
    assert_eq!(api.get("/contacts?limit=0", &denied).await.status, 403);
    assert_eq!(json!(api.get("/contacts?limit=200", &api.reader()).await.ids()), json!([1, 2, 3]));
}
