//! A contestant in a round: its service, and the clients that send its requests. `Stage` has the
//! services and requests that all rounds share.

use std::time::Duration;

use super::{Contestant, Kind, QUANTILES, Round, Tokens};
use crate::service::Bench;
use crate::service::cores::Cores;
use crate::service::load::{Clients, Exchange, Pace, Turn, latencies};
use crate::service::process::Service;
use crate::service::users::{Mixed, USERS};

/// The services, which run during all rounds, and the requests.
pub(super) struct Stage<'a> {
    bench: &'a Bench,
    unguarded: Service,
    guarded: Service,
    logging: Service,
    of_users: &'a [Vec<u8>],
    new: Vec<Vec<u8>>,
}

/// A contestant in a round.
pub(super) struct Lane<'a> {
    stage: &'a Stage<'a>,
    contestant: &'static Contestant,
    service: Running<'a>,
    clients: Clients,
    /// The users whose tokens are sent next.
    mixed: Mixed,
    /// The requests until now.
    sent: usize,
    /// The requests that count.
    counted: Vec<Exchange>,
    /// The time of the service for them.
    cpu: Duration,
}

/// The service of a contestant.
enum Running<'a> {
    InAllRounds(&'a Service),
    InThisRound(Service),
}

impl Running<'_> {
    fn service(&self) -> &Service {
        match self {
            Self::InAllRounds(service) => service,
            Self::InThisRound(service) => service,
        }
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(bench: &'a Bench, of_users: &'a [Vec<u8>]) -> Self {
        Self {
            bench,
            unguarded: bench.unguarded().start(Cores::Service),
            guarded: bench.guarded().start(Cores::Service),
            logging: bench.guarded_with_decisions_in_log().start(Cores::Service),
            of_users,
            new: Vec::new(),
        }
    }

    /// Signs so many tokens, which is enough for a round in which each is new.
    pub(super) fn sign(&mut self, count: usize) {
        eprintln!("signing {count} tokens");
        let mut mixed = Mixed::new();
        let users: Vec<_> = (0..count).map(|_| mixed.below(USERS)).collect();
        self.new = self.bench.signer().requests(users.into_iter(), "new");
    }
}

impl<'a> Lane<'a> {
    pub(super) fn new(stage: &'a Stage<'a>, contestant: &'static Contestant) -> Self {
        let service = match contestant.service {
            Kind::Unguarded => Running::InAllRounds(&stage.unguarded),
            Kind::Guarded => Running::InAllRounds(&stage.guarded),
            Kind::Logging => Running::InAllRounds(&stage.logging),
            Kind::Restarted => Running::InThisRound(stage.bench.guarded().start(Cores::Service)),
        };
        Self {
            stage,
            contestant,
            clients: Clients::of(service.service().address),
            service,
            mixed: Mixed::new(),
            sent: 0,
            counted: Vec::new(),
            cpu: Duration::ZERO,
        }
    }

    /// Sends requests, which must all be served.
    pub(super) fn turn(&mut self, pace: Pace, time: Duration) -> Turn {
        let Self { stage, contestant, mixed, sent, .. } = self;
        let turn = self.clients.turn(pace, time, |index| match contestant.tokens {
            Tokens::One => &stage.of_users[0],
            Tokens::OfUsers => &stage.of_users[mixed.below(USERS)],
            Tokens::New => stage.new.get(*sent + index).expect("there are enough new tokens"),
        });
        let turn = turn.expect_all_served(contestant.name);
        *sent += turn.exchanges.len();
        turn
    }

    /// Sends requests that count.
    pub(super) fn counted_turn(&mut self, pace: Pace, time: Duration) {
        let before = self.service.service().time_on_cpu();
        let turn = self.turn(pace, time);
        self.cpu += self.service.service().time_on_cpu() - before;
        self.counted.extend(turn.exchanges);
    }

    /// Returns the results of the requests that count.
    pub(super) fn round(self) -> Round {
        Round {
            latencies: latencies(&self.counted, QUANTILES),
            cpu_per_request: self.cpu.as_nanos() as f64 / self.counted.len() as f64,
        }
    }
}
