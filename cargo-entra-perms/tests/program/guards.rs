//! `check --guards`: the guards of the sources, compared with a program.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::formats::expect_valid;
use crate::workspace::{MODEL, Shop, expect_failure};

const SCHEMA: &str = include_str!("../../src/schemas/guards.json");

/// A program with a guard for each function, which is at this line of `src/main.rs`.
fn guards(functions: &[(&str, u32)]) -> String {
    let guards = functions.iter().map(|(function, line)| {
        json!({
            "crate": "shop", "module": "shop", "function": function,
            "file": "src/main.rs", "line": line,
            "requirement": { "clauses": [{ "roles": ["Orders.Read"], "scopes": [] }] },
            "words": "`Orders.Read`",
        })
    });
    let document = json!({ "version": 1, "guards": guards.collect::<Vec<_>>() });
    expect_valid(SCHEMA, &document);
    document.to_string()
}

fn shop() -> Shop {
    let sources = "\
#[requires(Orders::Read)] fn a() {}
#[memoize] #[requires(Orders::Read)] fn b() {}
#[inline] #[requires(Orders::Read)] fn c() {}
#[cfg(feature = \"x\")] #[requires(Orders::Read)] fn d() {}
#[cfg(test)] #[requires(Orders::Read)] fn e() {}
";
    Shop::new(&[("src/main.rs", &format!("{sources}{MODEL}")), ("src/lib.rs", "")])
}

#[test]
fn lost_guards_and_harmful_attributes_are_found() {
    let shop = shop();
    shop.write("guards.json", &guards(&[("a", 1), ("b", 2)]));
    let run = shop.run(&["check", "--guards", "guards.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    expect_valid(include_str!("../../src/schemas/report.json"), &report);
    let items = report["items"].as_array().unwrap().iter();
    let items = items.map(|item| format!("{} {}", item["id"], item["place"]["line"]));
    let expected = [r#""attribute_above_guard" 2"#, r#""lost_guard" 3"#, r#""unknown_guard" 4"#];
    assert_eq!(items.collect::<Vec<_>>(), expected);
    assert_eq!(run.status, 1);
    let text = shop.run(&["check", "--guards", "guards.json"]).stdout;
    let above = "error[attribute_above_guard]: `#[memoize]` is above the guard of `b` and expands \
                 first\n  --> src/main.rs:2:1\n";
    assert!(text.starts_with(above), "{text}");
    assert!(text.contains("= help: put `#[requires]` above `#[memoize]`"), "{text}");
}

/// Without a guard of the program, the library and the program of a package are judged together.
#[test]
fn the_only_guard_of_a_target_is_not_hidden_behind_others() {
    let guard = "#[requires(Orders::Read)] fn list() {}\n";
    let main = format!("{MODEL}#[memoize] {guard}{guard}");
    let shop = Shop::new(&[("src/main.rs", &main), ("src/lib.rs", guard)]);
    for other in ["src/bin/worker.rs", "tests/api.rs", "examples/try.rs", "benches/all.rs"] {
        shop.write(other, &format!("fn main() {{}}\n#[memoize] {guard}{guard}{guard}"));
    }
    shop.write("guards.json", &guards(&[("list", 1)]).replace("main.rs", "lib.rs"));
    let run = shop.run(&["check", "--guards", "guards.json"]);
    let lines: Vec<_> = run.stdout.lines().collect();
    let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
    let places = lines.iter().filter_map(|line| line.strip_prefix("  --> "));
    let expected = [
        "src/main.rs:5:1",
        "src/main.rs:5:1",
        "src/main.rs:6:1",
        "src/bin/worker.rs:2:1",
        "src/bin/worker.rs:2:1",
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected, "{run:?}");
    assert_eq!((count("error[lost_guard]"), count("error[attribute_above_guard]")), (2, 2));
    assert_eq!(count("help: if the test that writes the file is not in `src/main.rs`, move it"), 2);
    let note = "\
note[other_target]: the guards in the sources of `src/bin/worker.rs` are not in the program
  --> src/bin/worker.rs:2:1
   = note: it is another program, or all of its guards are lost
   = help: compare it with the guards of its own program, or choose a package with `-p`
";
    assert!(run.stdout.contains(note), "{}", run.stdout);
    // Nothing is lost, and the other program has its own file.
    shop.write("src/main.rs", MODEL);
    shop.write("src/bin/worker.rs", &format!("fn main() {{}}\n{guard}"));
    let run = shop.run(&["check", "--guards", "guards.json"]);
    let start = "note[other_target]: the guards in the sources of `src/bin/worker.rs` are not in \
                 the program\n  --> src/bin/worker.rs:2:1\n";
    assert!(run.stdout.starts_with(start), "{}", run.stdout);
    assert_eq!((run.status, run.stdout.matches("-->").count()), (0, 1));
}

#[test]
fn a_program_with_all_guards_has_no_findings() {
    let shop = shop();
    let sources = fs::read_to_string(shop.folder.join("src/main.rs")).unwrap();
    shop.write("src/main.rs", &sources.replace("#[memoize]", ""));
    shop.write("guards.json", &guards(&[("a", 1), ("b", 2), ("c", 3), ("d", 4)]));
    let run = shop.run(&["check", "--guards", "guards.json"]);
    assert_eq!((run.stdout.as_str(), run.status), ("1 model: no findings\n", 0), "{run:?}");
}

#[test]
fn a_file_that_is_not_of_this_program_is_a_failure() {
    let shop = shop();
    let help = "  help: a test writes the file: `Inventory::check_json` of the runtime, feature \
                `audit`\n";
    let check = ["check", "--guards", "guards.json"];
    let missing = format!("error: cannot read `guards.json`: there is no such file\n{help}");
    expect_failure(&shop.run(&check), &missing);
    shop.write("guards.json", "{}");
    let other = format!("error: `guards.json` is not a file of guards\n{help}");
    expect_failure(&shop.run(&check), &other);
    shop.write("guards.json", &guards(&[]).replace("\"version\":1", "\"version\":2"));
    let version = "error: `guards.json` has the version 2 of guards, not 1\n  help: use equal \
                   versions of the command and the runtime\n";
    expect_failure(&shop.run(&check), version);
    shop.write("guards.json", &guards(&[]));
    let run = shop.run(&check);
    assert!(run.stderr.starts_with("error: no guard of the file is in the sources"), "{run:?}");
    assert_eq!(run.status, 2);
}

/// The test of the example writes the file with `Inventory::check_json`.
#[test]
fn the_file_of_the_crm_follows_the_schema_and_its_sources() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = workspace.join("examples/crm/guards.json");
    let text = fs::read_to_string(&file).unwrap();
    expect_valid(SCHEMA, &serde_json::from_str(&text).unwrap());
    let arguments = ["check", "-p", "example-crm", "--guards", "examples/crm/guards.json"];
    let run = crate::workspace::run(&workspace, &arguments);
    assert_eq!((run.stdout.as_str(), run.status), ("1 model: no findings\n", 0), "{run:?}");
}
