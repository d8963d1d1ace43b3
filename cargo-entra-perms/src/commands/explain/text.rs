//! The explanation for people at a terminal.

use std::fmt::Write as _;

use entra_perms_runtime::explanation::{Actor, CheckOutcome, MAX_UNKNOWN_VALUES, NotChecked};
use entra_perms_runtime::{Acts, CallerKind};

use super::explanation::{CallerFacts, Explanation, Named, Operation, SETTINGS_OF_SERVICE, party};
use super::time::rfc3339;
use crate::output::{ERROR, STRONG, WARNING};
use crate::visible::visible;

/// Returns the verdict, then the checks, the caller and the operations.
///
/// ```text
/// refused: the token has expired
///   at fault: the client
/// UNVERIFIED: the signature was not checked, so that anybody may have written this token
///
/// checks of the registration `CRM` (`…`)
///   passed       form      three parts in base64url
///   REFUSED      lifetime  the token has expired
/// ```
pub(super) fn of(explanation: &Explanation<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, explanation);
    text
}

fn write(text: &mut String, explanation: &Explanation<'_>) -> std::fmt::Result {
    match explanation.refusal() {
        Some(error) => {
            writeln!(text, "{ERROR}refused{ERROR:#}: {}", visible(&error.to_string()))?;
            writeln!(text, "  at fault: {}", party(error.fault()))?;
        }
        None => writeln!(text, "{STRONG}not refused{STRONG:#}: {}", not_refused(explanation))?,
    }
    if explanation.is_verified() {
        writeln!(text, "verified: the signature is right")?;
    } else {
        writeln!(text, "{WARNING}UNVERIFIED{WARNING:#}: {}", unverified(explanation))?;
    }
    let model = visible(&explanation.found.description());
    let registration = visible(&registration(explanation));
    writeln!(text, "\n{STRONG}checks{STRONG:#} of {registration}")?;
    writeln!(text, "of the model {model}")?;
    write_checks(text, explanation)?;
    if let Some(caller) = &explanation.caller {
        writeln!(text, "\n{STRONG}caller{STRONG:#}")?;
        for (name, value) in rows(caller) {
            writeln!(text, "  {name:12}  {}", visible(&value))?;
        }
    }
    if let Some(operations) = &explanation.operations {
        writeln!(text, "\n{STRONG}operations{STRONG:#}{}", if_accepted(explanation))?;
        for operation in operations {
            write_operation(text, operation)?;
        }
    }
    if explanation.caller.is_none() {
        writeln!(text, "\nnothing is decided, because the token does not say who calls")?;
    }
    writeln!(text, "\nnote: these settings of the service are not known, and the defaults count:")?;
    for settings in SETTINGS_OF_SERVICE.chunks(4) {
        let settings: Vec<_> = settings.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "  {}", settings.join(", "))?;
    }
    Ok(())
}

fn write_checks(text: &mut String, explanation: &Explanation<'_>) -> std::fmt::Result {
    for (check, outcome) in &explanation.checks {
        let id = check.id();
        match outcome {
            CheckOutcome::Passed => writeln!(text, "  passed       {id:16}  {}", check.words())?,
            CheckOutcome::Refused(error) => {
                let error = visible(&error.to_string());
                writeln!(text, "  {ERROR}REFUSED{ERROR:#}      {id:16}  {error}")?;
            }
            CheckOutcome::NotChecked(why) => {
                writeln!(text, "  not checked  {id:16}  {}", not_checked(*why))?;
            }
        }
    }
    Ok(())
}

fn write_operation(text: &mut String, operation: &Operation) -> std::fmt::Result {
    let name = visible(&operation.name);
    if operation.is_allowed() {
        return writeln!(text, "  allowed  {name}");
    }
    writeln!(text, "  {ERROR}denied{ERROR:#}   {name}")?;
    for reason in &operation.reasons {
        writeln!(text, "             {}: {}", reason.id(), visible(&reason.to_string()))?;
    }
    Ok(())
}

/// Returns the sentence about a token that no check refuses.
pub(super) fn not_refused(explanation: &Explanation<'_>) -> &'static str {
    if explanation.is_verified() {
        "the token passes all checks that were made"
    } else {
        "the token passes all checks that were made, which do not include its signature"
    }
}

/// Returns the sentence about a signature that was not verified.
pub(super) fn unverified(explanation: &Explanation<'_>) -> &'static str {
    if explanation
        .checks
        .iter()
        .any(|it| it.1 == CheckOutcome::NotChecked(NotChecked::NoKeys))
    {
        "anybody may have written this token; `--keys` checks the signature"
    } else {
        "anybody may have written this token"
    }
}

/// Returns the words for decisions about a token that is refused.
pub(super) fn if_accepted(explanation: &Explanation<'_>) -> &'static str {
    if explanation.is_accepted() { "" } else { ", if the token were accepted" }
}

pub(super) fn not_checked(why: NotChecked) -> &'static str {
    match why {
        NotChecked::Dependent => "a check before it finds nothing to look at",
        NotChecked::NoKeys => "no keys are given: `--keys FILE`",
        NotChecked::NoTenant => "no tenant is given: `--tenant ID`",
        NotChecked::IssuerOfTenant => "the issuer depends on the tenant: give one `--tenant ID`",
        NotChecked::SettingOfService => "only the service has its filter",
    }
}

/// Returns the facts about the caller, each with its name.
pub(super) fn rows(caller: &CallerFacts) -> Vec<(&'static str, String)> {
    let kind = match caller.kind {
        CallerKind::User => "a client that acts for a user",
        CallerKind::App => "an application that acts as itself",
    };
    let id = |id: Option<entra_perms_runtime::Uuid>| {
        id.map_or("not known".to_owned(), |id| format!("`{id}`"))
    };
    let client = caller.client.as_ref().map_or("not known".to_owned(), named);
    let mut rows = vec![
        ("kind", kind.to_owned()),
        ("tenant", id(caller.tenant)),
        ("object id", id(caller.object_id)),
        ("client", client),
        ("agent", agent(caller)),
        ("valid", valid(caller)),
        ("roles", list(&caller.held)),
        ("scopes", list(&caller.granted)),
    ];
    if !caller.unknown.is_empty() {
        // The runtime keeps only so many of them.
        let more =
            if caller.unknown.len() < MAX_UNKNOWN_VALUES { "" } else { ", and perhaps more" };
        rows.push(("not in model", format!("{}{more}", list(&caller.unknown))));
    }
    rows.push(("effective", list(&caller.effective)));
    rows
}

/// Returns the time in which the token is valid.
fn valid(caller: &CallerFacts) -> String {
    let time = |time: Option<std::time::SystemTime>| {
        time.and_then(rfc3339).unwrap_or_else(|| "not known".to_owned())
    };
    format!("from {} to {}", time(caller.valid_from), time(caller.valid_until))
}

fn agent(caller: &CallerFacts) -> String {
    let agent = caller.agent().map(|agent| {
        let acts = match agent.acts() {
            Acts::ForUser => "for a user",
            Acts::AsItself => "as itself",
            Acts::AsOwnAccount => "through its own user account",
            _ => "for an unknown subject",
        };
        let blueprint = agent.blueprint();
        let blueprint = blueprint.map_or(String::new(), |id| format!(", blueprint `{id}`"));
        format!("an agent acts {acts}{blueprint}")
    });
    match (caller.actor, agent) {
        (Actor::Unknown { .. }, None) => {
            "not known: the registration does not request the claims about agents".to_owned()
        }
        (Actor::Unknown { .. }, Some(agent)) => {
            format!("{agent}; the registration does not request all claims about agents")
        }
        (_, Some(agent)) => agent,
        (_, None) => "no agent acts".to_owned(),
    }
}

fn list(values: &[String]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
    values.join(", ")
}

/// Returns the words for the registration that the token is for.
pub(super) fn registration(explanation: &Explanation<'_>) -> String {
    match &explanation.registration {
        Some(registration) => format!("the registration {}", named(registration)),
        None => "no registration, because the token names no audience (`aud`),".to_owned(),
    }
}

/// Returns a name with its id.
fn named(named: &Named) -> String {
    match &named.name {
        Some(name) => format!("`{name}` (`{}`)", named.id),
        None => format!("`{}`", named.id),
    }
}
