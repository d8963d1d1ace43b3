//! `by = …`, `agents = …` and `docs = …`: arguments whose value is one word.

use entra_perms_model::suggestion::{closest, in_words};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Result, Token};

use super::message::Message;

/// The value of a condition.
pub(crate) trait Word: Copy + 'static {
    /// The argument that takes the word.
    const ARGUMENT: &'static str;
    /// The subject of the message about an unknown word.
    const SUBJECT: &'static str;
    /// The words and their meanings.
    const WORDS: &'static [(&'static str, Self)];

    /// Returns the remedy for a word that people write instead of one of the words.
    fn remedy(written: &str) -> Option<String>;
}

/// The callers that a requirement admits.
#[derive(Clone, Copy)]
pub(crate) enum By {
    User,
    App,
    Person,
}

impl Word for By {
    const ARGUMENT: &'static str = "by";
    const SUBJECT: &'static str = "kind of caller";
    const WORDS: &'static [(&'static str, Self)] =
        &[("user", Self::User), ("app", Self::App), ("person", Self::Person)];

    fn remedy(written: &str) -> Option<String> {
        let condition = match written.to_ascii_lowercase().as_str() {
            "application" | "applications" => "by = app",
            "delegated" => "by = user",
            "human" | "humans" | "people" => "by = person",
            "agent" | "agents" | "bot" | "bots" => "agents = only",
            _ => return None,
        };
        Some(format!("write `{condition}`"))
    }
}

/// The agents that a requirement admits.
#[derive(Clone, Copy)]
pub(crate) enum Agents {
    Never,
    Only,
}

impl Word for Agents {
    const ARGUMENT: &'static str = "agents";
    const SUBJECT: &'static str = "rule for agents";
    const WORDS: &'static [(&'static str, Self)] = &[("never", Self::Never), ("only", Self::Only)];

    fn remedy(written: &str) -> Option<String> {
        match written.to_ascii_lowercase().as_str() {
            "none" | "no" | "false" | "not" | "deny" | "denied" | "forbid" => {
                Some("write `agents = never`".to_owned())
            }
            "always" | "yes" | "true" | "all" | "any" | "allow" | "allowed" => Some(
                "to admit only agents, write `agents = only`; to admit all callers, remove `agents`"
                    .to_owned(),
            ),
            "required" | "require" | "must" => Some("write `agents = only`".to_owned()),
            _ => None,
        }
    }
}

/// The setting for the section in the docs of the function.
#[derive(Clone, Copy)]
pub(crate) enum Docs {
    Off,
}

impl Word for Docs {
    const ARGUMENT: &'static str = "docs";
    const SUBJECT: &'static str = "setting for the docs";
    const WORDS: &'static [(&'static str, Self)] = &[("off", Self::Off)];

    fn remedy(written: &str) -> Option<String> {
        match written.to_ascii_lowercase().as_str() {
            "false" | "no" | "none" | "never" | "hidden" | "hide" => {
                Some("write `docs = off`".to_owned())
            }
            "on" | "true" | "yes" | "always" => {
                Some("remove `docs`: the requirement is documented by default".to_owned())
            }
            _ => None,
        }
    }
}

impl By {
    /// ```text
    /// .with_by(By::User)
    /// ```
    pub(crate) fn call(self, private: &TokenStream) -> TokenStream {
        let variant = match self {
            Self::User => quote!(User),
            Self::App => quote!(App),
            Self::Person => quote!(Person),
        };
        quote!(.with_by(#private::By::#variant))
    }
}

impl Agents {
    /// ```text
    /// .with_agents(AgentRule::Never)
    /// ```
    pub(crate) fn call(self, private: &TokenStream) -> TokenStream {
        let variant = match self {
            Self::Never => quote!(Never),
            Self::Only => quote!(Only),
        };
        quote!(.with_agents(#private::AgentRule::#variant))
    }
}

/// Reads the word behind `name =`.
pub(crate) fn word<W: Word>(name: &Ident, input: ParseStream<'_>) -> Result<W> {
    let expected = Message::new(format!("expected {}", words::<W>()));
    if input.is_empty() || input.peek(Token![,]) {
        return Err(expected.help(format!("write a word behind `{name} =`")).at(name.span()));
    }
    if input.peek(LitStr) {
        return Err(expected.help("remove the quotes").at_next(input));
    }
    if !input.peek(Ident::peek_any) {
        return Err(expected.at_next(input));
    }
    let written = input.call(Ident::parse_any)?;
    let known = W::WORDS.iter().find(|(word, _)| written == word);
    known
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| unknown::<W>(&written).at(written.span()))
}

/// Returns the condition that a word stands for: `by = person` for `person`.
pub(crate) fn condition_of(written: &Ident) -> Option<String> {
    condition_with::<By>(written)
        .or_else(|| condition_with::<Agents>(written))
        .or_else(|| condition_with::<Docs>(written))
}

fn condition_with<W: Word>(written: &Ident) -> Option<String> {
    let is_known = W::WORDS.iter().any(|(word, _)| written == word);
    is_known.then(|| format!("{} = {written}", W::ARGUMENT))
}

fn unknown<W: Word>(written: &Ident) -> Message {
    let message = Message::new(format!("unknown {} `{written}`", W::SUBJECT));
    let text = written.to_string();
    if let Some(remedy) = W::remedy(&text) {
        return message.help(remedy);
    }
    match closest(&text, W::WORDS.iter().map(|(word, _)| *word)) {
        Some(meant) => message.help(format!("write `{} = {meant}`", W::ARGUMENT)),
        None => message.note(format!("`{}` takes {}", W::ARGUMENT, words::<W>())),
    }
}

/// Returns the known words for a message.
fn words<W: Word>() -> String {
    let words: Vec<_> = W::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
    in_words(&words, "or")
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use crate::requires::tests::message;

    #[test]
    fn every_word_of_a_condition_is_read() {
        for arguments in [
            quote!(A, by = user),
            quote!(A, by = app),
            quote!(A, by = person),
            quote!(A, agents = never),
            quote!(A, agents = only),
            quote!(A, agents = only, by = person, caller = request),
            quote!(A, caller = request, by = app, agents = never,),
        ] {
            assert_eq!(message(&arguments), "", "{arguments}");
        }
    }

    #[test]
    fn a_word_that_means_a_condition_is_refused_with_the_condition() {
        for (arguments, remedy) in [
            (quote!(A, by = application), "help: write `by = app`"),
            (quote!(A, by = App), "help: write `by = app`"),
            (quote!(A, by = delegated), "help: write `by = user`"),
            (quote!(A, by = users), "help: write `by = user`"),
            (quote!(A, by = human), "help: write `by = person`"),
            (quote!(A, by = People), "help: write `by = person`"),
            (quote!(A, by = persons), "help: write `by = person`"),
            (quote!(A, by = agent), "help: write `agents = only`"),
            (quote!(A, by = bot), "help: write `agents = only`"),
            (quote!(A, by = daemon), "note: `by` takes `user`, `app` or `person`"),
            (quote!(A, by = never), "note: `by` takes `user`, `app` or `person`"),
        ] {
            expect(&arguments, "unknown kind of caller", remedy);
        }
        let everybody = "help: to admit only agents, write `agents = only`; \
                         to admit all callers, remove `agents`";
        for (arguments, remedy) in [
            (quote!(A, agents = none), "help: write `agents = never`"),
            (quote!(A, agents = no), "help: write `agents = never`"),
            (quote!(A, agents = false), "help: write `agents = never`"),
            (quote!(A, agents = Never), "help: write `agents = never`"),
            (quote!(A, agents = nver), "help: write `agents = never`"),
            (quote!(A, agents = required), "help: write `agents = only`"),
            (quote!(A, agents = always), everybody),
            (quote!(A, agents = yes), everybody),
            (quote!(A, agents = true), everybody),
            (quote!(A, agents = person), "note: `agents` takes `never` or `only`"),
        ] {
            expect(&arguments, "unknown rule for agents", remedy);
        }
    }

    #[test]
    fn docs_can_only_be_off() {
        assert_eq!(message(&quote!(A, docs = off)), "");
        assert_eq!(message(&quote!(A, docs = off, by = app)), "");
        let documented = "help: remove `docs`: the requirement is documented by default";
        for (arguments, remedy) in [
            (quote!(A, docs = on), documented),
            (quote!(A, docs = true), documented),
            (quote!(A, docs = false), "help: write `docs = off`"),
            (quote!(A, docs = of), "help: write `docs = off`"),
            (quote!(A, docs = names), "note: `docs` takes `off`"),
        ] {
            expect(&arguments, "unknown setting for the docs", remedy);
        }
        for (arguments, expected) in [
            (quote!(A, docs = "off"), "expected `off`\nhelp: remove the quotes"),
            (quote!(A, docs =), "expected `off`\nhelp: write a word behind `docs =`"),
            (quote!(A, docs = off, docs = off), "argument `docs` is given twice"),
            (quote!(A, doc = off), "unknown argument `doc`\nhelp: did you mean `docs`?"),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }

    #[track_caller]
    fn expect(arguments: &TokenStream, defect: &str, line: &str) {
        let text = message(arguments);
        let (first, rest) = text.split_once('\n').expect(&text);
        assert!(first.starts_with(defect), "{text}");
        assert_eq!(rest, line, "{arguments}");
    }

    #[test]
    fn a_condition_without_a_word_is_refused() {
        for (arguments, expected) in [
            (quote!(A, by = "person"), "`user`, `app` or `person`\nhelp: remove the quotes"),
            (quote!(A, agents = "never"), "`never` or `only`\nhelp: remove the quotes"),
            (quote!(A, by =), "`user`, `app` or `person`\nhelp: write a word behind `by =`"),
            (
                quote!(A, agents =, by = app),
                "`never` or `only`\nhelp: write a word behind `agents =`",
            ),
            (quote!(A, agents = 1), "`never` or `only`"),
            (quote!(A, agents = [never]), "`never` or `only`"),
        ] {
            assert_eq!(message(&arguments), format!("expected {expected}"), "{arguments}");
        }
    }

    #[test]
    fn a_condition_is_given_once_and_by_its_name() {
        for (arguments, expected) in [
            (quote!(A, agents = never, agents = only), "argument `agents` is given twice"),
            (quote!(A, by = user, by = person), "argument `by` is given twice"),
            (quote!(A, agent = never), "unknown argument `agent`\nhelp: did you mean `agents`?"),
            (
                quote!(A, people = only),
                "unknown argument `people`\n\
                 note: the arguments are `by`, `agents`, `client`, `context`, `fresh`, `caller`, `docs` and\n      \
                 `crate`",
            ),
            (
                quote!(A, by = person agents = only),
                "expected `,` before `agents`\nhelp: write a comma between two arguments",
            ),
        ] {
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
        for (arguments, remedy) in [
            (quote!(A, person), "write `by = person`"),
            (quote!(A, never), "write `agents = never`"),
            (quote!(A, only), "write `agents = only`"),
            (quote!(A, off), "write `docs = off`"),
            (quote!(A, agents), "write a value behind it: `agents = …`"),
        ] {
            let expected =
                format!("expected an argument such as `by = …` or `caller = …`\nhelp: {remedy}");
            assert_eq!(message(&arguments), expected, "{arguments}");
        }
    }
}
