//! The limits of the cache, as a service sets them.

use core::num::NonZero;

/// The limits of a validator's token cache, for
/// [`TokenValidatorBuilder::token_cache`](crate::TokenValidatorBuilder::token_cache).
///
/// Both limits hold at a time. If either is zero, the cache is disabled.
///
/// ```
/// use entra_perms_runtime::TokenCache;
///
/// let larger = TokenCache::new().max_entries(100_000).max_bytes(64 * 1024 * 1024);
/// let disabled = TokenCache::disabled();
/// # assert_ne!(larger, disabled);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "limits take effect in `TokenValidatorBuilder::token_cache`"]
pub struct TokenCache {
    max_entries: usize,
    max_bytes: usize,
}

/// The limits of an enabled cache.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) entries: NonZero<usize>,
    pub(crate) bytes: NonZero<usize>,
}

impl TokenCache {
    /// A little above 10,000, because the shards of the cache do not fill evenly.
    const DEFAULT_MAX_ENTRIES: usize = 16_384;
    const DEFAULT_MAX_BYTES: usize = 8 * 1024 * 1024;

    /// Returns the default limits: 16,384 tokens and 8 MiB.
    pub const fn new() -> Self {
        Self { max_entries: Self::DEFAULT_MAX_ENTRIES, max_bytes: Self::DEFAULT_MAX_BYTES }
    }

    /// Returns limits of zero: no token is cached, and each request has its token verified.
    pub const fn disabled() -> Self {
        Self { max_entries: 0, max_bytes: 0 }
    }

    /// Sets the maximum number of cached tokens. Defaults to 16,384; zero disables the cache.
    pub const fn max_entries(self, entries: usize) -> Self {
        Self { max_entries: entries, ..self }
    }

    /// Sets the maximum size of the cache in bytes. Defaults to 8 MiB; zero disables the cache.
    ///
    /// An entry takes a few hundred bytes. With
    /// [`keep_claims`](crate::TokenValidatorBuilder::keep_claims) it also has the token's payload.
    pub const fn max_bytes(self, bytes: usize) -> Self {
        Self { max_bytes: bytes, ..self }
    }

    /// Returns the limits, or `None` if the cache is disabled.
    pub(crate) const fn limits(self) -> Option<Limits> {
        match (NonZero::new(self.max_entries), NonZero::new(self.max_bytes)) {
            (Some(entries), Some(bytes)) => Some(Limits { entries, bytes }),
            _ => None,
        }
    }
}

impl Default for TokenCache {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_entries_or_bytes_disable_the_cache() {
        assert!(TokenCache::new().limits().is_some());
        for disabled in [
            TokenCache::disabled(),
            TokenCache::new().max_entries(0),
            TokenCache::new().max_bytes(0),
            TokenCache::disabled().max_entries(1000),
            TokenCache::disabled().max_bytes(1000),
        ] {
            assert!(disabled.limits().is_none(), "{disabled:?}");
        }
    }

    #[test]
    fn defaults_are_as_documented() {
        let documented = TokenCache::disabled().max_entries(16_384).max_bytes(8 * 1024 * 1024);
        assert_eq!(TokenCache::new(), documented);
        assert_eq!(TokenCache::default(), documented);
    }
}
