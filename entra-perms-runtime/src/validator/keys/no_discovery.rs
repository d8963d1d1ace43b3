//! Replaces the module `discovery` if that feature is disabled, with an equal interface.

use core::future::{Ready, ready};
use std::sync::Arc;

use uuid::Uuid;

use super::{Key, SharedKeys};
use crate::validator::authority::Authority;
use crate::validator::build_error::BuildError;
use crate::validator::known_issuers::KnownIssuers;
use crate::validator::statistics::KeyFetches;
use crate::validator::tenants::Tenants;
use crate::validator::token::versions::VersionsToRead;
use crate::validator::token_error::TokenError;

/// The keys of an authority. This type has no values, because nothing can fetch keys.
pub(crate) enum Discovery {}

/// The settings for fetching keys. There are not any.
#[derive(Default)]
pub(crate) struct FetchSettings {}

/// The keys, and the issuers that they are for.
type Started = (Arc<Discovery>, Arc<KnownIssuers>);

impl Discovery {
    /// Returns [`BuildError::NoDiscovery`].
    pub(crate) fn start(
        _authority: &Authority,
        _tenants: &Tenants,
        _versions: VersionsToRead,
        _own_keys_of: Option<Uuid>,
        _settings: FetchSettings,
    ) -> Ready<Result<Started, BuildError>> {
        ready(Err(BuildError::NoDiscovery))
    }

    pub(crate) fn keys(&self) -> &SharedKeys {
        match *self {}
    }

    pub(crate) fn find(&self, _kid: &str) -> Ready<Result<Arc<Key>, TokenError>> {
        match *self {}
    }

    pub(crate) fn check_ready(&self) -> Result<(), TokenError> {
        match *self {}
    }

    pub(crate) fn fetches(&self) -> KeyFetches {
        match *self {}
    }

    pub(crate) fn ready(&self) -> Ready<()> {
        match *self {}
    }
}
