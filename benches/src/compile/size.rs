//! The size that the tables of a manifest add to a program.

use std::process::Command;

use super::models::{CRM, LARGE, LEAST};
use super::scratch::Scratch;
use crate::report::{Column, Goal, Row, Section};

const DEPENDENCIES: &str = r#"
    serde_json = "1"

    [dependencies.entra-perms-runtime]
    path = '$ROOT/entra-perms-runtime'
    default-features = false
    features = ["macros", "aws-lc-rs"]
"#;

const TEXT: &str = "\
The loaded bytes of a program in release, as printed by `size` of the binutils. The program \
prints all values, their texts and the mapping, verifies a token, and has a guard. The tables are \
the bytes that a model adds to the program of the model with one role and one scope.";

pub fn section() -> Section {
    let scratch = Scratch::new("size");
    let programs = [
        ("least", LEAST.source, LEAST.manifest),
        ("crm", CRM.source, CRM.manifest),
        // The source names the path of its manifest.
        ("large", LARGE, ""),
    ];
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
        eprintln!("building `{name}` in release");
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
        text: TEXT.to_owned(),
        columns: &[Column::Bytes("program"), Column::Bytes("tables")],
        rows: vec![
            Row { name: "1 role, 1 scope".to_owned(), ours: true, values: vec![Some(least), None] },
            row("the CRM's 12 roles, 8 scopes", crm),
            row("716 roles, 807 scopes", large),
        ],
        goals: vec![
            Goal::at_most("tables of the CRM, kB", (crm - least) / 1e3, 20.0),
            Goal::at_most("tables of 716 roles and 807 scopes, kB", (large - least) / 1e3, 400.0),
        ],
    }
}

/// Returns the bytes of code and data of a program.
///
/// The size of the file would not do: each segment is rounded up to pages.
fn loaded(scratch: &Scratch, program: &str) -> f64 {
    let output = Command::new("size").arg(scratch.path("target/release").join(program)).output();
    let output = output.expect("the binutils are installed with the linker");
    let text = String::from_utf8(output.stdout).expect("`size` prints ASCII");
    // The second line has the numbers: text, data, bss, …
    let mut numbers = text.lines().nth(1).expect("the program exists").split_whitespace();
    let mut next = || numbers.next().and_then(|bytes| bytes.parse::<f64>().ok());
    let code = next().expect("the first column is the code");
    let data = next().expect("the second column is the data");
    code + data
}
