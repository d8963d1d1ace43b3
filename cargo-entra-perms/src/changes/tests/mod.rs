//! The verdict and the changes. `random` makes models, `callers` compares them caller by caller,
//! and `edits` has single edits.

mod callers;
mod edits;
mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use entra_perms_model::{Analysis, FileKind, Files, Lookup, analyze};

use super::State;
use crate::report::is_known;

/// Files in memory, in the folder `/`.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    pub(super) fn with(mut self, name: &str, text: &str) -> Self {
        self.0.insert(Path::new("/").join(name), text.to_owned());
        self
    }

    /// Analyzes arguments. Errors are expected: random mappings may name unknown values.
    pub(super) fn state(&self, arguments: &str) -> State {
        let analysis = self.analysis(arguments);
        State::new(analysis, BTreeMap::new(), Some("src/main.rs".to_owned())).unwrap()
    }

    fn analysis(&self, arguments: &str) -> Analysis {
        let lookup = Lookup::new(self, Some(PathBuf::from("/")), None);
        analyze(arguments.parse().unwrap(), &lookup)
    }
}

impl Files for Memory {
    fn kind(&self, path: &Path) -> FileKind {
        match self.0.get(path) {
            Some(text) => FileKind::File { bytes: text.len() as u64 },
            None => FileKind::Nothing,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.0.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Returns the ids of changes with their classes, which must be in the list of all changes.
#[track_caller]
fn ids(changes: &[super::Change]) -> BTreeSet<String> {
    for change in changes {
        assert!(is_known(change.id, change.class), "{change:?}");
    }
    let class = |change: &super::Change| change.class.map_or("none", |class| class.name());
    changes
        .iter()
        .map(|change| format!("{} {}", change.id, class(change)))
        .collect()
}

/// A registration whose facts are not known would seem to be equal to every other one.
#[test]
fn a_registration_without_facts_is_not_a_state() {
    let memory = Memory::default().with("shop.json", r#"{"appRoles": [{"value": "A"}]}"#);
    let read = || memory.analysis(r#"manifest = "shop.json", scopes = {}"#);
    let is_state = |analysis| State::new(analysis, BTreeMap::new(), None).is_some();
    assert!(is_state(read()));
    // The analysis has the files of one registration only.
    let mut unread = read();
    let apps = &mut unread.model.as_mut().unwrap().apps;
    apps.push(apps[0].clone());
    assert!(!is_state(unread));
    let mut nothing = read();
    nothing.model = None;
    assert!(!is_state(nothing));
}
