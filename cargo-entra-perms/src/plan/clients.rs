//! The clients that are pre-authorized after all writes.

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::registration::{Entry, PreAuthorized, Registration};
use crate::error::Failure;

/// Returns the pre-authorized clients with the ids of the target, which has these entries. Without
/// a list in the manifest, the live list stays, except for entries that are removed.
///
/// The list may contain app roles, too.
/// <https://learn.microsoft.com/graph/api/resources/preauthorizedapplication>
pub(super) fn pre_authorized(
    entries: &[&Entry],
    live: &Registration,
    checked_in: &Registration,
) -> Result<Option<PreAuthorized>, Failure> {
    let existing: HashSet<_> = entries.iter().filter_map(|entry| entry.id).collect();
    let new_ids = new_ids(entries, checked_in);
    let (clients, is_written) = match &checked_in.settings.pre_authorized {
        Some(written) => (written, true),
        None => match &live.settings.pre_authorized {
            Some(of_live) => (of_live, false),
            None => return Ok(None),
        },
    };
    let mut target = PreAuthorized::new();
    for (client, ids) in clients {
        let mut new = BTreeSet::new();
        for id in ids {
            match new_ids.get(id) {
                Some(ids) if is_written => match ids.as_slice() {
                    [only] => new.extend([*only]),
                    _ => return Err(repeated_id(id, client)),
                },
                _ => new.extend([*id]),
            }
        }
        new.retain(|id| existing.contains(id));
        if !new.is_empty() {
            target.insert(client.clone(), new);
        }
    }
    Ok(Some(target))
}

/// Returns the ids in the manifest, each with the ids that its values have in the target.
fn new_ids(entries: &[&Entry], checked_in: &Registration) -> HashMap<Uuid, Vec<Uuid>> {
    let by_value: HashMap<_, _> = entries
        .iter()
        .filter_map(|entry| Some(((entry.kind, entry.value.as_deref()?), entry.id?)))
        .collect();
    let mut new_ids: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for entry in checked_in.entries() {
        let (Some(written), Some(value)) = (entry.id, &entry.value) else { continue };
        let Some(new) = by_value.get(&(entry.kind, value.as_str())) else { continue };
        let ids = new_ids.entry(written).or_default();
        if !ids.contains(new) {
            ids.push(*new);
        }
    }
    new_ids
}

fn repeated_id(id: &Uuid, client: &str) -> Failure {
    Failure::new(format_args!("two entries of the manifest have the id {id}"))
        .note(format_args!(
            "client {client} is pre-authorized for one of them, and it is unknown which"
        ))
        .help("give each entry an id of its own")
}
