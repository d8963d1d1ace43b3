//! Latency at half of the rate that saturates the service, with and without guards.

use std::time::Duration;

use super::Bench;
use super::cores::Cores;
use super::load::{CONNECTIONS, Clients, Pace, Turn};
use super::process::Service;
use super::users::{CONTACTS_EACH, Mixed, USERS};
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

/// The rounds. All contestants have a turn in each round.
const ROUNDS: usize = 5;
/// The time of a turn.
const TURN: Duration = Duration::from_secs(8);
/// The time before a turn whose results do not count.
const WARM_UP: Duration = Duration::from_secs(1);
/// The rounds in which each service is saturated.
const SATURATED_ROUNDS: usize = 3;
/// The time in which a service is saturated.
const SATURATION: Duration = Duration::from_secs(4);
/// The most requests per second for which there are enough new tokens.
const MAX_RATE: f64 = 20_000.0;

/// The new tokens above the planned number. The last moment of a turn, and of the turn before it to
/// warm up, may have a few requests more.
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
    /// With guards, and started for each turn, so that its cache is empty.
    Restarted,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tokens {
    /// The token of one user, whose contacts are also those of the service without guards.
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

/// The services, which run during all rounds, and the requests.
struct Stage<'a> {
    bench: &'a Bench,
    unguarded: Service,
    guarded: Service,
    logging: Service,
    of_users: &'a [Vec<u8>],
    new: Vec<Vec<u8>>,
}

/// Measures, and returns the section and half of the saturated rate with guards.
pub fn section(bench: &Bench, of_users: &[Vec<u8>]) -> (Section, f64) {
    let mut stage = Stage {
        bench,
        unguarded: bench.unguarded().start(Cores::Service),
        guarded: bench.guarded().start(Cores::Service),
        logging: bench.guarded_with_decisions_in_log().start(Cores::Service),
        of_users,
        new: Vec::new(),
    };
    let mut results = CONTESTANTS.each_ref().map(|_| Results::default());
    stage.saturate(&mut results, |tokens| tokens != Tokens::New);
    let [_, one, ..] = &results;
    let rate = one.saturated() / 2.0;
    assert!(rate < MAX_RATE, "{rate} requests per second");
    stage.sign(rate);
    stage.saturate(&mut results, |tokens| tokens == Tokens::New);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}, {rate:.0} requests per second");
        let mut turns: Vec<_> = CONTESTANTS.iter().zip(&mut results).collect();
        // Another contestant begins each round.
        turns.rotate_left(round % CONTESTANTS.len());
        for (contestant, results) in turns {
            results.rounds.push(stage.round(contestant, rate));
        }
    }
    (report(&results, rate), rate)
}

impl Stage<'_> {
    /// Signs enough tokens for a turn in which each is new.
    fn sign(&mut self, rate: f64) {
        let turn = rate * (TURN + WARM_UP).as_secs_f64();
        let saturated = 2.0 * rate * SATURATION.as_secs_f64();
        let count = turn.max(saturated) as usize + SPARE;
        eprintln!("signing {count} tokens");
        let mut mixed = Mixed::new();
        let users: Vec<_> = (0..count).map(|_| mixed.below(USERS)).collect();
        self.new = self.bench.signer().requests(users.into_iter(), "new");
    }

    /// Saturates the services of the contestants whose tokens are chosen.
    fn saturate(&self, results: &mut [Results; 6], is_chosen: impl Fn(Tokens) -> bool) {
        for _ in 0..SATURATED_ROUNDS {
            for (contestant, results) in CONTESTANTS.iter().zip(&mut *results) {
                if is_chosen(contestant.tokens) {
                    results.saturated.push(self.saturated(contestant));
                }
            }
        }
    }

    /// Sends requests without a pause. Returns their number per second.
    fn saturated(&self, contestant: &Contestant) -> f64 {
        let Contestant { tokens, name, .. } = *contestant;
        self.with_service(contestant, |service| {
            let mut clients = Clients::of(service.address);
            // Verifies and caches the tokens that are used again.
            let warm_up = if tokens == Tokens::New { Duration::ZERO } else { SATURATION };
            self.turn(&mut clients, tokens, Pace::Saturated, warm_up, 0);
            let turn = self.turn(&mut clients, tokens, Pace::Saturated, SATURATION, 0);
            let rate = turn.expect_all_served(name).requests_per_second();
            eprintln!("{name}: {rate:.0} requests per second");
            rate
        })
    }

    /// Sends requests at a rate.
    fn round(&self, contestant: &Contestant, rate: f64) -> Round {
        let Contestant { tokens, name, .. } = *contestant;
        self.with_service(contestant, |service| {
            let mut clients = Clients::of(service.address);
            let pace = Pace::PerSecond(rate);
            let warm_up = self.turn(&mut clients, tokens, pace, WARM_UP, 0);
            let used = warm_up.expect_all_served(name).exchanges.len();
            let before = service.time_on_cpu();
            let turn = self.turn(&mut clients, tokens, pace, TURN, used);
            let cpu = service.time_on_cpu() - before;
            let turn = turn.expect_all_served(name);
            Round {
                latencies: turn.latencies(QUANTILES),
                cpu_per_request: cpu.as_nanos() as f64 / turn.exchanges.len() as f64,
            }
        })
    }

    /// Passes the service of a contestant. To a new process, every token is new.
    fn with_service<T>(&self, contestant: &Contestant, use_it: impl FnOnce(&Service) -> T) -> T {
        match contestant.service {
            Kind::Unguarded => use_it(&self.unguarded),
            Kind::Guarded => use_it(&self.guarded),
            Kind::Logging => use_it(&self.logging),
            Kind::Restarted => use_it(&self.bench.guarded().start(Cores::Service)),
        }
    }

    /// `used` is the number of new tokens that were already sent.
    fn turn(
        &self,
        clients: &mut Clients,
        tokens: Tokens,
        pace: Pace,
        time: Duration,
        used: usize,
    ) -> Turn {
        let mut mixed = Mixed::new();
        clients.turn(pace, time, |index| match tokens {
            Tokens::One => &self.of_users[0],
            Tokens::OfUsers => &self.of_users[mixed.below(USERS)],
            Tokens::New => self.new.get(used + index).expect("there are enough new tokens"),
        })
    }
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
         {SATURATED_ROUNDS} rounds, and the latencies of {ROUNDS} rounds in which the rows take \
         turns of {turn} seconds.\n\n\
         Ratios are taken within each round, between services that read the contacts of the same \
         user. The service without guards has two turns in each round. Between these two, the \
         ratio was from {smallest:.2} to {largest:.2}: so far do equal services differ by \
         chance.\n\n\
         With each decision in the log, it has two more lines for a request: the handler and its \
         operation each have a guard. With a new token for each request, the service starts \
         before each turn.\n",
        contacts = USERS * CONTACTS_EACH,
        turn = TURN.as_secs(),
    )
}
