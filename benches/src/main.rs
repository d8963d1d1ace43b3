//! What entra-perms costs, beside what one would take instead.
//!
//! ```sh
//! cd benches
//! cargo run --release                    # everything, and `../docs/performance.md` and its chart anew
//! cargo run --release -- verification    # a section or some, on the terminal alone
//! ```

mod by_hand;
mod cache;
mod chart;
mod claims;
mod compile;
mod decision;
mod http;
mod instructions;
mod measure;
mod permissions;
mod report;
mod tokens;
mod verification;

use std::process::{Command, ExitCode};
use std::{env, fs, io, thread};

use self::report::Section;

type Measured = (&'static str, fn() -> Section);

/// What is measured, in this order.
const SECTIONS: [Measured; 8] = [
    ("decision", decision::section),
    ("claims", claims::section),
    (verification::KEY, verification::section),
    ("cache", cache::section),
    ("http", http::section),
    ("build", compile::first_build::section),
    ("check", compile::check::section),
    ("size", compile::size::section),
];

/// The page that says how all this is measured, and between these lines, what came out.
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
    if let Some(unknown) =
        chosen.iter().find(|chosen| SECTIONS.iter().all(|(key, _)| key != chosen))
    {
        let keys = SECTIONS.map(|(key, _)| key).join(", ");
        eprintln!("there is no section {unknown:?}: {keys}");
        return ExitCode::FAILURE;
    }
    let sections = SECTIONS
        .iter()
        .filter(|(key, _)| chosen.is_empty() || chosen.iter().any(|chosen| chosen == key));
    let sections: Vec<Section> = sections
        .map(|(_, section)| {
            let section = section();
            println!("{}", report::markdown(&section));
            section
        })
        .collect();
    if chosen.is_empty()
        && let Err(error) = publish(&sections)
    {
        eprintln!("{PAGE}: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn publish(sections: &[Section]) -> io::Result<()> {
    let page = fs::read_to_string(PAGE)?;
    let parts = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or_else(|| io::Error::other("it has no place for the tables"))?;
    let tables = sections.iter().map(report::markdown).collect::<Vec<_>>().join("\n");
    let machine = machine();
    fs::write(PAGE, format!("{before}{BEGIN}\n{machine}\n\n{tables}\n{END}{after}"))?;
    fs::write(CHART, chart::svg(sections))
}

/// On what it was measured.
fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = name.map_or("unknown processor", |(_, name)| name);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let compiler = Command::new("rustc").arg("--version").output().ok();
    let compiler = compiler
        .and_then(|said| String::from_utf8(said.stdout).ok())
        .unwrap_or_default();
    format!("{name}, {threads} threads, {}.", compiler.trim())
}
