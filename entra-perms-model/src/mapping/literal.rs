//! One string literal of the mapping → the entries of the manifest it names.

use std::collections::HashMap;

use super::pattern::Wildcard;
use crate::manifest::{Manifest, Registered};
use crate::suggestion::{closest, did_you_mean};

/// What a literal is expected to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Role,
    Scope,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Role => "app role",
            Self::Scope => "scope",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Role => Self::Scope,
            Self::Scope => Self::Role,
        }
    }
}

/// An entry that a literal names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'a> {
    pub(super) index: usize,
    pub(super) entry: &'a Registered,
    /// What the `*` stands for; `None` where the entry is named in full.
    pub(super) captured: Option<&'a str>,
}

/// A literal that names nothing.
#[derive(Debug)]
pub(super) struct Miss {
    pub(super) message: String,
    /// The entries it was most likely meant to name; empty where that is anyone's guess.
    pub(super) meant: Vec<usize>,
}

impl Miss {
    fn new(message: String) -> Self {
        Self { message, meant: Vec::new() }
    }
}

/// The values of a manifest.
pub(super) struct Entries<'a> {
    manifest: &'a Manifest,
    roles: HashMap<&'a str, usize>,
    scopes: HashMap<&'a str, usize>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        let index = |entries: &'a [Registered]| {
            entries
                .iter()
                .enumerate()
                .map(|(index, entry)| (entry.value.as_str(), index))
                .collect()
        };
        let registration = &manifest.registration;
        Self { manifest, roles: index(&registration.roles), scopes: index(&registration.scopes) }
    }

    /// The one entry that `text` names in full.
    pub(super) fn exact(&self, kind: Kind, text: &str) -> Option<Match<'a>> {
        let index = match kind {
            Kind::Role => *self.roles.get(text)?,
            Kind::Scope => *self.scopes.get(text)?,
        };
        Some(Match { index, entry: self.entries(kind).get(index)?, captured: None })
    }

    /// The entries that `text` names, in full or by a `*`. Never empty.
    pub(super) fn find(&self, kind: Kind, text: &str) -> Result<Vec<Match<'a>>, Miss> {
        // `*` is a legal character of a value, so a value comes before a pattern.
        if let Some(exact) = self.exact(kind, text) {
            return Ok(vec![exact]);
        }
        let Some(wildcard) = Wildcard::parse(text).map_err(Miss::new)? else {
            return Err(self.unknown(kind, text));
        };
        let matches = self.matches(kind, wildcard);
        if matches.is_empty() { Err(self.unmatched(kind, text, wildcard)) } else { Ok(matches) }
    }

    fn matches(&self, kind: Kind, wildcard: Wildcard<'_>) -> Vec<Match<'a>> {
        let entries = self.entries(kind).iter().enumerate();
        let matched = entries.filter_map(|(index, entry)| {
            Some(Match { index, entry, captured: Some(wildcard.capture(&entry.value)?) })
        });
        matched.collect()
    }

    fn unknown(&self, kind: Kind, text: &str) -> Miss {
        let (noun, other) = (kind.noun(), kind.other());
        if self.exact(other, text).is_some() {
            return Miss::new(format!(
                "`{text}` is {}; expected {}",
                with_article(other),
                with_article(kind)
            ));
        }
        // A client asks for `api://app-id-uri/value`, and the manifest has the value alone.
        let bare = text
            .rsplit_once('/')
            .and_then(|(_, bare)| self.exact(kind, bare))
            .map(|bare| bare.entry.value.as_str());
        let meant = bare
            .or_else(|| closest(text, self.entries(kind).iter().map(|entry| entry.value.as_str())));
        let file = self.manifest.name();
        Miss {
            message: format!("no {noun} `{text}` in {file}{}", self.hint(kind, meant)),
            meant: meant
                .and_then(|value| self.exact(kind, value))
                .map(|meant| meant.index)
                .into_iter()
                .collect(),
        }
    }

    fn unmatched(&self, kind: Kind, text: &str, wildcard: Wildcard<'_>) -> Miss {
        let (noun, other) = (kind.noun(), kind.other());
        if self.has_any(kind) && !self.matches(other, wildcard).is_empty() {
            return Miss::new(format!("`{text}` matches {}s; expected {}s", other.noun(), noun));
        }
        let patterns: Vec<_> = self
            .entries(kind)
            .iter()
            .filter_map(|entry| wildcard.generalise(&entry.value))
            .collect();
        let meant = closest(text, patterns.iter().map(String::as_str));
        let meant_wildcard = meant.and_then(|pattern| Wildcard::parse(pattern).ok().flatten());
        let meant_matches =
            meant_wildcard.map(|wildcard| self.matches(kind, wildcard)).unwrap_or_default();
        let file = self.manifest.name();
        Miss {
            message: format!("`{text}` matches no {noun} in {file}{}", self.hint(kind, meant)),
            meant: meant_matches.iter().map(|meant| meant.index).collect(),
        }
    }

    /// The name that was meant; or, where there is none of the kind at all, what the manifest is: often half of one.
    fn hint(&self, kind: Kind, meant: Option<&str>) -> String {
        if !self.entries(kind).is_empty() {
            return did_you_mean(meant);
        }
        let way_out = match kind {
            Kind::Role => "`=> []` says that a scope leads to none, and ",
            Kind::Scope => "",
        };
        let way_out =
            format!("; {way_out}`manifest = [\"…\", \"…\"]` takes the file that has them as well");
        match self.manifest.forms.as_slice() {
            [form] => format!(", which is {form} and has no {}s{way_out}", kind.noun()),
            _ => format!(", which have no {}s{way_out}", kind.noun()),
        }
    }

    /// Whether there is anything of the kind.
    pub(super) fn has_any(&self, kind: Kind) -> bool {
        !self.entries(kind).is_empty()
    }

    /// The scopes of the manifest.
    pub(super) fn scopes(&self) -> &'a [Registered] {
        self.entries(Kind::Scope)
    }

    fn entries(&self, kind: Kind) -> &'a [Registered] {
        match kind {
            Kind::Role => &self.manifest.registration.roles,
            Kind::Scope => &self.manifest.registration.scopes,
        }
    }
}

fn with_article(kind: Kind) -> &'static str {
    match kind {
        Kind::Role => "an app role",
        Kind::Scope => "a scope",
    }
}
