//! What the roles of a manifest cost whenever a crate is checked.

use super::models::{CRM, LARGE};
use super::scratch::Scratch;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

const ROUNDS: usize = 7;

pub fn section() -> Section {
    let scratch = Scratch::new("check");
    let (crm, manifest) = CRM;
    let crates = [
        ("empty", "", ""),
        ("crm", crm, manifest),
        // It says itself where its manifest is.
        ("large", LARGE, ""),
    ];
    for (name, source, manifest) in crates {
        let runtime = r#"entra-perms-runtime = { path = '$ROOT/entra-perms-runtime', default-features = false, features = ["macros"] }"#;
        scratch.add(name, runtime, &[("src/lib.rs", source), ("manifest.json", manifest)]);
    }
    scratch.fetch();
    let check = |name: &str| scratch.cargo(&["check", "-p", name], "target").time.as_secs_f64();
    eprintln!("checking models");
    for (name, ..) in crates {
        check(name);
    }
    let mut times = crates.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for ((name, ..), times) in crates.iter().zip(&mut times) {
            scratch.touch(&format!("{name}/src/lib.rs"));
            times.push(check(name));
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
            "`cargo check` of a crate that has `permissions!` and nothing else, after its source was touched; what it depends on is \
             built. Medians of {ROUNDS}."
        ),
        columns: &[Column::Seconds("time"), Column::Seconds("over none")],
        rows: vec![
            Row { name: "no roles".to_owned(), ours: true, values: vec![Some(empty), None] },
            row("the CRM's 12 roles, 8 scopes", crm),
            row("716 roles, 807 scopes", large),
        ],
        goals: vec![Goal::at_most("716 roles over none, s", large - empty, 0.4)],
    }
}
