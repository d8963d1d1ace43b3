//! Tokens that were verified before.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use entra_perms_runtime::TokenValidator;

use crate::measure::{Contestant, costs, median};
use crate::permissions::crm::Model;
use crate::report::{Column, Goal, Row, Section};
use crate::tokens::{ready, small, small_unsigned, with_cache, without_cache};

pub fn section() -> Section {
    let token = small();
    let validate = |validator: TokenValidator<Model>| {
        let token = token.clone();
        move || drop(ready(validator.validate(black_box(&token))).expect("it is good"))
    };
    let mut contestants = [
        Contestant::ours("a token that was never seen", validate(without_cache())),
        Contestant::ours("one that was", validate(with_cache())),
    ];
    let costs = costs(&mut contestants);
    let [verification, hit] = costs;
    let rows = contestants.iter().zip(costs).map(|(contestant, cost)| Row {
        name: contestant.name.to_owned(),
        ours: contestant.ours,
        values: vec![
            Some(cost.nanoseconds),
            Some(cost.nanoseconds / verification.nanoseconds),
            Some(cost.allocations),
        ],
    });
    let rows = rows.collect();
    let many = distinct_tokens(2 * LIVE);
    Section {
        title: "Cache",
        text: "A token of 1.9 kB that the cache does not know, and one that it does. Threads are two, each with tokens of its own, beside one. \
               Memory is what the allocator has given out when the cache has taken 10,000 tokens, and after 10,000 more."
            .to_owned(),
        columns: &[Column::Time("time"), Column::Ratio("of a verification"), Column::Count("allocations")],
        rows,
        goals: vec![
            Goal::at_most("hit, of a verification", hit.nanoseconds / verification.nanoseconds, 0.05),
            Goal::at_least("two threads, times one", two_threads(&many[..64]), 1.8),
            Goal::at_most("10,000 tokens, MB", memory(&many[..LIVE]), 8.0),
            Goal::at_most("20,000 tokens, MB", memory(&many), 8.0),
        ],
    }
}

/// As many as the cache keeps.
const LIVE: usize = 10_000;

fn distinct_tokens(count: usize) -> Vec<String> {
    let token = small_unsigned();
    (0..count).map(|id| token.clone().claim("uti", format!("{id}")).sign()).collect()
}

/// How much more two threads do than one, in the median of rounds.
fn two_threads(tokens: &[String]) -> f64 {
    const ROUNDS: usize = 31;
    let validator = with_cache::<Model>();
    let (one, other) = tokens.split_at(tokens.len() / 2);
    let validate = |tokens: &[String]| {
        for token in tokens.iter().cycle().take(20_000) {
            black_box(ready(validator.validate(black_box(token))).expect("it is good"));
        }
    };
    validate(tokens);
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            validate(one);
            let alone = start.elapsed();
            let start = Instant::now();
            thread::scope(|scope| {
                scope.spawn(|| validate(other));
                validate(one);
            });
            2.0 * alone.as_secs_f64() / start.elapsed().as_secs_f64()
        })
        .collect();
    median(&mut ratios)
}

/// In millions of bytes.
fn memory(tokens: &[String]) -> f64 {
    let counted = allocation_counter::measure(|| {
        let validator = with_cache::<Model>();
        for token in tokens {
            drop(ready(validator.validate(token)).expect("it is good"));
        }
        // Nothing of it is given back.
        std::mem::forget(validator);
    });
    counted.bytes_current as f64 / 1e6
}
