//! The page of `explore` decides as the runtime does: in a browser, and in Node.js.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use entra_perms_runtime::Reason;
use entra_perms_runtime::audit::Operation;
use serde_json::{Value, json};

use crate::browser::{Browser, installed};
use crate::callers::{Facts, Proof, Subject, random};
use crate::model::{Client, Role, Scope, guards};
use crate::page::page_of_library;

/// Asks the functions of the page.
const ANSWERS: &str = include_str!("answers.js");
/// Describes a caller in the form of the page.
const FORM: &str = include_str!("form.js");

#[test]
fn node_decides_as_the_runtime_does() {
    let Some(node) = installed(&["node"]) else {
        eprintln!("Node.js is absent: only a browser can run the decisions of the page");
        return;
    };
    let callers = random(4_000);
    let model = page_of_library("node").model();
    let input = json!({ "model": model, "callers": facts_of(&callers) });
    let found = run(&node, "answers(input.model, input.callers)", &input);
    compare(&callers, &found, &model);
}

/// The guards of a model without the claims about agents do not compile if they ask for them. A
/// file of guards may be older than the manifest.
#[test]
fn node_words_the_reasons_that_no_random_caller_gets() {
    let Some(node) = installed(&["node"]) else { return };
    let reason = Reason::AgentClaimsNotRequested;
    let operations = json!([
        { "by": "person", "agents": null, "clients": [], "context": null },
        { "by": null, "agents": "never", "clients": [], "context": null },
        { "by": null, "agents": "only", "clients": [], "context": null },
    ]);
    let caller = json!({ "isApp": false, "agent": null, "unknownActor": reason.id() });
    let ask = "input.operations.map((operation) => unmetCondition({}, input.caller, operation))";
    let found = run(&node, ask, &json!({ "operations": operations, "caller": caller }));
    let expected = json!({ "id": reason.id(), "text": reason.to_string() });
    assert_eq!(found, json!([expected, expected, expected]));
    let no_clause = json!({ "clauses": [], "by": null, "agents": null, "clients": [],
                            "context": null, "freshSeconds": null });
    let ask = "[[], [0]].map((roles) => reasonsAgainst(input.model, { ...input.caller, \
               roles: new Set(roles), scopes: new Set() }, input.operation))";
    let role = json!({ "enabled": true, "users": false, "applications": true, "scopes": [] });
    let input = json!({ "model": { "roles": [role] }, "operation": no_clause,
                        "caller": { "isApp": true, "agent": null, "unknownActor": null } });
    let reason = Reason::NoPermission;
    let expected = json!([[{ "id": reason.id(), "text": reason.to_string() }], []]);
    assert_eq!(run(&node, ask, &input), expected);
    let durations = run(&node, "input.map(duration)", &json!([1, 400, 900, 3600, 5400, 86400]));
    assert_eq!(durations, json!(["1 s", "400 s", "15 min", "1 h", "90 min", "1 d"]));
}

/// Returns the value of an expression about an input, in Node.js with the decisions of the page.
pub(crate) fn run(node: &Path, expression: &str, input: &Value) -> Value {
    let decisions = include_str!("../../src/commands/explore/page/decisions.js");
    let script = format!(
        "{decisions}\n{ANSWERS}\nconst input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n\
         console.log(JSON.stringify({expression}));"
    );
    let mut process = Command::new(node)
        .args(["-e", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_page_decides_as_the_runtime_does() {
    let page = page_of_library("functions");
    let callers = random(4_000);
    let mut browser = Browser::open(&page.file, "functions");
    let script = format!("{ANSWERS}; answers(model, {})", facts_of(&callers));
    compare(&callers, &browser.evaluate(&script), &page.model());
}

/// A reader uses the form, and reads the words.
#[test]
#[ignore = "needs Chromium or Chrome; `.ci/run test` runs it if there is one"]
fn the_form_shows_the_words_of_the_runtime() {
    let page = page_of_library("form");
    let callers = random(400);
    let mut browser = Browser::open(&page.file, "form");
    let shown = browser.evaluate(&format!("{FORM}; shown({})", facts_of(&callers)));
    for (facts, shown) in callers.iter().zip(shown.as_array().unwrap()) {
        let caller = facts.caller();
        let operations = guards().allowed(&caller);
        let shown_operations = shown["operations"].as_array().unwrap();
        assert_eq!(operations.len(), shown_operations.len());
        for (operation, shown) in operations.iter().zip(shown_operations) {
            let sign = if operation.allowed { "✓ yes" } else { "✗ no" };
            let mut words = format!("{sign} {}::{}", operation.module, operation.function);
            write!(words, "\nneeds {}", operation.requirement.replace('`', "")).unwrap();
            for reason in &operation.reasons {
                write!(words, "\n{}", reason.text.replace('`', "")).unwrap();
            }
            assert_eq!(shown.as_str().unwrap(), words, "{facts:?}");
        }
        let allowed = operations.iter().filter(|operation| operation.allowed).count();
        let summary = shown["summary"].as_str().unwrap();
        let start = format!("The caller may do {allowed} of {} operations, and", operations.len());
        let end = match caller.held().len() {
            0 => "holds no app role.".to_owned(),
            1 => format!("may use {} of 1 held app role.", caller.effective().len()),
            held => format!("may use {} of {held} held app roles.", caller.effective().len()),
        };
        assert_eq!(summary, format!("{start} {end}"), "{facts:?}");
    }
}

/// Compares the answers of the page and of the runtime.
fn compare(callers: &[Facts], answers: &Value, model: &Value) {
    let guards = guards();
    let names: Vec<_> = model["operations"].as_array().unwrap().iter().collect();
    assert_eq!(answers.as_array().unwrap().len(), callers.len());
    for (facts, answer) in callers.iter().zip(answers.as_array().unwrap()) {
        let caller = facts.caller();
        let operations = guards.allowed(&caller);
        assert_eq!(operations.len(), names.len());
        for ((operation, answer), name) in
            operations.iter().zip(answer["operations"].as_array().unwrap()).zip(&names)
        {
            assert!(name["name"].as_str().unwrap().ends_with(operation.function));
            assert_eq!(*answer, reasons(operation), "{}: {facts:?}", operation.function);
        }
        for (role, answer) in Role::ALL.iter().zip(answer["roles"].as_array().unwrap()) {
            let expected = match caller.require(*role) {
                Ok(()) => Value::Null,
                Err(denied) => {
                    let [reason] = denied.reasons() else { panic!("one clause, one reason") };
                    json!({ "id": reason.id(), "text": reason.to_string() })
                }
            };
            assert_eq!(*answer, expected, "{role:?}: {facts:?}");
        }
    }
}

fn reasons(operation: &Operation) -> Value {
    let reasons = operation.reasons.iter();
    reasons.map(|reason| json!({ "id": reason.id, "text": reason.text })).collect()
}

/// Returns the callers as the page describes them.
fn facts_of(callers: &[Facts]) -> Value {
    fn indices<T: PartialEq>(all: &[T], chosen: &[T]) -> Vec<usize> {
        all.iter()
            .enumerate()
            .filter(|(_, it)| chosen.contains(it))
            .map(|(at, _)| at)
            .collect()
    }
    let facts = callers.iter().map(|facts| {
        let (kind, agent) = match facts.subject {
            Subject::User | Subject::UserBeforeAgentClaims => ("user", None),
            Subject::App | Subject::AppBeforeAgentClaims => ("app", None),
            Subject::AgentForUser => ("agentForUser", Some("user")),
            Subject::AgentForUnknownSubject => ("agentForUnknown", Some("unknown")),
            Subject::AgentAccount => ("agentAccount", Some("account")),
            Subject::AgentAsItself => ("agentAsItself", Some("itself")),
        };
        let is_before =
            matches!(facts.subject, Subject::UserBeforeAgentClaims | Subject::AppBeforeAgentClaims);
        json!({
            "kind": kind,
            "isApp": facts.subject.is_app_only(),
            "agent": agent,
            "unknownActor": is_before.then_some("issued_before_agent_claims"),
            "registration": facts.registration,
            "client": facts.client.map(|client| indices(Client::ALL, &[client])[0]),
            "isProven": facts.proof == Proof::AsRegistered,
            "roles": indices(Role::ALL, &facts.roles),
            "scopes": indices(Scope::ALL, &facts.scopes),
            "contexts": facts.contexts,
            "age": facts.age,
        })
    });
    facts.collect()
}
