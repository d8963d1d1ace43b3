//! The files of the clients of a model, which the arguments name.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use serde_json::Value;

use super::{FoundModel, Models};
use crate::place::Location;

impl Models {
    /// Returns the places of the client ids of the clients of a model. A file in which none is
    /// found is left out: places are for people, and the model has read the file.
    pub(crate) fn client_places(&self, found: &FoundModel) -> BTreeMap<String, Location> {
        let lookup = self.lookup(found);
        let mut places = BTreeMap::new();
        for path in paths(found.input.clone()) {
            let Some(file) = lookup.file(&path) else { continue };
            let bytes = self.files().read(&file).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            if let Some((client_id, line, column)) = client_id(&text) {
                let location = Location { file: self.shown(&file), line, column };
                places.entry(client_id).or_insert(location);
            }
        }
        places
    }
}

/// Finds the client id of a registration, with its line and column.
fn client_id(text: &str) -> Option<(String, usize, usize)> {
    let text = text.trim_start_matches('\u{feff}');
    let app: Value = serde_json::from_str(text).ok()?;
    let id = app.get("appId")?.as_str()?;
    let quoted = format!("\"{id}\"");
    for (line, number) in text.lines().zip(1..) {
        if let Some((before, _)) = line.split_once(&quoted)
            && before.trim_end().trim_end_matches(':').trim_end().ends_with("\"appId\"")
        {
            return Some((id.to_ascii_lowercase(), number, before.chars().count() + 1));
        }
    }
    None
}

/// Returns the strings in `clients = { … }`.
fn paths(arguments: TokenStream) -> Vec<String> {
    let mut paths = Vec::new();
    if let Some(clients) = group_of_clients(arguments) {
        add_strings(clients.stream(), &mut paths);
    }
    paths
}

fn group_of_clients(arguments: TokenStream) -> Option<Group> {
    let mut tokens = arguments.into_iter();
    while let Some(token) = tokens.next() {
        if !matches!(token, TokenTree::Ident(name) if name == "clients") {
            continue;
        }
        let is_assigned =
            matches!(tokens.next(), Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
        match tokens.next() {
            Some(TokenTree::Group(group))
                if is_assigned && group.delimiter() == Delimiter::Brace =>
            {
                return Some(group);
            }
            _ => {}
        }
    }
    None
}

fn add_strings(tokens: TokenStream, strings: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => add_strings(group.stream(), strings),
            TokenTree::Literal(literal) => strings.extend(plain_string(&literal.to_string())),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Returns the content of a string literal. One with an escape is left out: the changes of its
/// client are then shown without a file.
fn plain_string(literal: &str) -> Option<String> {
    let raw = literal.strip_prefix('r').map(|raw| raw.trim_matches('#'));
    let content = raw.unwrap_or(literal).strip_prefix('"')?.strip_suffix('"')?;
    (raw.is_some() || !content.contains('\\')).then(|| content.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strings_of_clients_are_its_files() {
        let found = |text: &str| paths(text.parse().unwrap());
        let text = r##"manifest = "m.json", clients = { Web = "web.json",
            Import = ["dev.json", r"c:\dev.json", r#"prod.json"#, "a\"b.json"] },
            never = { clients => ["A"] }"##;
        assert_eq!(found(text), ["web.json", "dev.json", "c:\\dev.json", "prod.json"]);
        assert_eq!(found("manifest = \"m.json\", never = { clients => [\"A\"] }"), [""; 0]);
    }

    #[test]
    fn the_client_id_of_the_registration_is_found() {
        let other = "{\n \"api\": {\"preAuthorizedApplications\": [{\"appId\": \"B\"}]},\n";
        let text = format!("\u{feff}{other} \"é\": 1, \"appId\" : \"A0\"\n}}");
        assert_eq!(client_id(&text), Some(("a0".to_owned(), 3, 20)));
        assert_eq!(client_id(&text.replace("A0\"", "A0\" 1")), None);
        assert_eq!(client_id(other), None);
    }
}
