//! Callers with good tokens notice nothing of a bad authority.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::behavior::{Behavior, misbehaviors, unusable_key_sets};
use super::calls::call;
use super::frozen_time::{FrozenTime, soon, until};
use super::published::{jwks, jwks_with_malformed_keys, key, token, with_invented_key};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::TestModel;
use crate::validator::TokenValidator;

/// Clients that send tokens with known keys all the time, each on a thread of its own.
struct Clients(Arc<Calls>);

#[derive(Default)]
struct Calls {
    tokens: RwLock<Vec<String>>,
    accepted: AtomicUsize,
    refused: RwLock<Vec<String>>,
    end: AtomicBool,
}

impl Clients {
    fn start(validator: &TokenValidator<TestModel>, tokens: Vec<String>) -> Self {
        let calls = Arc::new(Calls { tokens: RwLock::new(tokens), ..Calls::default() });
        for _ in 0..2 {
            let validator = validator.clone();
            let calls = Arc::clone(&calls);
            std::thread::spawn(move || {
                while !calls.end.load(Ordering::SeqCst) {
                    calls.call(&validator);
                    std::thread::sleep(Duration::from_micros(500));
                }
            });
        }
        Self(calls)
    }

    fn send(&self, tokens: Vec<String>) {
        *self.0.tokens.write().unwrap() = tokens;
    }

    /// Waits for some more calls, and asserts that no call was refused.
    async fn call(&self, when: &str) {
        let before = self.0.accepted.load(Ordering::SeqCst);
        let refused = || self.0.refused.read().unwrap().first().cloned();
        until("calls", || {
            self.0.accepted.load(Ordering::SeqCst) > before + 10 || refused().is_some()
        })
        .await;
        assert_eq!(refused(), None, "{when}");
    }
}

impl Calls {
    /// Sends each token. The first poll must complete the call, because no runtime on this thread
    /// would wake it for another poll.
    fn call(&self, validator: &TokenValidator<TestModel>) {
        for token in &*self.tokens.read().unwrap() {
            match pin!(validator.validate(token)).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(_)) => drop(self.accepted.fetch_add(1, Ordering::SeqCst)),
                Poll::Ready(Err(error)) => self.refused.write().unwrap().push(error.to_string()),
                Poll::Pending => self.refused.write().unwrap().push("it waits".to_owned()),
            }
        }
    }
}

impl Drop for Clients {
    fn drop(&mut self) {
        self.0.end.store(true, Ordering::SeqCst);
    }
}

/// Slightly more than the maximum time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

/// Returns all behaviors for a document, good and bad.
fn behaviors(document: Document) -> Vec<Behavior> {
    let mut all = misbehaviors();
    all.push(Behavior::Good);
    if document == Document::Keys {
        // Old keys, which the authority no longer has.
        let stale = jwks(&[key(5)]);
        all.extend(unusable_key_sets().into_iter().map(|keys| Behavior::Instead(keys.to_string())));
        all.push(Behavior::Instead(jwks_with_malformed_keys(key(5)).to_string()));
        all.extend([Behavior::Instead(stale.to_string()), Behavior::Alternates(stale)]);
    }
    all
}

/// Each hour, the authority behaves differently, and signs with another key. The key before
/// remains published.
async fn no_good_token_is_refused(document: Document) {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let clients = Clients::start(&validator, vec![token(key(0))]);
    let tokens: Vec<String> = (0..5).map(|number| token(key(number))).collect();
    let mut hours = 0;
    for behavior in behaviors(document) {
        let what = format!("{document:?} {behavior:?}");
        authority.behave(document, behavior);
        let before = authority.requests(Document::Keys);
        time.pass(MORE_THAN_AN_HOUR).await;
        clients.call(&what).await;
        // Longer than the sum of all time limits.
        time.pass_slowly(25).await;
        until("the refresh", || {
            authority.requests(Document::Keys) > before && authority.in_flight() == 0
        })
        .await;
        clients.call(&what).await;
        assert_eq!(authority.requests(Document::Keys), before + 1, "{what}");

        hours += 1;
        let [old, new] = [(hours - 1) % 5, hours % 5];
        authority.behave(document, Behavior::Good);
        authority.publish(&[key(new), key(old)]);
        assert!(soon(validator.validate(&with_invented_key("unknown"))).await.is_err());
        assert!(soon(validator.validate(&tokens[new])).await.is_ok(), "after {what}");
        clients.send(vec![tokens[new].clone(), tokens[old].clone()]);
        clients.call(&what).await;
    }
    // Each hour has one background refresh, and one for an unknown key.
    assert_eq!(authority.requests(Document::Keys), 1 + 2 * hours);
    assert!(authority.requests(Document::Metadata) <= 1 + 2 * hours);
    assert_eq!(authority.requests(Document::Elsewhere), 0);
    assert_eq!(authority.most_in_flight(), 1);
}

#[tokio::test]
async fn no_good_token_is_refused_while_the_metadata_is_bad() {
    no_good_token_is_refused(Document::Metadata).await;
}

#[tokio::test]
async fn no_good_token_is_refused_while_the_keys_are_bad() {
    no_good_token_is_refused(Document::Keys).await;
}

#[tokio::test]
async fn no_good_token_is_refused_while_the_authority_is_down_for_a_day() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let clients = Clients::start(&validator, vec![token(key(0))]);
    for behavior in [Behavior::Hangs, Behavior::Status(503)] {
        authority.behave(Document::Metadata, behavior.clone());
        authority.behave(Document::Keys, behavior);
        for hour in 0..12 {
            time.pass(MORE_THAN_AN_HOUR).await;
            clients.call(&format!("{hour} h")).await;
            let unknown = call(&validator, with_invented_key("unknown"));
            // Longer than the sum of all time limits of the background refresh and of the refresh
            // for the key.
            time.pass_slowly(50).await;
            assert!(soon(unknown).await.unwrap().is_err());
            clients.call(&format!("{hour} h")).await;
        }
    }
    assert_eq!(authority.most_in_flight(), 1);
}
