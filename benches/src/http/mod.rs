//! The throughput of one handler over HTTP, without a guard and behind each compared guard.

mod handler;
pub mod load;
pub mod servers;

use std::time::Duration;

use self::load::{Client, Connections, Turn};
use self::servers::Servers;
use crate::measure::{median, order};
use crate::report::{Column, Goal, Row, Section};
use crate::tokens;

const ROUNDS: usize = 21;
/// The number of requests per round and server.
const REQUESTS: usize = 3000;

/// A server, and the tokens that the client sends to it.
struct Contestant {
    name: &'static str,
    ours: bool,
    tokens: Tokens,
    connections: Connections,
    turns: Vec<Turn>,
}

#[derive(Clone, Copy)]
enum Tokens {
    /// One token for all requests.
    Repeated,
    /// A new token for each request.
    New,
}

pub fn section() -> Section {
    let servers = Servers::start();
    let client = Client::new();
    let contestant = |name: &'static str, app, tokens| {
        let connections = client.connect(servers.serve(app));
        let ours = name.starts_with("entra-perms");
        Contestant { name, ours, tokens, connections, turns: Vec::new() }
    };
    let mut contestants = [
        contestant("no guard", handler::bare(), Tokens::Repeated),
        contestant("axum's `Extension` as a layer", handler::with_extension(), Tokens::Repeated),
        contestant("entra-perms, repeated token", handler::entra_perms(), Tokens::Repeated),
        contestant("jsonwebtoken by hand, repeated token", handler::by_hand(), Tokens::Repeated),
        contestant(
            "jwt-authorizer (axum 0.7), repeated token",
            handler::jwt_authorizer(),
            Tokens::Repeated,
        ),
        contestant("entra-perms, new tokens", handler::entra_perms(), Tokens::New),
        contestant("jsonwebtoken by hand, new tokens", handler::by_hand(), Tokens::New),
    ];
    measure(&mut contestants, &client, &servers);
    report(&contestants)
}

/// Measures all contestants in each round.
fn measure(contestants: &mut [Contestant], client: &Client, servers: &Servers) {
    let unsigned = tokens::small_unsigned();
    let repeated = [handler::request(&unsigned.clone().sign())];
    // Round 0 warms up and does not count.
    for round in 0..=ROUNDS {
        let mut new = Vec::with_capacity(REQUESTS);
        for index in 0..REQUESTS {
            let token = unsigned.clone().claim("uti", format!("{round} {index}")).sign();
            new.push(handler::request(&token));
        }
        for index in order(contestants.len(), round) {
            let contestant = &mut contestants[index];
            let requests = match contestant.tokens {
                Tokens::Repeated => &repeated[..],
                Tokens::New => &new,
            };
            let turn = client.turn(&mut contestant.connections, requests, REQUESTS, servers);
            if round > 0 {
                contestant.turns.push(turn);
            }
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::Rate("requests per second"),
    Column::Ratio("relative to no guard"),
    Column::Time("server CPU per request"),
    Column::Time("CPU beyond no guard"),
    Column::Time("p50"),
    Column::Time("p99"),
    Column::Time("p99.9"),
];

fn report(contestants: &[Contestant; 7]) -> Section {
    let [bare, _, repeated, by_hand, _, new, by_hand_new] = contestants;
    let goals = vec![
        Goal::at_least(
            "throughput, repeated token, relative to no guard",
            repeated.throughput_relative_to(bare),
            0.95,
        ),
        Goal::at_least(
            "throughput, repeated token, relative to jsonwebtoken",
            repeated.throughput_relative_to(by_hand),
            3.0,
        ),
        Goal::at_least(
            "throughput, new tokens, relative to jsonwebtoken",
            new.throughput_relative_to(by_hand_new),
            1.3,
        ),
    ];
    Section {
        title: "HTTP",
        text: text(contestants),
        columns: COLUMNS,
        rows: contestants.iter().map(|contestant| contestant.row(bare)).collect(),
        goals,
    }
}

/// Describes the part of its turns in which a server's thread ran, in the median.
fn busy_for(part: f64) -> String {
    if part >= 0.995 {
        "all the time".to_owned()
    } else {
        format!("for at least {:.0} % of each turn (median)", 100.0 * part)
    }
}

fn text(contestants: &[Contestant; 7]) -> String {
    let busy = contestants.iter().map(|contestant| contestant.median_of(Turn::busy));
    format!(
        "`PUT /contacts/{{id}}` of axum, with a small JSON body and response. One thread runs \
         all servers. Another thread sends requests of {bytes} bytes over {connections} persistent \
         connections, one request at a time on each, and never sleeps.\n\
         \n\
         - A round sends {REQUESTS} requests to each server in turn. The numbers are medians of \
         {ROUNDS} rounds. Ratios are taken within each round. Percentiles cover all requests.\n\
         - The server is the bottleneck: its thread was busy {busy}.\n\
         - The handler behind jwt-authorizer is identical, but runs on axum 0.7.\n\
         - Any layer costs at least as much as `Extension`.\n",
        bytes = handler::request(&tokens::small()).len(),
        connections = load::CONNECTIONS,
        busy = busy_for(busy.fold(f64::INFINITY, f64::min)),
    )
}

impl Contestant {
    /// Returns the row of this contestant. `bare` is the handler without a guard.
    fn row(&self, bare: &Self) -> Row {
        let values = vec![
            Some(self.median_of(Turn::requests_per_second)),
            Some(self.throughput_relative_to(bare)),
            Some(self.median_of(Turn::cpu_per_request)),
            Some(self.cpu_beyond(bare)),
            Some(self.latency(0.5)),
            Some(self.latency(0.99)),
            Some(self.latency(0.999)),
        ];
        Row { name: self.name.to_owned(), ours: self.ours, values }
    }

    fn median_of(&self, value: impl Fn(&Turn) -> f64) -> f64 {
        let mut values: Vec<f64> = self.turns.iter().map(value).collect();
        median(&mut values)
    }

    /// Compares the two turns of each round. Returns the median of the results.
    fn within_rounds(&self, other: &Self, compare: impl Fn(&Turn, &Turn) -> f64) -> f64 {
        let turns = self.turns.iter().zip(&other.turns);
        let mut values: Vec<f64> = turns.map(|(own, other)| compare(own, other)).collect();
        median(&mut values)
    }

    fn throughput_relative_to(&self, other: &Self) -> f64 {
        self.within_rounds(other, |own, other| {
            own.requests_per_second() / other.requests_per_second()
        })
    }

    fn cpu_beyond(&self, other: &Self) -> f64 {
        self.within_rounds(other, |own, other| own.cpu_per_request() - other.cpu_per_request())
    }

    /// Returns a quantile of the latencies of all turns, in nanoseconds.
    fn latency(&self, quantile: f64) -> f64 {
        let latencies = self.turns.iter().flat_map(|turn| &turn.latencies);
        let mut latencies: Vec<Duration> = latencies.copied().collect();
        latencies.sort();
        latencies[(latencies.len() as f64 * quantile) as usize].as_nanos() as f64
    }
}
