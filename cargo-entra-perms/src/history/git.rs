//! The program `git`. It is asked only questions that do not change the repository.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::error::Failure;

/// Git, in one folder.
#[derive(Debug)]
pub(super) struct Git {
    folder: PathBuf,
}

impl Git {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.folder)
            .stdin(Stdio::null())
            // The messages of git are read, so they must be in one language.
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0");
        // A hook of git sets these variables. The folder says which repository is meant.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command
    }

    /// Returns the output of a command.
    pub(super) fn output(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.command().args(arguments).output().map_err(|error| not_run(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let line = stderr.lines().find(|line| !line.trim().is_empty());
        let line = line.map(|line| line.strip_prefix("fatal: ").unwrap_or(line));
        Err(Failure::new(format_args!("git: {}", line.unwrap_or("the command failed"))))
    }

    /// Returns the output of a command, without the line break.
    pub(super) fn line(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.output(arguments)?;
        let line = String::from_utf8_lossy(&output).into_owned();
        Ok(line.strip_suffix('\n').unwrap_or(&line).to_owned())
    }

    /// Starts a process that returns the contents of objects.
    pub(super) fn objects(&self) -> Result<Objects, Failure> {
        let mut command = self.command();
        command
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().map_err(|error| not_run(&error))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let Some((requests, contents)) = pipes else {
            return Err(Failure::new("cannot read the output of git"));
        };
        let pipes = RefCell::new(Pipes { requests, contents: BufReader::new(contents) });
        Ok(Objects { pipes, child })
    }
}

fn not_run(error: &io::Error) -> Failure {
    let failure = Failure::new(format_args!("cannot run git: {}", error.kind()));
    failure.help("install git, or compare two files")
}

/// A process of git that returns the contents of objects.
#[derive(Debug)]
pub(super) struct Objects {
    pipes: RefCell<Pipes>,
    child: Child,
}

#[derive(Debug)]
struct Pipes {
    requests: ChildStdin,
    contents: BufReader<ChildStdout>,
}

impl Objects {
    /// Returns the content of the object with this id.
    pub(super) fn read(&self, id: &str) -> io::Result<Vec<u8>> {
        let Ok(mut pipes) = self.pipes.try_borrow_mut() else {
            return Err(io::ErrorKind::ResourceBusy.into());
        };
        writeln!(pipes.requests, "{id}")?;
        pipes.requests.flush()?;
        let mut header = String::new();
        pipes.contents.read_line(&mut header)?;
        // `<id> <type> <size>`, or `<id> missing`.
        let size = header.trim_end().rsplit(' ').next().and_then(|size| size.parse().ok());
        let Some(size) = size else { return Err(io::ErrorKind::NotFound.into()) };
        let mut content = vec![0; size];
        pipes.contents.read_exact(&mut content)?;
        // The line break after the content.
        pipes.contents.read_exact(&mut [0])?;
        Ok(content)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // The process ends by itself when its input is closed. Nobody waits for that.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
