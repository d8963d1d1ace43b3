//! An invocation of `permissions!` that is not found, because the walk through the sources does not
//! reach it: for the message about a workspace without a model.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use crate::place::{Location, shown};

/// The number of sources that are searched. Nobody waits for more.
const MAX_FILES: usize = 10_000;

/// Finds the first invocation in the sources below these folders of packages, whatever it is in.
pub(super) fn first(packages: &[PathBuf]) -> Option<Location> {
    let mut files = Vec::new();
    for package in packages {
        add_sources(package, &mut files);
    }
    files.iter().find_map(|file| {
        let tokens = fs::read_to_string(file).ok()?.parse().ok()?;
        let (line, column) = invocation(tokens)?;
        Some(Location { file: shown(file), line, column })
    })
}

fn add_sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_hidden = name.is_none_or(|name| name.starts_with('.') || name == "target");
        if files.len() >= MAX_FILES || is_hidden {
            continue;
        }
        // A link can lead to a folder above, and a package has sources of its own.
        let is_folder = path.symlink_metadata().is_ok_and(|data| data.is_dir());
        if is_folder && !path.join("Cargo.toml").exists() {
            add_sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns the line and column of the first `permissions!` with arguments.
fn invocation(tokens: TokenStream) -> Option<(usize, usize)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(name) if name == "permissions" => {
                let next = (tokens.get(index + 1), tokens.get(index + 2));
                if let (Some(TokenTree::Punct(sign)), Some(TokenTree::Group(_))) = next
                    && sign.as_char() == '!'
                {
                    let start = name.span().start();
                    return Some((start.line, start.column + 1));
                }
            }
            TokenTree::Group(group) => {
                if let Some(found) = invocation(group.stream()) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}
