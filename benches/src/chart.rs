//! The times of the sections as bars, in SVG.

use std::fmt::Write;

use crate::report::{Column, Section};

const WIDTH: f64 = 760.0;
/// Where bars begin: names are left of it.
const LEFT: f64 = 300.0;
/// What is left of the longest bar, for its value.
const RIGHT: f64 = 90.0;
const BAR: f64 = 18.0;
const LINE: f64 = 26.0;
const HEADING: f64 = 46.0;

/// One group of bars for each section that has others in it, by its first column; each group has a scale of its own, that begins at zero.
pub fn svg(sections: &[Section]) -> String {
    let mut body = String::new();
    let mut y = 8.0;
    for section in sections {
        y = group(&mut body, section, y).expect("a text can be written to");
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" role=\"img\" \
         aria-label=\"What entra-perms costs beside what one would take instead\">\n{STYLE}{body}</svg>\n"
    )
}

/// It is looked at on white and on black.
const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.heading { font-weight: 600; font-size: 15px }
.value { font-variant-numeric: tabular-nums }
.bar { fill: #8c959f }
.ours { fill: #1a7f64 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #3fb68b } }
</style>
";

fn group(body: &mut String, section: &Section, mut y: f64) -> Result<f64, std::fmt::Error> {
    let Some((column, bars)) = bars(section) else { return Ok(y) };
    let better = if matches!(column, Column::Rate(_)) { " (longer is better)" } else { "" };
    let longest = bars.iter().map(|(_, _, value)| *value).fold(0.0, f64::max);
    writeln!(
        body,
        "<text class=\"heading\" x=\"8\" y=\"{}\">{}: {}{better}</text>",
        y + 24.0,
        section.title,
        column.heading()
    )?;
    y += HEADING;
    for (name, ours, value) in bars {
        let length = (value / longest * (WIDTH - LEFT - RIGHT)).max(1.0);
        let class = if ours { "ours" } else { "bar" };
        let middle = y + BAR / 2.0 + 5.0;
        writeln!(
            body,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            escaped(name)
        )?;
        writeln!(
            body,
            "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>"
        )?;
        writeln!(
            body,
            "<text class=\"value\" x=\"{:.1}\" y=\"{middle}\">{}</text>",
            LEFT + length + 6.0,
            column.show(value)
        )?;
        y += LINE;
    }
    Ok(y + 12.0)
}

/// Name, whether it is ours, value.
type Bar<'a> = (&'a str, bool, f64);

fn bars(section: &Section) -> Option<(Column, Vec<Bar<'_>>)> {
    let column = *section.columns.first().filter(|_| section.rows.iter().any(|row| !row.ours))?;
    let bars = section
        .rows
        .iter()
        .filter_map(|row| Some((row.name.as_str(), row.ours, (*row.values.first()?)?)));
    Some((column, bars.collect()))
}

/// Names are Markdown, in which `code` may stand.
fn escaped(name: &str) -> String {
    name.replace('`', "").replace('&', "&amp;").replace('<', "&lt;")
}
