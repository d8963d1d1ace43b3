//! The print of the page: it has the whole caller, and every column of the matrix.

use serde_json::json;

use crate::browser::Browser;
use crate::page::page_of_library;

const CHECKED: &str = "[...document.querySelectorAll('#caller .list label')] \
                       .filter((label) => label.checkVisibility()) \
                       .map((label) => label.querySelector('code').textContent)";

fn print(test: &str) -> Browser {
    let page = page_of_library(test);
    let mut browser = Browser::open(&page.file, test);
    browser.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    browser
}

/// Chromium gives a vertical head its horizontal width on printed pages, so the width is fixed.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn every_column_of_the_matrix_fits_on_a_page() {
    let mut browser = print("columns");
    let widths = "[...document.querySelectorAll('thead span')] \
                  .map((head) => parseFloat(getComputedStyle(head).width))";
    let widths = browser.evaluate(widths);
    let widths = widths.as_array().unwrap();
    assert_eq!(widths.len(), 7);
    assert!(widths.iter().all(|width| width.as_f64().is_some_and(|it| it < 20.0)), "{widths:?}");
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_print_has_the_entries_that_the_caller_has() {
    let mut browser = print("checked");
    let checked = json!(["Books.Read.My", "Library.Read.My"]);
    assert_eq!(browser.evaluate(CHECKED), checked);
    browser.evaluate(
        "byId('role-search').value = 'vault'; byId('role-search').dispatchEvent(new Event('input'))",
    );
    assert_eq!(browser.evaluate(CHECKED), checked, "a search changes no caller");
    browser
        .evaluate("byId('kind').value = 'app'; byId('caller').dispatchEvent(new Event('input'))");
    assert_eq!(browser.evaluate(CHECKED), json!(["Books.Read.My"]), "an application has no scopes");
}
