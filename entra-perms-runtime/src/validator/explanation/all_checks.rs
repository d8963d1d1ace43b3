//! The course of the rules that records each result, and goes on behind a broken rule.

use super::{Check, CheckOutcome, NotChecked};
use crate::validator::token::compact::Compact;
use crate::validator::token::rules::{Course, Rule};
use crate::validator::token_error::TokenError;

/// The results of the checks so far.
#[derive(Default)]
pub(super) struct AllChecks {
    pub(super) checks: Vec<(Check, CheckOutcome)>,
}

impl AllChecks {
    /// Adds the checks of the size and the form.
    pub(super) fn form<'t>(
        &mut self,
        parsed: Result<Compact<'t>, TokenError>,
    ) -> Result<Compact<'t>, NotChecked> {
        let size = match parsed {
            Err(TokenError::TooLarge) => Err(TokenError::TooLarge),
            Ok(_) | Err(_) => Ok(()),
        };
        let size = self.after(Check::Size, Ok::<_, NotChecked>(()), |()| size);
        self.after(Check::Form, size, |()| parsed)
    }

    /// Makes a check of a fact that an earlier check found, and adds its result.
    pub(super) fn after<A, B, E: Into<NotChecked>>(
        &mut self,
        check: Check,
        fact: Result<A, E>,
        run: impl FnOnce(A) -> Result<B, TokenError>,
    ) -> Result<B, NotChecked> {
        let found = match fact {
            Ok(fact) => run(fact).map_err(CheckOutcome::Refused),
            Err(why) => {
                let why = why.into();
                self.checks.push((check, CheckOutcome::NotChecked(why)));
                return Err(why);
            }
        };
        match found {
            Ok(found) => {
                self.checks.push((check, CheckOutcome::Passed));
                Ok(found)
            }
            Err(refused) => {
                self.checks.push((check, refused));
                Err(NotChecked::Dependent)
            }
        }
    }

    /// Adds all rules, which could not be applied, and returns all checks.
    pub(super) fn with_all_rules(mut self) -> Vec<(Check, CheckOutcome)> {
        let unchecked = CheckOutcome::NotChecked(NotChecked::Dependent);
        self.checks.extend(Rule::ALL.map(|rule| (Check::Rule(rule), unchecked.clone())));
        self.checks
    }
}

impl From<&Self> for NotChecked {
    fn from(why: &Self) -> Self {
        *why
    }
}

impl Course for AllChecks {
    type Found<T: Copy> = Result<T, NotChecked>;

    fn given<T: Copy>(fact: T) -> Self::Found<T> {
        Ok(fact)
    }

    fn both<A: Copy, B: Copy>(one: Self::Found<A>, other: Self::Found<B>) -> Self::Found<(A, B)> {
        Ok((one?, other?))
    }

    fn apply<A: Copy, B: Copy>(
        &mut self,
        rule: Rule,
        fact: Self::Found<A>,
        check: impl FnOnce(A) -> Result<B, TokenError>,
    ) -> Result<Self::Found<B>, TokenError> {
        Ok(self.after(Check::Rule(rule), fact, check))
    }
}
