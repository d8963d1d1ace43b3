//! The operations that open or close between two programs: `ways` (the combinations of roles and
//! scopes that are enough for one guard) → the ways that are only in one of the programs.
//!
//! A guard admits more callers if a caller holds more, so its smallest ways decide for all callers:
//! a caller is let in if, and only if, it has everything of one way. So an operation opens if, and
//! only if, one way of the new guard is not enough for the old guard.

mod ways;

use std::collections::{BTreeMap, BTreeSet};

use entra_perms_model::{Model, align};

use self::ways::{Conditions, Renames, Way, Ways, has_same_steps};
use super::{Change, State, Verdict};
use crate::error::Failure;
use crate::guards::{Guard, Guards, UnknownName};
use crate::place::Location;
use crate::report::Class;

/// Returns the states of the model that two programs are of. Each pair has the two states of one
/// model. Only a program without guards has no model. Guards of another model are a failure, and
/// so are guards that fit to several models.
pub(crate) fn model_of<'s>(
    pairs: &[(Option<&'s State>, Option<&'s State>)],
    old: &Guards,
    new: &Guards,
) -> Result<(&'s State, &'s State), Failure> {
    let befores: Vec<_> = pairs.iter().map(|(before, _)| Fit::of(old, *before)).collect();
    let afters: Vec<_> = pairs.iter().map(|(_, after)| Fit::of(new, *after)).collect();
    let fits = befores.iter().zip(&afters).map(|(one, other)| one.is_fit() && other.is_fit());
    let found = pairs.iter().zip(fits).filter(|(_, fits)| *fits);
    // The state that is missing belongs to no guard.
    let found = found.filter_map(|((before, after), _)| before.or(*after).zip(after.or(*before)));
    let found: Vec<_> = found.collect();
    match found.as_slice() {
        [states] => Ok(*states),
        [] if befores.iter().any(Fit::is_fit) => Err(new.of_another_model(&unknown(&afters))),
        [] => Err(old.of_another_model(&unknown(&befores))),
        [_, ..] => {
            let count = found.len();
            Err(Failure::new(format_args!("the guards fit to {count} models"))
                .help("choose one with `--model`"))
        }
    }
}

/// The fit of guards to a state of a model.
enum Fit<'g> {
    Fits,
    Lacks(UnknownName<'g>),
    /// The state does not exist, and there are guards.
    NoState,
}

impl<'g> Fit<'g> {
    fn of(guards: &'g Guards, state: Option<&State>) -> Self {
        match state {
            Some(state) => {
                let unknown = guards.unknown_name(&state.model, state.names);
                unknown.map_or(Self::Fits, Self::Lacks)
            }
            None if guards.guards.is_empty() => Self::Fits,
            None => Self::NoState,
        }
    }

    fn is_fit(&self) -> bool {
        matches!(self, Self::Fits)
    }
}

fn unknown<'g>(fits: &[Fit<'g>]) -> Vec<UnknownName<'g>> {
    let unknown = fits.iter().filter_map(|fit| match fit {
        Fit::Lacks(unknown) => Some(*unknown),
        Fit::Fits | Fit::NoState => None,
    });
    unknown.collect()
}

/// Returns the verdict about the operations alone.
pub(crate) fn verdict(changes: &[Change]) -> Verdict {
    let has = |class| changes.iter().any(|change| change.class == Some(class));
    Verdict::from_parts(has(Class::Widens), has(Class::Breaks))
}

/// Compares the guards of two programs, which are of one model.
pub(crate) fn compare(states: (&State, &State), old: &Guards, new: &Guards) -> Vec<Change> {
    let (State { model: old_model, .. }, State { model: new_model, .. }) = states;
    let models = (old_model, new_model);
    let mut olds = by_name(old);
    let mut news = by_name(new);
    let names: BTreeSet<String> = olds.keys().chain(news.keys()).cloned().collect();
    let mut changes = Vec::new();
    for name in names {
        let old = olds.remove(&name).unwrap_or_default();
        let new = news.remove(&name).unwrap_or_default();
        let (pairs, gone, added) = paired(old, new);
        for (old, new) in pairs {
            changes.extend(changed(models, &name, old, new));
        }
        changes.extend(gone.into_iter().map(|old| removed(&name, old)));
        changes.extend(added.into_iter().map(|new| self::added(new_model, &name, new)));
    }
    changes
}

/// Pairs the guards of one name: first those that are the same, then in their order. Returns the
/// pairs, and the guards of each program that are left over.
fn paired<'g>(
    mut old: Vec<&'g Guard>,
    new: Vec<&'g Guard>,
) -> (Vec<(&'g Guard, &'g Guard)>, Vec<&'g Guard>, Vec<&'g Guard>) {
    let mut pairs = Vec::new();
    let mut rest = Vec::new();
    for new in new {
        match old.iter().position(|old| old.words == new.words) {
            Some(position) => pairs.push((old.remove(position), new)),
            None => rest.push(new),
        }
    }
    let shared = old.len().min(rest.len());
    let added = rest.split_off(shared);
    let gone = old.split_off(shared);
    pairs.extend(old.into_iter().zip(rest));
    (pairs, gone, added)
}

/// Returns the guards of each function, tool or prompt. Methods of two types can share a name.
fn by_name(guards: &Guards) -> BTreeMap<String, Vec<&Guard>> {
    let mut by_name: BTreeMap<String, Vec<&Guard>> = BTreeMap::new();
    for guard in &guards.guards {
        by_name.entry(guard.name()).or_default().push(guard);
    }
    by_name
}

fn added(model: &Model, name: &str, guard: &Guard) -> Change {
    let message = format!("operation `{name}` was added");
    let change = Change::new("operation_added", Class::Widens, message);
    let change = change.at(place(guard), None).note(format!("it requires {}", guard.words));
    let ways = Ways::of(&guard.requirement, model, &Renames::default());
    with_ways(change, "it is open to", ways.iter().flat_map(|ways| &ways.list))
}

fn removed(name: &str, guard: &Guard) -> Change {
    let message = format!("operation `{name}` is gone or no longer guarded");
    let change = Change::new("operation_removed", Class::Widens, message);
    change.at(None, place(guard)).note(format!("it required {}", guard.words))
}

fn changed(models: (&Model, &Model), name: &str, old: &Guard, new: &Guard) -> Vec<Change> {
    let (before, after) = models;
    let renames = Renames::new(before, after, &align(before, after));
    let old_ways = Ways::of(&old.requirement, before, &renames);
    let ways = old_ways.zip(Ways::of(&new.requirement, after, &Renames::default()));
    let Some((old_ways, new_ways)) = ways else {
        let is_same = old.words == new.words
            && has_same_steps((&old.requirement, before), (&new.requirement, after), &renames);
        return if is_same { Vec::new() } else { vec![not_compared(name, old, new)] };
    };
    let mut changes = Vec::new();
    let old_conditions = Conditions::of(&old.requirement);
    let new_conditions = Conditions::of(&new.requirement);
    let opened = Difference {
        ways: new_ways.not_in(&old_ways),
        // A guard that nobody passes has no conditions.
        conditions: old_conditions.refusing(&new_conditions, &new_ways),
    };
    if !opened.is_empty() {
        let change =
            Change::new("operation_opened", Class::Widens, format!("operation `{name}` opens"));
        let change = opened.add_to(change.at(place(new), None), ["open to", "admits more callers"]);
        changes.push(with_words(change, old, new));
    }
    let closed = Difference {
        ways: old_ways.not_in(&new_ways),
        conditions: new_conditions.refusing(&old_conditions, &old_ways),
    };
    if !closed.is_empty() {
        let change =
            Change::new("operation_closed", Class::Breaks, format!("operation `{name}` closes"));
        let words = ["closed to", "refuses more callers"];
        let change = closed.add_to(change.at(place(new), None), words);
        changes.push(with_words(change, old, new));
    }
    changes
}

/// The callers that one of two guards lets in, and the other one does not.
struct Difference<'w> {
    ways: Vec<&'w Way>,
    /// The names of conditions.
    conditions: Vec<&'static str>,
}

impl Difference<'_> {
    fn is_empty(&self) -> bool {
        self.ways.is_empty() && self.conditions.is_empty()
    }

    fn add_to(self, change: Change, [to, condition]: [&str; 2]) -> Change {
        let mut change = with_ways(change, &format!("it is now {to}"), self.ways);
        for name in self.conditions {
            change = change.note(format!("its condition `{name}` {condition}"));
        }
        change
    }
}

/// A guard has too many ways to list them.
fn not_compared(name: &str, old: &Guard, new: &Guard) -> Change {
    let message = format!("operation `{name}` may open: its callers cannot be listed");
    let change = Change::new("operation_opened", Class::Widens, message);
    with_words(change.at(place(new), None), old, new)
}

fn with_words(change: Change, old: &Guard, new: &Guard) -> Change {
    if old.words == new.words {
        return change.note("the guard is the same, and the model is different");
    }
    change
        .note(format!("it required {}", old.words))
        .note(format!("it requires {}", new.words))
}

/// Lists ways, one in each note.
fn with_ways<'w>(change: Change, start: &str, ways: impl IntoIterator<Item = &'w Way>) -> Change {
    /// The number of ways that are listed. Nobody reads more.
    const MAX_LISTED: usize = 8;
    let mut ways = ways.into_iter();
    let mut change = change;
    for way in ways.by_ref().take(MAX_LISTED) {
        change = change.note(format!("{start} {way}"));
    }
    match ways.count() {
        0 => change,
        more => change.note(format!("{start} {more} more combinations")),
    }
}

fn place(guard: &Guard) -> Option<Location> {
    let line = usize::try_from(guard.line).ok()?;
    Some(Location { file: guard.file.clone(), line, column: 1 })
}

#[cfg(test)]
mod tests;
