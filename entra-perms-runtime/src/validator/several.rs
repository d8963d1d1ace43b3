//! One validator of several: the issuer that a token names chooses the one that verifies it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::TokenValidator;
use super::build_error::BuildError;
use super::cache::{Lookup, Uncached};
use super::refused_token::RefusedToken;
use super::token::compact::Compact;
use super::token::named_issuer::named_issuer;
use super::token_error::{Excerpt, TokenError};
use crate::caller::{ApiFacts, Caller};
use crate::model::Model;

/// The validators of [`TokenValidator::any_of`], at least two. No two of them accept one issuer, as
/// far as their issuers were known when this was made.
pub(super) struct Several<M: Model> {
    members: Vec<TokenValidator<M>>,
    /// Is `true` once a token named an issuer of two validators. No cached caller counts then: it
    /// may be of this issuer.
    has_overlap: AtomicBool,
    /// The number of tokens that were refused before one of the members was chosen.
    refused_without_choice: AtomicU64,
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
    /// any authority. While a metadata document of a validator is missing, its issuer is not known:
    /// a token whose issuer names a tenant of this validator in a segment of its path is then
    /// verified by this validator, and an unknown key may cause a refresh.
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
    ///   the URL of its authority counts. If the metadata then names an issuer of another
    ///   validator, tokens of this issuer are refused, and an error in the log says so. Tokens that
    ///   were cached before are refused from the first such refusal on. A validator
    ///   for [any organization](crate::Tenants::any_organization) shares an issuer with every other
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
        let several = Several {
            members,
            has_overlap: AtomicBool::new(false),
            refused_without_choice: AtomicU64::new(0),
            api_facts: Arc::new(api_facts),
        };
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
        // The token must choose its validator again.
        if self.has_overlap.load(Ordering::Relaxed) {
            return Lookup::Miss(Uncached::NEVER);
        }
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
        let (member, compact) = self.choose(token).inspect_err(|_| {
            self.refused_without_choice.fetch_add(1, Ordering::Relaxed);
        })?;
        match member.look_up_alone(token.as_bytes()) {
            Lookup::Hit(caller) => Ok(caller),
            Lookup::Miss(uncached) => {
                let verified = member.inner.validate(compact).await;
                member.keep(token, uncached, &verified);
                verified
            }
        }
    }

    /// Returns the validator that verifies a token, and the parts of the token.
    fn choose<'t>(&self, token: &'t str) -> Result<(&TokenValidator<M>, Compact<'t>), TokenError> {
        let compact = Compact::parse(token)?;
        // A header that every validator refuses chooses none.
        compact.key_id()?;
        Ok((self.member_for(&compact)?, compact))
    }

    /// Returns the number of tokens that no member has judged.
    pub(super) fn refused_without_choice(&self) -> u64 {
        self.refused_without_choice.load(Ordering::Relaxed)
    }

    /// Returns the validator of the issuer that the token names, before its signature is verified.
    ///
    /// If a validator that starts without keys does not know its issuers yet, the token may be for
    /// this one, and the client can retry. If only a metadata document is missing, the validator
    /// itself judges, because it checks the key and the signature first: anyone can invent an
    /// issuer, and would get 503 as long as the document is missing.
    ///
    /// A token of a version that no validator accepts goes to the only one that should have its
    /// issuer, which refuses it and says so in the log. This is only for tokens with a known key:
    /// an unknown one must not cause a refresh for a token that is refused anyway.
    fn member_for(&self, token: &Compact<'_>) -> Result<&TokenValidator<M>, TokenError> {
        let payload = token.unverified_payload().map_err(|_| TokenError::UnknownIssuer)?;
        let issuer = named_issuer(&payload).ok_or(TokenError::UnknownIssuer)?;
        match self.members_that(|member| member.inner.accepts_issuer(&issuer)) {
            Members::One(member) => return Ok(member),
            Members::More => {
                self.log_overlap(&issuer);
                return Err(TokenError::UnknownIssuer);
            }
            Members::None => {}
        }
        let may_accept_later =
            |member: &TokenValidator<M>| member.inner.may_accept_issuer_later(&issuer);
        for member in self.members.iter().filter(|member| may_accept_later(member)) {
            member.inner.keys.check_ready()?;
        }
        if let Members::One(member) = self.members_that(may_accept_later) {
            return Ok(member);
        }
        match self.members_that(|member| member.inner.rules.issuer.suggests(&issuer)) {
            Members::One(member) if member.inner.keys.knows(&token.key_id()?) => Ok(member),
            Members::None | Members::One(_) | Members::More => Err(TokenError::UnknownIssuer),
        }
    }

    /// Returns the member that meets the condition, if exactly one does.
    fn members_that(
        &self,
        is_meant: impl Fn(&TokenValidator<M>) -> bool,
    ) -> Members<'_, TokenValidator<M>> {
        let mut meant = self.members.iter().filter(|member| is_meant(member));
        match (meant.next(), meant.next()) {
            (None, _) => Members::None,
            (Some(member), None) => Members::One(member),
            (Some(_), Some(_)) => Members::More,
        }
    }

    /// Logs an issuer that two members accept, once. The metadata of one was read after the start,
    /// and names an issuer that its URL did not suggest.
    #[cold]
    fn log_overlap(&self, issuer: &str) {
        if self.has_overlap.swap(true, Ordering::Relaxed) {
            return;
        }
        tracing::error!(
            issuer = %Excerpt::new(issuer),
            help = "give the validators of `any_of` different tenants, authorities or token \
                    versions, and start the service again",
            "two validators accept tokens of one issuer: these tokens are refused"
        );
    }
}

/// The members that meet a condition.
enum Members<'a, T> {
    None,
    One(&'a T),
    More,
}
