//! The first column of each comparison as bars, in SVG.

use std::fmt::{self, Write};

use crate::report::{Column, Section};

const WIDTH: f64 = 760.0;
/// The x coordinate at which bars begin. Names are left of it.
const LEFT: f64 = 300.0;
/// The space right of the longest bar, for its value.
const RIGHT: f64 = 90.0;
const BAR: f64 = 18.0;
const LINE: f64 = 26.0;
const HEADING: f64 = 46.0;

/// Draws one group of bars for each section that compares entra-perms with something else.
///
/// Each group has its own scale, which begins at zero.
pub fn svg(sections: &[Section]) -> String {
    let mut body = String::new();
    let mut y = 8.0;
    for section in sections {
        if let Some(bars) = bars(section) {
            y = group(&mut body, section, &bars, y).expect("writing to a string does not fail");
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" \
         height=\"{y}\" role=\"img\" aria-label=\"Times of entra-perms and of its alternatives\">\n\
         {STYLE}{body}</svg>\n"
    )
}

/// The style of the chart on light and on dark backgrounds.
const STYLE: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.heading { font-weight: 600; font-size: 15px }
.value { font-variant-numeric: tabular-nums }
.bar { fill: #8c959f }
.ours { fill: #1a7f64 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .bar { fill: #6e7681 } .ours { fill: #3fb68b }
}
</style>
";

struct Bar<'a> {
    name: &'a str,
    ours: bool,
    value: f64,
}

/// Returns the bars of a section, or `None` if all of its rows belong to entra-perms.
fn bars(section: &Section) -> Option<Vec<Bar<'_>>> {
    if section.rows.iter().all(|row| row.ours) {
        return None;
    }
    let mut bars = Vec::new();
    for row in &section.rows {
        if let Some(Some(value)) = row.values.first() {
            bars.push(Bar { name: &row.name, ours: row.ours, value: *value });
        }
    }
    Some(bars)
}

/// Draws a group below `y`. Returns the y coordinate of its lower end.
fn group(
    body: &mut String,
    section: &Section,
    bars: &[Bar<'_>],
    mut y: f64,
) -> Result<f64, fmt::Error> {
    let column = section.columns[0];
    let title = section.title;
    let heading = column.heading();
    let better = if matches!(column, Column::Rate(_)) { " (longer is better)" } else { "" };
    let baseline = y + 24.0;
    writeln!(
        body,
        "<text class=\"heading\" x=\"8\" y=\"{baseline}\">{title}: {heading}{better}</text>"
    )?;
    y += HEADING;
    let longest = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    for bar in bars {
        let length = (bar.value / longest * (WIDTH - LEFT - RIGHT)).max(1.0);
        draw(body, bar, column, length, y)?;
        y += LINE;
    }
    Ok(y + 12.0)
}

fn draw(body: &mut String, bar: &Bar<'_>, column: Column, length: f64, y: f64) -> fmt::Result {
    let class = if bar.ours { "ours" } else { "bar" };
    let baseline = y + BAR / 2.0 + 5.0;
    let name = escaped(bar.name);
    let name_end = LEFT - 8.0;
    writeln!(body, "<text x=\"{name_end}\" y=\"{baseline}\" text-anchor=\"end\">{name}</text>")?;
    writeln!(
        body,
        "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\" \
         rx=\"2\"/>"
    )?;
    let value = column.show(bar.value);
    let value_start = LEFT + length + 6.0;
    writeln!(body, "<text class=\"value\" x=\"{value_start:.1}\" y=\"{baseline}\">{value}</text>")
}

/// Converts the Markdown of a name to SVG text.
fn escaped(name: &str) -> String {
    name.replace('`', "").replace('&', "&amp;").replace('<', "&lt;")
}
