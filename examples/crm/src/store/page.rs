//! A part of a list. Its records have ascending ids.

use super::Record;

/// The records of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The records, in the order of their ids.
    pub records: Vec<Record<T>>,
    /// The position after the last record. `None` if there are no more records.
    pub next: Option<Position>,
}

/// A position in a list: after the record with this id.
///
/// It stays valid when records are added or deleted. So a client that reads page after page gets
/// each record once, if the record was there for the whole time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(i64);

impl Position {
    /// The position before the first record.
    pub const START: Self = Self(0);

    /// Returns the position after the record with this id.
    #[must_use]
    pub const fn after(id: i64) -> Self {
        Self(id)
    }

    /// Returns the id of the record before this position.
    #[must_use]
    pub const fn id(self) -> i64 {
        self.0
    }
}

/// The largest number of records on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u8);

impl PageSize {
    /// The size if the client names none.
    pub const DEFAULT: Self = Self(50);
    /// The largest size.
    pub const MAX: Self = Self(200);

    /// Returns `None` for 0, and for more than [`MAX`](Self::MAX).
    #[must_use]
    pub fn new(records: u64) -> Option<Self> {
        let size = u8::try_from(records).ok()?;
        (1..=Self::MAX.0).contains(&size).then_some(Self(size))
    }

    /// Returns the number of records.
    #[must_use]
    pub const fn records(self) -> u8 {
        self.0
    }
}
