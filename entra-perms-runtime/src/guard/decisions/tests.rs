//! Decisions of guards, as a sink sees them.
//!
//! The program of the unit tests has one sink, which keeps the decisions of each thread apart.

use core::cell::RefCell;
use std::sync::Once;
use std::time::Duration;

use super::{AlreadyRecorded, Asked, Decision, DecisionLog, DecisionSink, record_decisions};
use crate::caller::Caller;
use crate::guard::{Anonymous, GuardedFunction, check};
use crate::requirement::Requirement;
use crate::test_support::log::Log;
use crate::test_support::model::{Role, Scope, TestModel};

const FUNCTION: &GuardedFunction =
    &GuardedFunction::new("crm::contacts", "list", "src/contacts.rs", 7);

thread_local! {
    static DECISIONS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the facts of each decision as text.
struct Kept;

impl DecisionSink for Kept {
    fn record(&self, decision: &Decision<'_>) {
        assert_eq!(decision.is_allowed(), decision.denied().is_none());
        assert!(decision.duration().is_some());
        let result = match decision.denied() {
            None => "allowed".to_owned(),
            Some(denied) => format!("denied: {denied}"),
        };
        let grounds = decision.grounds().iter().map(ToString::to_string).collect::<Vec<_>>();
        let line = format!(
            "{} | {} | {result} | {grounds:?} | {:?}",
            decision.function(),
            decision.requirement(),
            decision.kind(),
        );
        DECISIONS.with_borrow_mut(|decisions| decisions.push(line));
    }
}

/// Records the decisions of `decide`, and returns them.
fn recorded(decide: impl FnOnce()) -> Vec<String> {
    static START: Once = Once::new();
    START.call_once(|| {
        // A sink that logs would change the log of all other tests.
        let sinks: Vec<Box<dyn DecisionSink>> = vec![Box::new(Kept)];
        record_decisions(sinks).unwrap();
    });
    DECISIONS.take();
    decide();
    DECISIONS.take()
}

fn may_read_all(source: &impl crate::CallerSource<TestModel>) -> bool {
    check(&Requirement::<TestModel>::role(Role::ReadAll), FUNCTION, source).is_ok()
}

fn ada() -> Caller<TestModel> {
    Caller::<TestModel>::test()
        .user()
        .roles([Role::ReadAll])
        .scopes([Scope::Crm])
        .build()
}

#[test]
fn the_sink_sees_what_was_asked_and_why_it_is_allowed() {
    let decisions = recorded(|| assert!(may_read_all(&ada())));
    assert_eq!(
        decisions,
        ["crm::contacts::list | `Contacts.Read.All` | allowed | \
          [\"role `Contacts.Read.All` through scope `Crm.Read`\"] | Some(User)"]
    );
}

#[test]
fn the_sink_sees_denials_of_callers_and_of_requests_without_one() {
    let app = Caller::<TestModel>::test().app().roles([Role::ReadTeam]).build();
    let mut anonymous = http::Extensions::new();
    anonymous.insert(Anonymous::<TestModel>::default());
    let decisions = recorded(|| {
        assert!(!may_read_all(&app));
        assert!(!may_read_all(&anonymous));
        assert!(!may_read_all(&http::Extensions::new()));
    });
    let asked = "crm::contacts::list | `Contacts.Read.All` | denied:";
    assert_eq!(
        decisions,
        [
            format!("{asked} the application lacks the role `Contacts.Read.All` | [] | Some(App)"),
            format!("{asked} {} | [] | None", crate::Reason::NotSignedIn),
            format!("{asked} {} | [] | None", crate::caller::Denied::no_caller()),
        ]
    );
}

#[cfg(all(feature = "audit", feature = "axum"))]
#[test]
fn the_audit_of_routes_asks_without_a_decision() {
    use crate::guard::{LayerMark, Probe, SignIn};

    let mut mark = LayerMark::new("crm::Model", SignIn::Required, None);
    mark.probe = Some(std::sync::Arc::new(Probe::default()));
    let mut request = http::Extensions::new();
    request.insert(mark);
    assert_eq!(recorded(|| assert!(!may_read_all(&request))), [""; 0]);
}

#[test]
fn questions_of_code_are_not_decisions_of_a_guard() {
    let decisions = recorded(|| {
        assert!(ada().require(Role::ReadAll).is_ok());
        assert!(ada().can(Role::ReadAll));
    });
    assert_eq!(decisions, [""; 0]);
}

#[test]
fn the_first_sink_stays() {
    recorded(|| ());
    assert_eq!(record_decisions(DecisionLog), Err(AlreadyRecorded));
    assert_eq!(recorded(|| assert!(may_read_all(&ada()))).len(), 1);
}

#[test]
fn the_log_has_ids_grounds_and_nothing_else() {
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let caller = ada();
    Log::start();
    DecisionLog.record(&Decision {
        function: FUNCTION,
        question: &Asked { requirement: &requirement, caller: Some(&caller) },
        denied: None,
        duration: Some(Duration::from_micros(5)),
    });
    let lines = Log::lines();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let start = "INFO message=decision allowed=true function=crm::contacts::list \
                 requirement=`Contacts.Read.All` \
                 grounds=role `Contacts.Read.All` through scope `Crm.Read` tenant=";
    assert!(line.starts_with(start), "{line}");
    let mut fields: Vec<_> =
        line.split(' ').filter_map(|word| Some(word.split_once('=')?.0)).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "allowed",
            "caller",
            "client",
            "function",
            "grounds",
            "message",
            "micros",
            "requirement",
            "tenant"
        ]
    );
}

#[cfg(feature = "metrics")]
#[test]
fn decisions_are_counted_by_function_and_result() {
    use super::DecisionMetrics;

    // The sink of the program is another one, so each decision is handed over here.
    let requirement = Requirement::<TestModel>::role(Role::ReadAll);
    let caller = ada();
    let question = Asked { requirement: &requirement, caller: Some(&caller) };
    let denied = crate::caller::Denied::no_caller();
    let lines = crate::test_support::metrics::recorded(|| {
        let sink = DecisionMetrics::new();
        for denied in [None, Some(&denied), None] {
            sink.record(&Decision {
                function: FUNCTION,
                question: &question,
                denied,
                duration: None,
            });
        }
    });
    assert_eq!(
        lines,
        [
            "entra_perms_decisions_total: Decisions of guards, allowed and denied.",
            "entra_perms_decisions_total{function=crm::contacts::list,decision=allowed} +1",
            "entra_perms_decisions_total{function=crm::contacts::list,decision=denied} +1",
            "entra_perms_decisions_total{function=crm::contacts::list,decision=allowed} +1",
        ]
    );
}
