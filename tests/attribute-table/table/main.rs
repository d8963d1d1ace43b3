//! Tests guards next to attribute macros of other crates, and generates `docs/attributes.md`.
//!
//! `attributes` (the list) → `cases` (sources) → `program` (built and run) → `page`.

mod attributes;
mod cases;
mod page;
mod program;

use std::{env, fs};

const PAGE: &str = "../../docs/attributes.md";

#[test]
fn source_check_reports_every_open_or_shut_guard() {
    let cases = cases::all();
    let outcomes = program::outcomes(&cases);
    let page = page::page(&cases, &outcomes);
    if env::var_os("ENTRA_PERMS_ATTRIBUTES").is_some_and(|value| value == "overwrite") {
        fs::write(PAGE, &page).unwrap();
    }
    let unreported = page::unreported(&cases, &outcomes);
    assert!(
        unreported.is_empty(),
        "the source check does not report these open or shut guards:\n{}",
        unreported.join("\n")
    );
    let expected = fs::read_to_string(PAGE).unwrap();
    let differences = page::differences(&expected, &page);
    assert!(
        differences.is_empty(),
        "`{PAGE}` is out of date\nhelp: if the change is intended, run this test once with \
         ENTRA_PERMS_ATTRIBUTES=overwrite\n{}",
        differences.join("\n")
    );
}
