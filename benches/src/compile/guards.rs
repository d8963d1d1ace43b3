//! The CPU time that guards add to `cargo check`.

use std::fmt::Write as _;
use std::fs;

use super::models::CRM;
use super::scratch::Scratch;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

const HANDLERS: usize = 500;
/// The handler whose body changes before each incremental check.
const EDITED: usize = HANDLERS / 2;
const ROUNDS: usize = 7;

const AXUM: &str = r#"
    axum = "0.8"
    serde = { version = "1", features = ["derive"] }
"#;

const TRACING: &str = r#"
    tracing = "0.1"
"#;

const RUNTIME: &str = r#"
    [dependencies.entra-perms-runtime]
    path = '$ROOT/entra-perms-runtime'
    default-features = false
    features = ["macros", "aws-lc-rs", "axum"]
"#;

/// A crate of 500 handlers with one attribute.
struct Handlers {
    name: &'static str,
    dependency: &'static str,
    imports: &'static str,
    attribute: &'static str,
}

const CRATES: [Handlers; 3] = [
    Handlers {
        name: "requires",
        dependency: RUNTIME,
        imports: "mod permissions;\nuse entra_perms_runtime::requires;\nuse permissions::roles::*;\n",
        attribute: "#[requires(Contacts::Write::Team)]",
    },
    Handlers {
        name: "instrument",
        dependency: TRACING,
        imports: "",
        attribute: "#[tracing::instrument(skip_all)]",
    },
    Handlers { name: "plain", dependency: "", imports: "", attribute: "" },
];

pub fn section() -> Section {
    let scratch = Scratch::new("guards");
    for handlers in &CRATES {
        let dependencies = format!("{AXUM}{}", handlers.dependency);
        let source = handlers.source(0);
        let files = [
            ("src/lib.rs", source.as_str()),
            ("src/permissions.rs", CRM.source),
            ("manifest.json", CRM.manifest),
        ];
        scratch.add(handlers.name, &dependencies, &files);
    }
    scratch.fetch();
    eprintln!("checking guards");
    for handlers in &CRATES {
        handlers.check(&scratch);
    }
    let mut clean = CRATES.map(|_| Vec::with_capacity(ROUNDS));
    let mut incremental = CRATES.map(|_| Vec::with_capacity(ROUNDS));
    for round in 0..ROUNDS {
        for (index, handlers) in CRATES.iter().enumerate() {
            let results = scratch.path("target/debug/incremental");
            fs::remove_dir_all(results).expect("an incremental check stored its results");
            scratch.touch(&handlers.path());
            clean[index].push(handlers.check(&scratch));
            scratch.write(&handlers.path(), &handlers.source(round + 1));
            incremental[index].push(handlers.check(&scratch));
        }
    }
    let [requires, instrument, _] = &incremental;
    let relative_to_instrument = median_ratio(requires, instrument);
    let names = ["`#[requires]`", "`#[tracing::instrument(skip_all)]`", "no attribute"];
    let mut rows = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        rows.push(Row {
            name: name.to_owned(),
            ours: index == 0,
            values: vec![
                Some(median(&mut incremental[index].clone())),
                Some(median_ratio(&incremental[index], &incremental[1])),
                Some(median(&mut clean[index].clone())),
                Some(median_ratio(&clean[index], &clean[1])),
            ],
        });
    }
    Section {
        title: "Guards",
        text: format!(
            "The CPU time of `cargo check` for a crate of {HANDLERS} axum handlers, each with one \
             attribute and one route. Its dependencies are built. An incremental check follows a \
             change in the body of one handler; a clean check has no results of an earlier one. \
             Times are medians of {ROUNDS} rounds, and ratios are taken within each round."
        ),
        columns: &[
            Column::Seconds("incremental"),
            Column::Ratio("relative to `instrument`"),
            Column::Seconds("clean"),
            Column::Ratio("relative to `instrument`"),
        ],
        rows,
        goals: vec![Goal::at_most(
            "incremental check, relative to `instrument`",
            relative_to_instrument,
            0.6,
        )],
    }
}

fn median_ratio(times: &[f64], references: &[f64]) -> f64 {
    let mut ratios = Vec::with_capacity(times.len());
    for (time, reference) in times.iter().zip(references) {
        ratios.push(time / reference);
    }
    median(&mut ratios)
}

impl Handlers {
    /// Returns the source of the crate. The revision is a number in the body of one handler.
    fn source(&self, revision: usize) -> String {
        let Self { imports, attribute, .. } = self;
        let mut source = format!(
            "{imports}\
             use axum::extract::Path;\nuse axum::routing::put;\nuse axum::{{Json, Router}};\n\n\
             #[derive(serde::Deserialize, serde::Serialize)]\n\
             pub struct Contact {{\n    name: String,\n}}\n\n"
        );
        let mut routes = String::new();
        for handler in 0..HANDLERS {
            // All revisions have as many characters, so that only one body changes.
            let number = if handler == EDITED { 1000 + revision } else { 1000 };
            write!(
                source,
                "{attribute}\n\
                 async fn change_{handler}(\n    Path(id): Path<u32>,\n    \
                 Json(contact): Json<Contact>,\n) -> Json<Contact> {{\n    \
                 println!(\"contact {{}} is now {{}}\", id + {number}, contact.name);\n    \
                 Json(contact)\n}}\n\n"
            )
            .expect("a string takes any text");
            write!(routes, "\n        .route(\"/{handler}/{{id}}\", put(change_{handler}))")
                .expect("a string takes any text");
        }
        write!(source, "pub fn router() -> Router {{\n    Router::new(){routes}\n}}\n")
            .expect("a string takes any text");
        source
    }

    fn path(&self) -> String {
        format!("{}/src/lib.rs", self.name)
    }

    /// Returns the CPU seconds of one check.
    fn check(&self, scratch: &Scratch) -> f64 {
        let seconds = scratch.cargo(&["check", "-p", self.name], "target").cpu.as_secs_f64();
        eprintln!("{}: {seconds:.2} s", self.name);
        seconds
    }
}
