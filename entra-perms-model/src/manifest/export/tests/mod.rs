mod application;
mod choice;
mod documents;
mod fields;
mod forms;
mod graph;
mod json;
mod other_tools;
mod secrets;
mod settings;
mod spellings;
mod switches;

use proc_macro2::Span;
use syn::LitStr;

use super::super::{Damage, Manifest, Registered};
use crate::files::Source;
use crate::finding::Findings;
use crate::model::{App, SignInAudience, TokenVersion};
use crate::test_support::texts;

const ROLE: &str = r#"{"value": "A", "allowedMemberTypes": ["User"]}"#;

/// The line that most messages end with.
const EXPORT_HELP: &str =
    "help: export the app registration: `az ad app show --id <app id> -o json > manifest.json`";

/// Reads a manifest, and returns the texts of its errors.
fn read(text: &str) -> (Option<Manifest>, Vec<String>) {
    let literal = LitStr::new("crm.json", Span::call_site());
    let source = Source::new(&literal, text.to_owned());
    let mut findings = Findings::default();
    let manifest = Manifest::read(vec![source], None, &mut findings);
    (manifest, texts(&findings.finish()).into_iter().map(|(_, text)| text).collect())
}

/// Reads a manifest without errors.
#[track_caller]
fn sound(text: &str) -> Manifest {
    let (manifest, errors) = read(text);
    assert_eq!(errors, [""; 0]);
    manifest.unwrap()
}

/// Fails unless the errors are exactly these.
#[track_caller]
fn expect(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected);
}

/// Returns the only error.
#[track_caller]
fn error(text: &str) -> String {
    let (_, errors) = read(text);
    let [error] = errors.as_slice() else { panic!("{text}: {errors:?}") };
    error.clone()
}

fn values(entries: &[Registered]) -> Vec<&str> {
    entries.iter().map(|entry| entry.value.as_str()).collect()
}
