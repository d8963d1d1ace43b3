//! A rollover of the authority's key, and an outage of the authority, both under load.

use std::time::Duration;

use entra_perms_runtime::testing::DevIssuer;

use super::Bench;
use super::authority::{Authority, TENANT};
use super::cores::Cores;
use super::load::{Clients, Counts, Pace};
use super::process::Service;
use super::users::{Mixed, Signer, USERS};
use crate::report::{Column, Goal, Row, Section};

/// The time of a turn. The event is in its middle.
const TURN: Duration = Duration::from_secs(10);
/// The seconds in which a new key must be found after an outage: at most two refreshes begin at
/// once for unknown keys, and then one each minute.
const MAX_RECOVERY: usize = 90;

/// The results of one key in a turn.
struct Outcome {
    name: &'static str,
    counts: Counts,
}

pub fn section(bench: &Bench, rate: f64) -> Section {
    eprintln!("signing tokens of three keys");
    let issuers = [(); 3].map(|()| DevIssuer::new(TENANT).expect("random numbers for a key"));
    let [first, second, third] = &issuers;
    let mut authority = Authority::start(&[first]);
    let [old, new, unknown] = issuers.each_ref().map(|issuer| {
        let signer = Signer::new(issuer, &authority);
        signer.requests(0..USERS, "keys")
    });

    eprintln!("a rollover of the key");
    let service = bench.guarded_by(&authority).start(Cores::Service);
    let rollover = turn(&service, rate, [&old, &new], || authority.publish(&[second, first]));
    drop(service);

    eprintln!("an outage of the authority");
    let service = bench.guarded_by(&authority).start(Cores::Service);
    let outage = turn(&service, rate, [&old, &unknown], || authority.go_down());
    authority.publish(&[third, second, first]);
    authority.come_back();
    let recovery = recovery(&service, &unknown);

    let [old_key, new_key] = rollover;
    let [known_key, unknown_key] = outage;
    report(
        [
            Outcome { name: "rollover: tokens of the old key", counts: old_key },
            Outcome { name: "rollover: tokens of the new key, at once", counts: new_key },
            Outcome { name: "outage: tokens of known keys", counts: known_key },
            Outcome { name: "outage: tokens of a key published later", counts: unknown_key },
        ],
        recovery,
    )
}

/// Sends requests, and runs an event in the middle of the turn. Returns the results of both keys.
///
/// After the event, every second request has a token of the other key. Half of the users of the
/// first key send their first request then, so that their tokens are not cached.
fn turn(
    service: &Service,
    rate: f64,
    [known, other]: [&[Vec<u8>]; 2],
    event: impl FnOnce(),
) -> [Counts; 2] {
    let middle = (rate * TURN.as_secs_f64() / 2.0) as usize;
    let is_other = |index: usize| index >= middle && index % 2 == 1;
    let mut event = Some(event);
    let mut mixed = Mixed::new();
    let mut clients = Clients::of(service.address);
    let turn = clients.turn(Pace::PerSecond(rate), TURN, |index| {
        if index < middle {
            return &known[mixed.below(USERS / 2)];
        }
        if let Some(event) = event.take() {
            event();
        }
        let tokens = if is_other(index) { other } else { known };
        &tokens[mixed.below(USERS)]
    });
    [turn.count(|index| !is_other(index)), turn.count(is_other)]
}

/// Sends requests until one is accepted. Returns the time in seconds.
fn recovery(service: &Service, requests: &[Vec<u8>]) -> f64 {
    const PER_SECOND: f64 = 20.0;
    let mut clients = Clients::of(service.address);
    let mut sent = 0;
    for _ in 0..MAX_RECOVERY {
        let pace = Pace::PerSecond(PER_SECOND);
        let turn = clients.turn(pace, Duration::from_secs(1), |index| &requests[index]);
        let accepted = turn.exchanges.iter().position(|exchange| exchange.status == Some(200));
        if let Some(index) = accepted {
            return (sent + index) as f64 / PER_SECOND;
        }
        sent += turn.exchanges.len();
    }
    panic!("no token of the new key was accepted {MAX_RECOVERY} s after the outage");
}

const COLUMNS: &[Column] =
    &[Column::Count("requests"), Column::Count("refused"), Column::Count("without a response")];

fn report(outcomes: [Outcome; 4], recovery: f64) -> Section {
    let [old, new, known, unknown] = outcomes.each_ref().map(|outcome| outcome.counts);
    // Any other refusal would send the caller back to the authority.
    assert_eq!(unknown.unavailable, unknown.requests, "{unknown:?}");
    let unserved = |counts: Counts| (counts.refused + counts.failed) as f64;
    let rows = outcomes.map(|Outcome { name, counts }| Row {
        name: name.to_owned(),
        ours: true,
        values: [counts.requests, counts.refused, counts.failed]
            .map(|count| Some(count as f64))
            .to_vec(),
    });
    Section {
        title: "Rollover and outage",
        text: format!(
            "Half load for {turn} seconds, with the event in the middle. The new key is used in \
             the moment in which it is published. In the outage, connections to the authority are \
             refused. Tokens of a key that the service could not fetch receive 503 with \
             `Retry-After`. They were accepted {recovery:.1} seconds after the end of the outage.\n",
            turn = TURN.as_secs(),
        ),
        columns: COLUMNS,
        rows: rows.into(),
        goals: vec![
            Goal::at_most("not served in the rollover", unserved(old) + unserved(new), 0.0),
            Goal::at_most("not served in the outage, known keys", unserved(known), 0.0),
            Goal::at_most("seconds until a new key is accepted", recovery, 60.0),
        ],
    }
}
