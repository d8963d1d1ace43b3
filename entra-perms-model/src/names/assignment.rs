//! The names of all roles, or of all scopes.

use std::collections::{HashMap, HashSet};

use super::collision::{Collisions, Obstacle};
use super::identifier::path_text;
use super::renames::Renames;
use crate::manifest::Registered;
use crate::model::{Group, Name};

/// The values in the module of a group, besides its roles. `caller` is the parameter of `widest`: a
/// constant with that name would be a pattern there.
const GROUP_VALUES: [&str; 3] = ["ANY", "widest", "caller"];

/// The type in the module of a group. A module may not have this name.
const GROUP_TYPE: &str = "Constraint";

/// The assignment of names to either all roles or all scopes.
pub(super) struct Assignment<'a> {
    /// The kind of the entries: "app role" or "scope".
    noun: &'static str,
    entries: &'a [Registered],
    groups: &'a [Group],
    renames: &'a Renames,
    /// The entries that have a name, by variant.
    variants: HashMap<String, &'a Registered>,
    /// The entries that have a name, by path.
    paths: HashMap<String, &'a Registered>,
    /// The entries that the user does not rename, by their value in lower case.
    spellings: HashMap<String, &'a Registered>,
    /// Every identifier that some value has or would get.
    occupied: HashSet<String>,
    /// By identifier: the next number that may make it free.
    numbers: HashMap<String, usize>,
}

impl<'a> Assignment<'a> {
    pub(super) fn new(
        noun: &'static str,
        entries: &'a [Registered],
        groups: &'a [Group],
        renames: &'a Renames,
    ) -> Self {
        Self {
            noun,
            entries,
            groups,
            renames,
            variants: HashMap::new(),
            paths: HashMap::new(),
            spellings: HashMap::new(),
            occupied: HashSet::new(),
            numbers: HashMap::new(),
        }
    }

    /// Returns the name of each entry. Entries that collide are reported and get a free name.
    pub(super) fn run(mut self, collisions: &mut Collisions<'a, '_>) -> Vec<Name> {
        let wanted: Vec<_> = self.entries.iter().map(|entry| self.renames.name_of(entry)).collect();
        for name in &wanted {
            self.occupied.insert(name.variant.clone());
            self.occupied.extend(name.path.first().cloned());
        }
        let mut names = Vec::new();
        for (entry, wanted) in self.entries.iter().zip(wanted) {
            names.push(self.name(entry, wanted, collisions));
        }
        names
    }

    /// Returns the wanted name, or a free one if there is an obstacle.
    fn name(
        &mut self,
        entry: &'a Registered,
        wanted: Name,
        collisions: &mut Collisions<'a, '_>,
    ) -> Name {
        let Some(obstacle) = self.first_obstacle(entry, &wanted) else {
            return self.claim(entry, wanted);
        };
        let free = self.free_identifier(&wanted.variant);
        collisions.report(self.noun, entry, &wanted, &obstacle, &free);
        let mut name = wanted;
        if self.path_obstacle(&name).is_some() {
            name.path = vec![free.clone()];
        }
        if self.variant_obstacle(&name).is_some() {
            name.variant = free;
        }
        self.claim(entry, name)
    }

    fn first_obstacle(&self, entry: &Registered, wanted: &Name) -> Option<Obstacle<'a>> {
        self.variant_obstacle(wanted)
            .or_else(|| self.path_obstacle(wanted))
            .or_else(|| self.spelling_obstacle(entry))
    }

    fn variant_obstacle(&self, wanted: &Name) -> Option<Obstacle<'a>> {
        self.variants.get(&wanted.variant).copied().map(Obstacle::Variant)
    }

    fn path_obstacle(&self, wanted: &Name) -> Option<Obstacle<'a>> {
        match self.paths.get(&path_text(&wanted.path)) {
            Some(other) => Some(Obstacle::Path(other)),
            None => self.group_obstacle(&wanted.path),
        }
    }

    /// Returns the obstacle if a constant or a module of this path would have the name of an item
    /// in the module of a group.
    fn group_obstacle(&self, path: &[String]) -> Option<Obstacle<'a>> {
        for group in self.groups {
            let Some(below) = path.strip_prefix(group.path.as_slice()) else { continue };
            let item = match below {
                [constant] if GROUP_VALUES.contains(&constant.as_str()) => constant,
                [module, _, ..] if module == GROUP_TYPE => module,
                _ => continue,
            };
            return Some(Obstacle::Group { module: path_text(&group.path), item: item.clone() });
        }
        None
    }

    fn spelling_obstacle(&self, entry: &Registered) -> Option<Obstacle<'a>> {
        if self.renames.contains(&entry.value) {
            return None;
        }
        self.spellings.get(&lower_case(entry)).copied().map(Obstacle::Spelling)
    }

    /// Records that an entry has a name.
    fn claim(&mut self, entry: &'a Registered, name: Name) -> Name {
        self.variants.insert(name.variant.clone(), entry);
        self.paths.insert(path_text(&name.path), entry);
        if !self.renames.contains(&entry.value) {
            self.spellings.entry(lower_case(entry)).or_insert(entry);
        }
        name
    }

    /// Returns `base` with the first number that makes it unlike every other identifier.
    fn free_identifier(&mut self, base: &str) -> String {
        let base = base.trim_start_matches("r#");
        let number = self.numbers.entry(base.to_owned()).or_insert(2);
        loop {
            let name = format!("{base}{number}");
            *number += 1;
            if self.occupied.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn lower_case(entry: &Registered) -> String {
    entry.value.to_ascii_lowercase()
}
