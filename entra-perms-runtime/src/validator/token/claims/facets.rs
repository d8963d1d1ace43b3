//! The facets of the actor or of the subject: `xms_act_fct`, `xms_sub_fct`.

use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// A facet of AI agents. Entra writes facets as numbers.
/// <https://learn.microsoft.com/entra/agent-id/identity-platform/agent-token-claims>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Facet {
    /// 11: an agent identity.
    AgentIdentity,
    /// 13: the user account of an agent.
    AgentAccount,
}

/// The facets of AI agents that a claim contains. The default is a missing claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facets(u8);

impl Facet {
    fn from_number(number: u32) -> Option<Self> {
        match number {
            11 => Some(Self::AgentIdentity),
            13 => Some(Self::AgentAccount),
            _ => None,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::AgentIdentity => 0b01,
            Self::AgentAccount => 0b10,
        }
    }
}

impl Facets {
    /// Entra writes a few numbers of at most two digits.
    const MAX_BYTES: usize = 256;

    /// Returns `true` if these facets make an agent.
    pub(crate) const fn are_of_agent(self) -> bool {
        self.0 != 0
    }

    pub(crate) const fn contains(self, facet: Facet) -> bool {
        self.0 & facet.bit() != 0
    }

    /// Reads different decimal numbers with single spaces between them, in any order. Numbers of
    /// other facets are ignored. Allocates nothing.
    ///
    /// Returns `None` for any other text, because another reader could see other numbers in it.
    fn parse(text: &str) -> Option<Self> {
        if text.len() > Self::MAX_BYTES {
            return None;
        }
        let mut facets = Self::default();
        for (i, number) in text.split(' ').enumerate() {
            // Each number has one spelling, so equal numbers are equal texts.
            let is_repeated = text.split(' ').take(i).any(|earlier| earlier == number);
            if is_repeated {
                return None;
            }
            if let Some(facet) = Facet::from_number(parse_number(number)?) {
                facets.0 |= facet.bit();
            }
        }
        Some(facets)
    }
}

/// Reads a decimal number without a sign and without leading zeros.
fn parse_number(text: &str) -> Option<u32> {
    let has_leading_zero = text.len() > 1 && text.starts_with('0');
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    if has_leading_zero || !is_decimal {
        return None;
    }
    text.parse().ok()
}

impl<'de> Deserialize<'de> for Facets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FacetsVisitor;

        impl Visitor<'_> for FacetsVisitor {
            type Value = Facets;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("different numbers in a string, with single spaces between them")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Facets, E> {
                Facets::parse(text).ok_or_else(|| E::custom("malformed facets"))
            }
        }

        deserializer.deserialize_str(FacetsVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Facets = Facets(0);
    const IDENTITY: Facets = Facets(0b01);
    const ACCOUNT: Facets = Facets(0b10);

    #[test]
    fn facets_are_numbers_in_any_order() {
        for (text, expected) in [
            ("11", IDENTITY),
            ("3 9 11", IDENTITY),
            ("11 9 3", IDENTITY),
            ("9 11 3", IDENTITY),
            ("13 3", ACCOUNT),
            ("13 11", Facets(0b11)),
            ("1 3", NONE),
            ("0", NONE),
            ("111 113 1 3 2 12", NONE),
            ("4294967295", NONE),
        ] {
            assert_eq!(Facets::parse(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_no_facets() {
        for text in [
            "",
            " ",
            "11 ",
            " 11",
            "3  11",
            "1 1",
            "11 11",
            "11,13",
            "11;13",
            "11\t13",
            "11\n",
            "11\u{a0}13",
            "\u{661}\u{661}",
            "011",
            "00",
            "+11",
            "-11",
            "11.0",
            "1e1",
            "0x0b",
            "eleven",
            "4294967296",
            "99999999999999999999",
            "11\0",
            "[11]",
            "\"11\"",
        ] {
            assert_eq!(Facets::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_length_is_bounded() {
        let numbers: Vec<String> = (100..164).map(|number| number.to_string()).collect();
        let text = numbers.join(" ");
        assert_eq!(text.len(), 255);
        assert_eq!(Facets::parse(&text), Some(NONE));
        assert_eq!(Facets::parse(&text.replacen("100", "1000", 1)), Some(NONE));
        assert_eq!(Facets::parse(&text.replacen("100", "10000", 1)), None);
    }
}
