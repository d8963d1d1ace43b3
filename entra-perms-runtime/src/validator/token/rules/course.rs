//! The two ways to apply the rules: up to the first one that is broken, or all of them.

use crate::validator::token_error::TokenError;

/// Defines the rules and their list at once, so that none can be missing.
macro_rules! rules {
    ($($(#[$docs:meta])* $rule:ident,)*) => {
        /// A rule for the claims, in the order in which the validator applies them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(
            not(feature = "__internals"),
            expect(unreachable_pub, reason = "only the explanation of a token shows it")
        )]
        pub enum Rule {
            $($(#[$docs])* $rule,)*
        }

        #[cfg(feature = "__internals")]
        impl Rule {
            /// All rules, in their order.
            pub(crate) const ALL: [Self; [$(Self::$rule),*].len()] = [$(Self::$rule),*];
        }
    };
}

rules! {
    /// The version is one of Entra's.
    KnownVersion,
    /// The token is not an ID token.
    AccessToken,
    /// `idtyp` is a known kind.
    StatedKind,
    /// The API accepts the version.
    AcceptedVersion,
    /// The API serves the tenant.
    Tenant,
    /// The issuer is the tenant's.
    Issuer,
    /// The key is published for the issuer.
    KeyIssuer,
    /// The service's filter admits the tenant.
    TenantFilter,
    /// The audience is the API.
    Audience,
    /// The token is valid now.
    Lifetime,
    /// The token is not bound to a key.
    Binding,
    /// The token says whether it is delegated.
    Kind,
    /// The id of the client is a GUID.
    ClientId,
    /// The id of the caller is a GUID.
    ObjectId,
    /// The claims about agents do not contradict each other.
    Agents,
    /// The token has a role or scope of the API.
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
    /// Returns the error of the rule, if no further rule must be applied.
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
