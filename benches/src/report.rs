//! What was measured, as one table a section, in the terminal and in Markdown.

use std::fmt::Write;

/// A comparison.
pub struct Section {
    pub title: &'static str,
    /// What was compared, in a sentence or two.
    pub text: String,
    pub columns: &'static [Column],
    pub rows: Vec<Row>,
    pub goals: Vec<Goal>,
}

pub struct Row {
    pub name: String,
    /// Whether it is this project's.
    pub ours: bool,
    /// One a column; `None` where it was not, or cannot be, measured.
    pub values: Vec<Option<f64>>,
}

/// The heading of a column, and how its values read.
#[derive(Clone, Copy)]
pub enum Column {
    /// Nanoseconds.
    Time(&'static str),
    /// How many times something else.
    Ratio(&'static str),
    /// A number without a unit.
    Count(&'static str),
    Seconds(&'static str),
    Bytes(&'static str),
    /// How many a second.
    Rate(&'static str),
}

/// What is to be reached.
pub struct Goal {
    pub what: String,
    pub measured: f64,
    pub limit: Limit,
}

#[derive(Clone, Copy)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    pub fn at_most(what: impl Into<String>, measured: f64, limit: f64) -> Self {
        Self { what: what.into(), measured, limit: Limit::AtMost(limit) }
    }

    pub fn at_least(what: impl Into<String>, measured: f64, limit: f64) -> Self {
        Self { what: what.into(), measured, limit: Limit::AtLeast(limit) }
    }

    pub fn is_reached(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.measured <= limit,
            Limit::AtLeast(limit) => self.measured >= limit,
        }
    }
}

impl Column {
    pub fn heading(self) -> &'static str {
        let (Self::Time(heading)
        | Self::Ratio(heading)
        | Self::Count(heading)
        | Self::Seconds(heading)
        | Self::Bytes(heading)
        | Self::Rate(heading)) = self;
        heading
    }

    pub fn show(self, value: f64) -> String {
        match self {
            Self::Time(_) if value >= 1e6 => format!("{} ms", digits(value / 1e6)),
            Self::Time(_) if value >= 1e3 => format!("{} µs", digits(value / 1e3)),
            Self::Time(_) => format!("{} ns", digits(value)),
            Self::Ratio(_) | Self::Count(_) => digits(value),
            Self::Seconds(_) => format!("{} s", digits(value)),
            Self::Bytes(_) if value >= 1e6 => format!("{} MB", digits(value / 1e6)),
            Self::Bytes(_) if value >= 1e3 => format!("{} kB", digits(value / 1e3)),
            Self::Bytes(_) => format!("{} B", digits(value)),
            Self::Rate(_) => format!("{} k/s", digits(value / 1e3)),
        }
    }
}

/// Three digits, and all before the point.
fn digits(value: f64) -> String {
    if value == 0.0 || value.abs() >= 100.0 || value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let before = value.abs().log10().floor() as i32;
    format!("{value:.*}", (2 - before).clamp(0, 4) as usize)
}

/// The same, without zeros at its end.
fn short(value: f64) -> String {
    let digits = digits(value);
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        digits
    }
}

/// The table of a section, and below it what was to be reached.
pub fn markdown(section: &Section) -> String {
    let mut table = vec![vec![String::new()]];
    table[0].extend(section.columns.iter().map(|column| column.heading().to_owned()));
    for row in &section.rows {
        let name = if row.ours { format!("**{}**", row.name) } else { row.name.clone() };
        let values = section.columns.iter().zip(&row.values);
        let values =
            values.map(|(column, value)| value.map_or(String::new(), |value| column.show(value)));
        table.push([name].into_iter().chain(values).collect());
    }
    let mut text = format!("### {}\n\n{}\n\n{}", section.title, section.text, aligned(&table));
    if !section.goals.is_empty() {
        let mut table = vec![["Goal", "limit", "measured", ""].map(str::to_owned).to_vec()];
        table.extend(section.goals.iter().map(|goal| {
            let limit = match goal.limit {
                Limit::AtMost(limit) => format!("≤ {}", short(limit)),
                Limit::AtLeast(limit) => format!("≥ {}", short(limit)),
            };
            let reached = if goal.is_reached() { "reached" } else { "**missed**" };
            vec![goal.what.clone(), limit, digits(goal.measured), reached.to_owned()]
        }));
        write!(text, "\n{}", aligned(&table)).expect("a text can be written to");
    }
    text
}

/// A table whose columns stand below one another in the terminal, too.
fn aligned(table: &[Vec<String>]) -> String {
    let width = |column: usize| {
        table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..table[0].len()).map(width).collect();
    let mut text = String::new();
    for (index, row) in table.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        writeln!(text, "| {} |", cells.collect::<Vec<_>>().join(" | "))
            .expect("a text can be written to");
        if index == 0 {
            let rules = widths.iter().enumerate().map(|(column, width)| {
                let dashes = "-".repeat(*width);
                if column == 0 { format!("{dashes}-") } else { format!("{dashes}:") }
            });
            writeln!(text, "| {}|", rules.collect::<Vec<_>>().join("| "))
                .expect("a text can be written to");
        }
    }
    text
}
