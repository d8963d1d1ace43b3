//! What the tables of a manifest add to a program.

use std::process::Command;

use super::models::{CRM, LARGE, LEAST};
use super::scratch::Scratch;
use crate::report::{Column, Goal, Row, Section};

const DEPENDENCIES: &str = r#"
    entra-perms-runtime = { path = '$ROOT/entra-perms-runtime', default-features = false, features = ["macros", "aws-lc-rs"] }
    serde_json = "1"
"#;

pub fn section() -> Section {
    let scratch = Scratch::new("size");
    let programs = [("least", LEAST.0, LEAST.1), ("crm", CRM.0, CRM.1), ("large", LARGE, "")];
    for (name, model, manifest) in programs {
        let permissions = format!("{model}\n\npub const GUARDED: Role = Role::ALL[0];\n");
        let files = [
            ("src/main.rs", include_str!("programs/tables.rs")),
            ("src/permissions.rs", &permissions),
            ("manifest.json", manifest),
        ];
        scratch.add(name, DEPENDENCIES, &files);
    }
    scratch.fetch();
    let [least, crm, large] = programs.map(|(name, ..)| {
        eprintln!("building a release of {name}");
        scratch.cargo(&["build", "--release", "-p", name], "target");
        loaded(&scratch, name)
    });
    let row = |name: &str, bytes| Row {
        name: name.to_owned(),
        ours: true,
        values: vec![Some(bytes), Some(bytes - least)],
    };
    Section {
        title: "Size",
        text: "A program that prints all values, their texts and the mapping, verifies a token and has a guard, in release: what of it is \
               loaded, by `size` of the binutils, and what a model adds over that with one role and one scope."
            .to_owned(),
        columns: &[Column::Bytes("program"), Column::Bytes("tables")],
        rows: vec![
            Row { name: "1 role, 1 scope".to_owned(), ours: true, values: vec![Some(least), None] },
            row("the CRM's 12 roles, 8 scopes", crm),
            row("716 roles, 807 scopes", large),
        ],
        goals: vec![
            Goal::at_most("the CRM's tables, kB", (crm - least) / 1e3, 20.0),
            Goal::at_most("those of 716 roles and 807 scopes, kB", (large - least) / 1e3, 400.0),
        ],
    }
}

/// Code and data of a program, in bytes. The size of the file is rounded to pages for each of its segments.
fn loaded(scratch: &Scratch, program: &str) -> f64 {
    let output = Command::new("size").arg(scratch.path("target/release").join(program)).output();
    let output = output.expect("`size` comes with the linker, in the binutils");
    let said = String::from_utf8(output.stdout).expect("it writes numbers");
    // Below the headings: text, data, bss, …
    let numbers = said.lines().nth(1).expect("the program was built").split_whitespace();
    numbers
        .take(2)
        .map(|bytes| bytes.parse::<f64>().expect("it writes numbers"))
        .sum()
}
