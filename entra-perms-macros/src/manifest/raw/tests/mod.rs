mod application;
mod documents;
mod fields;
mod foreign;
mod forms;
mod json;
mod settings;
mod spellings;
mod switches;

use proc_macro2::Span;
use syn::LitStr;

use super::super::model::{SignInAudience, TokenVersion};
use super::super::{Damage, Manifest};
use crate::errors::Errors;
use crate::manifest::source::Source;
use crate::warnings::Warnings;

fn read(text: &str) -> (Option<Manifest>, Vec<String>) {
    let literal = LitStr::new("crm.json", Span::call_site());
    let source = Source::new(&literal, "/crm.json".into(), text.to_owned());
    let mut errors = Errors::default();
    let manifest = Manifest::read(vec![source], None, &mut errors, &mut Warnings::default());
    (manifest, errors.spelled_out().into_iter().map(|(_, message)| message).collect())
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
