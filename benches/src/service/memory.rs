//! The memory of the service under load, while tokens come and go.

use std::time::Duration;

use super::Bench;
use super::cores::Cores;
use super::load::{Clients, Pace, Turn};
use super::users::USERS;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

/// The minutes before the first one that counts. In them, the caches fill, and the allocator gets
/// the memory that it reuses later.
const WARM_UP_MINUTES: usize = 4;
/// The default limit of the cache.
const MAX_CACHED: usize = 16_384;
/// The tokens, which are sent in turn. When one is sent again, the cache no longer has it.
const TOKENS: usize = 4 * MAX_CACHED;
/// The tokens by which the memory of one cached token is measured.
const SAMPLE: usize = 10_000;

/// Measures for so many minutes, which are two or more.
pub fn section(bench: &Bench, rate: f64, minutes: usize) -> Section {
    let cached = cached_token(bench, rate);
    eprintln!("signing {TOKENS} tokens");
    let requests = bench.signer().requests((0..TOKENS).map(|token| token % USERS), "memory");
    let service = bench.guarded().start(Cores::Service);
    let mut clients = Clients::of(service.address);
    let mut sent = 0;
    let mut sample = || {
        let turn = clients.turn(Pace::PerSecond(rate), Duration::from_secs(1), |index| {
            &requests[(sent + index) % requests.len()]
        });
        sent += served(turn);
        service.resident_bytes()
    };
    eprintln!("{} minutes of load", WARM_UP_MINUTES + minutes);
    let mut minute = || median(&mut (0..60).map(|_| sample()).collect::<Vec<_>>());
    let warm_up: Vec<f64> = (0..WARM_UP_MINUTES).map(|_| minute()).collect();
    let medians: Vec<f64> = (0..minutes).map(|_| minute()).collect();
    report(&warm_up, &medians, sent, cached)
}

/// Returns the bytes that a cached token adds to the process.
fn cached_token(bench: &Bench, rate: f64) -> f64 {
    // One user, so that the database caches nothing new.
    let requests = bench.signer().requests((0..SAMPLE).map(|_| 0), "sample");
    let service = bench.guarded().start(Cores::Service);
    let mut clients = Clients::of(service.address);
    let time = Duration::from_secs_f64(SAMPLE as f64 / rate);
    served(clients.turn(Pace::PerSecond(rate), time, |_| &requests[0]));
    let before = service.resident_bytes();
    let turn = clients.turn(Pace::PerSecond(rate), time, |index| &requests[index % SAMPLE]);
    let count = served(turn);
    (service.resident_bytes() - before) / count as f64
}

/// Returns the number of requests, which must all be served.
fn served(turn: Turn) -> usize {
    turn.expect_all_served("memory").exchanges.len()
}

fn report(warm_up: &[f64], medians: &[f64], sent: usize, cached: f64) -> Section {
    let [first, .., last] = medians else { panic!("two minutes or more are measured") };
    let minutes = (1..).zip(warm_up.iter().chain(medians));
    let rows = minutes.map(|(minute, resident)| {
        let note = if minute <= WARM_UP_MINUTES { ", warm-up" } else { "" };
        Row {
            name: format!("minute {minute}{note}"),
            ours: true,
            values: vec![Some(*resident), Some(resident / first)],
        }
    });
    Section {
        title: "Memory",
        text: format!(
            "The resident memory of the process under half load, as the median of each minute. \
             Its {sent} requests rotate through {TOKENS} tokens, so that the cache is at its limit \
             and each token is verified again. In another process, {SAMPLE} cached tokens take \
             {cached:.0} bytes each.\n"
        ),
        columns: &[
            Column::Bytes("resident"),
            Column::Ratio("relative to the first minute after the warm-up"),
        ],
        rows: rows.collect(),
        goals: vec![Goal::at_most(
            "growth after the warm-up, %",
            100.0 * (last / first - 1.0),
            1.0,
        )],
    }
}
