//! Measures entra-perms and its alternatives.
//!
//! ```sh
//! cd benches
//! cargo run --release                  # all sections; updates docs/performance.md and its chart
//! cargo run --release -- verification  # the named sections; only prints them
//! cargo run --release -- service       # a running service; updates docs/operations.md
//! cargo run --release -- service 2     # two minutes of memory after its warm-up; only prints
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
mod page;
mod permissions;
mod records;
mod report;
mod service;
mod tokens;
mod verification;

use std::process::ExitCode;
use std::{env, fs, io};

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

/// The page that describes the method of the sections.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md");
const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.svg");
/// The page for people who run a service.
const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1).peekable();
    if arguments.next_if(|argument| argument == instructions::COUNTED).is_some() {
        instructions::count(arguments);
        return ExitCode::SUCCESS;
    }
    if arguments.next_if(|argument| argument == service::KEY).is_some() {
        return measure_service(arguments.next().as_deref());
    }
    let chosen: Vec<String> = arguments.collect();
    for name in &chosen {
        if SECTIONS.iter().all(|(key, _)| key != name) {
            let keys = SECTIONS.map(|(key, _)| key).join(", ");
            let service = service::KEY;
            eprintln!(
                "unknown section `{name}`\nhelp: the sections are {keys}, and `{service}` alone"
            );
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
    page::publish(PAGE, sections)?;
    fs::write(CHART, chart::svg(sections))
}

/// Measures the running service. Publishes the results if all of them were measured as the page
/// says.
fn measure_service(minutes: Option<&str>) -> ExitCode {
    let minutes = match minutes.map_or(Ok(service::MINUTES), str::parse) {
        Ok(minutes) if minutes > 1 => minutes,
        _ => {
            eprintln!("the minutes of the memory must be a number greater than 1");
            return ExitCode::FAILURE;
        }
    };
    let sections = service::sections(minutes);
    for section in &sections {
        println!("{}", report::markdown(section));
    }
    if minutes == service::MINUTES
        && let Err(error) = page::publish(OPERATIONS, &sections)
    {
        eprintln!("cannot update `docs/operations.md`: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
