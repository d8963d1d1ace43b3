//! What callers with good tokens notice of a bad authority: nothing.

use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::behaviour::{Behaviour, misbehaviours, useless_key_sets};
use super::frozen_time::{FrozenTime, soon, until};
use super::published::{jwks, jwks_with_malformed_keys, key, made_up, token};
use super::{Document, SimulatedAuthority};
use crate::test_support::model::TestModel;
use crate::validator::TokenValidator;

/// Clients that call all the time, each on a thread of its own, with tokens whose keys are known.
struct Clients(Arc<Calls>);

#[derive(Default)]
struct Calls {
    tokens: RwLock<Vec<String>>,
    taken: AtomicUsize,
    refused: RwLock<Vec<String>>,
    end: AtomicBool,
}

impl Clients {
    fn start(validator: &TokenValidator<TestModel>, tokens: Vec<String>) -> Self {
        let calls = Arc::new(Calls { tokens: RwLock::new(tokens), ..Calls::default() });
        for _ in 0..2 {
            let (validator, calls) = (validator.clone(), Arc::clone(&calls));
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

    /// Sees each of them call a few times more, whatever goes on meanwhile.
    async fn call(&self, when: &str) {
        let before = self.0.taken.load(Ordering::SeqCst);
        let refused = || self.0.refused.read().unwrap().first().cloned();
        until("calls", || self.0.taken.load(Ordering::SeqCst) > before + 10 || refused().is_some())
            .await;
        assert_eq!(refused(), None, "{when}");
    }
}

impl Calls {
    /// The first poll must be the last: on this thread is nobody who would wake it for another.
    fn call(&self, validator: &TokenValidator<TestModel>) {
        for token in &*self.tokens.read().unwrap() {
            match pin!(validator.validate(token)).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(_)) => drop(self.taken.fetch_add(1, Ordering::SeqCst)),
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

/// A bit more than the longest time between two refreshes.
const MORE_THAN_AN_HOUR: Duration = Duration::from_secs(67 * 60);

/// All that the authority may do to a document, good or bad.
fn behaviours(document: Document) -> Vec<Behaviour> {
    let mut all = misbehaviours();
    all.push(Behaviour::Good);
    if document == Document::Keys {
        // Keys of old, which the authority has no more.
        let stale = jwks(&[key(5)]);
        all.extend(useless_key_sets().into_iter().map(|keys| Behaviour::Instead(keys.to_string())));
        all.push(Behaviour::Instead(jwks_with_malformed_keys(key(5)).to_string()));
        all.extend([Behaviour::Instead(stale.to_string()), Behaviour::Alternates(stale)]);
    }
    all
}

/// Each hour the authority does something else, and signs with another key; the key before remains published.
async fn no_good_token_is_refused(document: Document) {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let clients = Clients::start(&validator, vec![token(key(0))]);
    let tokens: Vec<String> = (0..5).map(|number| token(key(number))).collect();
    let mut hours = 0;
    for behaviour in behaviours(document) {
        let what = format!("{document:?} {behaviour:?}");
        authority.behave(document, behaviour);
        let before = authority.requests(Document::Keys);
        time.pass(MORE_THAN_AN_HOUR).await;
        clients.call(&what).await;
        // Longer than any time limit, one after the other.
        time.pass_slowly(25).await;
        until("the refresh", || {
            authority.requests(Document::Keys) > before && authority.in_flight() == 0
        })
        .await;
        clients.call(&what).await;
        assert_eq!(authority.requests(Document::Keys), before + 1, "{what}");

        hours += 1;
        let [old, new] = [(hours - 1) % 5, hours % 5];
        authority.behave(document, Behaviour::Good);
        authority.publish(&[key(new), key(old)]);
        assert!(soon(validator.validate(&made_up("unknown"))).await.is_err());
        assert!(soon(validator.validate(&tokens[new])).await.is_ok(), "after {what}");
        clients.send(vec![tokens[new].clone(), tokens[old].clone()]);
        clients.call(&what).await;
    }
    // One for the hour, and one for the key that was not known.
    assert_eq!(authority.requests(Document::Keys), 1 + 2 * hours);
    assert!(authority.requests(Document::Metadata) <= 1 + 2 * hours);
    assert_eq!(authority.requests(Document::Elsewhere), 0);
    assert_eq!(authority.most_in_flight(), 1);
}

#[tokio::test]
async fn no_good_token_is_refused_whatever_becomes_of_the_metadata() {
    no_good_token_is_refused(Document::Metadata).await;
}

#[tokio::test]
async fn no_good_token_is_refused_whatever_becomes_of_the_keys() {
    no_good_token_is_refused(Document::Keys).await;
}

#[tokio::test]
async fn no_good_token_is_refused_while_the_authority_is_away_for_a_day() {
    let time = FrozenTime::start();
    let authority = SimulatedAuthority::start(&[key(0)]);
    let validator = authority.validator().await;
    let clients = Clients::start(&validator, vec![token(key(0))]);
    for behaviour in [Behaviour::Hangs, Behaviour::Status(503)] {
        authority.behave(Document::Metadata, behaviour.clone());
        authority.behave(Document::Keys, behaviour);
        for hour in 0..12 {
            time.pass(MORE_THAN_AN_HOUR).await;
            clients.call(&format!("{hour} h")).await;
            let asked = validator.clone();
            let unknown = tokio::spawn(async move { asked.validate(&made_up("unknown")).await });
            // Longer than all time limits, of the refresh each hour and of the one for the key.
            time.pass_slowly(50).await;
            assert!(soon(unknown).await.unwrap().is_err());
            clients.call(&format!("{hour} h")).await;
        }
    }
    assert_eq!(authority.most_in_flight(), 1);
}
