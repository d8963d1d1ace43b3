//! The time that the roles of a manifest add to each `cargo check`.

use super::models::{CRM, LARGE};
use super::scratch::Scratch;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

const ROUNDS: usize = 7;

const RUNTIME: &str = r#"
    [dependencies.entra-perms-runtime]
    path = '$ROOT/entra-perms-runtime'
    default-features = false
    features = ["macros"]
"#;

pub fn section() -> Section {
    let scratch = Scratch::new("check");
    let crates = [
        ("empty", "", ""),
        ("crm", CRM.source, CRM.manifest),
        // The source names the path of its manifest.
        ("large", LARGE, ""),
    ];
    for (name, source, manifest) in crates {
        scratch.add(name, RUNTIME, &[("src/lib.rs", source), ("manifest.json", manifest)]);
    }
    scratch.fetch();
    eprintln!("checking models");
    for (name, ..) in crates {
        check(&scratch, name);
    }
    let mut times = crates.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for ((name, ..), times) in crates.iter().zip(&mut times) {
            scratch.touch(&format!("{name}/src/lib.rs"));
            times.push(check(&scratch, name));
        }
    }
    let [empty, crm, large] = times.map(|mut times| median(&mut times));
    let row = |name: &str, time| Row {
        name: name.to_owned(),
        ours: true,
        values: vec![Some(time), Some(time - empty)],
    };
    Section {
        title: "Check",
        text: format!(
            "`cargo check` of a crate that contains only `permissions!`, after its source \
             was touched. Its dependencies are built. Times are medians of {ROUNDS} rounds."
        ),
        columns: &[Column::Seconds("time"), Column::Seconds("added by the roles")],
        rows: vec![
            Row { name: "no roles".to_owned(), ours: true, values: vec![Some(empty), None] },
            row("the CRM's 12 roles, 8 scopes", crm),
            row("716 roles, 807 scopes", large),
        ],
        goals: vec![Goal::at_most("added by 716 roles, s", large - empty, 0.4)],
    }
}

/// Returns the seconds of one check.
fn check(scratch: &Scratch, name: &str) -> f64 {
    scratch.cargo(&["check", "-p", name], "target").time.as_secs_f64()
}
