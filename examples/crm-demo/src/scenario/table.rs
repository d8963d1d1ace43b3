//! A table of responses: one row per request, one column per actor, and a legend of the reasons.

use core::fmt::Write;
use std::collections::BTreeSet;

use super::actor::Agent;
use super::exchange::Exchange;
use serde_json::Value;

use super::layout::{entry, heading, list};

const ROUTE_WIDTH: usize = 43;
const CELL_WIDTH: usize = 8;

/// Returns a table of these exchanges and its legend.
///
/// The exchanges must be sorted by route, and have one order of actors for every route.
pub(super) fn table(title: &str, exchanges: &[&Exchange]) -> String {
    let mut reasons = Vec::new();
    let mut text = heading(title) + "\n" + &head(exchanges);
    for row in rows(exchanges) {
        text += &line(row, &mut reasons);
    }
    text + "\n" + &legend(&reasons) + &denied_agents(exchanges, &mut reasons)
}

fn rows<'a>(exchanges: &'a [&'a Exchange]) -> impl Iterator<Item = &'a [&'a Exchange]> {
    exchanges.chunk_by(|one, next| {
        one.route.method == next.route.method && one.route.path == next.route.path
    })
}

fn head(exchanges: &[&Exchange]) -> String {
    let Some(row) = rows(exchanges).next() else { return String::new() };
    let titles: Vec<[&str; 2]> = row.iter().map(|exchange| exchange.actor.title).collect();
    let first_line = head_line(titles.iter().map(|[word, _]| *word));
    let second_line = head_line(titles.iter().map(|[_, word]| *word));
    first_line + &second_line
}

fn head_line<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut line = " ".repeat(ROUTE_WIDTH);
    for word in words {
        push_cell(&mut line, word);
    }
    line.trim_end().to_owned() + "\n"
}

fn line(row: &[&Exchange], reasons: &mut Vec<String>) -> String {
    let Some(Exchange { route, .. }) = row.first() else { return String::new() };
    let mut request = format!("{:<4} {}", route.method.as_str(), route.path);
    if !route.note.is_empty() {
        request += "  (";
        request += route.note;
        request += ")";
    }
    let mut line = format!("{request:<ROUTE_WIDTH$}");
    for exchange in row {
        push_cell(&mut line, &cell(exchange, reasons));
    }
    line.trim_end().to_owned() + "\n"
}

fn push_cell(line: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = write!(line, "{text:<CELL_WIDTH$}");
}

/// Returns `200`, `200 [4]` for a list of four records, or `403 b` for the reason with that letter.
fn cell(exchange: &Exchange, reasons: &mut Vec<String>) -> String {
    let response = &exchange.response;
    let status = response.status;
    let mark = if exchange.difference().is_some() { "!" } else { "" };
    if let Some(records) = response.body.get("records").and_then(Value::as_array) {
        return format!("{status}{mark} [{}]", records.len());
    }
    match reason(exchange) {
        Some(reason) => format!("{status}{mark} {}", letter(&reason, reasons)),
        None => format!("{status}{mark}"),
    }
}

/// Returns the reason in the response, and the scope that its challenge names.
fn reason(exchange: &Exchange) -> Option<String> {
    let response = &exchange.response;
    let reason = response.reason()?;
    Some(match response.scope() {
        Some(scope) => format!("{reason} (challenge: scope=\"{scope}\")"),
        None => reason.to_owned(),
    })
}

/// Returns the letter of a reason. Equal reasons have one letter.
fn letter(reason: &str, reasons: &mut Vec<String>) -> char {
    let known = reasons.iter().position(|known| known == reason);
    let index = known.unwrap_or_else(|| {
        reasons.push(reason.to_owned());
        reasons.len() - 1
    });
    // The 27th reason has no letter left.
    ('a'..='z').nth(index).unwrap_or('?')
}

fn legend(reasons: &[String]) -> String {
    let mut text = entry(1, 4, "[n]", "a list of n records that the caller may access");
    for (letter, reason) in ('a'..='z').zip(reasons) {
        text += &entry(1, 4, &letter.to_string(), reason);
    }
    text
}

/// Returns a line for each agent that was denied: its blueprint, and the letters of the reasons.
///
/// The API's log names the blueprint of each denied agent, too.
fn denied_agents(exchanges: &[&Exchange], reasons: &mut Vec<String>) -> String {
    let mut text = String::new();
    for Exchange { actor, .. } in rows(exchanges).next().into_iter().flatten() {
        let Some(Agent { blueprint, .. }) = actor.agent else { continue };
        let denials = exchanges.iter().filter(|exchange| {
            exchange.actor.title == actor.title && exchange.response.status == 403
        });
        let letters: BTreeSet<char> = denials
            .filter_map(|denial| reason(denial))
            .map(|why| letter(&why, reasons))
            .collect();
        if !letters.is_empty() {
            let denied = format!("{blueprint} (reasons: {})", list(letters));
            text += &entry(1, 13, &actor.title.join(" "), &denied);
        }
    }
    if text.is_empty() { text } else { format!("\nBlueprints of the denied agents:\n{text}") }
}
