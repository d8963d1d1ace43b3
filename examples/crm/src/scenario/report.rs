//! What was played, for people to read: the story, a table of caller × route, and what differs from the model.

use std::fmt;

use super::Answer;
use super::expectation::Expected;
use super::player::Player;
use super::routes::{Route, Touched};
use super::story::Story;

const WIDTH: usize = 100;
const ROUTE: usize = 24;
const CELL: usize = 10;

pub struct Report {
    story: Story,
    head: Vec<[&'static str; 2]>,
    rows: Vec<(&'static str, Vec<String>)>,
    /// Each under the letter that its index stands for.
    reasons: Vec<String>,
    differences: Vec<String>,
    answers: usize,
}

impl Report {
    pub fn new(story: Story, players: &[Player]) -> Self {
        let head = players.iter().map(|player| player.name).collect();
        Self { story, head, rows: Vec::new(), reasons: Vec::new(), differences: Vec::new(), answers: 0 }
    }

    /// The answers to one route, in the order of the players.
    pub fn add(&mut self, route: &Route, players: &[Player], answers: Vec<(Expected, Answer)>) {
        let mut cells = Vec::new();
        for (player, (expected, answer)) in players.iter().zip(answers) {
            let listed = matches!(route.records, Touched::Listed) && answer.status.is_success();
            let ids = if listed { answer.ids() } else { Vec::new() };
            let got = Expected { status: answer.status.as_u16(), names_scope: answer.scope.is_some(), ids };
            if got != expected {
                let caller = player.about;
                self.differences
                    .push(format!("{}, {caller}: {got:?}, but the model says {expected:?}", route.label));
            }
            self.answers += 1;
            cells.push(self.cell(&got, &answer, listed));
        }
        self.rows.push((route.label, cells));
    }

    /// What differs from the model, one line an answer.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }

    fn cell(&mut self, got: &Expected, answer: &Answer, listed: bool) -> String {
        let note = match &answer.reason {
            Some(reason) => format!(" {}", self.letter(reason, answer.scope.as_deref())),
            None if listed => format!(" ({})", got.ids.len()),
            None => String::new(),
        };
        format!("{}{note}", got.status)
    }

    fn letter(&mut self, reason: &str, scope: Option<&str>) -> char {
        let hint = scope.map(|scope| format!(" (scope=\"{scope}\")")).unwrap_or_default();
        let reason = format!("{reason}{hint}");
        let index = self.reasons.iter().position(|known| *known == reason).unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        });
        letter(index)
    }
}

fn letter(index: usize) -> char {
    ('a'..='z').nth(index).unwrap_or('?')
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "One request, end to end\n")?;
        for (number, (head, lines)) in (1..).zip(&self.story) {
            writeln!(f, "{number:>3}  {head}")?;
            for line in lines {
                wrapped(f, "       ", line)?;
            }
        }
        writeln!(f, "\nEvery caller at every route\n")?;
        for line in 0..2 {
            let words = self.head.iter().filter_map(|name| name.get(line).map(|word| (*word).to_owned()));
            row(f, "", words)?;
        }
        for (label, cells) in &self.rows {
            row(f, label, cells.iter().cloned())?;
        }
        writeln!(f, "\n(n)  n records are listed")?;
        for (index, reason) in self.reasons.iter().enumerate() {
            wrapped(f, &format!("  {}  ", letter(index)), reason)?;
        }
        writeln!(f)?;
        for difference in &self.differences {
            writeln!(f, "DIFFERS: {difference}")?;
        }
        match self.differences.len() {
            0 => write!(f, "{} answers, all as the model says", self.answers),
            wrong => write!(f, "{} answers, {wrong} not as the model says", self.answers),
        }
    }
}

fn row(f: &mut fmt::Formatter<'_>, label: &str, cells: impl Iterator<Item = String>) -> fmt::Result {
    let cells: Vec<_> = cells.map(|cell| format!("{cell:CELL$}")).collect();
    writeln!(f, "{}", format!("{label:ROUTE$}{}", cells.concat()).trim_end())
}

/// A text behind its head, broken at spaces; what follows is indented as far.
fn wrapped(f: &mut fmt::Formatter<'_>, head: &str, text: &str) -> fmt::Result {
    let indent = " ".repeat(head.len());
    let mut line = head.to_owned();
    for word in text.split_inclusive(' ') {
        if line.len() + word.trim_end().len() > WIDTH && line.len() > indent.len() {
            writeln!(f, "{}", line.trim_end())?;
            line.clone_from(&indent);
        }
        line.push_str(word);
    }
    writeln!(f, "{}", line.trim_end())
}
