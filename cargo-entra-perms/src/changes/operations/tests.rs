use super::super::tests::Memory;
use super::*;
use crate::report::is_known;

const MANIFEST: &str = r#"{
  "api": {"oauth2PermissionScopes": [
    {"value": "Read", "id": "20000000-0000-4000-8000-000000000001"}, {"value": "All"}]},
  "appRoles": [
    {"value": "A", "id": "30000000-0000-4000-8000-000000000001",
     "allowedMemberTypes": ["User", "Application"]},
    {"value": "B", "allowedMemberTypes": ["User"]}]
}"#;

fn state(manifest: &str, mapping: &str) -> State {
    let memory = Memory::default().with("api.json", manifest);
    memory.state(&format!("manifest = \"api.json\", scopes = {mapping}"))
}

fn guards(requirement: &str, words: &str) -> Guards {
    serde_json::from_str(&format!(
        r#"{{"version": 1, "guards": [{{"crate": "api", "module": "api", "function": "list",
        "file": "src/api.rs", "line": 7, "requirement": {requirement}, "words": "{words}"}}]}}"#
    ))
    .unwrap()
}

const MAPPING: &str = r#"{ "Read" => ["A"], "All" => ["A", "B"] }"#;
const A: &str = r#"{"clauses": [{"roles": ["A"], "scopes": []}]}"#;

/// Returns the ids and notes of the changes.
fn changes(pair: (&State, &State), old: &Guards, new: &Guards) -> Vec<String> {
    let mut lines = Vec::new();
    for change in compare(pair, old, new) {
        assert!(is_known(change.id, change.class), "{change:?}");
        let item = change.into_item("");
        lines.push(format!("{} {}", item.id, item.place.unwrap()));
        lines.extend(item.remarks.into_iter().map(|remark| remark.text));
    }
    lines
}

#[test]
fn a_guard_that_asks_for_another_role_opens_and_closes() {
    let state = state(MANIFEST, MAPPING);
    let either = r#"{"clauses": [{"roles": ["A", "B"], "scopes": []}]}"#;
    let one = guards(A, "A");
    let other = guards(either, "A or B");
    let lines = changes((&state, &state), &one, &other);
    let opened = "it is now open to users with `B` through `All`";
    assert_eq!(
        lines,
        ["operation_opened src/api.rs:7:1", opened, "it required A", "it requires A or B"]
    );
    let lines = changes((&state, &state), &other, &one);
    assert_eq!(lines[..2], ["operation_closed src/api.rs:7:1", &opened.replace("open", "closed")]);
    assert_eq!(changes((&state, &state), &one, &one), [""; 0]);
    // Both roles at once: each of the smallest ways is listed once.
    let both = r#"{"clauses": [{"roles": ["A"], "scopes": []}, {"roles": ["B"], "scopes": []}]}"#;
    let lines = changes((&state, &state), &guards(both, "A and B"), &guards(either, "A or B"));
    assert_eq!(
        lines[1..5],
        [
            "it is now open to users with `A` through `All`",
            "it is now open to users with `A` through `Read`",
            opened,
            "it is now open to applications with `A`",
        ]
    );
}

#[test]
fn a_mapping_opens_an_operation_whose_guard_is_the_same() {
    let before = state(MANIFEST, r#"{ "Read" => [], "All" => ["A", "B"] }"#);
    let after = state(MANIFEST, MAPPING);
    let same = guards(A, "A");
    let expected = [
        "operation_opened src/api.rs:7:1",
        "it is now open to users with `A` through `Read`",
        "the guard is the same, and the model is different",
    ];
    assert_eq!(changes((&before, &after), &same, &same), expected);
}

#[test]
fn renamed_entries_are_the_same() {
    let before = state(MANIFEST, MAPPING);
    let manifest = MANIFEST.replace("\"A\"", "\"New\"").replace("\"Read\"", "\"List\"");
    let after = state(&manifest, &MAPPING.replace("\"A\"", "\"New\"").replace("Read", "List"));
    let new = guards(&A.replace("\"A\"", "\"New\""), "New");
    assert_eq!(changes((&before, &after), &guards(A, "A"), &new), [""; 0]);
}

#[test]
fn conditions_open_and_close_for_the_same_roles() {
    let state = state(MANIFEST, MAPPING);
    let with = |condition: &str| {
        guards(&A.replacen('{', &format!("{{{condition}, "), 1), condition_words(condition))
    };
    for (loose, strict) in [
        ("\"by\": \"user\"", "\"by\": \"person\""),
        ("\"fresh_seconds\": 900", "\"fresh_seconds\": 60"),
        ("\"agents\": null", "\"agents\": \"never\""),
        ("\"clients\": [\"Web\", \"Import\"]", "\"clients\": [\"Web\"]"),
    ] {
        let loose_text = loose;
        let loose = with(loose);
        let strict = with(strict);
        let name = match condition_words(loose_text) {
            "fresh_seconds" => "fresh",
            "clients" => "client",
            name => name,
        };
        let words = |it: &str| format!("its condition `{name}` {it} more callers");
        let lines = changes((&state, &state), &strict, &loose);
        assert_eq!(lines[..2], ["operation_opened src/api.rs:7:1", &words("admits")]);
        let lines = changes((&state, &state), &loose, &strict);
        assert_eq!(lines[..2], ["operation_closed src/api.rs:7:1", &words("refuses")]);
        let ids = |old: &Guards, new: &Guards| {
            let found = compare((&state, &state), old, new);
            found.into_iter().map(|change| change.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&strict, &loose), ["operation_opened"]);
        assert_eq!(ids(&loose, &strict), ["operation_closed"]);
        assert_eq!(ids(&loose, &loose), [""; 0]);
    }
    // An application closes, and users stay.
    let lines = changes((&state, &state), &guards(A, "A"), &with("\"by\": \"user\""));
    assert_eq!(
        lines[..2],
        ["operation_closed src/api.rs:7:1", "it is now closed to applications with `A`"]
    );
}

/// The words of a guard must be different, and say nothing here.
fn condition_words(condition: &str) -> &str {
    condition.split(':').next().unwrap().trim_matches('"')
}

#[test]
fn operations_are_added_and_removed() {
    let state = state(MANIFEST, MAPPING);
    let none: Guards = serde_json::from_str(r#"{"version": 1, "guards": []}"#).unwrap();
    let scope = guards(r#"{"clauses": [{"roles": [], "scopes": ["Read"]}]}"#, "scope Read");
    assert_eq!(
        changes((&state, &state), &none, &scope),
        [
            "operation_added src/api.rs:7:1",
            "it requires scope Read",
            "it is open to clients with the scope `Read`"
        ]
    );
    // The second clause adds nothing, so that only the ways of the first one are listed.
    let twice =
        r#"{"clauses": [{"roles": ["A"], "scopes": []}, {"roles": ["A", "B"], "scopes": []}]}"#;
    assert_eq!(
        changes((&state, &state), &none, &guards(twice, "A"))[2..],
        [
            "it is open to users with `A` through `All`",
            "it is open to users with `A` through `Read`",
            "it is open to applications with `A`",
        ]
    );
    let lines = changes((&state, &state), &scope, &none);
    assert_eq!(lines, ["operation_removed src/api.rs:7:1", "it required scope Read"]);
    let removed = compare((&state, &state), &scope, &none);
    assert_eq!(removed[0].class, Some(Class::Widens));
    assert_eq!(verdict(&removed), Verdict::MorePermissive);
    assert_eq!(
        removed[0].clone().into_item("").message,
        "operation `api::list` is gone or no longer guarded"
    );
}

#[test]
fn a_guard_without_clauses_is_open_to_everybody() {
    let state = state(MANIFEST, MAPPING);
    let everybody = guards(r#"{"clauses": []}"#, "any permission");
    let lines = changes((&state, &state), &guards(A, "A"), &everybody);
    assert_eq!(lines[1..3], ["it is now open to all users", "it is now open to all applications"]);
    let closed = compare((&state, &state), &everybody, &guards(A, "A"));
    assert_eq!(verdict(&closed), Verdict::LessPermissive);
}

/// Only users meet an authentication context.
#[test]
fn a_guard_with_a_context_is_closed_to_applications() {
    let state = state(MANIFEST, MAPPING);
    let states = (&state, &state);
    let context = A.replacen('{', "{\"context\": 1, ", 1);
    let context = guards(&context, "A, context");
    let none: Guards = serde_json::from_str(r#"{"version": 1, "guards": []}"#).unwrap();
    assert_eq!(
        changes(states, &none, &context)[2..],
        [
            "it is open to users with `A` through `All`",
            "it is open to users with `A` through `Read`"
        ]
    );
    let user = A.replacen('{', "{\"context\": 1, \"by\": \"user\", ", 1);
    assert_eq!(changes(states, &context, &guards(&user, "A, context, by user")), [""; 0]);
    assert_eq!(
        changes(states, &guards(A, "A"), &context)[..3],
        [
            "operation_closed src/api.rs:7:1",
            "it is now closed to applications with `A`",
            "its condition `context` refuses more callers"
        ]
    );
    assert_eq!(
        changes(states, &context, &guards(A, "A"))[..3],
        [
            "operation_opened src/api.rs:7:1",
            "it is now open to applications with `A`",
            "its condition `context` admits more callers"
        ]
    );
    // Another context is another condition.
    let other = guards(&user.replace("1,", "2,"), "A, context 2, by user");
    let lines = changes(states, &guards(&user, "A, context 1, by user"), &other);
    assert_eq!(lines[1], "its condition `context` admits more callers");
    assert_eq!(
        lines[4..6],
        ["operation_closed src/api.rs:7:1", "its condition `context` refuses more callers"]
    );
}

/// Functions of two types can have one name.
#[test]
fn the_same_guards_of_one_name_are_paired_first() {
    let state = state(MANIFEST, MAPPING);
    let states = (&state, &state);
    let b = A.replace("\"A\"", "\"B\"");
    let words = |text: &str| guards(text, &text.replace('"', "'"));
    let both_of = |one: &str, other: &str| {
        let mut all = words(one);
        all.guards.extend(words(other).guards);
        all
    };
    assert_eq!(changes(states, &both_of(A, &b), &both_of(&b, A)), [""; 0]);
    let removed = changes(states, &both_of(A, &b), &words(&b));
    assert_eq!(removed[0], "operation_removed src/api.rs:7:1");
    assert_eq!(removed.len(), 2, "{removed:?}");
    let added = changes(states, &words(&b), &both_of(A, &b));
    assert_eq!(added[0], "operation_added src/api.rs:7:1");
}

/// Fifteen clauses with two ways each have more combinations than are listed.
#[test]
fn a_guard_with_too_many_ways_may_open() {
    let before = state(MANIFEST, r#"{ "Read" => [], "All" => ["A", "B"] }"#);
    let after = state(MANIFEST, r#"{ "Read" => ["B"], "All" => ["A", "B"] }"#);
    let clause = r#"{"roles": ["A", "B"], "scopes": []}"#;
    let many = |count: usize| format!("{{\"clauses\": [{}]}}", vec![clause; count].join(", "));
    let few = guards(&many(8), "all");
    let all = guards(&many(15), "all");
    let may_open = "operation `api::list` may open: its callers cannot be listed";
    let messages = |states: (&State, &State), old: &Guards, new: &Guards| {
        let found = compare(states, old, new).into_iter();
        found.map(|change| change.into_item("").message).collect::<Vec<_>>()
    };
    assert_eq!(messages((&before, &after), &few, &few), ["operation `api::list` opens"]);
    assert_eq!(messages((&before, &after), &all, &all), [may_open]);
    assert_eq!(messages((&before, &before), &all, &all), [""; 0]);
    let other = guards(&many(15), "other");
    assert_eq!(messages((&before, &before), &all, &other), [may_open]);
}
