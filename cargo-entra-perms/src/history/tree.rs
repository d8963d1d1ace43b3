//! The files of one revision, as git lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::git::Objects;

/// The number of links that are followed in one path. Linux has this limit, too.
const MAX_LINKS: usize = 40;

/// The files of one revision, by their path from the root of the repository.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) entries: BTreeMap<PathBuf, Entry>,
    folders: BTreeSet<PathBuf>,
}

/// A file or a symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) bytes: u64,
    pub(super) is_link: bool,
}

/// The end of a path, after all links.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'t> {
    Folder(PathBuf),
    File(PathBuf, &'t Entry),
    /// A link that leads out of the repository, or in a circle.
    Lost,
    Nothing,
}

impl Tree {
    /// Reads the output of `git ls-tree -r -z -l`. Paths that are not UTF-8 are left out: neither
    /// cargo nor the model can name them.
    pub(super) fn parse(listing: &[u8]) -> Self {
        let mut tree = Self { entries: BTreeMap::new(), folders: BTreeSet::new() };
        for line in listing.split(|byte| *byte == 0) {
            if let Some((path, entry)) = str::from_utf8(line).ok().and_then(parse_line) {
                let parents = path.ancestors().skip(1).map(Path::to_owned);
                tree.folders.extend(parents);
                tree.entries.insert(path, entry);
            }
        }
        tree
    }

    /// Finds a path from the root of the repository, and follows links.
    pub(super) fn find(&self, path: &Path, objects: &Objects) -> Found<'_> {
        let mut links = 0;
        let mut rest: Vec<PathBuf> = steps(path);
        let mut found = PathBuf::new();
        while let Some(step) = rest.pop() {
            if step == Path::new("..") {
                if !found.pop() {
                    return Found::Lost;
                }
                continue;
            }
            found.push(step);
            let Some(entry) = self.entries.get(&found) else {
                if self.folders.contains(&found) {
                    continue;
                }
                return Found::Nothing;
            };
            if !entry.is_link {
                let is_end = rest.is_empty();
                return if is_end { Found::File(found, entry) } else { Found::Nothing };
            }
            links += 1;
            let target = objects.read(&entry.id).ok().and_then(|text| String::from_utf8(text).ok());
            let target = target.filter(|text| links <= MAX_LINKS && !Path::new(text).is_absolute());
            let Some(target) = target else { return Found::Lost };
            found.pop();
            rest.extend(steps(Path::new(&target)));
        }
        Found::Folder(found)
    }

    /// Returns the names of the files in a folder.
    pub(super) fn file_names(&self, folder: &Path) -> Vec<String> {
        let paths = self.entries.keys().filter(|path| path.parent() == Some(folder));
        let names = paths.filter_map(|path| path.file_name()?.to_str());
        names.map(str::to_owned).collect()
    }
}

/// Reads `<mode> <type> <id> <size>\t<path>`. A submodule has no file.
fn parse_line(line: &str) -> Option<(PathBuf, Entry)> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split_ascii_whitespace();
    let mode = facts.next()?;
    let kind = facts.next()?;
    let id = facts.next()?.to_owned();
    let bytes = facts.next()?.parse().ok()?;
    // Git refuses such paths, but a repository can be built without git.
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    (kind == "blob" && is_plain)
        .then(|| (PathBuf::from(path), Entry { id, bytes, is_link: mode == "120000" }))
}

/// Returns the steps of a path, last step first.
fn steps(path: &Path) -> Vec<PathBuf> {
    let mut steps = Vec::new();
    for component in path.components().rev() {
        match component {
            Component::Normal(step) => steps.push(PathBuf::from(step)),
            Component::ParentDir => steps.push(PathBuf::from("..")),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_and_links_are_listed() {
        let listing = b"100644 blob aa     12\tsrc/a b.rs\0\
            120000 blob bb      5\tlink\0\
            160000 commit cc      -\tsubmodule\0\
            100644 blob dd      1\t../outside\0\
            100644 blob ee      1\t/absolute\0";
        let tree = Tree::parse(listing);
        let paths: Vec<_> = tree.entries.keys().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(paths, ["link", "src/a b.rs"]);
        let entry = |id: &str, bytes, is_link| Entry { id: id.to_owned(), bytes, is_link };
        assert_eq!(tree.entries[Path::new("src/a b.rs")], entry("aa", 12, false));
        assert_eq!(tree.entries[Path::new("link")], entry("bb", 5, true));
        assert_eq!(tree.file_names(Path::new("src")), ["a b.rs"]);
    }
}
