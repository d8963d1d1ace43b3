//! The values of a manifest, found by their hash.
//!
//! The table uses open addressing with linear probing. It is computed when the program is built, so
//! a token cannot influence it. The longest run of occupied places bounds every search, for any
//! value of a token.

use uuid::Uuid;

/// The app roles of a manifest, or its scopes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Table {
    /// In manifest order.
    pub entries: &'static [Entry],
    /// Indices into `entries`, placed by the hash of the value. [`slots`] computes them.
    pub slots: &'static [u16],
}

/// One app role or scope of a manifest.
#[doc(hidden)]
#[derive(Debug)]
pub struct Entry {
    pub value: &'static str,
    pub display_name: &'static str,
    /// `None` if the manifest has no id, or a placeholder.
    pub id: Option<Uuid>,
    pub enabled: bool,
}

#[expect(
    clippy::indexing_slicing,
    reason = "`const` has no other way, and the index is a variant's own number"
)]
impl Table {
    #[must_use]
    pub const fn value(&self, index: usize) -> &'static str {
        self.entries[index].value
    }

    #[must_use]
    pub const fn display_name(&self, index: usize) -> &'static str {
        self.entries[index].display_name
    }

    #[must_use]
    pub const fn id(&self, index: usize) -> Option<Uuid> {
        self.entries[index].id
    }

    #[must_use]
    pub const fn is_enabled(&self, index: usize) -> bool {
        self.entries[index].enabled
    }

    /// Finds the index of the entry with this value.
    pub(super) fn find(&self, value: &str) -> Option<usize> {
        let first = first(value, self.slots.len());
        let (before, from_first) = self.slots.split_at_checked(first)?;
        for index in from_first.iter().chain(before) {
            let entry = self.entries.get(usize::from(*index))?;
            if entry.value == value {
                return Some(usize::from(*index));
            }
        }
        None
    }
}

/// Marks an empty place. No entry has this index.
const EMPTY: u16 = u16::MAX;

/// Places the index of each entry at the first free place, starting at its hash.
///
/// `N` is a power of two and larger than the number of entries: at least one place must be empty,
/// so that every search ends.
///
/// # Panics
/// Panics at build time if `N` is not such a number.
#[doc(hidden)]
#[must_use]
#[expect(clippy::indexing_slicing, reason = "`const` has no other way, and `place` is below N")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a manifest has fewer entries than a `u16` counts"
)]
pub const fn slots<const N: usize>(entries: &[Entry]) -> [u16; N] {
    assert!(N.is_power_of_two() && N > entries.len() && entries.len() < EMPTY as usize);
    let mut slots = [EMPTY; N];
    let mut index = 0;
    while index < entries.len() {
        let mut place = first(entries[index].value, N);
        while slots[place] != EMPTY {
            place = (place + 1) % N;
        }
        slots[place] = index as u16;
        index += 1;
    }
    slots
}

/// Returns the place at which a search begins. `places` is a power of two. The high bits of the
/// hash are mixed best.
const fn first(value: &str, places: usize) -> usize {
    (hash(value.as_bytes()) >> 32) as usize & places.wrapping_sub(1)
}

/// Hashes eight bytes at a time. The last eight bytes may overlap the bytes before them. Two values
/// may have one hash: a search compares the values themselves.
const fn hash(value: &[u8]) -> u64 {
    let mut hash = value.len() as u64;
    let mut rest = value;
    while let Some((word, behind)) = rest.split_first_chunk() {
        hash = mixed(hash, u64::from_le_bytes(*word));
        rest = behind;
    }
    if rest.is_empty() {
        return hash;
    }
    if let Some((_, word)) = value.split_last_chunk() {
        return mixed(hash, u64::from_le_bytes(*word));
    }
    let mut word = 0;
    while let Some((byte, behind)) = rest.split_first() {
        word = word << 8 | *byte as u64;
        rest = behind;
    }
    mixed(hash, word)
}

/// Mixes a word into the hash. The constant is 2⁶⁴ divided by the golden ratio (D. E. Knuth, The
/// Art of Computer Programming, volume 3, section 6.4).
const fn mixed(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn entry(value: &'static str) -> Entry {
        Entry { value, display_name: "", id: None, enabled: true }
    }

    const ENTRIES: &[Entry] = &[
        entry("a"),
        entry("b"),
        entry("Contacts.Read.All"),
        entry("Contacts.Read.Team"),
        entry("Contacts.Write.All"),
        entry("12345678"),
        entry("1234567"),
    ];

    #[test]
    fn only_values_of_the_table_are_found() {
        const EMPTY_TABLE: &[u16] = &slots::<1>(&[]);
        const FULL: &[u16] = &slots::<8>(ENTRIES);
        const SPARSE: &[u16] = &slots::<64>(ENTRIES);
        for slots in [FULL, SPARSE] {
            let table = Table { entries: ENTRIES, slots };
            for (index, entry) in ENTRIES.iter().enumerate() {
                assert_eq!(table.find(entry.value), Some(index), "{}", entry.value);
            }
            for other in [
                "",
                "A",
                "aa",
                "contacts.read.all",
                "Contacts.Read.Al",
                "Contacts.Read.All ",
                "123456789",
            ] {
                assert_eq!(table.find(other), None, "{other}");
            }
        }
        assert_eq!(Table { entries: &[], slots: EMPTY_TABLE }.find("a"), None);
    }

    #[test]
    fn every_byte_of_a_value_changes_its_hash() {
        for length in 1..40 {
            let value = vec![b'a'; length];
            for place in 0..length {
                let mut other = value.clone();
                other[place] = b'b';
                assert_ne!(hash(&value), hash(&other), "{place} of {length}");
            }
        }
        assert_ne!(hash(b""), hash(b"\0"));
    }
}
