//! Latency at half of the rate that saturates the service, with and without guards.
//!
//! `lane` has the service of a contestant, and the clients that send its requests.

mod lane;

use std::time::Duration;

use self::lane::{Lane, Stage};
use super::Bench;
use super::load::{CONNECTIONS, Pace};
use super::users::{CONTACTS_EACH, USERS};
use crate::measure::{median, order};
use crate::report::{Column, Goal, Row, Section};

/// The rounds. All contestants have turns in each round.
const ROUNDS: usize = 5;
/// The turns of each contestant in a round. They are short and alternate, so that a slow moment of
/// the machine meets all contestants.
const TURNS: u32 = 8;
/// The time of a turn.
const TURN: Duration = Duration::from_secs(1);
/// The time before a turn whose results do not count.
const WARM_UP: Duration = Duration::from_millis(100);
/// The time before the first turn of a round, in which tokens are verified and cached.
const FIRST_WARM_UP: Duration = Duration::from_secs(1);
/// The rounds in which each service is saturated.
const SATURATED_ROUNDS: usize = 3;
/// The time in which a service is saturated.
const SATURATION: Duration = Duration::from_secs(4);
/// The most requests per second for which there are enough new tokens.
const MAX_RATE: f64 = 20_000.0;

/// The new tokens above the planned number. The last moment of each turn may have a few requests
/// more.
const SPARE: usize = 1_000;

const QUANTILES: [f64; 3] = [0.5, 0.99, 0.999];

/// A service and the requests that it receives. All requests have a token, which the service
/// without guards ignores, so that all read requests of one size.
struct Contestant {
    service: Kind,
    tokens: Tokens,
    name: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unguarded,
    Guarded,
    /// With guards. The log also has each decision.
    Logging,
    /// With guards, and started for each round, so that its cache is empty.
    Restarted,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tokens {
    /// The token of one user. The service without guards returns the contacts of this user.
    One,
    /// A token of each user, mixed.
    OfUsers,
    /// A new token for each request.
    New,
}

const CONTESTANTS: [Contestant; 6] = [
    Contestant { service: Kind::Unguarded, tokens: Tokens::One, name: "without guards" },
    Contestant { service: Kind::Guarded, tokens: Tokens::One, name: "one token" },
    Contestant {
        service: Kind::Logging,
        tokens: Tokens::One,
        name: "one token, each decision in the log",
    },
    // Shows how far two equal services differ by chance.
    Contestant { service: Kind::Unguarded, tokens: Tokens::One, name: "without guards, again" },
    Contestant {
        service: Kind::Guarded,
        tokens: Tokens::OfUsers,
        name: "10,000 users, each with a token",
    },
    Contestant {
        service: Kind::Restarted,
        tokens: Tokens::New,
        name: "each request with a new token",
    },
];

/// The results of a contestant.
#[derive(Default)]
struct Results {
    /// The requests per second of each round.
    saturated: Vec<f64>,
    rounds: Vec<Round>,
}

struct Round {
    latencies: [f64; 3],
    cpu_per_request: f64,
}

/// Measures, and returns the section and half of the saturated rate with guards.
pub fn section(bench: &Bench, of_users: &[Vec<u8>]) -> (Section, f64) {
    let mut stage = Stage::new(bench, of_users);
    let mut results = CONTESTANTS.each_ref().map(|_| Results::default());
    saturate(&stage, &mut results, |tokens| tokens != Tokens::New);
    let [_, one, ..] = &results;
    let rate = one.saturated() / 2.0;
    assert!(rate < MAX_RATE, "{rate} requests per second");
    let seconds_of_round = (FIRST_WARM_UP + (WARM_UP + TURN) * TURNS).as_secs_f64();
    let seconds_at_double_rate = SATURATION.as_secs_f64();
    stage.sign((rate * seconds_of_round.max(2.0 * seconds_at_double_rate)) as usize + SPARE);
    saturate(&stage, &mut results, |tokens| tokens == Tokens::New);
    for number in 1..=ROUNDS {
        eprintln!("round {number} of {ROUNDS}, {rate:.0} requests per second");
        for (round, results) in round(&stage, rate).into_iter().zip(&mut results) {
            results.rounds.push(round);
        }
    }
    (report(&results, rate), rate)
}

/// Saturates the services of the contestants whose tokens are chosen.
fn saturate(stage: &Stage, results: &mut [Results; 6], is_chosen: impl Fn(Tokens) -> bool) {
    for _ in 0..SATURATED_ROUNDS {
        for (contestant, results) in CONTESTANTS.iter().zip(&mut *results) {
            if !is_chosen(contestant.tokens) {
                continue;
            }
            let mut lane = Lane::new(stage, contestant);
            // Verifies and caches the tokens that are used again.
            if contestant.tokens != Tokens::New {
                lane.turn(Pace::Saturated, SATURATION);
            }
            let rate = lane.turn(Pace::Saturated, SATURATION).requests_per_second();
            eprintln!("{}: {rate:.0} requests per second", contestant.name);
            results.saturated.push(rate);
        }
    }
}

/// Sends requests at a rate to all contestants in turn. Returns their rounds in their order.
fn round(stage: &Stage, rate: f64) -> Vec<Round> {
    let pace = Pace::PerSecond(rate);
    let mut lanes: Vec<_> =
        CONTESTANTS.iter().map(|contestant| Lane::new(stage, contestant)).collect();
    for lane in &mut lanes {
        lane.turn(pace, FIRST_WARM_UP);
    }
    for turn in 0..TURNS {
        for index in order(lanes.len(), turn as usize) {
            let lane = &mut lanes[index];
            lane.turn(pace, WARM_UP);
            lane.counted_turn(pace, TURN);
        }
    }
    lanes.into_iter().map(Lane::round).collect()
}

const COLUMNS: &[Column] = &[
    Column::Rate("saturated"),
    Column::Time("p50"),
    Column::Time("p99"),
    Column::Time("p99.9"),
    Column::Ratio("p99 relative to no guards"),
    Column::Time("service CPU per request"),
];

fn report(results: &[Results; 6], rate: f64) -> Section {
    let [without, one, _, again, ..] = results;
    let rows = CONTESTANTS.iter().zip(results).map(|(contestant, results)| Row {
        name: contestant.name.to_owned(),
        ours: contestant.service != Kind::Unguarded,
        values: vec![
            Some(results.saturated()),
            Some(results.latency(0)),
            Some(results.latency(1)),
            Some(results.latency(2)),
            // The others read the contacts of other users, too.
            (contestant.tokens == Tokens::One)
                .then(|| median(&mut results.p99_relative_to(without))),
            Some(median_of(&results.rounds, |round| round.cpu_per_request)),
        ],
    });
    let relative = median(&mut one.p99_relative_to(without));
    Section {
        title: "Latency at half load",
        text: text(rate, &again.p99_relative_to(without)),
        columns: COLUMNS,
        rows: rows.collect(),
        goals: vec![Goal::at_most("p99 with guards, relative to no guards", relative, 1.10)],
    }
}

impl Results {
    /// Returns the median of the rounds.
    fn saturated(&self) -> f64 {
        median_of(&self.saturated, |rate| *rate)
    }

    /// Returns the median of the rounds for one of [`QUANTILES`].
    fn latency(&self, quantile: usize) -> f64 {
        median_of(&self.rounds, |round| round.latencies[quantile])
    }

    /// Compares the turns of each round.
    fn p99_relative_to(&self, other: &Self) -> Vec<f64> {
        let rounds = self.rounds.iter().zip(&other.rounds);
        rounds.map(|(own, other)| own.latencies[1] / other.latencies[1]).collect()
    }
}

fn median_of<T>(rounds: &[T], value: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(value).collect();
    median(&mut values)
}

/// `by_chance` are the ratios of the service without guards to itself.
fn text(rate: f64, by_chance: &[f64]) -> String {
    let smallest = by_chance.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = by_chance.iter().copied().fold(0.0, f64::max);
    format!(
        "`GET /contacts` with {CONTACTS_EACH} contacts in the response, of {contacts} in the \
         database. All rows receive {rate:.0} requests per second over {CONNECTIONS} connections: \
         half of the rate that saturates the service with guards and one token. All requests have \
         a token, which the service without guards ignores. The saturated rates are medians of \
         {SATURATED_ROUNDS} rounds, and the latencies of {ROUNDS} rounds. In a round, each row has \
         {TURNS} turns of a second.\n\n\
         Ratios are taken within each round, between services that read the contacts of the same \
         user. The service without guards is there twice. Between these two rows, the ratio was \
         from {smallest:.2} to {largest:.2}: so far do equal services differ by chance.\n\n\
         With each decision in the log, it has two more lines for a request: the handler and its \
         operation each have a guard. With a new token for each request, the service starts \
         before each round.\n",
        contacts = USERS * CONTACTS_EACH,
    )
}
