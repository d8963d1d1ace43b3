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
    /// With guards. The log also has the allowed decisions.
    Logging,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tokens {
    One,
    /// A token of each user, mixed.
    OfUsers,
    /// A new token for each request.
    New,
}

const CONTESTANTS: [Contestant; 6] = [
    Contestant { service: Kind::Unguarded, tokens: Tokens::One, name: "without guards" },
    // Its ratio shows how far two equal services differ by chance.
    Contestant { service: Kind::Unguarded, tokens: Tokens::One, name: "without guards, again" },
    Contestant { service: Kind::Guarded, tokens: Tokens::One, name: "one token" },
    Contestant {
        service: Kind::Logging,
        tokens: Tokens::One,
        name: "one token, each decision in the log",
    },
    Contestant {
        service: Kind::Guarded,
        tokens: Tokens::OfUsers,
        name: "10,000 users, each with a token",
    },
    Contestant {
        service: Kind::Guarded,
        tokens: Tokens::New,
        name: "each request with a new token",
    },
];

/// The results of a contestant.
#[derive(Default)]
struct Results {
    saturated: f64,
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
    let mut results = CONTESTANTS.map(|_| Results::default());
    for (contestant, results) in CONTESTANTS.iter().zip(&mut results) {
        if contestant.tokens != Tokens::New {
            results.saturated = stage.saturated(contestant);
        }
    }
    let [_, _, one, ..] = &results;
    let rate = one.saturated / 2.0;
    assert!(rate < MAX_RATE, "{rate} requests per second");
    stage.sign(rate);
    let ([.., contestant], [.., new]) = (&CONTESTANTS, &mut results);
    new.saturated = stage.saturated(contestant);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}, {rate:.0} requests per second");
        for (contestant, results) in CONTESTANTS.iter().zip(&mut results) {
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
        if contestant.tokens == Tokens::New {
            return use_it(&self.bench.guarded().start(Cores::Service));
        }
        use_it(match contestant.service {
            Kind::Unguarded => &self.unguarded,
            Kind::Guarded => &self.guarded,
            Kind::Logging => &self.logging,
        })
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
    let [without, _, one, ..] = results;
    let rows = CONTESTANTS.iter().zip(results).map(|(contestant, results)| Row {
        name: contestant.name.to_owned(),
        ours: contestant.service != Kind::Unguarded,
        values: vec![
            Some(results.saturated),
            Some(results.latency(0)),
            Some(results.latency(1)),
            Some(results.latency(2)),
            Some(results.p99_relative_to(without)),
            Some(median_of(&results.rounds, |round| round.cpu_per_request)),
        ],
    });
    let relative = one.p99_relative_to(without);
    Section {
        title: "Latency at half load",
        text: text(rate),
        columns: COLUMNS,
        rows: rows.collect(),
        goals: vec![Goal::at_most("p99 with guards, relative to no guards", relative, 1.10)],
    }
}

impl Results {
    /// Returns the median of the rounds for one of [`QUANTILES`].
    fn latency(&self, quantile: usize) -> f64 {
        median_of(&self.rounds, |round| round.latencies[quantile])
    }

    /// Compares the turns of each round. Returns the median.
    fn p99_relative_to(&self, other: &Self) -> f64 {
        let rounds: Vec<_> = self.rounds.iter().zip(&other.rounds).collect();
        median_of(&rounds, |(own, other)| own.latencies[1] / other.latencies[1])
    }
}

fn median_of<T>(rounds: &[T], value: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = rounds.iter().map(value).collect();
    median(&mut values)
}

fn text(rate: f64) -> String {
    format!(
        "`GET /contacts` with {CONTACTS_EACH} contacts in the response, of {contacts} in the \
         database. All rows receive {rate:.0} requests per second over {CONNECTIONS} connections: \
         half of the rate that saturates the service with guards and one token. By default, the \
         log has a line for each response. With each decision, it has two more: the handler and \
         its operation each have a guard. The latencies are medians of {ROUNDS} rounds in which the rows take turns of {turn} seconds. \
         Ratios are taken within each round. The service without guards has two turns in each \
         round. The ratio of the second one shows how far equal services differ by chance.\n",
        contacts = USERS * CONTACTS_EACH,
        turn = TURN.as_secs(),
    )
}
