//! The identifiers of all values, so that no two become the same.

mod identifier;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span};

pub(crate) use self::identifier::{name_of, path_of, path_text};
use crate::arguments::Rename;
use crate::finding::{Finding, Findings, Rule};
use crate::manifest::{Manifest, Registered};
use crate::model::{Group, Name};
use crate::suggestion::{closest, did_you_mean};

/// What the module of a group holds beside its roles: two values, and a type that no module can be called like. A constant
/// called `caller` would be what the parameter of `widest` is matched against.
const GROUP_VALUES: [&str; 3] = ["ANY", "widest", "caller"];
const GROUP_TYPE: &str = "Constraint";
/// A constant of both enums.
const RESERVED: &str = "ALL";

/// The names of all app roles, and of all scopes, in their order.
pub(super) fn assign(
    manifest: &Manifest,
    rename: &[Rename],
    groups: &[Group],
    errors: &mut Findings,
) -> (Vec<Name>, Vec<Name>) {
    let renames = renames(manifest, rename, errors);
    let mut reported = HashSet::new();
    let mut assign = |entries, kind, groups| {
        let renames = &renames;
        Assignment::new(manifest, kind, entries, renames, groups).run(&mut reported, errors)
    };
    let roles = assign(&manifest.registration.roles, "app roles", groups);
    // A value may be both a role and a scope, and then one `rename` resolves both.
    let scopes = assign(&manifest.registration.scopes, "scopes", &[]);
    (roles, scopes)
}

type Renames = HashMap<String, Ident>;

fn renames(manifest: &Manifest, rename: &[Rename], errors: &mut Findings) -> Renames {
    let registration = &manifest.registration;
    let values = || {
        registration
            .roles
            .iter()
            .chain(&registration.scopes)
            .map(|entry| entry.value.as_str())
    };
    let mut renames = Renames::new();
    for Rename { value: literal, name } in rename {
        let value = literal.value();
        if !values().any(|known| known == value) {
            let meant = closest(&value, values());
            let file = manifest.name();
            errors.push(
                Finding::new(
                    Rule::UnknownName,
                    format!("no app role or scope `{value}` in {file}{}", did_you_mean(meant)),
                )
                .at(literal.span()),
            );
        } else if name == RESERVED {
            errors.push(
                Finding::from(format!(
                    "`{RESERVED}` is the list of all values; expected another identifier"
                ))
                .at(name.span()),
            );
        } else if let Some(first) = renames.insert(value.clone(), name.clone()) {
            renames.insert(value.clone(), first);
            errors.push(
                Finding::from(format!(
                    "`{value}` is renamed twice; expected one identifier for it"
                ))
                .at(literal.span()),
            );
        }
    }
    renames
}

/// The naming of either all roles or all scopes.
struct Assignment<'a> {
    manifest: &'a Manifest,
    kind: &'static str,
    entries: &'a [Registered],
    renames: &'a Renames,
    groups: &'a [Group],
    variants: HashMap<String, &'a Registered>,
    constants: HashMap<String, &'a Registered>,
    /// By the value in lower case: those without a name of the user's choice.
    spellings: HashMap<String, &'a Registered>,
    /// Every identifier that some value has or wants, and so no good as a way out.
    unfree: HashSet<String>,
    /// By name: the first number that may be free behind it.
    numbers: HashMap<String, usize>,
}

/// What keeps a value from an identifier.
enum Obstacle<'a> {
    Value(&'a Registered),
    /// A value that differs only in case: to Entra another one, and to people the same.
    Spelling(&'a Registered),
    /// What the module of a group holds already, and the path of the group.
    Group(String),
}

/// Pairs of values whose collision has been reported.
type Reported<'a> = HashSet<(&'a str, Option<&'a str>)>;

impl<'a> Assignment<'a> {
    fn new(
        manifest: &'a Manifest,
        kind: &'static str,
        entries: &'a [Registered],
        renames: &'a Renames,
        groups: &'a [Group],
    ) -> Self {
        let (variants, constants, spellings) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (unfree, numbers) = (HashSet::new(), HashMap::new());
        Self {
            manifest,
            kind,
            entries,
            renames,
            groups,
            variants,
            constants,
            spellings,
            unfree,
            numbers,
        }
    }

    fn run(mut self, reported: &mut Reported<'a>, errors: &mut Findings) -> Vec<Name> {
        let wanted: Vec<_> = self.entries.iter().map(|entry| wanted(entry, self.renames)).collect();
        for name in &wanted {
            self.unfree
                .extend([&name.variant].into_iter().chain(name.path.first()).cloned());
        }
        let entries = self.entries.iter().zip(wanted);
        entries
            .map(|(entry, wanted)| self.name(entry, wanted, reported, errors))
            .collect()
    }

    /// The name that `entry` wants, or where another value has it, one that is free.
    fn name(
        &mut self,
        entry: &'a Registered,
        mut name: Name,
        reported: &mut Reported<'a>,
        errors: &mut Findings,
    ) -> Name {
        let (variant, path) = (name.variant.clone(), path_text(&name.path));
        let variant_taken = self.variants.get(&variant).copied().map(Obstacle::Value);
        let path_taken = self.constants.get(&path).copied().map(Obstacle::Value);
        let path_taken = path_taken.or_else(|| self.group_obstacle(&name.path));
        let spelling_taken = self.other_spelling(entry).map(Obstacle::Spelling);
        if variant_taken.is_some() || path_taken.is_some() || spelling_taken.is_some() {
            let free = self.free_identifier(&variant);
            if path_taken.is_some() {
                name.path = vec![free.clone()];
            }
            if variant_taken.is_some() {
                name.variant = free.clone();
            }
            let text = if variant_taken.is_some() { variant } else { path };
            if let Some(obstacle) = variant_taken.or(path_taken).or(spelling_taken) {
                let first = obstacle.value();
                if reported.insert((entry.value.as_str(), first)) {
                    let message = self.message(entry, &text, &obstacle, &free);
                    errors.push(Finding::new(Rule::TakenName, message).at(self.span(entry, first)));
                }
            }
        }
        self.variants.insert(name.variant.clone(), entry);
        self.constants.insert(path_text(&name.path), entry);
        name
    }

    /// The first value that differs from this one only in case.
    fn other_spelling(&mut self, entry: &'a Registered) -> Option<&'a Registered> {
        if self.renames.contains_key(&entry.value) {
            return None;
        }
        let first = *self.spellings.entry(entry.value.to_ascii_lowercase()).or_insert(entry);
        (first.value != entry.value).then_some(first)
    }

    /// Whether this path would put a constant or a module where a group's module has something else.
    fn group_obstacle(&self, path: &[String]) -> Option<Obstacle<'a>> {
        self.groups.iter().find_map(|group| {
            let (next, deeper) = path.strip_prefix(group.path.as_slice())?.split_first()?;
            let is_constant = deeper.is_empty();
            let is_taken = if is_constant {
                GROUP_VALUES.iter().any(|taken| next == *taken)
            } else {
                next == GROUP_TYPE
            };
            is_taken.then(|| Obstacle::Group(path_text(&group.path)))
        })
    }

    /// `base`, with the first number behind it that makes it unlike every other name.
    fn free_identifier(&mut self, base: &str) -> String {
        let base = base.trim_start_matches("r#");
        let next = self.numbers.entry(base.to_owned()).or_insert(2);
        let mut numbered = (*next..).map(|number| (number, format!("{base}{number}")));
        let free = numbered.find(|(_, name)| !self.unfree.contains(name)).map(|(number, name)| {
            *next = number + 1;
            name
        });
        let free = free.unwrap_or_default();
        self.unfree.insert(free.clone());
        free
    }

    /// The identifier in `rename` that causes the collision, else the manifest.
    fn span(&self, entry: &Registered, first: Option<&str>) -> Span {
        let renamed = self.renames.get(&entry.value).or_else(|| self.renames.get(first?));
        renamed.map_or_else(|| self.manifest.span_of(entry), Ident::span)
    }

    fn message(
        &self,
        entry: &Registered,
        text: &str,
        obstacle: &Obstacle<'_>,
        free: &str,
    ) -> String {
        let (kind, value, place) = (self.kind, &entry.value, self.manifest.place(entry));
        let rename = format!("`rename = {{ {value:?} => {free} }}`");
        match obstacle {
            Obstacle::Value(first) => format!(
                "the {kind} `{}` ({}) and `{value}` ({place}) both become `{text}`; tell them apart with {rename}",
                first.value,
                self.manifest.place(first)
            ),
            Obstacle::Spelling(first) => format!(
                "the {kind} `{}` ({}) and `{value}` ({place}) differ only in case; tell them apart with {rename}",
                first.value,
                self.manifest.place(first)
            ),
            Obstacle::Group(group) => format!(
                "`{value}` ({place}) becomes `{text}`, which is taken by the constraints of `{group}`; give it \
                 another name with {rename}"
            ),
        }
    }
}

impl<'a> Obstacle<'a> {
    fn value(&self) -> Option<&'a str> {
        match self {
            Self::Value(first) | Self::Spelling(first) => Some(&first.value),
            Self::Group(_) => None,
        }
    }
}

fn wanted(entry: &Registered, renames: &Renames) -> Name {
    let Some(name) = renames.get(&entry.value) else { return name_of(&entry.value) };
    let name = name.to_string();
    Name { variant: name.clone(), path: vec![name] }
}

#[cfg(test)]
mod tests;
