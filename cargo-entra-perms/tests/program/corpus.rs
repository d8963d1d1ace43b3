//! `check` finds the errors that `tests/manifests/shapes/golden.tsv` expects of the analysis.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workspace::Shop;

#[test]
fn each_manifest_has_its_error_at_its_place() {
    let shapes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/manifests/shapes");
    let golden = fs::read_to_string(shapes.join("golden.tsv")).unwrap();
    let shop = Shop::new(&[]);
    let mut sources = String::new();
    for line in golden.lines() {
        let (file, _) = line.split_once('\t').unwrap();
        fs::copy(shapes.join(file), shop.folder.join(file)).unwrap();
        let arguments = format!("manifest = {file:?}, scopes = {{ \"*\" => [\"*\"] }}");
        let _ = writeln!(sources, "entra_perms_runtime::permissions! {{ {arguments} }}");
    }
    shop.write("src/main.rs", &sources);
    let run = shop.run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();

    let mut found: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for item in report["items"].as_array().unwrap() {
        let place = &item["place"];
        let message = item["message"].as_str().unwrap();
        let in_source = item["related"].get(0).unwrap_or(place);
        let text = if in_source == place {
            format!("error: {message}")
        } else {
            let file = place["file"].as_str().unwrap();
            format!("error: {message} at {file}:{}:{}", place["line"], place["column"])
        };
        found.entry(in_source["line"].as_u64().unwrap()).or_default().push(text);
    }
    let mut errors = 0;
    for (number, line) in (1..).zip(golden.lines()) {
        let (file, outcome) = line.split_once('\t').unwrap();
        let outcome = outcome.split(" (and ").next().unwrap();
        // The analysis of the golden line maps no scope, so its errors about the mapping differ.
        if outcome.starts_with("error: ") {
            let found = found.get(&number).map_or(&[][..], Vec::as_slice);
            assert!(found.iter().any(|text| text == outcome), "{file}: {outcome}\n{found:#?}");
            errors += 1;
        }
    }
    assert!(errors > 30, "{errors}");
}
