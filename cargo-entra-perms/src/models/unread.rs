//! The place at which the walk through the sources ends before an invocation of `permissions!`: for
//! the message about a workspace without a model.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::place::{Location, shown};

/// The number of sources that are searched. Nobody waits for more.
const MAX_FILES: usize = 10_000;

/// A place at which the walk ends.
pub(super) enum Unread {
    /// An invocation of `permissions!`, whatever it is in.
    Invocation(Location),
    /// An `include!` of a file that is missing, or that an expression names.
    Include(Location),
}

/// Finds the first place in the sources below these folders of packages. An invocation comes before
/// a file that is not known.
pub(super) fn first(packages: &[PathBuf]) -> Option<Unread> {
    let mut files = Vec::new();
    for package in packages {
        add_sources(package, &mut files);
    }
    let found = |is_wanted: &dyn Fn(&Path, &[TokenTree]) -> bool| {
        files.iter().find_map(|file| {
            let tokens = fs::read_to_string(file).ok()?.parse().ok()?;
            let (line, column) = position(tokens, &|tokens| is_wanted(file, tokens))?;
            Some(Location { file: shown(file), line, column })
        })
    };
    let is_invocation = |_: &Path, tokens: &[TokenTree]| called(tokens, "permissions").is_some();
    let invocation = found(&is_invocation).map(Unread::Invocation);
    invocation.or_else(|| found(&is_unknown_include).map(Unread::Include))
}

/// Returns whether tokens begin with an `include!` whose file is not there.
fn is_unknown_include(file: &Path, tokens: &[TokenTree]) -> bool {
    let Some(arguments) = called(tokens, "include") else { return false };
    let text = arguments.stream().to_string();
    let name = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let folder = file.parent().unwrap_or(file);
    name.is_none_or(|name| !folder.join(name).exists())
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

/// Returns the line and column of the first tokens that are wanted.
fn position(
    tokens: TokenStream,
    is_wanted: &dyn Fn(&[TokenTree]) -> bool,
) -> Option<(usize, usize)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if tokens.get(index..).is_some_and(is_wanted) {
            let start = token.span().start();
            return Some((start.line, start.column + 1));
        }
        if let TokenTree::Group(group) = token
            && let Some(found) = position(group.stream(), is_wanted)
        {
            return Some(found);
        }
    }
    None
}

/// Returns the arguments if tokens begin with a call of this macro.
fn called<'t>(tokens: &'t [TokenTree], name: &str) -> Option<&'t Group> {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Punct(sign), TokenTree::Group(arguments), ..]
            if word == name && sign.as_char() == '!' =>
        {
            Some(arguments)
        }
        _ => None,
    }
}
