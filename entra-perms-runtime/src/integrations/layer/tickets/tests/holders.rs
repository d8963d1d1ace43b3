//! A layer checks the holder of a ticket again, as it would check the token.

use std::sync::atomic::{AtomicBool, AtomicI64};

use http::Request;

use super::*;
use crate::guard::CacheRule;
use crate::integrations::layer::{EntraLayer, FirstLook, Sender};
use crate::model::TokenVersion;
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, Scope};
use crate::validator::{SharedJwks, TokenValidatorBuilder};

/// A layer that accepts these tickets.
struct Entrance(EntraLayer<TestModel>, Tickets<TestModel>);

impl Entrance {
    fn new(validator: &TokenValidator<TestModel>) -> Self {
        let tickets = Tickets::new(validator);
        Self::of(EntraLayer::new(validator.clone()), tickets)
    }

    fn of(layer: EntraLayer<TestModel>, tickets: Tickets<TestModel>) -> Self {
        Self(layer.tickets(&tickets), tickets)
    }

    fn ticket(&self, caller: &Caller<TestModel>) -> Ticket {
        self.1.issue(caller).unwrap()
    }

    /// Issues a ticket to a caller of any validator, and returns whether the layer lets it in.
    fn lets_any_in(&self, caller: &Caller<TestModel>) -> bool {
        self.lets_in(&self.1.issue_to_any(caller).unwrap())
    }

    /// Returns whether the layer lets a request with this ticket in.
    fn lets_in(&self, ticket: &Ticket) -> bool {
        let uri = format!("/events?ticket={}", ticket.as_str());
        let mut request = Request::get(uri).body(()).unwrap();
        match self.0.verifier.first_look(&mut request) {
            FirstLook::LetIn(Sender::Caller(_, cache_rule)) => {
                assert_eq!(cache_rule, CacheRule::Forbidden);
                true
            }
            FirstLook::Refused(challenge) => {
                assert_eq!(challenge.status(), 401);
                false
            }
            FirstLook::LetIn(Sender::Anonymous) | FirstLook::Undecided(_) => panic!("{request:?}"),
        }
    }
}

fn token(issuer: &DevIssuer, version: TokenVersion) -> String {
    let token = issuer.user::<TestModel>().roles([Role::ReadTeam]).scopes([Scope::Crm]);
    token.version(version).sign()
}

async fn verified(validator: &TokenValidator<TestModel>, issuer: &DevIssuer) -> Caller<TestModel> {
    validator.validate(&token(issuer, TokenVersion::V2)).await.unwrap()
}

async fn build(builder: TokenValidatorBuilder<TestModel>) -> TokenValidator<TestModel> {
    builder.token_version(TokenVersion::V2).build().await.unwrap()
}

#[tokio::test]
async fn a_ticket_of_a_tenant_that_was_removed_is_refused() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let admitted = Arc::new(AtomicBool::new(true));
    let filter = Arc::clone(&admitted);
    let validator = issuer.validator().tenant_filter(move |_| filter.load(Ordering::Relaxed));
    let validator = build(validator).await;
    let entrance = Entrance::new(&validator);
    let caller = verified(&validator, &issuer).await;
    let [before, after] = [(); 2].map(|()| entrance.ticket(&caller));
    assert!(entrance.lets_in(&before));
    admitted.store(false, Ordering::Relaxed);
    Log::start();
    assert!(!entrance.lets_in(&after));
    let lines = Log::lines();
    assert!(lines.len() == 1 && lines[0].contains("no longer admitted"), "{lines:?}");
    admitted.store(true, Ordering::Relaxed);
    assert!(!entrance.lets_in(&after), "used up");
}

#[tokio::test]
async fn a_ticket_of_a_withdrawn_key_is_refused() {
    let [old, new] = [(); 2].map(|()| DevIssuer::new(TENANT).unwrap());
    let keys = SharedJwks::new(old.jwks());
    let validator = build(old.validator().jwks(keys.clone())).await;
    let entrance = Entrance::new(&validator);
    let caller = verified(&validator, &old).await;
    let [before, after] = [(); 2].map(|()| entrance.ticket(&caller));
    assert!(entrance.lets_in(&before));
    keys.replace(new.jwks());
    assert!(!entrance.lets_in(&after));
    let caller = verified(&validator, &new).await;
    assert!(entrance.lets_in(&entrance.ticket(&caller)));
}

#[tokio::test]
async fn a_ticket_of_a_version_that_was_retired_is_refused() {
    let issuer = DevIssuer::new(TENANT).unwrap();
    let seconds = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&seconds);
    let start = SystemTime::now();
    let validator = issuer
        .validator()
        .both_versions_until(start + Duration::from_secs(10))
        .clock(move || start + Duration::from_secs(clock.load(Ordering::Relaxed).unsigned_abs()));
    let validator = build(validator).await;
    let entrance = Entrance::new(&validator);
    let old = validator.validate(&token(&issuer, TokenVersion::V1)).await.unwrap();
    let new = validator.validate(&token(&issuer, TokenVersion::V2)).await.unwrap();
    let [before, after] = [(); 2].map(|()| entrance.ticket(&old));
    let current = entrance.ticket(&new);
    assert!(entrance.lets_in(&before));
    seconds.store(11, Ordering::Relaxed);
    assert!(!entrance.lets_in(&after) && entrance.lets_in(&current));
}

/// The check is of the validator that verified the caller: its clock counts, too.
#[tokio::test]
async fn a_ticket_ends_by_the_clock_of_the_validator_that_verified_its_holder() {
    let issuers = [TENANT, OTHER_TENANT].map(|tenant| DevIssuer::new(tenant).unwrap());
    let seconds = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&seconds);
    let second = issuers[1].validator().clock(move || {
        SystemTime::now() + Duration::from_secs(clock.load(Ordering::Relaxed).unsigned_abs())
    });
    let members = [build(issuers[0].validator()).await, build(second).await];
    let validator = TokenValidator::any_of(members).unwrap();
    let entrance = Entrance::new(&validator);
    let mut tickets = Vec::new();
    for issuer in &issuers {
        tickets.push(entrance.ticket(&verified(&validator, issuer).await));
    }
    seconds.store(100_000, Ordering::Relaxed);
    assert!(entrance.lets_in(&tickets[0]) && !entrance.lets_in(&tickets[1]));
}

#[tokio::test]
async fn a_ticket_of_another_validator_is_refused() {
    let issuers = [TENANT, OTHER_TENANT].map(|tenant| DevIssuer::new(tenant).unwrap());
    let [first, second] =
        [build(issuers[0].validator()).await, build(issuers[1].validator()).await];
    let both = TokenValidator::any_of([first.clone(), second.clone()]).unwrap();
    let callers = [verified(&both, &issuers[0]).await, verified(&second, &issuers[1]).await];
    // The same registration, but not the same validator.
    let twin = build(issuers[0].validator()).await;
    for (validator, expected) in [
        (&first, [true, false]),
        (&second, [false, true]),
        (&both, [true, true]),
        (&twin, [false, false]),
    ] {
        // One store of tickets for all layers.
        let layer = EntraLayer::new(validator.clone());
        let entrance = Entrance::of(layer, Tickets::new(&both));
        let found = callers.each_ref().map(|caller| entrance.lets_in(&entrance.ticket(caller)));
        assert_eq!(found, expected);
        let own = Tickets::new(validator);
        let found = callers.each_ref().map(|caller| own.issue(caller).is_ok());
        assert_eq!(found, expected);
    }
}

/// No validator verified a caller of the testing kit. The mistake is logged once.
#[tokio::test]
async fn an_unverified_caller_gets_no_ticket_and_a_layer_refuses_it() {
    let validator = build(DevIssuer::new(TENANT).unwrap().validator()).await;
    let entrance = Entrance::new(&validator);
    Log::start();
    for number in [1, 2] {
        let refused = entrance.1.issue(&caller(number)).unwrap_err();
        assert_eq!(refused, TicketError::OtherValidator);
        assert!(!entrance.lets_any_in(&caller(number)));
    }
    let warnings = Log::lines();
    let warnings = warnings.iter().filter(|line| line.starts_with("WARN")).count();
    assert_eq!(warnings, 1);
}
