//! Tokens that were verified before.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use entra_perms_runtime::{Caller, TokenValidator};

use crate::measure::{Contestant, costs, median, rows};
use crate::permissions::crm::Model;
use crate::report::{Column, Goal, Section};
use crate::tokens::{ready, small, small_unsigned, with_cache, without_cache};

pub fn section() -> Section {
    let token = small();
    let tokens = distinct_tokens(2 * LIVE);
    let mut contestants = [
        Contestant::ours(
            "a token that was never seen",
            validate(without_cache(), vec![token.clone()]),
        ),
        Contestant::ours("one that was", validate(with_cache(), vec![token])),
        Contestant::ours("one of 8,000 that were", validate(with_cache(), tokens[..8000].to_vec())),
    ];
    let costs = costs(&mut contestants);
    let [verification, hit, of_many] = costs;
    let (same, others) = (&tokens[..1], &tokens[1..2]);
    Section {
        title: "Cache",
        text: "A token of 1.9 kB that the cache does not know, and such as it does. Two threads are held against one. Memory is what the \
               allocator has given out when the cache has taken 10,000 tokens, and when it has taken 10,000 more; alive is whose \
               signature is not verified again."
            .to_owned(),
        columns: &[
            Column::Time("time"),
            Column::Ratio("of a verification"),
            Column::Count("allocations"),
        ],
        rows: rows(&contestants, costs, verification),
        goals: vec![
            Goal::at_most("a hit, of a verification", hit.nanoseconds / verification.nanoseconds, 0.05),
            Goal::at_most("one of many, of a verification", of_many.nanoseconds / verification.nanoseconds, 0.05),
            Goal::at_least("two threads with a token each, times one", two_threads(same, others), 1.8),
            Goal::at_least("two threads with the same token, times one", two_threads(same, same), 1.8),
            Goal::at_least("alive of 10,000", alive(&tokens[..LIVE]), LIVE as f64),
            Goal::at_most("10,000 tokens, MB", memory(&tokens[..LIVE]), 8.0),
            Goal::at_most("20,000 tokens, MB", memory(&tokens), 8.0),
        ],
    }
}

/// One after the other.
fn validate(
    validator: TokenValidator<Model>,
    tokens: Vec<String>,
) -> impl FnMut() -> Caller<Model> {
    for token in &tokens {
        ready(validator.validate(token)).expect("it is good");
    }
    let mut next = 0;
    move || {
        let token = &tokens[next];
        next = if next + 1 == tokens.len() { 0 } else { next + 1 };
        ready(validator.validate(black_box(token))).expect("it is good")
    }
}

/// What a large service sees within the hour that a token is good.
const LIVE: usize = 10_000;

fn distinct_tokens(count: usize) -> Vec<String> {
    let token = small_unsigned();
    (0..count)
        .map(|id| token.clone().claim("uti", format!("{id}")).sign())
        .collect()
}

/// How much more two threads do than one, in the median of rounds.
fn two_threads(one: &[String], other: &[String]) -> f64 {
    const ROUNDS: usize = 31;
    let validator = with_cache::<Model>();
    let validate = |tokens: &[String]| {
        for token in tokens.iter().cycle().take(20_000) {
            black_box(ready(validator.validate(black_box(token))).expect("it is good"));
        }
    };
    validate(one);
    validate(other);
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

/// How many are known when all were verified: those for which nothing is allocated.
fn alive(tokens: &[String]) -> f64 {
    let validator = with_cache::<Model>();
    let validate = |token: &String| drop(ready(validator.validate(token)).expect("it is good"));
    tokens.iter().for_each(validate);
    // The last first: one that is not known is kept anew, in the place of one that was asked already.
    let known = |token: &&String| allocation_counter::measure(|| validate(token)).count_total == 0;
    tokens.iter().rev().filter(known).count() as f64
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
