//! How many instructions one run takes, where valgrind is: a number that does not depend on what else the machine does.

use std::env;
use std::process::Command;

use crate::measure::Contestant;
use crate::verification;

/// What says that this process is one whose instructions are counted.
pub const COUNTED: &str = "--counted";

const TIMES: u32 = 50;

/// Of the contestant at this place of a section.
pub fn of(section: &str, index: usize) -> Option<f64> {
    let counting = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--toggle-collect=*instructions::counted*",
        ])
        .arg(env::current_exe().ok()?)
        .args([COUNTED, section, &index.to_string()])
        .output()
        .ok()?;
    let said = String::from_utf8(counting.stderr).ok()?;
    let all: f64 = said
        .lines()
        .find_map(|line| line.split_once("Collected :"))?
        .1
        .trim()
        .parse()
        .ok()?;
    Some(all / f64::from(TIMES))
}

/// What such a process does.
pub fn count(mut arguments: impl Iterator<Item = String>) {
    let section = arguments.next().expect("a section");
    let index: usize = arguments
        .next()
        .and_then(|index| index.parse().ok())
        .expect("the place of a contestant");
    let mut contestants: Vec<Contestant> = match section.as_str() {
        verification::KEY => verification::small().into(),
        other => panic!("the instructions of {other} are not counted"),
    };
    let contestant = &mut contestants[index];
    // What is done once is no part of it.
    contestant.run(2);
    counted(contestant);
}

#[inline(never)]
fn counted(contestant: &mut Contestant) {
    contestant.run(u64::from(TIMES));
}
