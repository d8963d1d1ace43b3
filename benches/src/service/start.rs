//! The time from the start of the process to the first responses.

use std::time::{Duration, Instant};

use super::Bench;
use super::cores::Cores;
use super::process::Service;
use crate::measure::median;
use crate::report::{Column, Goal, Row, Section};

const STARTS: usize = 20;

pub fn section(bench: &Bench, token: &str) -> Section {
    eprintln!("{STARTS} starts");
    let header = format!("authorization: Bearer {token}\r\n");
    let mut ready = Vec::new();
    let mut served = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let mut service = bench.guarded().spawn(Cores::All);
        while !service.is_ready() {
            pause(&mut service, begin);
        }
        ready.push(begin.elapsed().as_nanos() as f64);
        let response = service.contacts(&header).expect("the service is ready");
        assert_eq!(response.status, 200, "{}", response.body);
        served.push(begin.elapsed().as_nanos() as f64);
    }
    report(ready, served)
}

/// Waits a little until the next probe.
fn pause(service: &mut Service, begin: Instant) {
    service.expect_running(begin);
    std::thread::sleep(Duration::from_micros(200));
}

fn report(mut ready: Vec<f64>, mut served: Vec<f64>) -> Section {
    let row = |name: &str, times: &mut Vec<f64>| {
        let median = median(times);
        Row {
            name: name.to_owned(),
            ours: true,
            values: vec![Some(median), times.iter().copied().reduce(f64::max)],
        }
    };
    let rows = vec![
        row("until `/ready` responds with 200", &mut ready),
        row("until the first response to a token", &mut served),
    ];
    Section {
        title: "Start",
        text: format!(
            "From the start of the process, with an existing database and an authority on \
             loopback: {STARTS} starts.\n"
        ),
        columns: &[Column::Time("median"), Column::Time("longest")],
        rows,
        goals: vec![Goal::at_most("until `/ready`, ms", median(&mut ready) / 1e6, 50.0)],
    }
}
