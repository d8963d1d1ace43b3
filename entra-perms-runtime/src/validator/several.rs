//! One validator of several: the issuer that a token names chooses the one that verifies it.

use std::sync::Arc;

use super::TokenValidator;
use super::build_error::BuildError;
use super::cache::{Lookup, Uncached, VerifiedToken};
use super::refused_token::RefusedToken;
use super::token::compact::Compact;
use super::token::named_issuer::named_issuer;
use super::token_error::{Excerpt, TokenError};
use crate::caller::{ApiFacts, Caller};
use crate::model::Model;

/// The validators of [`TokenValidator::any_of`], at least two. No two of them accept one issuer.
pub(super) struct Several<M: Model> {
    members: Vec<TokenValidator<M>>,
    /// The facts of the first one, with the facts for callers of the others.
    pub(super) api_facts: Arc<ApiFacts>,
}

impl<M: Model> TokenValidator<M> {
    /// Returns one validator of several, for an API that accepts tokens of several authorities: of
    /// employees in a workforce tenant and customers in External ID, of several clouds, or for
    /// several app registrations.
    ///
    /// Each token is verified by one of the validators, which applies all of its own rules: keys,
    /// tenants, audience, versions, roles, clock and cache. Before the signature is verified, the
    /// issuer that the token names (`iss`) chooses this validator. It decides nothing else: a token
    /// that lies about its issuer is refused by the chosen validator. If no validator accepts the
    /// issuer, the token is refused as [`TokenError::UnknownIssuer`] at once, without a request to
    /// any authority.
    ///
    /// The first validator is the default where a client is not known yet. Its App ID URI is in
    /// front of the scopes in the 401 without a token and in the document about the API (RFC 9728),
    /// and OpenAPI documents describe how to sign in to it. The RFC 9728 document lists the
    /// authorization servers of all. A denial names the scopes of the caller's own registration.
    ///
    /// [`Caller::registration`], [`Caller::authority`] and [`Caller::tenant`] say who accepted a
    /// caller. Use [`only_roles`](crate::TokenValidatorBuilder::only_roles) to limit the roles that
    /// one authority can grant.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::Tenants;
    /// use permissions::{Role, TokenValidator};
    ///
    /// # fn main() {}
    /// async fn validator() -> Result<TokenValidator, Box<dyn std::error::Error>> {
    ///     let staff = Tenants::single("72f988bf-86f1-41af-91ab-2d7cd011db47")?;
    ///     let customers = Tenants::single("5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11")?;
    ///     let staff = TokenValidator::builder(staff).build().await?;
    ///     let customers = TokenValidator::builder(customers)
    ///         .authority("https://contoso.ciamlogin.com")
    ///         .client_id("0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7")
    ///         .only_roles([Role::ContactsReadMy])
    ///         .build()
    ///         .await?;
    ///     Ok(TokenValidator::any_of([staff, customers])?)
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns [`BuildError`] in these cases:
    ///
    /// - there is no validator: [`NoValidator`](BuildError::NoValidator);
    /// - two validators accept tokens of one issuer, of a version that both accept:
    ///   [`SharedIssuer`](BuildError::SharedIssuer). If a validator does not know its issuers yet,
    ///   the URL of its authority counts. A validator for
    ///   [any organization](crate::Tenants::any_organization) shares an issuer with every other
    ///   validator for a tenant at the same authority.
    pub fn any_of(validators: impl IntoIterator<Item = Self>) -> Result<Self, BuildError> {
        let mut members = Vec::new();
        for validator in validators {
            members.extend_from_slice(validator.members());
        }
        let [first, others @ ..] = members.as_slice() else {
            return Err(BuildError::NoValidator);
        };
        if others.is_empty() {
            return Ok(first.clone());
        }
        refuse_shared_issuers(&members)?;
        let mut api_facts = ApiFacts::clone(&first.inner.api_facts);
        for other in others {
            let own = &other.inner.api_facts;
            api_facts.add_other(own, ApiFacts::clone(own));
        }
        let first = first.clone();
        let several = Several { members, api_facts: Arc::new(api_facts) };
        Ok(Self { several: Some(Arc::new(several)), ..first })
    }

    /// Returns the validators that judge tokens: the ones given to [`any_of`](Self::any_of), or
    /// this one.
    pub(crate) fn members(&self) -> &[Self] {
        match &self.several {
            Some(several) => &several.members,
            None => core::slice::from_ref(self),
        }
    }
}

fn refuse_shared_issuers<M: Model>(members: &[TokenValidator<M>]) -> Result<(), BuildError> {
    let mut rest = members;
    while let [one, others @ ..] = rest {
        for other in others {
            if let Some(issuer) = one.inner.rules.shared_issuer(&other.inner.rules) {
                return Err(BuildError::SharedIssuer { issuer: Excerpt::new(&issuer) });
            }
        }
        rest = others;
    }
    Ok(())
}

impl<M: Model> Several<M> {
    /// Looks up a token in the cache of each validator.
    pub(super) fn look_up(&self, token: &[u8]) -> Lookup<M> {
        for member in &self.members {
            if let Lookup::Hit(caller) = member.look_up_alone(token) {
                return Lookup::Hit(caller);
            }
        }
        // The chosen validator looks the token up once more, to cache it.
        Lookup::Miss(Uncached::NEVER)
    }

    /// Verifies a token with the validator of its issuer.
    pub(super) async fn verify(&self, token: &str) -> Result<Caller<M>, RefusedToken> {
        let compact = Compact::parse(token)?;
        // A header that every validator refuses chooses none.
        compact.key_id()?;
        let member = self.member_for(&compact)?;
        match member.look_up_alone(token.as_bytes()) {
            Lookup::Hit(caller) => Ok(caller),
            Lookup::Miss(uncached) => {
                let verified: VerifiedToken<M> = member.inner.validate(compact).await?;
                Ok(member.cached(token, uncached, verified))
            }
        }
    }

    /// Returns the validator of the issuer that the token names, before its signature is verified.
    ///
    /// If a validator that starts without keys does not know its issuers yet, the token may be for
    /// this one, and the client can retry. A token of a version that no validator accepts goes to
    /// the only one that should have its issuer, which refuses it and says so in the log.
    fn member_for(&self, token: &Compact<'_>) -> Result<&TokenValidator<M>, TokenError> {
        let payload = token.unverified_payload().map_err(|_| TokenError::UnknownIssuer)?;
        let issuer = named_issuer(&payload).ok_or(TokenError::UnknownIssuer)?;
        let accepting = self.only_member(|member| member.inner.accepts_issuer(&issuer));
        if let Some(member) = accepting {
            return Ok(member);
        }
        for member in &self.members {
            member.inner.check_issuers_known(&issuer)?;
        }
        self.only_member(|member| member.inner.rules.issuer.suggests(&issuer))
            .ok_or(TokenError::UnknownIssuer)
    }

    /// Returns the member that meets the condition, if exactly one does.
    fn only_member(
        &self,
        is_meant: impl Fn(&TokenValidator<M>) -> bool,
    ) -> Option<&TokenValidator<M>> {
        let mut meant = self.members.iter().filter(|member| is_meant(member));
        let first = meant.next()?;
        meant.next().is_none().then_some(first)
    }
}
