//! The claims that the validator reads.

/// A claim that the validator reads. A token may have each of them once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    Iss,
    Aud,
    Exp,
    Nbf,
    Iat,
    Tid,
    Ver,
    Oid,
    Azp,
    Appid,
    Idtyp,
    Roles,
    Scp,
    Acrs,
    XmsCc,
    Cnf,
    Nonce,
    AtHash,
    CHash,
}

impl Claim {
    /// All claims, in the order of the enum.
    pub(crate) const ALL: [Self; 19] = [
        Self::Iss,
        Self::Aud,
        Self::Exp,
        Self::Nbf,
        Self::Iat,
        Self::Tid,
        Self::Ver,
        Self::Oid,
        Self::Azp,
        Self::Appid,
        Self::Idtyp,
        Self::Roles,
        Self::Scp,
        Self::Acrs,
        Self::XmsCc,
        Self::Cnf,
        Self::Nonce,
        Self::AtHash,
        Self::CHash,
    ];

    /// Returns the name of the claim in a token.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Aud => "aud",
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Iat => "iat",
            Self::Tid => "tid",
            Self::Ver => "ver",
            Self::Oid => "oid",
            Self::Azp => "azp",
            Self::Appid => "appid",
            Self::Idtyp => "idtyp",
            Self::Roles => "roles",
            Self::Scp => "scp",
            Self::Acrs => "acrs",
            Self::XmsCc => "xms_cc",
            Self::Cnf => "cnf",
            Self::Nonce => "nonce",
            Self::AtHash => "at_hash",
            Self::CHash => "c_hash",
        }
    }

    /// Describes the value of the claim, for [`TokenError::Claim`](crate::TokenError::Claim).
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Exp | Self::Nbf | Self::Iat => "a number of seconds",
            Self::Roles | Self::Acrs | Self::XmsCc => "an array of strings",
            Self::Tid => "a GUID in lower case, with hyphens",
            Self::Oid | Self::Azp | Self::Appid => "a GUID",
            Self::Iss | Self::Aud | Self::Ver | Self::Idtyp | Self::Scp => "one string",
            // Only their presence counts.
            Self::Cnf | Self::Nonce | Self::AtHash | Self::CHash => "a JSON value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_has_every_claim_in_the_order_of_the_enum() {
        for (index, claim) in Claim::ALL.into_iter().enumerate() {
            assert_eq!(claim as usize, index, "{claim:?}");
        }
        assert_eq!(Claim::CHash as usize + 1, Claim::ALL.len());
    }

    #[test]
    fn names_differ_in_more_than_case() {
        for claim in Claim::ALL {
            let name = claim.name();
            let namesakes = Claim::ALL.iter().filter(|c| c.name().eq_ignore_ascii_case(name));
            assert_eq!(namesakes.count(), 1, "{name}");
        }
    }
}
