//! Counts the instructions of one run with valgrind, if valgrind is installed.
//!
//! The number does not depend on the other work of the machine.

use std::env;
use std::process::Command;

use crate::measure::Contestant;
use crate::{records, verification};

/// The argument that marks a process whose instructions are counted.
pub const COUNTED: &str = "--counted";

const TIMES: u32 = 50;

/// Returns the instructions of one run of the contestant with this index in a section.
pub fn of_contestant(section: &str, index: usize) -> Option<f64> {
    let valgrind = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--toggle-collect=*instructions::counted*",
        ])
        .arg(env::current_exe().ok()?)
        .args([COUNTED, section, &index.to_string()])
        .output()
        .ok()?;
    let output = String::from_utf8(valgrind.stderr).ok()?;
    let (_, collected) = output.lines().find_map(|line| line.split_once("Collected :"))?;
    let total: f64 = collected.trim().parse().ok()?;
    Some(total / f64::from(TIMES))
}

/// Runs the contestant that the arguments name, in the process that valgrind started.
pub fn count(mut arguments: impl Iterator<Item = String>) {
    let section = arguments.next().expect("the first argument is a section");
    let index = arguments.next().expect("the second argument is an index");
    let index: usize = index.parse().expect("the index is a number");
    let mut contestants: Vec<Contestant> = match section.as_str() {
        verification::KEY => verification::small().into(),
        records::KEY => records::contestants().into(),
        other => panic!("the section `{other}` counts no instructions"),
    };
    let contestant = &mut contestants[index];
    // Work that happens once must not be counted.
    contestant.run(2);
    counted(contestant);
}

#[inline(never)]
fn counted(contestant: &mut Contestant) {
    contestant.run(u64::from(TIMES));
}
