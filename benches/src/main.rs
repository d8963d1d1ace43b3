//! Measures entra-perms and its alternatives.
//!
//! ```sh
//! cd benches
//! cargo run --release                  # all sections; updates docs/performance.md and its chart
//! cargo run --release -- verification  # the named sections; only prints them
//! ```

mod by_hand;
mod cache;
mod chart;
mod claims;
mod compile;
mod decision;
mod http;
mod instructions;
mod mcp;
mod measure;
mod permissions;
mod records;
mod report;
mod tokens;
mod verification;

use std::process::{Command, ExitCode};
use std::{env, fs, io, thread};

use self::report::Section;

type Measured = (&'static str, fn() -> Section);

/// The sections in the order in which they are measured.
const SECTIONS: [Measured; 11] = [
    ("decision", decision::section),
    ("claims", claims::section),
    (verification::KEY, verification::section),
    ("cache", cache::section),
    ("http", http::section),
    ("mcp", mcp::section),
    // Behind all other guards, because its sink stays.
    (records::KEY, records::section),
    ("build", compile::first_build::section),
    ("check", compile::check::section),
    ("guards", compile::guards::section),
    ("size", compile::size::section),
];

/// The page that describes the method. The results are between [`BEGIN`] and [`END`].
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md");
const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->\n";
const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.svg");

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    if arguments.next_if(|argument| argument == instructions::COUNTED).is_some() {
        instructions::count(arguments);
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<String> = arguments.collect();
    for name in &chosen {
        if SECTIONS.iter().all(|(key, _)| key != name) {
            let keys = SECTIONS.map(|(key, _)| key).join(", ");
            eprintln!("unknown section `{name}`\nhelp: the sections are {keys}");
            return ExitCode::FAILURE;
        }
    }
    let mut sections = Vec::new();
    for (key, measure) in SECTIONS {
        if chosen.is_empty() || chosen.iter().any(|name| name == key) {
            let section = measure();
            println!("{}", report::markdown(&section));
            sections.push(section);
        }
    }
    if chosen.is_empty()
        && let Err(error) = publish(&sections)
    {
        eprintln!("cannot update `docs/performance.md` and its chart: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn publish(sections: &[Section]) -> io::Result<()> {
    let page = fs::read_to_string(PAGE)?;
    let no_markers = || io::Error::other("the page has no markers for the results");
    let (before, rest) = page.split_once(BEGIN).ok_or_else(no_markers)?;
    let (_, after) = rest.split_once(END).ok_or_else(no_markers)?;
    let tables = sections.iter().map(report::markdown).collect::<Vec<_>>().join("\n");
    let machine = machine();
    fs::write(PAGE, format!("{before}{BEGIN}\n{machine}\n\n{tables}\n{END}{after}"))?;
    fs::write(CHART, chart::svg(sections))
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
