//! One handler over HTTP, without a guard and behind each guard that is compared: what a guard does to a server's throughput.

mod handler;
mod load;
mod servers;

use std::time::Duration;

use self::load::{Client, Connections, Turn};
use self::servers::Servers;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};
use crate::tokens;

const ROUNDS: usize = 21;
/// How many requests each server gets in a round.
const REQUESTS: usize = 3000;

/// A server that takes part, and the tokens that it is sent.
struct Contestant {
    name: &'static str,
    ours: bool,
    tokens: Tokens,
    connections: Connections,
    turns: Vec<Turn>,
}

#[derive(Clone, Copy)]
enum Tokens {
    /// One, again and again.
    Known,
    /// With each request one that was never sent to this server.
    New,
}

pub fn section() -> Section {
    let (servers, client) = (Servers::start(), Client::new());
    let join = |name: &'static str, app, tokens| {
        let connections = client.connect(servers.serve(app));
        Contestant {
            name,
            ours: name.starts_with("entra-perms"),
            tokens,
            connections,
            turns: Vec::new(),
        }
    };
    let mut contestants = [
        join("no guard", handler::bare(), Tokens::Known),
        join("axum's `Extension` as a layer", handler::with_extension(), Tokens::Known),
        join("entra-perms, known token", handler::entra_perms(), Tokens::Known),
        join("jsonwebtoken by hand, known token", handler::by_hand(), Tokens::Known),
        join("jwt-authorizer (axum 0.7), known token", handler::jwt_authorizer(), Tokens::Known),
        join("entra-perms, new tokens", handler::entra_perms(), Tokens::New),
        join("jsonwebtoken by hand, new tokens", handler::by_hand(), Tokens::New),
    ];
    play(&mut contestants, &client, &servers);
    report(&contestants)
}

/// All in turn, in each round.
fn play(contestants: &mut [Contestant], client: &Client, servers: &Servers) {
    let unsigned = tokens::small_unsigned();
    let known = [handler::request(&unsigned.clone().sign())];
    // One round more, first, which warms up and does not count.
    for round in 0..=ROUNDS {
        let new: Vec<Vec<u8>> = (0..REQUESTS)
            .map(|index| unsigned.clone().claim("uti", format!("{round} {index}")).sign())
            .map(|token| handler::request(&token))
            .collect();
        for index in 0..contestants.len() {
            // Each begins as often as the others, and has the one before it and the one behind it in front by turns.
            let turn = (index + round) % contestants.len();
            let turn = if round % 2 == 0 { turn } else { contestants.len() - 1 - turn };
            let contestant = &mut contestants[turn];
            let requests = match contestant.tokens {
                Tokens::Known => &known[..],
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
    Column::Rate("requests a second"),
    Column::Ratio("of no guard"),
    Column::Time("server CPU a request"),
    Column::Time("of it the guard"),
    Column::Time("p50"),
    Column::Time("p99"),
    Column::Time("p99.9"),
];

fn report(contestants: &[Contestant; 7]) -> Section {
    let [bare, _, known, by_hand, _, new, by_hand_new] = contestants;
    let rows = contestants.iter().map(|contestant| {
        let latency = |quantile| Some(contestant.latency(quantile).as_nanos() as f64);
        let values = vec![
            Some(contestant.median_of(Turn::requests_a_second)),
            Some(contestant.throughput_of(bare)),
            Some(contestant.median_of(Turn::cpu_a_request)),
            Some(contestant.cpu_beyond(bare)),
            latency(0.5),
            latency(0.99),
            latency(0.999),
        ];
        Row { name: contestant.name.to_owned(), ours: contestant.ours, values }
    });
    let busy = contestants.iter().map(|contestant| contestant.median_of(Turn::busy));
    let text = format!(
        "`PUT /contacts/{{id}}` of axum: a small JSON body in, a JSON record out. One thread serves, another asks, over {} connections \
         that are kept alive, each with one request at a time, of {} bytes, and never sleeps. A round sends {REQUESTS} requests to each server in \
         turn; the numbers are medians of {ROUNDS} rounds, ratios are taken within each round, and percentiles over all requests. The \
         server is what limits: its thread was busy for at least {:.0} % of each turn (median). The handler behind jwt-authorizer is \
         the same, on axum 0.7; what `Extension` costs, any layer does.",
        load::CONNECTIONS,
        handler::request(&tokens::small()).len(),
        100.0 * busy.fold(f64::INFINITY, f64::min),
    );
    let goals = vec![
        Goal::at_least(
            "throughput with a known token, of no guard",
            known.throughput_of(bare),
            0.95,
        ),
        Goal::at_least(
            "throughput with a known token, of jsonwebtoken",
            known.throughput_of(by_hand),
            3.0,
        ),
        Goal::at_least(
            "throughput with new tokens, of jsonwebtoken",
            new.throughput_of(by_hand_new),
            1.3,
        ),
    ];
    Section { title: "HTTP", text, columns: COLUMNS, rows: rows.collect(), goals }
}

impl Contestant {
    fn median_of(&self, value: impl Fn(&Turn) -> f64) -> f64 {
        median(&mut self.turns.iter().map(value).collect::<Vec<_>>())
    }

    /// The median of what `compare` makes of two turns of one round.
    fn within_rounds(&self, other: &Self, compare: impl Fn(&Turn, &Turn) -> f64) -> f64 {
        let turns = self.turns.iter().zip(&other.turns);
        median(&mut turns.map(|(own, other)| compare(own, other)).collect::<Vec<_>>())
    }

    fn throughput_of(&self, other: &Self) -> f64 {
        self.within_rounds(other, |own, other| own.requests_a_second() / other.requests_a_second())
    }

    fn cpu_beyond(&self, other: &Self) -> f64 {
        self.within_rounds(other, |own, other| own.cpu_a_request() - other.cpu_a_request())
    }

    fn latency(&self, quantile: f64) -> Duration {
        let mut latencies: Vec<Duration> =
            self.turns.iter().flat_map(|turn| &turn.latencies).copied().collect();
        latencies.sort();
        latencies[(latencies.len() as f64 * quantile) as usize]
    }
}
