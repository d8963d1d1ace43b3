//! The revisions of a git repository: `git` (the questions to git, which never change the
//! repository) → `tree` (the files of one revision) → `snapshot` (their contents, for cargo, for
//! the walk through the sources, and for the model).

mod git;
mod snapshot;
mod tree;

use std::path::{Path, PathBuf};

use self::git::Git;
pub(crate) use self::snapshot::Snapshot;
use crate::error::Failure;

/// A git repository.
#[derive(Debug)]
pub(crate) struct Repository {
    git: Git,
    /// The current folder, or the folder of `--manifest-path`, from the root of the repository.
    prefix: PathBuf,
}

impl Repository {
    /// Finds the repository that contains a folder.
    pub(crate) fn around(folder: &Path) -> Result<Self, Failure> {
        let git = Git::new(folder);
        let prefix = git.line(&["rev-parse", "--show-prefix"]).map_err(|failure| {
            failure.help("name a folder of a git repository with `--manifest-path`")
        })?;
        Ok(Self { git, prefix: PathBuf::from(prefix) })
    }

    /// Returns whether a name is a revision.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.commit(name).is_some()
    }

    /// Reads the files of a revision.
    pub(crate) fn snapshot(&self, name: &str) -> Result<Snapshot, Failure> {
        let commit = self.commit(name).ok_or_else(|| self.unknown(name))?;
        Snapshot::new(&self.git, name, &commit, &self.prefix)
    }

    /// Returns the id of the commit that a name leads to. `--end-of-options` keeps a name that
    /// begins with `-` from being an option, and only an id is used in further questions.
    fn commit(&self, name: &str) -> Option<String> {
        let commit = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let id = self.git.line(&arguments).ok()?;
        let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then_some(id)
    }

    fn unknown(&self, name: &str) -> Failure {
        let failure = Failure::new(format_args!("`{name}` is neither a file nor a revision"));
        if self
            .git
            .line(&["rev-parse", "--is-shallow-repository"])
            .is_ok_and(|is| is == "true")
        {
            return failure.note("the clone is shallow, so it lacks older commits").help(
                "fetch them with `git fetch --unshallow`, or check out with `fetch-depth: 0`",
            );
        }
        failure.help("write a branch, a tag or a commit, such as `origin/main` or `HEAD~1`")
    }
}
