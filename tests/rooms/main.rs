//! The rooms of a crate import only from lower rooms, and the files of a folder never in a circle.
//!
//! CONTRIBUTING.md lists the rooms of each crate, from low to high. Unit tests may import from
//! everywhere.

mod imports;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use modules::{Crate, ModulePath};

const CRATES: [&str; 4] =
    ["entra-perms-model", "entra-perms-macros", "entra-perms-runtime", "cargo-entra-perms"];

#[test]
fn no_room_imports_from_a_higher_one() {
    let contributing = fs::read_to_string(workspace().join("CONTRIBUTING.md")).unwrap();
    let mut wrong = Vec::new();
    for name in CRATES {
        let rooms = rooms(&contributing, name);
        let modules = read(name);
        let mut listed = rooms.clone();
        listed.sort();
        assert_eq!(modules.rooms(), listed, "CONTRIBUTING.md must list each room of {name} once");
        let floor = |room: &String| rooms.iter().position(|listed| listed == room);
        for (importer, imported) in modules.imports() {
            if let (Some(room), Some(other)) = (importer.first(), imported.first())
                && floor(room) < floor(other)
            {
                wrong.push(format!(
                    "{name}: {} imports {}",
                    importer.join("/"),
                    imported.join("/")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_files_of_a_folder_import_in_one_direction() {
    let mut found = Vec::new();
    for name in CRATES {
        found.extend(circles(&read(name)).into_iter().map(|circle| format!("{name}/src/{circle}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Returns the folders whose files import each other in a circle, with those files.
///
/// A `mod.rs` is never part of a circle, because the files of its folder may use the types that it
/// declares.
fn circles(modules: &Crate) -> Vec<String> {
    let mut folders: BTreeMap<ModulePath, BTreeSet<(String, String)>> = BTreeMap::new();
    for (importer, imported) in modules.imports() {
        let common = importer.iter().zip(&imported).take_while(|(one, other)| one == other);
        let common = common.count();
        if let (Some(file), Some(other)) = (importer.get(common), imported.get(common)) {
            let edges = folders.entry(importer[..common].to_vec()).or_default();
            edges.insert((file.clone(), other.clone()));
        }
    }
    let circles = folders.into_iter().filter_map(|(folder, edges)| {
        let files = without_order(edges);
        (!files.is_empty()).then(|| format!("{}: {}", folder.join("/"), files.join(", ")))
    });
    circles.collect()
}

/// Removes the files that import nothing or are not imported, again and again. The files of circles
/// remain.
fn without_order(mut edges: BTreeSet<(String, String)>) -> Vec<String> {
    loop {
        let importers: BTreeSet<_> = edges.iter().map(|(file, _)| file.clone()).collect();
        let imported: BTreeSet<_> = edges.iter().map(|(_, other)| other.clone()).collect();
        let before = edges.len();
        edges.retain(|(file, other)| imported.contains(file) && importers.contains(other));
        if edges.len() == before {
            return importers.into_iter().collect();
        }
    }
}

#[test]
fn circles_are_found_without_the_files_around_them() {
    let edges = |pairs: &[(&str, &str)]| {
        let edges = pairs.iter().map(|(file, other)| ((*file).to_owned(), (*other).to_owned()));
        without_order(edges.collect())
    };
    let chain = [("a", "b"), ("b", "c"), ("a", "c")];
    assert!(edges(&chain).is_empty());
    assert_eq!(edges(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]), ["b", "c"]);
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(name: &str) -> Crate {
    Crate::read(&workspace().join(name).join("src"))
}

/// Reads the list in backticks behind the name of the crate.
fn rooms(contributing: &str, name: &str) -> Vec<String> {
    let start = format!("- `{name}`: ");
    let (_, list) = contributing.split_once(&start).expect("CONTRIBUTING.md lists the rooms");
    let (list, _) = list.split_once('.').unwrap();
    list.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}
