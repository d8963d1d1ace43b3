//! Where the files of a crate are.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::TokenStream;

/// A file with sources.
#[derive(Clone, Debug)]
pub(super) struct Sourcefile {
    /// As it is shown: below the folder of the package.
    pub(super) shown: PathBuf,
    /// Without links and `..`, to be compared with others.
    pub(super) real: PathBuf,
    package: PathBuf,
}

impl Sourcefile {
    /// The file at this path below the folder of the package.
    pub(super) fn new(package: &Path, shown: &Path) -> std::io::Result<Self> {
        let real = fs::canonicalize(package.join(shown))?;
        Ok(Self { shown: shown.to_owned(), real, package: package.to_owned() })
    }

    /// Another file of the package, if it is there.
    pub(super) fn beside(&self, shown: &Path) -> Option<Self> {
        Self::new(&self.package, shown).ok().filter(|source| source.real.is_file())
    }

    /// The tokens of the file, or the line and the reason why there are none.
    pub(super) fn tokens(&self) -> Result<TokenStream, (usize, String)> {
        let text = fs::read_to_string(&self.real).map_err(|error| (1, error.to_string()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // As rustc does it: `#![` is no shebang.
        let commented = format!("//{text}");
        let has_shebang = text.starts_with("#!") && !text.starts_with("#![");
        TokenStream::from_str(if has_shebang { &commented } else { text })
            .map_err(|error| (error.span().start().line, error.to_string()))
    }
}

/// Where the modules of a module are looked for.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Of `mod name;`.
    modules: PathBuf,
    /// Of `#[path = "…"] mod name;`.
    paths: PathBuf,
    /// Of the file itself.
    file: PathBuf,
}

impl Folder {
    /// Of the root of a crate, or of another file whose modules are beside it.
    pub(super) fn of_root(file: &Path) -> Self {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { modules: folder.clone(), paths: folder.clone(), file: folder }
    }

    /// The folder of the file itself.
    pub(super) fn beside_file(&self) -> &Path {
        &self.file
    }

    /// Of `mod name { … }`.
    pub(super) fn inline(&self, name: &str, path: Option<&str>) -> Self {
        let folder = match path {
            Some(path) => self.paths.join(path),
            None => self.modules.join(name),
        };
        Self { modules: folder.clone(), paths: folder, file: self.file.clone() }
    }

    /// The files that `mod name;` can mean, each with the folder of its own modules.
    pub(super) fn files(&self, name: &str, path: Option<&str>) -> Vec<(PathBuf, Self)> {
        if let Some(path) = path {
            let file = self.paths.join(path);
            let folder = Self::of_root(&file);
            return vec![(file, folder)];
        }
        let modules = self.modules.join(name);
        let flat = self.modules.join(format!("{name}.rs"));
        let of_flat = Self {
            modules: modules.clone(),
            paths: self.modules.clone(),
            file: self.modules.clone(),
        };
        let nested = modules.join("mod.rs");
        let of_nested = Self::of_root(&nested);
        vec![(flat, of_flat), (nested, of_nested)]
    }
}
