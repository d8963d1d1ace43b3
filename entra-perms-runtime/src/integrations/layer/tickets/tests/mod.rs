//! Issuing and redeeming, with a clock that the test moves.
//!
//! - `holders`: a layer checks the holder of a ticket again.

#[cfg(feature = "tower")]
mod holders;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use super::store::MAX_TICKETS;
use super::*;
use crate::test_support::model::{Role, TENANT, TestModel};
use crate::testing::DevIssuer;

/// Tickets, and the clock in seconds since 1970.
async fn tickets() -> (Tickets<TestModel>, Arc<AtomicU64>) {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let clock = Arc::new(AtomicU64::new(seconds));
    let now = Arc::clone(&clock);
    let issuer = DevIssuer::new(TENANT).unwrap();
    let validator = issuer
        .validator::<TestModel>()
        .clock(move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::Relaxed)))
        .build()
        .await
        .unwrap();
    (Tickets::new(&validator), clock)
}

fn caller(number: u128) -> Caller<TestModel> {
    let test = Caller::<TestModel>::test().user().object_id(Uuid::from_u128(number));
    test.roles([Role::ReadTeam]).build()
}

#[tokio::test]
async fn a_ticket_gives_its_caller_once() {
    let (tickets, _) = tickets().await;
    let [first, second] = [1, 2].map(|number| tickets.issue_to_any(&caller(number)).unwrap());
    let found = tickets.clone().redeem(second.as_str()).unwrap();
    assert_eq!(found.object_id(), Some(Uuid::from_u128(2)));
    assert!(found.held().contains(Role::ReadTeam));
    assert!(tickets.redeem(second.as_str()).is_none(), "used");
    assert!(tickets.redeem(first.as_str()).is_some(), "the other one is not used");
    assert_eq!(tickets.store.lock().unwrap().lengths(), [0, 0, 0]);
}

#[tokio::test]
async fn a_ticket_expires_after_its_lifetime() {
    for (lifetime, seconds) in [(None, 30), (Some(5), 5), (Some(0), 1), (Some(100_000), 300)] {
        let (mut tickets, clock) = tickets().await;
        if let Some(lifetime) = lifetime {
            tickets = tickets.lifetime(Duration::from_secs(lifetime));
        }
        let [in_time, late] = [1, 2].map(|number| tickets.issue_to_any(&caller(number)).unwrap());
        clock.fetch_add(seconds - 1, Ordering::Relaxed);
        assert!(tickets.redeem(in_time.as_str()).is_some(), "{lifetime:?}");
        clock.fetch_add(1, Ordering::Relaxed);
        assert!(tickets.redeem(late.as_str()).is_none(), "{lifetime:?}");
    }
}

#[tokio::test]
async fn a_ticket_expires_with_the_token_of_its_caller() {
    let (tickets, clock) = tickets().await;
    let tickets = tickets.lifetime(Duration::from_secs(300));
    let caller = caller(1);
    let expires_at = caller.expires_at().duration_since(UNIX_EPOCH).unwrap().as_secs();
    for (seconds, is_valid) in [(1, true), (3, false)] {
        clock.store(expires_at - 2, Ordering::Relaxed);
        let ticket = tickets.issue_to_any(&caller).unwrap();
        clock.fetch_add(seconds, Ordering::Relaxed);
        assert_eq!(tickets.redeem(ticket.as_str()).is_some(), is_valid, "{seconds}");
    }
}

/// The validator still accepts the token for 60 seconds, but a ticket would be of no use.
#[tokio::test]
async fn a_caller_whose_token_has_expired_gets_no_ticket() {
    let (tickets, clock) = tickets().await;
    let caller = caller(1);
    let expires_at = caller.expires_at().duration_since(UNIX_EPOCH).unwrap().as_secs();
    clock.store(expires_at - 1, Ordering::Relaxed);
    assert!(tickets.issue_to_any(&caller).is_ok());
    for late in [1, 30] {
        clock.store(expires_at + late, Ordering::Relaxed);
        assert_eq!(tickets.issue_to_any(&caller).unwrap_err(), TicketError::Expired, "{late}");
    }
}

/// The latest time that the clock can show, if one exists.
#[tokio::test]
async fn a_clock_at_its_end_does_not_panic() {
    let (tickets, clock) = tickets().await;
    let end = i64::MAX as u64;
    clock.store(end - 10, Ordering::Relaxed);
    assert_eq!(tickets.issue_to_any(&caller(1)).unwrap_err(), TicketError::Expired);
    let late = Caller::<TestModel>::test().user().roles([Role::ReadTeam]);
    let late = late.expires_at(UNIX_EPOCH + Duration::from_secs(end)).build();
    let ticket = tickets.issue_to_any(&late).unwrap();
    clock.store(end - 1, Ordering::Relaxed);
    assert!(tickets.redeem(ticket.as_str()).is_some());
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_ticket_valid() {
    let (tickets, clock) = tickets().await;
    let ticket = tickets.issue_to_any(&caller(1)).unwrap();
    clock.fetch_sub(10, Ordering::Relaxed);
    assert!(tickets.redeem(ticket.as_str()).is_none());
}

#[tokio::test]
async fn the_tickets_of_a_caller_are_bounded_and_the_oldest_is_dropped() {
    let (tickets, _) = tickets().await;
    let other = tickets.issue_to_any(&caller(2)).unwrap();
    let issued: Vec<_> = (0..10).map(|_| tickets.issue_to_any(&caller(1)).unwrap()).collect();
    assert_eq!(tickets.store.lock().unwrap().lengths(), [9, 9, 2]);
    let valid: Vec<_> =
        issued.iter().map(|ticket| tickets.redeem(ticket.as_str()).is_some()).collect();
    assert_eq!(valid.iter().position(|valid| *valid), Some(2));
    assert!(valid[2..].iter().all(|valid| *valid) && tickets.redeem(other.as_str()).is_some());
}

#[tokio::test]
async fn the_store_is_bounded_and_frees_what_expired() {
    let (tickets, clock) = tickets().await;
    let mut full = (0..).map(|number| tickets.issue_to_any(&caller(number)));
    let refused = full.position(|issued| issued.is_err());
    assert_eq!(refused, Some(MAX_TICKETS));
    assert_eq!(tickets.issue_to_any(&caller(u128::MAX)).unwrap_err(), TicketError::TooMany);
    clock.fetch_add(30, Ordering::Relaxed);
    assert!(tickets.issue_to_any(&caller(u128::MAX)).is_ok());
    assert_eq!(tickets.store.lock().unwrap().lengths(), [1, 1, 1]);
}

#[tokio::test]
async fn only_the_exact_text_is_a_ticket() {
    let (tickets, _) = tickets().await;
    let ticket = tickets.issue_to_any(&caller(1)).unwrap();
    let text = ticket.as_str();
    assert_eq!(text.len(), 43);
    let mut others =
        vec![String::new(), format!("{text}A"), format!("{text}="), text[1..].to_owned()];
    // Each character counts: the name of the ticket, and its proof.
    for place in 0..42 {
        let other = if &text[place..=place] == "A" { "B" } else { "A" };
        others.push(format!("{}{other}{}", &text[..place], &text[place + 1..]));
    }
    for other in others {
        assert!(tickets.redeem(&other).is_none(), "{other}");
    }
    assert!(tickets.redeem(text).is_some());
}

#[tokio::test]
async fn debug_shows_no_ticket() {
    let (tickets, _) = tickets().await;
    let ticket = tickets.issue_to_any(&caller(1)).unwrap();
    assert_eq!(format!("{ticket:?}"), "Ticket { .. }");
    assert_eq!(format!("{tickets:?}"), "Tickets { lifetime: 30s, .. }");
}

#[test]
fn each_error_has_its_response() {
    for (error, status, retry_after) in [
        (TicketError::Expired, 401, None),
        (TicketError::OtherValidator, 500, None),
        (TicketError::TooMany, 503, Some("5")),
        (TicketError::NoRandomNumbers, 503, Some("5")),
    ] {
        let challenge = error.challenge();
        assert_eq!(challenge.status(), status, "{error}");
        let headers = challenge.headers();
        let found = headers.get("retry-after").map(|value| value.to_str().unwrap());
        assert_eq!(found, retry_after, "{error}");
        assert_eq!(headers.contains_key("www-authenticate"), status == 401, "{error}");
    }
}
