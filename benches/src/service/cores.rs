//! The cores of the machine: one for the service, and one for its clients.
//!
//! The clients never sleep. If they shared a core with the service, the scheduler would decide how
//! long a response waits. `taskset` of util-linux assigns the cores.

use std::fs;
use std::path::Path;
use std::process::Command;

#[derive(Clone, Copy)]
pub enum Cores {
    Clients,
    Service,
    All,
}

impl Cores {
    /// Returns the argument of `taskset -c`.
    fn list(self) -> String {
        match self {
            Self::Clients => "0".to_owned(),
            Self::Service => "1".to_owned(),
            Self::All => {
                let online = fs::read_to_string("/sys/devices/system/cpu/online");
                online.expect("the system is Linux").trim().to_owned()
            }
        }
    }

    /// Returns a command that runs a program on these cores.
    pub fn command(self, program: &Path) -> Command {
        if let Self::All = self {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["-c", &self.list()]).arg(program);
        command
    }
}

/// Keeps the current thread on its cores until it is dropped.
pub struct Pinned(());

pub fn pin(cores: Cores) -> Pinned {
    assign(cores);
    Pinned(())
}

impl Drop for Pinned {
    fn drop(&mut self) {
        assign(Cores::All);
    }
}

/// Moves the current thread to these cores.
fn assign(cores: Cores) {
    let thread = fs::read_link("/proc/thread-self").expect("the system is Linux");
    let id = thread.file_name().expect("the link ends with the id of the thread");
    let output = Command::new("taskset").args(["-c", "-p", &cores.list()]).arg(id).output();
    let output = output.expect("util-linux is installed");
    assert!(output.status.success(), "taskset: {}", String::from_utf8_lossy(&output.stderr));
}
