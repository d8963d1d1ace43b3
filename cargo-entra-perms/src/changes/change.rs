//! The form of a change.

use crate::arguments::Level;
use crate::place::Location;
use crate::report::{Class, Item, Remark};

/// A change, or a note next to the changes, which has no class.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) id: &'static str,
    pub(crate) class: Option<Class>,
    message: String,
    place: Option<Location>,
    related: Vec<Location>,
    remarks: Vec<Remark>,
}

impl Change {
    /// Creates a change. `message` is one line with a subject and a verb.
    pub(crate) fn new(id: &'static str, class: Class, message: String) -> Self {
        let place = None;
        let related = Vec::new();
        Self { id, class: Some(class), message, place, related, remarks: Vec::new() }
    }

    /// Creates a note, which is not a change.
    pub(crate) fn remark(id: &'static str, message: String) -> Self {
        Self { class: None, ..Self::new(id, Class::Text, message) }
    }

    /// Sets the place in the second state. Without one, it is the place in the first state.
    pub(crate) fn at(mut self, after: Option<Location>, before: Option<Location>) -> Self {
        let mut places = after.into_iter().chain(before);
        self.place = places.next();
        self.related = places.collect();
        self
    }

    /// Adds a fact.
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::note(text));
        self
    }

    /// Adds a remedy.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.remarks.push(Remark::help(text));
        self
    }

    /// Returns the change as an item of a report. `subject` comes before the message of a change.
    pub(crate) fn into_item(self, subject: &str) -> Item {
        Item {
            id: self.id,
            level: self.class.map_or(Level::Note, Class::level),
            class: self.class.map(Class::name),
            message: match self.class {
                Some(_) => format!("{subject}{}", self.message),
                None => self.message,
            },
            place: self.place,
            related: self.related,
            remarks: self.remarks,
        }
    }
}
