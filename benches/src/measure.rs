//! Medians of rounds in which all take turns, so that what disturbs the machine disturbs each of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::report::Row;

/// What takes part in a comparison.
pub struct Contestant {
    pub name: &'static str,
    /// Whether it is this project's.
    pub ours: bool,
    run: Box<dyn FnMut(u64)>,
}

/// What one run of it takes.
#[derive(Clone, Copy)]
pub struct Cost {
    pub nanoseconds: f64,
    pub allocations: f64,
}

const ROUNDS: usize = 51;
/// How long each runs in a round, about.
const TURN: Duration = Duration::from_millis(2);

impl Contestant {
    pub fn new<T>(name: &'static str, mut operation: impl FnMut() -> T + 'static) -> Self {
        let run = Box::new(move |times| {
            for _ in 0..times {
                black_box(operation());
            }
        });
        Self { name, ours: false, run }
    }

    pub fn ours<T>(name: &'static str, operation: impl FnMut() -> T + 'static) -> Self {
        Self { ours: true, ..Self::new(name, operation) }
    }

    pub fn run(&mut self, times: u64) {
        (self.run)(times);
    }

    fn time(&mut self, times: u64) -> Duration {
        let start = Instant::now();
        self.run(times);
        start.elapsed()
    }

    /// How many runs last a turn.
    fn turn(&mut self) -> u64 {
        let mut times = 1;
        while self.time(times) < TURN / 2 {
            times *= 2;
        }
        times
    }

    fn allocations(&mut self) -> f64 {
        const TIMES: u64 = 100;
        let counted = allocation_counter::measure(|| self.run(TIMES));
        counted.count_total as f64 / TIMES as f64
    }
}

/// In the order of the contestants.
pub fn costs<const N: usize>(contestants: &mut [Contestant; N]) -> [Cost; N] {
    let turns = contestants.each_mut().map(Contestant::turn);
    let mut times = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for ((contestant, turn), times) in contestants.iter_mut().zip(&turns).zip(&mut times) {
            times.push(contestant.time(*turn).as_nanos() as f64 / *turn as f64);
        }
    }
    let mut times = times.into_iter();
    contestants.each_mut().map(|contestant| Cost {
        nanoseconds: median(&mut times.next().unwrap_or_default()),
        allocations: contestant.allocations(),
    })
}

/// As a table has them: time, what it is of `reference`, allocations.
pub fn rows<const N: usize>(
    contestants: &[Contestant; N],
    costs: [Cost; N],
    reference: Cost,
) -> Vec<Row> {
    let row = |(contestant, cost): (&Contestant, Cost)| Row {
        name: contestant.name.to_owned(),
        ours: contestant.ours,
        values: [cost.nanoseconds, cost.nanoseconds / reference.nanoseconds, cost.allocations]
            .map(Some)
            .to_vec(),
    };
    contestants.iter().zip(costs).map(row).collect()
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
