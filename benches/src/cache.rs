//! The cost of a cached token, and the capacity and memory of the cache.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use entra_perms_runtime::{Caller, TokenValidator};

use crate::measure::{Contestant, costs, median, rows};
use crate::permissions::crm::Model;
use crate::report::{Column, Goal, Section};
use crate::tokens::{ready, small, small_unsigned, with_cache, without_cache};

const TEXT: &str = "\
A token of 1.9 kB that is not cached, and cached tokens. The goals also measure the cache itself:

- The throughput of two threads is divided by the throughput of one thread.
- A token is still cached if its signature is not verified again.
- Memory is the number of bytes allocated after the cache has received 10,000 tokens, and after \
another 10,000.";

pub fn section() -> Section {
    let token = small();
    let tokens = distinct_tokens(2 * LIVE_TOKENS);
    let live = &tokens[..LIVE_TOKENS];
    let mut contestants = [
        Contestant::ours("token not cached", validate(without_cache(), vec![token.clone()])),
        Contestant::ours("cached token", validate(with_cache(), vec![token])),
        Contestant::ours(
            "one of 8,000 cached tokens",
            validate(with_cache(), tokens[..8000].to_vec()),
        ),
    ];
    let costs = costs(&mut contestants);
    let [verification, hit, hit_among_many] = costs;
    let hit_ratio = hit.nanoseconds / verification.nanoseconds;
    let hit_among_many_ratio = hit_among_many.nanoseconds / verification.nanoseconds;
    let separate_tokens = speedup_of_two_threads(&tokens[..1], &tokens[1..2]);
    let shared_token = speedup_of_two_threads(&tokens[..1], &tokens[..1]);
    Section {
        title: "Cache",
        text: TEXT.to_owned(),
        columns: &[
            Column::Time("time"),
            Column::Ratio("relative to verification"),
            Column::Count("allocations"),
        ],
        rows: rows(&contestants, costs, verification),
        goals: vec![
            Goal::at_most("hit, relative to verification", hit_ratio, 0.05),
            Goal::at_most("hit among 8,000, relative to verification", hit_among_many_ratio, 0.05),
            Goal::at_least("two threads, a token each, relative to one", separate_tokens, 1.8),
            Goal::at_least("two threads, one token, relative to one", shared_token, 1.8),
            Goal::at_least("still cached of 10,000", still_cached(live), LIVE_TOKENS as f64),
            Goal::at_most("memory of 10,000 tokens, MB", megabytes(live), 8.0),
            Goal::at_most("memory of 20,000 tokens, MB", megabytes(&tokens), 8.0),
        ],
    }
}

/// Returns a function that validates the tokens in turn.
fn validate(
    validator: TokenValidator<Model>,
    tokens: Vec<String>,
) -> impl FnMut() -> Caller<Model> {
    for token in &tokens {
        ready(validator.validate(token)).expect("the token is valid");
    }
    let mut next = 0;
    move || {
        let token = &tokens[next];
        next = if next + 1 == tokens.len() { 0 } else { next + 1 };
        ready(validator.validate(black_box(token))).expect("the token is valid")
    }
}

/// The number of tokens that a large service sees in one hour, the lifetime of a token.
const LIVE_TOKENS: usize = 10_000;

fn distinct_tokens(count: usize) -> Vec<String> {
    let token = small_unsigned();
    (0..count)
        .map(|id| token.clone().claim("uti", format!("{id}")).sign())
        .collect()
}

/// Returns the throughput of two threads divided by the throughput of one, as a median of rounds.
fn speedup_of_two_threads(first: &[String], second: &[String]) -> f64 {
    const ROUNDS: usize = 31;
    let validator = with_cache::<Model>();
    let validate = |tokens: &[String]| {
        for token in tokens.iter().cycle().take(20_000) {
            black_box(ready(validator.validate(black_box(token))).expect("the token is valid"));
        }
    };
    validate(first);
    validate(second);
    let mut ratios = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        validate(first);
        let alone = start.elapsed();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| validate(second));
            validate(first);
        });
        ratios.push(2.0 * alone.as_secs_f64() / start.elapsed().as_secs_f64());
    }
    median(&mut ratios)
}

/// Returns how many tokens are still cached after all were verified.
///
/// A cached token is recognized by the absence of allocations.
fn still_cached(tokens: &[String]) -> f64 {
    let validator = with_cache::<Model>();
    let validate = |token: &String| drop(ready(validator.validate(token)).expect("it is valid"));
    tokens.iter().for_each(validate);
    // Start with the last token: a token that is not cached is inserted again, and evicts a token
    // that was counted before.
    let mut cached = 0;
    for token in tokens.iter().rev() {
        if allocation_counter::measure(|| validate(token)).count_total == 0 {
            cached += 1;
        }
    }
    f64::from(cached)
}

/// Returns the memory of a cache that has received these tokens, in millions of bytes.
fn megabytes(tokens: &[String]) -> f64 {
    let counted = allocation_counter::measure(|| {
        let validator = with_cache::<Model>();
        for token in tokens {
            drop(ready(validator.validate(token)).expect("the token is valid"));
        }
        // Keep the memory allocated until it is counted.
        std::mem::forget(validator);
    });
    counted.bytes_current as f64 / 1e6
}
