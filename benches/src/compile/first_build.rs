//! The time and the crates of the first build of a small API.

use super::scratch::{Run, Scratch};
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

/// A small API with one guarded route, `PUT /contacts/{id}`, that fetches Entra's keys.
struct Program {
    name: &'static str,
    package: &'static str,
    dependencies: &'static str,
    source: &'static str,
}

const PROGRAMS: [Program; 4] = [
    Program {
        name: "entra-perms",
        package: "ours",
        dependencies: r#"
            axum = "0.8"
            entra-perms-runtime = { path = '$ROOT/entra-perms-runtime', features = ["axum"] }
        "#,
        source: include_str!("programs/entra_perms.rs"),
    },
    Program {
        name: "jsonwebtoken and reqwest, by hand",
        package: "by_hand",
        // Only the needed features, and the TLS and cryptography of entra-perms.
        dependencies: r#"
            axum = "0.8"
            jsonwebtoken = { version = "11.1", default-features = false, features = ["aws_lc_rs"] }
            reqwest = { version = "0.13", default-features = false, features = ["json", "rustls"] }
        "#,
        source: include_str!("programs/by_hand.rs"),
    },
    Program {
        name: "jwt-authorizer",
        package: "jwt_authorizer_",
        dependencies: r#"
            axum = "0.7"
            jwt-authorizer = "0.15"
        "#,
        source: include_str!("programs/jwt_authorizer.rs"),
    },
    Program {
        name: "tower-oauth2-resource-server",
        package: "tower_oauth2",
        dependencies: r#"
            axum = "0.8"
            tower-oauth2-resource-server = "0.12"
        "#,
        source: include_str!("programs/tower_oauth2_resource_server.rs"),
    },
];

/// The dependencies of all programs.
const SHARED: &str = r#"
    serde = { version = "1", features = ["derive"] }
    tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
"#;

/// The number of rounds. One round lasts some minutes.
const ROUNDS: usize = 3;

/// The package with the macros. It depends on `entra-perms-model`.
const MACROS: &str = "entra-perms-macros";

const TEXT: &str = "\
An API with one route, which fetches Entra's keys, verifies tokens, and requires a permission. \
The time is for `cargo build` into an empty folder, on two cores, after all downloads. Crates are \
the packages that cargo compiles, without the API itself. The last row is for \
`entra-perms-macros` with `entra-perms-model` and all other dependencies. jwt-authorizer uses the OpenSSL of the \
system for TLS; the others build their own.";

pub fn section() -> Section {
    let scratch = Scratch::new("first_build");
    let crm = include_str!("../../../manifests/crm.json");
    for program in &PROGRAMS {
        let dependencies = format!("{}{SHARED}", program.dependencies);
        let files = [("src/main.rs", program.source), ("crm.json", crm)];
        scratch.add(program.package, &dependencies, &files);
    }
    scratch.fetch();
    let [ours, by_hand, jwt_authorizer, tower_oauth2] = PROGRAMS.map(|program| program.package);
    let packages = [ours, by_hand, jwt_authorizer, tower_oauth2, MACROS];
    let mut runs = packages.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for (package, runs) in packages.iter().zip(&mut runs) {
            runs.push(scratch.first_build(package));
        }
    }
    let [ours, by_hand, jwt_authorizer, tower_oauth2, macros] = runs;
    let macros = Cost::of_package(&macros);
    let [ours, by_hand, jwt_authorizer, tower_oauth2] =
        [ours, by_hand, jwt_authorizer, tower_oauth2].map(|runs| Cost::of_dependencies(&runs));
    let mut rows: Vec<Row> = PROGRAMS
        .iter()
        .zip([ours, by_hand, jwt_authorizer, tower_oauth2])
        .map(|(program, cost)| cost.row(program.name, program.package == "ours"))
        .collect();
    rows.push(macros.row("the macros, the model and their dependencies", true));
    Section {
        title: "First build",
        text: TEXT.to_owned(),
        columns: &[Column::Seconds("time"), Column::Count("crates")],
        rows,
        goals: vec![
            Goal::at_most(
                "crates beyond jsonwebtoken and reqwest by hand",
                ours.crates - by_hand.crates,
                15.0,
            ),
            Goal::at_most(
                "first build, s (limit: jwt-authorizer)",
                ours.seconds,
                jwt_authorizer.seconds,
            ),
            Goal::at_most(
                "first build, s (limit: tower-oauth2-resource-server)",
                ours.seconds,
                tower_oauth2.seconds,
            ),
            Goal::at_most("the macros, the model and their dependencies, s", macros.seconds, 8.0),
        ],
    }
}

#[derive(Clone, Copy)]
struct Cost {
    crates: f64,
    seconds: f64,
}

impl Cost {
    /// Returns the cost of the built package and its dependencies.
    fn of_package(runs: &[Run]) -> Self {
        let mut seconds: Vec<f64> = runs.iter().map(|run| run.time.as_secs_f64()).collect();
        Self { crates: runs[0].crates as f64, seconds: median(&mut seconds) }
    }

    /// Returns the cost of an API, with the number of its dependencies.
    fn of_dependencies(runs: &[Run]) -> Self {
        let package = Self::of_package(runs);
        Self { crates: package.crates - 1.0, ..package }
    }

    fn row(self, name: &str, ours: bool) -> Row {
        Row { name: name.to_owned(), ours, values: vec![Some(self.seconds), Some(self.crates)] }
    }
}
