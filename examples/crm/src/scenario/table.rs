//! Who may do what: a row for each request, a column for each caller, and below it the reasons.

use core::fmt::Write;

use super::exchange::Exchange;
use super::layout::{entry, heading};

const ROUTE: usize = 43;
const CELL: usize = 8;

/// The table and its legend. Exchanges come by route, and for each route in the same order of actors.
pub(super) fn table(exchanges: &[Exchange]) -> String {
    let mut reasons = Vec::new();
    let mut text = heading("Who may do what") + "\n" + &head(exchanges);
    for row in rows(exchanges) {
        text += &line(row, &mut reasons);
    }
    text + "\n" + &legend(&reasons)
}

fn rows(exchanges: &[Exchange]) -> impl Iterator<Item = &[Exchange]> {
    exchanges.chunk_by(|one, next| {
        let route = |exchange: &Exchange| (exchange.route.method.clone(), exchange.route.path);
        route(one) == route(next)
    })
}

fn head(exchanges: &[Exchange]) -> String {
    let actors = || {
        rows(exchanges)
            .next()
            .unwrap_or_default()
            .iter()
            .map(|exchange| exchange.actor.title)
    };
    let line = |words: Vec<&str>| {
        let mut line = " ".repeat(ROUTE);
        for word in words {
            let _ = write!(line, "{word:<CELL$}");
        }
        line.trim_end().to_owned() + "\n"
    };
    let [first, second]: [Vec<&str>; 2] =
        [actors().map(|[word, _]| word).collect(), actors().map(|[_, word]| word).collect()];
    line(first) + &line(second)
}

fn line(row: &[Exchange], reasons: &mut Vec<String>) -> String {
    let Some(Exchange { route, .. }) = row.first() else { return String::new() };
    let request = format!("{:<4} {}", route.method.as_str(), route.path);
    let note = if route.note.is_empty() { String::new() } else { format!("  ({})", route.note) };
    let mut line = format!("{:<ROUTE$}", request + &note);
    for exchange in row {
        let _ = write!(line, "{:<CELL$}", cell(exchange, reasons));
    }
    line.trim_end().to_owned() + "\n"
}

/// `200`, `200 [4]` for a list of four records, `403 b` for the reason of that letter.
fn cell(exchange: &Exchange, reasons: &mut Vec<String>) -> String {
    let answer = &exchange.answer;
    let differs = if exchange.difference().is_some() { "!" } else { "" };
    if let Some(records) = answer.body.as_array() {
        return format!("{}{differs} [{}]", answer.status, records.len());
    }
    match reason(exchange) {
        Some(reason) => format!("{}{differs} {}", answer.status, letter(&reason, reasons)),
        None => format!("{}{differs}", answer.status),
    }
}

/// What the API said, and the scopes that its challenge asks for.
fn reason(exchange: &Exchange) -> Option<String> {
    let answer = &exchange.answer;
    let reason = answer.reason()?;
    Some(match answer.scope() {
        Some(scope) => format!("{reason} (asks for scope=\"{scope}\")"),
        None => reason.to_owned(),
    })
}

/// The same reason has the same letter.
fn letter(reason: &str, reasons: &mut Vec<String>) -> char {
    let known = reasons.iter().position(|known| known == reason);
    let place = known.unwrap_or_else(|| {
        reasons.push(reason.to_owned());
        reasons.len() - 1
    });
    ('a'..='z').nth(place).unwrap_or('?')
}

fn legend(reasons: &[String]) -> String {
    let mut text = entry(1, 4, "[n]", "a list of n records: those within the caller's reach");
    for (letter, reason) in ('a'..='z').zip(reasons) {
        text += &entry(1, 4, &letter.to_string(), reason);
    }
    text
}
