//! One table per section, as Markdown that also reads well in a terminal.

use std::fmt;

/// A comparison and its results.
pub struct Section {
    pub title: &'static str,
    /// A description in Markdown: one line per paragraph or list item.
    pub text: String,
    pub columns: &'static [Column],
    pub rows: Vec<Row>,
    pub goals: Vec<Goal>,
}

pub struct Row {
    pub name: String,
    /// `true` if the row belongs to entra-perms.
    pub ours: bool,
    /// One value per column, or `None` if it was not measured.
    pub values: Vec<Option<f64>>,
}

/// The heading of a column, and the unit of its values.
#[derive(Clone, Copy)]
pub enum Column {
    /// Nanoseconds.
    Time(&'static str),
    /// A quotient of two measurements.
    Ratio(&'static str),
    /// A number without a unit.
    Count(&'static str),
    Seconds(&'static str),
    Bytes(&'static str),
    /// A number per second.
    Rate(&'static str),
}

/// A limit for a measured value.
pub struct Goal {
    pub name: String,
    pub measured: f64,
    pub limit: Limit,
}

#[derive(Clone, Copy)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    pub fn at_most(name: impl Into<String>, measured: f64, limit: f64) -> Self {
        Self { name: name.into(), measured, limit: Limit::AtMost(limit) }
    }

    pub fn at_least(name: impl Into<String>, measured: f64, limit: f64) -> Self {
        Self { name: name.into(), measured, limit: Limit::AtLeast(limit) }
    }

    pub fn is_reached(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.measured <= limit,
            Limit::AtLeast(limit) => self.measured >= limit,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::AtMost(limit) => write!(f, "≤ {}", without_trailing_zeros(limit)),
            Self::AtLeast(limit) => write!(f, "≥ {}", without_trailing_zeros(limit)),
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

/// Formats a value with three significant digits, or with all digits before the decimal point.
fn digits(value: f64) -> String {
    if value == 0.0 || value.abs() >= 100.0 || value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    let exponent = value.abs().log10().floor() as i32;
    let decimals = (2 - exponent).clamp(0, 4) as usize;
    format!("{value:.decimals$}")
}

fn without_trailing_zeros(value: f64) -> String {
    let digits = digits(value);
    if !digits.contains('.') {
        return digits;
    }
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns the section as Markdown: its description, its table, and a table of its goals.
pub fn markdown(section: &Section) -> String {
    let text = wrapped(section.text.as_str());
    let mut markdown = format!("### {}\n\n{text}\n{}", section.title, aligned(&results(section)));
    if !section.goals.is_empty() {
        markdown.push('\n');
        markdown.push_str(&aligned(&goals(section)));
    }
    markdown
}

fn results(section: &Section) -> Vec<Vec<String>> {
    let mut headings = vec![String::new()];
    headings.extend(section.columns.iter().map(|column| column.heading().to_owned()));
    let mut table = vec![headings];
    for row in &section.rows {
        let name = if row.ours { format!("**{}**", row.name) } else { row.name.clone() };
        let mut cells = vec![name];
        for (column, value) in section.columns.iter().zip(&row.values) {
            cells.push(value.map_or(String::new(), |value| column.show(value)));
        }
        table.push(cells);
    }
    table
}

fn goals(section: &Section) -> Vec<Vec<String>> {
    let mut table = vec![["Goal", "limit", "measured", ""].map(str::to_owned).to_vec()];
    for goal in &section.goals {
        let reached = if goal.is_reached() { "reached" } else { "**missed**" };
        table.push(vec![
            goal.name.clone(),
            goal.limit.to_string(),
            digits(goal.measured),
            reached.to_owned(),
        ]);
    }
    table
}

const MAX_WIDTH: usize = 100;

/// Wraps each line of a text at [`MAX_WIDTH`] columns, and indents the items of lists.
fn wrapped(text: &str) -> String {
    let mut wrapped = String::new();
    for line in text.lines() {
        let indent = if line.starts_with("- ") { "  " } else { "" };
        let mut width = 0;
        for (index, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if index > 0 && width + 1 + length > MAX_WIDTH {
                wrapped.push('\n');
                wrapped.push_str(indent);
                width = indent.len();
            } else if index > 0 {
                wrapped.push(' ');
                width += 1;
            }
            wrapped.push_str(word);
            width += length;
        }
        wrapped.push('\n');
    }
    wrapped
}

/// Returns a Markdown table whose columns are also aligned in a terminal.
fn aligned(table: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..table[0].len()).map(|column| width(table, column)).collect();
    let mut text = String::new();
    for (index, row) in table.iter().enumerate() {
        let mut cells = Vec::with_capacity(row.len());
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let is_name = column == 0;
            cells.push(if is_name { format!("{cell:<width$}") } else { format!("{cell:>width$}") });
        }
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if index == 0 {
            text.push_str(&rule(&widths));
        }
    }
    text
}

fn width(table: &[Vec<String>], column: usize) -> usize {
    const MIN_WIDTH: usize = 3;
    table.iter().map(|row| row[column].chars().count()).fold(MIN_WIDTH, usize::max)
}

/// Returns the line below the headings, which aligns all columns but the first to the right.
fn rule(widths: &[usize]) -> String {
    let mut cells = Vec::with_capacity(widths.len());
    for (column, width) in widths.iter().enumerate() {
        let end = if column == 0 { '-' } else { ':' };
        cells.push(format!("{}{end}", "-".repeat(*width)));
    }
    format!("| {}|\n", cells.join("| "))
}
