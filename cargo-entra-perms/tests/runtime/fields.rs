//! The fields of the form: which ones there are, and when the page decides.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::page::{page_of_library, page_without_operations};

/// Returns the ids of these fields that a reader sees.
const VISIBLE: &str = "['before-agent-claims', 'registration', 'client', 'age', 'contexts'] \
                       .filter((id) => byId(id).checkVisibility())";

/// Types into a field, as a reader does.
fn search(browser: &mut Browser, id: &str, text: &str) {
    let typed = format!(
        "byId('{id}').value = '{text}'; \
         byId('{id}').dispatchEvent(new Event('input', {{ bubbles: true }}))"
    );
    browser.evaluate(&typed);
}

fn text_of(browser: &mut Browser, id: &str) -> Value {
    browser.evaluate(&format!("byId('{id}').textContent"))
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn fields_that_decide_nothing_are_left_out() {
    let page = page_of_library("fields");
    let mut browser = Browser::open(&page.file, "fields");
    let all = json!(["before-agent-claims", "registration", "client", "age", "contexts"]);
    assert_eq!(browser.evaluate(VISIBLE), all);
    // The proof decides about the registered clients that are confidential.
    let choose = "const shown = []; \
         for (const { value, text } of [...byId('client').options]) { \
           byId('client').value = value; \
           byId('client').dispatchEvent(new Event('input', { bubbles: true })); \
           if (byId('proven').checkVisibility()) shown.push(text); \
         } shown";
    // The clients `Reader` and `Kiosk` are public.
    assert_eq!(browser.evaluate(choose), json!(["Desk (confidential)"]));
    let page = page_without_operations("no-fields");
    let mut browser = Browser::open(&page.file, "no-fields");
    assert_eq!(browser.evaluate(VISIBLE), json!([]));
    assert_eq!(text_of(&mut browser, "summary"), "The caller may use 1 of 1 held app role.");
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn a_list_says_how_many_of_its_entries_it_shows() {
    let page = page_of_library("status");
    let mut browser = Browser::open(&page.file, "status");
    assert_eq!(text_of(&mut browser, "role-status"), "12 of 12 shown, 1 checked.");
    search(&mut browser, "role-search", "books.write");
    assert_eq!(text_of(&mut browser, "role-status"), "2 of 12 shown, 1 checked.");
    browser.evaluate("byId('role-all').click()");
    assert_eq!(text_of(&mut browser, "role-status"), "2 of 12 shown, 3 checked.");
    search(&mut browser, "role-search", "no such role");
    assert_eq!(text_of(&mut browser, "role-status"), "Nothing has this text. 3 checked.");
    browser.evaluate("document.querySelector('input[name=role]:checked').click()");
    assert_eq!(text_of(&mut browser, "role-status"), "Nothing has this text. 2 checked.");
    assert_eq!(text_of(&mut browser, "scope-status"), "7 of 7 shown, 1 checked.");
}

/// The proof depends on the client, and the clients on the registration.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_page_decides_after_it_has_changed_the_form() {
    let page = page_of_library("order");
    let mut browser = Browser::open(&page.file, "order");
    browser.evaluate("byId('role-all').click(); byId('scope-all').click()");
    search(&mut browser, "client", "1");
    assert_eq!(browser.evaluate("byId('proven').checked"), false, "`Reader` is public");
    browser.evaluate("byId('client').focus()");
    browser.press(&["ArrowUp"]);
    assert_eq!(browser.evaluate("byId('client').value"), "0", "`Desk` is confidential");
    let shown = text_of(&mut browser, "operations");
    browser.evaluate("byId('caller').dispatchEvent(new Event('input'))");
    assert_eq!(shown, text_of(&mut browser, "operations"));
}

/// Deny when in doubt: a token of an unknown age is not fresh.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn an_invalid_age_is_not_fresh() {
    let page = page_of_library("age");
    let mut browser = Browser::open(&page.file, "age");
    browser.evaluate("byId('role-all').click(); byId('scope-all').click()");
    let is_fresh = "[...byId('operations').children].some((item) => \
                    item.textContent.includes('::fresh') && item.className === 'allowed')";
    for (age, expected) in [("0", true), ("14.5", true), ("16", false), ("", false), ("-1", false)]
    {
        search(&mut browser, "age", age);
        assert_eq!(browser.evaluate(is_fresh), expected, "{age} minutes");
    }
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_page_says_why_an_app_role_is_of_no_use() {
    let page = page_of_library("remarks");
    let mut browser = Browser::open(&page.file, "remarks");
    let remark = "[...document.querySelectorAll('#roles label')] \
                  .find((label) => label.textContent.includes('Ledger.Close')).textContent";
    let remark = browser.evaluate(remark);
    assert!(remark.as_str().unwrap().contains("no scope leads to it"), "{remark}: is disabled");
    let of_role = |role: &str| {
        format!(
            "[...byId('effective').children].find((item) => \
             item.querySelector('code').textContent === '{role}').lastChild.textContent"
        )
    };
    browser.evaluate("byId('role-all').click()");
    let words = browser.evaluate(&of_role("Catalog.Import"));
    assert_eq!(words, "this app role is for applications only");
    let words = browser.evaluate(&of_role("Archive.Purge"));
    assert_eq!(words, "the role is disabled, and grants nothing");
    let words = browser.evaluate(&of_role("Books.Read.My"));
    assert_eq!(words, "✓ yes Books.Read.My");
    search(&mut browser, "kind", "app");
    let words = browser.evaluate(&of_role("Loans.Approve"));
    assert_eq!(words, "this app role is for users only");
}
