//! Microsoft Graph accepts every plan, and ends in the desired state.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;

use super::edits::{self, Edit};
use super::graph::Graph;
use super::{MANIFESTS, application, desired, exported, plan};
use crate::report::checks;

static APPLICATIONS: LazyLock<[Value; MANIFESTS.len()]> =
    LazyLock::new(|| MANIFESTS.map(application));

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    prop::collection::vec((0..edits::KINDS, any::<u8>(), any::<u8>()), 0..16)
}

/// Plans, writes and compares. Returns the number of writes, or `None` if the target is one that
/// Entra refuses.
#[track_caller]
fn check(live: &Value, checked_in: &Value) -> Option<usize> {
    let plan = match super::plan(live, checked_in) {
        Ok(plan) => plan,
        Err(failure) => {
            let failure = failure.to_string();
            let refused = [
                "the app role and the scope `",
                "personal accounts need version 2",
                "two entries of the manifest have the id ",
            ];
            let is_refused = refused.iter().any(|start| failure.starts_with(start));
            assert!(is_refused, "{failure}");
            return None;
        }
    };
    let checks = checks::all();
    for item in &plan.items {
        let is_listed = checks.iter().any(|it| (it.id, it.level) == (item.id, item.level));
        assert!(is_listed, "{item:?}");
    }
    if plan.items.iter().any(|item| item.id == "plan_unverified_uri") {
        return None;
    }
    let mut graph = Graph::new(live);
    for (index, write) in plan.writes.iter().enumerate() {
        let result = graph.patch(&write.body);
        assert!(result.is_ok(), "write {index}: {}\n{plan:#?}", result.unwrap_err());
        assert!(!write.purposes.is_empty());
    }
    desired::check(&graph, live, checked_in);
    // A second run finds nothing to do.
    let again = super::plan(&Value::Object(graph.app), checked_in).unwrap();
    assert!(again.writes.is_empty(), "{:#?}", again.writes);
    Some(plan.writes.len())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn microsoft_graph_accepts_every_plan_and_ends_as_checked_in(
        file in 0..MANIFESTS.len(),
        of_live in edits(),
        of_manifest in edits(),
        forgotten in prop::collection::vec(0..edits::FORGETTABLE.len(), 0..3),
    ) {
        let mut live = APPLICATIONS[file].clone();
        edits::apply(&mut live, &of_live);
        edits::with_live_ids(&mut live);
        let mut checked_in = live.clone();
        edits::apply(&mut checked_in, &of_manifest);
        for key in forgotten {
            edits::forget(&mut checked_in, edits::FORGETTABLE[key]);
        }
        let writes = check(&live, &checked_in);
        prop_assert!(writes.is_none_or(|writes| writes <= 3), "{writes:?} writes");
    }
}

/// The names of these files are in `tests/manifests/shapes`. They are one registration, as far as
/// they contain it.
#[test]
fn each_form_of_export_is_one_registration() {
    const FORMS: [&str; 17] = [
        "azuread_module",
        "bom",
        "comments",
        "crlf",
        "early_beta",
        "extra_keys",
        "get_az_application",
        "get_mg_application",
        "graph_list_of_one",
        "identifier_uris_as_string",
        "keys_in_other_case",
        "legacy_portal",
        "old_az",
        "powershell_5_list",
        "trailing_commas",
        "utf16be",
        "utf16le",
    ];
    let graph = exported("tests/manifests/shapes/graph.json");
    for form in FORMS {
        let other = exported(&format!("tests/manifests/shapes/{form}.json"));
        for (live, checked_in) in [(&graph, &other), (&other, &graph)] {
            let plan = plan(live, checked_in).unwrap();
            assert!(plan.writes.is_empty(), "{form}: {:#?}", plan.writes);
        }
    }
}

#[test]
fn an_unchanged_registration_needs_no_write() {
    for file in MANIFESTS {
        let app = application(file);
        assert!(plan(&app, &app).unwrap().writes.is_empty(), "{file}");
    }
}
