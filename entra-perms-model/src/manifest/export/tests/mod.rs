mod application;
mod documents;
mod fields;
mod forms;
mod json;
mod other_tools;
mod settings;
mod spellings;
mod switches;

use proc_macro2::Span;
use syn::LitStr;

use super::super::{Damage, Manifest};
use crate::files::Source;
use crate::finding::Findings;
use crate::model::{SignInAudience, TokenVersion};
use crate::test_support::analysis::spelled_out;

fn read(text: &str) -> (Option<Manifest>, Vec<String>) {
    let literal = LitStr::new("crm.json", Span::call_site());
    let source = Source::new(&literal, text.to_owned());
    let mut errors = Findings::default();
    let manifest = Manifest::read(vec![source], None, &mut errors);
    (manifest, spelled_out(&errors.finish()).into_iter().map(|(_, message)| message).collect())
}

fn sound(text: &str) -> Manifest {
    let (manifest, errors) = read(text);
    assert_eq!(errors, [""; 0]);
    manifest.unwrap()
}

#[track_caller]
fn expect(text: &str, expected: &[&str]) {
    assert_eq!(read(text).1, expected);
}

const ROLE: &str = r#"{"value": "A", "allowedMemberTypes": ["User"]}"#;
