//! The pages with results, which are between two markers.

use std::process::Command;
use std::{fs, io, thread};

use crate::report::{self, Section};

const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->\n";

/// Replaces the results of a page with these.
pub fn publish(path: &str, sections: &[Section]) -> io::Result<()> {
    let page = fs::read_to_string(path)?;
    let no_markers = || io::Error::other("the page has no markers for the results");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(no_markers)?;
    let (_, after) = rest.split_once(END).ok_or_else(no_markers)?;
    let tables = sections.iter().map(report::markdown).collect::<Vec<_>>().join("\n");
    let machine = machine();
    fs::write(path, format!("{before}{BEGIN}\n{machine}\n\n{tables}\n{END}{after}"))
}

/// Describes the machine and the compiler.
fn machine() -> String {
    let processor = processor().unwrap_or_else(|| "unknown processor".to_owned());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let compiler = compiler().unwrap_or_else(|| "unknown compiler".to_owned());
    format!("{processor}, {threads} threads, {compiler}.")
}

fn processor() -> Option<String> {
    let processors = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = processors.lines().find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(": ")?;
    Some(name.to_owned())
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    Some(version.trim().to_owned())
}
