//! Medians of rounds. All contestants run once per round, so that a disturbance hits all of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::report::Row;

/// An operation that takes part in a comparison.
pub struct Contestant {
    pub name: &'static str,
    /// `true` if the operation belongs to entra-perms.
    pub ours: bool,
    run: Box<dyn FnMut(u64)>,
}

/// The cost of one run of an operation.
#[derive(Clone, Copy)]
pub struct Cost {
    pub nanoseconds: f64,
    pub allocations: f64,
}

const ROUNDS: usize = 51;
/// The approximate time that each contestant runs per round.
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

    /// Returns the number of runs that last about one [`TURN`].
    fn runs_per_turn(&mut self) -> u64 {
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

/// Measures the contestants. Returns their costs in the same order.
pub fn costs<const N: usize>(contestants: &mut [Contestant; N]) -> [Cost; N] {
    let runs = contestants.each_mut().map(Contestant::runs_per_turn);
    let mut times: [Vec<f64>; N] = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for index in 0..N {
            let elapsed = contestants[index].time(runs[index]);
            times[index].push(elapsed.as_nanos() as f64 / runs[index] as f64);
        }
    }
    std::array::from_fn(|index| Cost {
        nanoseconds: median(&mut times[index]),
        allocations: contestants[index].allocations(),
    })
}

/// Returns rows with three values: time, time divided by the time of `reference`, allocations.
pub fn rows<const N: usize>(
    contestants: &[Contestant; N],
    costs: [Cost; N],
    reference: Cost,
) -> Vec<Row> {
    let mut rows = Vec::with_capacity(N);
    for (contestant, cost) in contestants.iter().zip(costs) {
        rows.push(Row {
            name: contestant.name.to_owned(),
            ours: contestant.ours,
            values: vec![
                Some(cost.nanoseconds),
                Some(cost.nanoseconds / reference.nanoseconds),
                Some(cost.allocations),
            ],
        });
    }
    rows
}

/// Returns the order of the contestants in a round.
///
/// The order rotates, so that each contestant starts equally often. Every second round runs
/// backward, so that each of two neighbors runs first equally often.
pub fn order(contestants: usize, round: usize) -> impl Iterator<Item = usize> {
    (0..contestants).map(move |index| {
        let rotated = (index + round) % contestants;
        if round.is_multiple_of(2) { rotated } else { contestants - 1 - rotated }
    })
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
