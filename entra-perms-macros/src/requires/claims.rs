//! `context = …` and `fresh = …`: conditions about the claims of the token.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, LitStr, Result, Token};

use super::message::Message;

/// The last authentication context is `c99`.
/// <https://learn.microsoft.com/graph/api/resources/authenticationcontextclassreference>
const MAX_CONTEXT: u8 = 99;

/// Entra dates `nbf` five minutes back, so that no new token is younger. The client needs a moment
/// to send it. Microsoft does not document this. Users report it:
/// <https://github.com/openid/AppAuth-iOS/issues/264>,
/// <https://github.com/keycloakify/oidc-spa/issues/162>
const MIN_SECONDS: u32 = 6 * 60;

/// Most tokens are valid for an hour or a day, and none for more than 28 hours. A higher age would
/// admit every token.
/// <https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation>
const MAX_SECONDS: u32 = 28 * 60 * 60;

/// The units of `fresh = …`, and words that people write for them.
const UNITS: [(&str, u32, &[&str]); 4] = [
    ("s", 1, &["sec", "secs", "second", "seconds"]),
    ("min", 60, &["m", "mins", "minute", "minutes"]),
    ("h", 60 * 60, &["hr", "hrs", "hour", "hours"]),
    ("d", 24 * 60 * 60, &["day", "days"]),
];

/// The claims that the token must have.
#[derive(Default)]
pub(crate) struct Claims {
    context: Option<u8>,
    /// In seconds.
    fresh: Option<u32>,
    /// The name of the first condition.
    place: Option<Span>,
}

impl Claims {
    /// Reads the number behind `context =`. Returns whether the condition is repeated.
    pub(crate) fn read_context(&mut self, name: &Ident, input: ParseStream<'_>) -> Result<bool> {
        self.place.get_or_insert(name.span());
        Ok(self.context.replace(context(name, input)?).is_some())
    }

    /// Reads the duration behind `fresh =`. Returns whether the condition is repeated.
    pub(crate) fn read_fresh(&mut self, name: &Ident, input: ParseStream<'_>) -> Result<bool> {
        self.place.get_or_insert(name.span());
        Ok(self.fresh.replace(fresh(name, input)?).is_some())
    }

    /// Returns the place of the first condition, or `None` if there is none.
    pub(crate) fn place(&self) -> Option<Span> {
        self.place
    }

    /// Returns the sentences about the conditions, for the docs of a guarded function.
    pub(crate) fn sentences(&self) -> String {
        let context = self
            .context
            .map(|number| format!(" Requires the authentication context `c{number}`."));
        let fresh = self.fresh.map(|seconds| {
            format!(" Requires a token that is not older than {}.", duration(seconds))
        });
        [context, fresh].into_iter().flatten().collect()
    }

    /// ```text
    /// .with_context(1).with_fresh(900)
    /// ```
    pub(crate) fn calls(&self) -> TokenStream {
        let context = self.context.map(|number| quote!(.with_context(#number)));
        let fresh = self.fresh.map(|seconds| quote!(.with_fresh(#seconds)));
        quote!(#context #fresh)
    }
}

/// Returns a duration in the largest unit in which it is a whole number.
fn duration(seconds: u32) -> String {
    let mut text = format!("{seconds} s");
    for (unit, length, _) in UNITS.into_iter().skip(1) {
        if seconds.is_multiple_of(length) {
            text = format!("{} {unit}", seconds / length);
        }
    }
    text
}

/// Returns the argument that a name of another system stands for.
pub(crate) fn argument_of(written: &str) -> Option<&'static str> {
    match written {
        "acr" | "acrs" | "acr_values" | "auth_context" | "authentication_context" | "contexts" => {
            Some("context")
        }
        "azp" | "appid" | "client_id" | "app_id" | "application" => Some("client"),
        "age" | "max_age" | "token_age" | "freshness" | "nbf" => Some("fresh"),
        _ => None,
    }
}

fn context(name: &Ident, input: ParseStream<'_>) -> Result<u8> {
    let expected = Message::new("expected the number of an authentication context");
    if input.is_empty() || input.peek(Token![,]) {
        return Err(expected.help("write for example `context = 1` for `c1`").at(name.span()));
    }
    if !input.peek(LitInt) {
        return Err(not_a_number(expected, input));
    }
    let literal: LitInt = input.parse()?;
    let written = literal.to_string();
    match written.parse::<u8>() {
        Ok(number @ 1..=MAX_CONTEXT) if number.to_string() == written => Ok(number),
        _ => Err(Message::new(format!("`{written}` is not an authentication context"))
            .note("the authentication contexts of Entra are 1 to 99, for `c1` to `c99`")
            .at(literal.span())),
    }
}

/// Returns the error about another token than a number. An id such as `c1` has a remedy.
fn not_a_number(expected: Message, input: ParseStream<'_>) -> syn::Error {
    let ahead = input.fork();
    let text = match ahead.parse::<LitStr>() {
        Ok(text) => Some(text.value()),
        Err(_) => input.fork().parse::<Ident>().ok().map(|word| word.to_string()),
    };
    let number = text.and_then(|text| {
        let digits = text.strip_prefix(['c', 'C']).unwrap_or(&text);
        digits.parse::<u8>().ok().filter(|number| (1..=MAX_CONTEXT).contains(number))
    });
    let message = match number {
        Some(number) => expected.help(format!("write `context = {number}`")),
        None => expected
            .note("the requirement is a constant of the build, so write the number itself")
            .note("for an id from a configuration, call `Caller::require_claims` in the body"),
    };
    message.at_next(input)
}

fn fresh(name: &Ident, input: ParseStream<'_>) -> Result<u32> {
    let expected = Message::new("expected the highest age of the token");
    if input.is_empty() || input.peek(Token![,]) {
        return Err(expected.help("write for example `fresh = \"15 min\"`").at(name.span()));
    }
    if !input.peek(LitStr) {
        let message = expected
            .help("write a number and a unit between quotes, for example `fresh = \"15 min\"`");
        return Err(message.at_next(input));
    }
    let literal: LitStr = input.parse()?;
    let written = literal.value();
    let seconds = seconds(&written).ok_or_else(|| not_an_age(&written).at(literal.span()))?;
    if seconds < u64::from(MIN_SECONDS) {
        return Err(Message::new("no token is so new: `fresh` must be 6 min or more")
            .note("Entra dates each token five minutes back (`nbf`)")
            .at(literal.span()));
    }
    match u32::try_from(seconds) {
        Ok(seconds) if seconds <= MAX_SECONDS => Ok(seconds),
        _ => Err(Message::new("every token is new enough: `fresh` must be 28 h or less")
            .note("no access token of Entra is valid for a longer time")
            .at(literal.span())),
    }
}

/// Reads a number, a space and a unit: `15 min`.
fn seconds(written: &str) -> Option<u64> {
    let (number, unit) = written.split_once(' ')?;
    let (_, size, _) = UNITS.iter().find(|(name, _, _)| *name == unit)?;
    let value: u64 = number.parse().ok().filter(|value: &u64| value.to_string() == number)?;
    Some(value.saturating_mul(u64::from(*size)))
}

fn not_an_age(written: &str) -> Message {
    let message = Message::new(format!("`{written}` is not an age"));
    match meant(written) {
        Some(meant) => message.help(format!("write `fresh = \"{meant}\"`")),
        None => message
            .note("an age is a whole number, a space and a unit: `s`, `min`, `h` or `d`")
            .help("write for example `fresh = \"15 min\"`"),
    }
}

/// Returns the age that was probably meant: `15 min` for `15minutes`.
fn meant(written: &str) -> Option<String> {
    let written = written.trim().to_ascii_lowercase();
    let end = written.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = written.split_at_checked(end)?;
    let number: u32 = number.parse().ok()?;
    let unit = unit.trim();
    let (name, _, _) =
        UNITS.iter().find(|(name, _, others)| *name == unit || others.contains(&unit))?;
    Some(format!("{number} {name}"))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::seconds;
    use crate::requires::tests::message;

    #[test]
    fn conditions_about_claims_are_read() {
        for arguments in [
            quote!(A, context = 1),
            quote!(A, context = 99),
            quote!(A, fresh = "15 min"),
            quote!(A, fresh = "6 min"),
            quote!(A, fresh = "360 s"),
            quote!(A, fresh = "1 h"),
            quote!(A, fresh = "28 h"),
            quote!(A, fresh = "1 d"),
            quote!(A, by = user, fresh = "1 h", agents = never, context = 2, caller = request,),
        ] {
            assert_eq!(message(&arguments), "", "{arguments}");
        }
        assert_eq!(seconds("90 s"), Some(90));
        assert_eq!(seconds("15 min"), Some(900));
        assert_eq!(seconds("2 h"), Some(7200));
        assert_eq!(seconds("1 d"), Some(86_400));
    }

    #[test]
    fn contexts_are_numbers_from_1_to_99() {
        let number = "expected the number of an authentication context\n";
        let constant = "note: the requirement is a constant of the build, so write the number itself\n\
                        note: for an id from a configuration, call `Caller::require_claims` in the body";
        let range = "is not an authentication context\n\
                     note: the authentication contexts of Entra are 1 to 99, for `c1` to `c99`";
        for (arguments, expected) in [
            (
                quote!(A, context =),
                format!("{number}help: write for example `context = 1` for `c1`"),
            ),
            (
                quote!(A, context =, by = user),
                format!("{number}help: write for example `context = 1` for `c1`"),
            ),
            (quote!(A, context = c1), format!("{number}help: write `context = 1`")),
            (quote!(A, context = "c25"), format!("{number}help: write `context = 25`")),
            (quote!(A, context = "7"), format!("{number}help: write `context = 7`")),
            (quote!(A, context = c100), format!("{number}{constant}")),
            (quote!(A, context = STEP_UP), format!("{number}{constant}")),
            (quote!(A, context = [1, 2]), format!("{number}{constant}")),
            (quote!(A, context = 0), format!("`0` {range}")),
            (quote!(A, context = 100), format!("`100` {range}")),
            (quote!(A, context = 1u8), format!("`1u8` {range}")),
            (quote!(A, context = 0x1), format!("`0x1` {range}")),
            (quote!(A, context = 300), format!("`300` {range}")),
            (quote!(A, context = 1, context = 2), "argument `context` is given twice".to_owned()),
            (
                quote!(A, acrs = 1),
                "unknown argument `acrs`\nhelp: did you mean `context`?".to_owned(),
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn ages_have_one_spelling() {
        let expected_age = "expected the highest age of the token\nhelp: write";
        let form = "note: an age is a whole number, a space and a unit: `s`, `min`, `h` or `d`\n\
                    help: write for example `fresh = \"15 min\"`";
        for (arguments, expected) in [
            (quote!(A, fresh =), format!("{expected_age} for example `fresh = \"15 min\"`")),
            (
                quote!(A, fresh = 15),
                format!(
                    "{expected_age} a number and a unit between quotes, \
                     for example `fresh = \"15 min\"`"
                ),
            ),
            (quote!(A, fresh = "1 h", fresh = "1 h"), "argument `fresh` is given twice".to_owned()),
            (
                quote!(A, max_age = 900),
                "unknown argument `max_age`\nhelp: did you mean `fresh`?".to_owned(),
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
        for (written, meant) in [
            ("15min", "15 min"),
            ("15  min", "15 min"),
            (" 15 min ", "15 min"),
            ("15 minutes", "15 min"),
            ("15 Min", "15 min"),
            ("15m", "15 min"),
            ("015 min", "15 min"),
            ("900 sec", "900 s"),
            ("2 hours", "2 h"),
            ("1 day", "1 d"),
        ] {
            let expected = format!("`{written}` is not an age\nhelp: write `fresh = \"{meant}\"`");
            assert_eq!(message(&quote!(A, fresh = #written)), expected);
        }
        for written in ["", "15", "min", "1.5 h", "-1 h", "+1 h", "1 h 30 min", "PT15M", "1 week"] {
            let expected = format!("`{written}` is not an age\n{form}");
            assert_eq!(message(&quote!(A, fresh = #written)), expected);
        }
    }

    #[test]
    fn an_age_that_decides_nothing_is_refused() {
        let new = "no token is so new: `fresh` must be 6 min or more\n\
                   note: Entra dates each token five minutes back (`nbf`)";
        let old = "every token is new enough: `fresh` must be 28 h or less\n\
                   note: no access token of Entra is valid for a longer time";
        for (written, expected) in [
            ("0 s", new),
            ("359 s", new),
            ("5 min", new),
            ("100801 s", old),
            ("29 h", old),
            ("2 d", old),
            ("18446744073709551615 d", old),
        ] {
            assert_eq!(message(&quote!(A, fresh = #written)), expected, "{written}");
        }
    }
}
