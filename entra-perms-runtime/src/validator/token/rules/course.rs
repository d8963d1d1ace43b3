//! The two ways to apply the rules: up to the first one that is broken, or all of them.

use crate::validator::token_error::TokenError;

/// A rule for the claims, in the order of [`Rules::apply`](super::Rules::apply).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    KnownVersion,
    AccessToken,
    StatedKind,
    AcceptedVersion,
    Tenant,
    Issuer,
    KeyIssuer,
    TenantFilter,
    Audience,
    Lifetime,
    Binding,
    Kind,
    ClientId,
    ObjectId,
    Agents,
    Permission,
}

/// A way to apply the rules in their order.
pub(crate) trait Course {
    /// A fact that a rule found, for the rules after it.
    type Found<T: Copy>: Copy;

    /// Returns a fact that needs no rule.
    fn given<T: Copy>(fact: T) -> Self::Found<T>;

    /// Returns two facts as one.
    fn both<A: Copy, B: Copy>(one: Self::Found<A>, other: Self::Found<B>) -> Self::Found<(A, B)>;

    /// Applies a rule to a fact that an earlier rule found.
    ///
    /// # Errors
    /// Returns the error of the rule, if no further rule is to be applied.
    fn apply<A: Copy, B: Copy>(
        &mut self,
        rule: Rule,
        fact: Self::Found<A>,
        check: impl FnOnce(A) -> Result<B, TokenError>,
    ) -> Result<Self::Found<B>, TokenError>;
}

/// The course of the validator: it ends with the first rule that is broken.
pub(crate) struct UntilRefused;

impl Course for UntilRefused {
    type Found<T: Copy> = T;

    fn given<T: Copy>(fact: T) -> T {
        fact
    }

    fn both<A: Copy, B: Copy>(one: A, other: B) -> (A, B) {
        (one, other)
    }

    #[inline]
    fn apply<A: Copy, B: Copy>(
        &mut self,
        _: Rule,
        fact: A,
        check: impl FnOnce(A) -> Result<B, TokenError>,
    ) -> Result<B, TokenError> {
        check(fact)
    }
}
