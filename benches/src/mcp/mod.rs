//! The throughput of an MCP server, with and without guards on its tools.

mod server;

use crate::http::load::{Client, Connections, Turn};
use crate::http::servers::Servers;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};
use crate::tokens;

const ROUNDS: usize = 21;
const REQUESTS: usize = 1000;

const TEXT: &str = "\
An MCP server of rmcp with 100 tools over HTTP, without sessions: a call of one tool, and the list \
of all tools. With guards, each tool has a requirement, the layers `EntraLayer` (with `tools`) and \
`SessionLayer` are in front of the server, and the token is known. One thread runs both servers. \
They take turns, and ratios are taken within each round.";

const COLUMNS: &[Column] = &[
    Column::Rate("requests per second"),
    Column::Ratio("relative to no guard"),
    Column::Time("server CPU per request"),
    Column::Time("CPU beyond no guard"),
];

/// One server under one kind of request.
struct Contestant {
    name: &'static str,
    ours: bool,
    request: Vec<u8>,
    connections: Connections,
    turns: Vec<Turn>,
}

pub fn section() -> Section {
    let servers = Servers::start();
    let client = Client::new();
    let token = tokens::small();
    let contestant = |name, ours, request| {
        let app = if ours { server::guarded() } else { server::bare() };
        let connections = client.connect(servers.serve(app));
        Contestant { name, ours, request, connections, turns: Vec::new() }
    };
    let mut contestants = [
        contestant("`tools/call`, no guard", false, server::call(&token)),
        contestant("`tools/call`, guarded", true, server::call(&token)),
        contestant("`tools/list`, no guard", false, server::list(&token)),
        contestant("`tools/list`, guarded", true, server::list(&token)),
    ];
    // Round 0 warms up and does not count.
    for round in 0..=ROUNDS {
        for step in 0..contestants.len() {
            // Each of two neighbors runs first equally often.
            let contestant = &mut contestants[if round % 2 == 0 { step } else { 3 - step }];
            let requests = std::slice::from_ref(&contestant.request);
            let turn = client.turn(&mut contestant.connections, requests, REQUESTS, &servers);
            if round > 0 {
                contestant.turns.push(turn);
            }
        }
    }
    report(&contestants)
}

fn report(contestants: &[Contestant; 4]) -> Section {
    let [call, guarded_call, list, guarded_list] = contestants;
    let goals = vec![
        Goal::at_least("throughput of calls", guarded_call.throughput_relative_to(call), 0.95),
        Goal::at_most(
            "nanoseconds beyond no guard, list of 100 tools",
            guarded_list.cpu_beyond(list),
            20_000.0,
        ),
    ];
    let rows = vec![call.row(call), guarded_call.row(call), list.row(list), guarded_list.row(list)];
    Section { title: "MCP", text: TEXT.to_owned(), columns: COLUMNS, rows, goals }
}

impl Contestant {
    fn row(&self, bare: &Self) -> Row {
        let median_of =
            |value: fn(&Turn) -> f64| median(&mut self.turns.iter().map(value).collect::<Vec<_>>());
        let values = vec![
            Some(median_of(Turn::requests_per_second)),
            Some(self.throughput_relative_to(bare)),
            Some(median_of(Turn::cpu_per_request)),
            Some(self.cpu_beyond(bare)),
        ];
        Row { name: self.name.to_owned(), ours: self.ours, values }
    }

    fn throughput_relative_to(&self, bare: &Self) -> f64 {
        let turns = self.turns.iter().zip(&bare.turns);
        let ratios =
            turns.map(|(own, bare)| own.requests_per_second() / bare.requests_per_second());
        median(&mut ratios.collect::<Vec<_>>())
    }

    fn cpu_beyond(&self, bare: &Self) -> f64 {
        let turns = self.turns.iter().zip(&bare.turns);
        let costs = turns.map(|(own, bare)| own.cpu_per_request() - bare.cpu_per_request());
        median(&mut costs.collect::<Vec<_>>())
    }
}
