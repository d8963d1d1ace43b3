//! The explanation in Markdown, for an issue.

use std::fmt::Write as _;

use entra_perms_runtime::explanation::CheckOutcome;

use super::explanation::{Explanation, SETTINGS_OF_SERVICE, party};
use super::text::{if_accepted, not_checked, not_refused, registration, rows, unverified};
use crate::markdown::{code, inline, plain};

/// Returns the verdict, and a table of the checks, of the caller and of the operations.
pub(super) fn of(explanation: &Explanation<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, explanation);
    text
}

fn write(text: &mut String, explanation: &Explanation<'_>) -> std::fmt::Result {
    match explanation.refusal() {
        Some(error) => {
            let message = inline(&error.to_string());
            writeln!(text, "**Refused**: {message} (at fault: {})\n", party(error.fault()))?;
        }
        None => writeln!(text, "**Not refused**: {}\n", not_refused(explanation))?,
    }
    if !explanation.is_verified() {
        writeln!(text, "**Unverified**: {}\n", inline(unverified(explanation)))?;
    }
    writeln!(text, "Checks of {}:\n", inline(&registration(explanation)))?;
    writeln!(text, "| check | result | |\n|---|---|---|")?;
    for (check, outcome) in &explanation.checks {
        let (result, words) = match outcome {
            CheckOutcome::Passed => ("passed", check.words().to_owned()),
            CheckOutcome::Refused(error) => ("**refused**", error.to_string()),
            CheckOutcome::NotChecked(why) => ("not checked", not_checked(*why).to_owned()),
        };
        writeln!(text, "| {} | {result} | {} |", code(check.id()), inline(&words))?;
    }
    if let Some(caller) = &explanation.caller {
        writeln!(text, "\n| caller | |\n|---|---|")?;
        for (name, value) in rows(caller) {
            writeln!(text, "| {} | {} |", plain(name), inline(&value))?;
        }
    }
    if let Some(operations) = &explanation.operations {
        writeln!(text, "\n| operation{} | decision |\n|---|---|", if_accepted(explanation))?;
        for operation in operations {
            let reasons = operation.reasons.iter();
            let reasons: Vec<_> = reasons
                .map(|it| format!("{}: {}", code(it.id()), inline(&it.to_string())))
                .collect();
            let decision =
                if reasons.is_empty() { "allowed".to_owned() } else { reasons.join("<br>") };
            writeln!(text, "| {} | {decision} |", code(&operation.name))?;
        }
    }
    let settings = SETTINGS_OF_SERVICE.map(code).join(", ");
    writeln!(text, "\nNot known, so that the defaults count: {settings}")?;
    Ok(())
}
