//! The versions of tokens that Entra issues for the API, and a change from one to the other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::model::TokenVersion;

/// The versions of tokens that are accepted.
#[derive(Debug)]
pub(crate) enum Versions {
    /// The manifest does not say which version Entra issues.
    Either,
    Only(TokenVersion),
    /// Entra issues `new`. Clients may hold tokens of the other version until the time.
    Changing {
        new: TokenVersion,
        both_until: SystemTime,
        late_token: LateToken,
    },
}

/// The first token of the old version after the time, which is logged once.
#[derive(Debug, Default)]
pub(crate) struct LateToken {
    was_seen: AtomicBool,
}

/// The versions whose metadata is read.
#[cfg_attr(
    not(any(feature = "discovery", test)),
    expect(dead_code, reason = "only fetched metadata has versions to read")
)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct VersionsToRead {
    /// The only version of accepted tokens. `None` if both are possible.
    pub(crate) only: Option<TokenVersion>,
    /// The version in the manifest or in the settings, if one is stated. Its document is needed,
    /// also while tokens of the other version are still accepted.
    pub(crate) needed: Option<TokenVersion>,
}

impl Versions {
    /// Combines the version that Entra issues, if it is known, with the time of a change.
    pub(crate) fn new(version: Option<TokenVersion>, both_until: Option<SystemTime>) -> Self {
        match (version, both_until) {
            (None, _) => Self::Either,
            (Some(version), None) => Self::Only(version),
            (Some(new), Some(both_until)) => {
                Self::Changing { new, both_until, late_token: LateToken::default() }
            }
        }
    }

    /// Checks whether a token of this version is accepted now.
    pub(crate) fn accept(&self, found: TokenVersion, now: SystemTime) -> bool {
        match self {
            Self::Either => true,
            Self::Only(only) => *only == found,
            Self::Changing { new, both_until, .. } => *new == found || now < *both_until,
        }
    }

    /// Checks whether a token of this version may be accepted at some time.
    pub(crate) fn may_accept(&self, version: TokenVersion) -> bool {
        match self {
            Self::Either | Self::Changing { .. } => true,
            Self::Only(only) => *only == version,
        }
    }

    /// Returns the versions whose metadata a validator reads that is built now.
    pub(crate) fn to_read(&self, now: SystemTime) -> VersionsToRead {
        let needed = match self {
            Self::Either => None,
            Self::Only(version) | Self::Changing { new: version, .. } => Some(*version),
        };
        VersionsToRead { only: self.only(now), needed }
    }

    /// Returns the only version that is accepted from now on, or `None` if both are accepted now.
    fn only(&self, now: SystemTime) -> Option<TokenVersion> {
        match self {
            Self::Either => None,
            Self::Only(only) => Some(*only),
            Self::Changing { new, both_until, .. } => (now >= *both_until).then_some(*new),
        }
    }

    /// Logs the first token of the old version that arrives too late.
    #[cold]
    pub(crate) fn log_late_token(&self) {
        let Self::Changing { both_until, late_token, .. } = self else { return };
        if late_token.was_seen.swap(true, Ordering::Relaxed) {
            return;
        }
        let since_1970 = both_until.duration_since(SystemTime::UNIX_EPOCH);
        tracing::warn!(
            both_versions_until = since_1970.unwrap_or(Duration::ZERO).as_secs(),
            help = "the client must get a new token; `both_versions_until` has no effect any more \
                    and can be removed, or set a later time if clients still hold old tokens",
            "a client holds a token of the old version, which is refused since the time of \
             `both_versions_until`"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_accepted_before_the_time_and_the_new_one_from_then_on() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let [v1, v2] = [TokenVersion::V1, TokenVersion::V2];
        for (new, old) in [(v1, v2), (v2, v1)] {
            let versions = Versions::new(Some(new), Some(at(100)));
            for (now, takes_old) in [(0, true), (99, true), (100, false), (101, false)] {
                assert_eq!(versions.accept(old, at(now)), takes_old, "{now}");
                assert!(versions.accept(new, at(now)));
                let VersionsToRead { only, needed } = versions.to_read(at(now));
                assert_eq!((only, needed), ((!takes_old).then_some(new), Some(new)));
            }
            assert!(!Versions::new(Some(new), None).accept(old, at(0)));
        }
        assert!(Versions::new(None, None).accept(v1, at(0)));
    }
}
