//! The print of the page: it has the whole caller, and every column of the matrix.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

/// Chromium gives a vertical head its horizontal width on printed pages, so the style fixes the
/// width. A PDF names the addresses of its links in plain text, so each head becomes a link.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn every_column_of_the_matrix_fits_on_a_page() {
    let mut browser = print("columns");
    let link = "const heads = [...document.querySelectorAll('thead span')]; \
                heads.forEach((head, index) => head.append( \
                  element('a', { href: `https://head.example/${index}` }, 'head'))); \
                heads.length";
    assert_eq!(browser.evaluate(link), 7);
    let printed = browser.call("Page.printToPDF", &json!({ "preferCSSPageSize": true }));
    let file = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
    let text = String::from_utf8_lossy(&file);
    for index in 0..7 {
        let address = format!("(https://head.example/{index})");
        assert!(text.contains(&address), "the head {index} is on no page");
    }
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
