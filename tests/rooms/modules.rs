//! The modules of a crate, and the modules that each of them imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::imports::{self, Import};

/// The names of the modules from the root of the crate.
pub(crate) type ModulePath = Vec<String>;

/// A crate without its unit tests.
pub(crate) struct Crate {
    /// The imports of each module.
    modules: BTreeMap<ModulePath, Vec<Import>>,
}

impl Crate {
    /// Reads the files below `src/`.
    pub(crate) fn read(src: &Path) -> Self {
        let mut files = BTreeMap::new();
        read_folder(src, &[], &mut files);
        Self::new(&files)
    }

    fn new(files: &BTreeMap<ModulePath, String>) -> Self {
        let modules = files.iter().map(|(module, text)| {
            let is_child = |name: &str| {
                let child = [module.as_slice(), &[name.to_owned()]].concat();
                files.contains_key(&child)
            };
            (module.clone(), imports::of_module(module, text, is_child))
        });
        Self { modules: modules.collect() }
    }

    /// Returns the modules at the top, in alphabetical order.
    pub(crate) fn rooms(&self) -> Vec<String> {
        let rooms: BTreeSet<_> = self.modules.keys().filter_map(|path| path.first()).collect();
        rooms.into_iter().cloned().collect()
    }

    /// Returns each module with each module that it imports.
    ///
    /// If a name is imported through a re-export, the module that declares it is the imported one.
    pub(crate) fn imports(&self) -> BTreeSet<(ModulePath, ModulePath)> {
        let mut imports = BTreeSet::new();
        for (module, list) in &self.modules {
            for import in list {
                imports.insert((module.clone(), self.declaring(&import.path)));
            }
        }
        imports.retain(|(module, imported)| module != imported);
        imports
    }

    /// Returns the module that declares the item with this path.
    fn declaring(&self, path: &[String]) -> ModulePath {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains_key(&path[..*length]));
        let (module, rest) = path.split_at(length.expect("the root is a module"));
        let re_exported = rest.first().and_then(|name| {
            let imports = self.modules.get(module)?;
            imports
                .iter()
                .find(|import| import.name.as_ref() == Some(name) && import.path != path)
        });
        match re_exported {
            Some(import) => self.declaring(&import.path),
            None => module.to_vec(),
        }
    }
}

/// Reads the files of a folder, without unit tests.
fn read_folder(folder: &Path, module: &[String], files: &mut BTreeMap<ModulePath, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if ["tests", "test_support", "wycheproof"].contains(&name) {
            continue;
        }
        let own = [module, &[name.to_owned()]].concat();
        if path.is_dir() {
            read_folder(&path, &own, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let own = if ["mod", "lib", "main"].contains(&name) { module.to_vec() } else { own };
            files.insert(own, fs::read_to_string(&path).unwrap());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_of_a_re_exported_name_is_one_of_the_declaring_module() {
        let module = |path: &str| path.split_terminator('/').map(ToOwned::to_owned).collect();
        let files = [
            ("", "pub use guard::{Guard, check};"),
            ("guard", "mod source;\npub use self::source::Guard;\npub fn check() {}"),
            ("guard/source", "pub struct Guard;"),
            ("audit", "use crate::Guard;"),
            ("openapi", "fn f() { crate::check() }"),
        ];
        let files = files.map(|(path, text)| (module(path), text.to_owned()));
        let imports = Crate::new(&BTreeMap::from(files)).imports();
        let imported = |importer: &str| {
            let imports = imports.iter().filter(|(found, _)| *found == module(importer));
            imports.map(|(_, imported)| imported.join("/")).collect::<Vec<_>>()
        };
        assert_eq!(imported("audit"), ["guard/source"]);
        assert_eq!(imported("openapi"), ["guard"]);
        assert!(imported("guard/source").is_empty());
    }
}
