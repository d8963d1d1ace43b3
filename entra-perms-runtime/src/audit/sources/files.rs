//! The source files of a crate, and the folders of its modules.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::TokenStream;

/// A source file.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// The path for messages: relative to the folder of the package.
    pub(super) shown: PathBuf,
    /// The path for comparisons: without links and `..`.
    pub(super) real: PathBuf,
    package: PathBuf,
}

/// A file that cannot be read, or is not made of Rust tokens.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) line: usize,
    pub(super) reason: String,
}

impl SourceFile {
    /// Returns the file at a path relative to the folder of the package.
    pub(super) fn new(package: &Path, shown: &Path) -> std::io::Result<Self> {
        let real = fs::canonicalize(package.join(shown))?;
        Ok(Self { shown: shown.to_owned(), real, package: package.to_owned() })
    }

    /// Returns another file of the package, if it exists.
    pub(super) fn sibling(&self, shown: &Path) -> Option<Self> {
        Self::new(&self.package, shown).ok().filter(|source| source.real.is_file())
    }

    /// Returns the tokens of the file.
    pub(super) fn tokens(&self) -> Result<TokenStream, Unreadable> {
        let text = fs::read_to_string(&self.real)
            .map_err(|error| Unreadable { line: 1, reason: error.to_string() })?;
        let text = without_shebang(text.strip_prefix('\u{feff}').unwrap_or(&text));
        TokenStream::from_str(&text).map_err(|error| Unreadable {
            line: error.span().start().line,
            reason: "a bracket or quote is not closed, or a token is not Rust".to_owned(),
        })
    }
}

/// Turns a shebang into a comment, so that lines keep their numbers. `#![` is not a shebang.
fn without_shebang(text: &str) -> String {
    let has_shebang = text.starts_with("#!") && !text.starts_with("#![");
    if has_shebang { format!("//{text}") } else { text.to_owned() }
}

/// The folders in which the modules of a module are looked up.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// The folder for `mod name;`.
    modules: PathBuf,
    /// The folder for `#[path = "…"] mod name;`.
    paths: PathBuf,
    /// The folder of the file itself.
    file: PathBuf,
}

impl Folder {
    /// Returns the folders of a root file, or of another file whose modules are next to it.
    pub(super) fn of_root(file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { modules: folder.clone(), paths: folder.clone(), file: folder }
    }

    /// Returns the folder of the file itself.
    pub(super) fn of_file(&self) -> &Path {
        &self.file
    }

    /// Returns the folders of `mod name { … }`.
    pub(super) fn inline(&self, name: &str, path: Option<&str>) -> Self {
        let folder = match path {
            Some(path) => self.paths.join(path),
            None => self.modules.join(name),
        };
        Self { modules: folder.clone(), paths: folder, file: self.file.clone() }
    }

    /// Returns the possible files of `mod name;`, each with the folders of its own modules.
    pub(super) fn candidates(&self, name: &str, path: Option<&str>) -> Vec<(PathBuf, Self)> {
        if let Some(path) = path {
            let file = self.paths.join(path);
            let folder = Self::of_root(&file);
            return vec![(file, folder)];
        }
        let modules = self.modules.join(name);
        let nested = modules.join("mod.rs");
        let folder_of_nested = Self::of_root(&nested);
        let flat = self.modules.join(format!("{name}.rs"));
        let folder_of_flat =
            Self { modules, paths: self.modules.clone(), file: self.modules.clone() };
        vec![(flat, folder_of_flat), (nested, folder_of_nested)]
    }
}
