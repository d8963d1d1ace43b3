//! Alternatives in a sentence.

use core::fmt;

/// Shows values in backticks: `` `A`, `B` or `C` ``.
pub(crate) struct Alternatives<'a>(pub(crate) &'a [&'static str]);

impl fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        one_of(f, &self.0.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>())
    }
}

/// Writes items as `A, B or C`.
pub(crate) fn one_of(f: &mut fmt::Formatter<'_>, items: &[String]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        let separator = match i {
            0 => "",
            _ if i + 1 == items.len() => " or ",
            _ => ", ",
        };
        write!(f, "{separator}{item}")?;
    }
    Ok(())
}
