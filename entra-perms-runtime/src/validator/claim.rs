//! The claims that the validator reads.

use crate::model::AgentClaim;

/// Defines the enum, its names and its list at once, so that no claim can be missing in one of
/// them.
macro_rules! claims {
    ($($claim:ident = $name:expr,)*) => {
        /// A claim that the validator reads. A token may have each of them once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Claim {
            $($claim,)*
        }

        impl Claim {
            /// All claims, in the order of the enum.
            pub(crate) const ALL: [Self; [$($name),*].len()] = [$(Self::$claim),*];

            /// Returns the name of the claim in a token.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$claim => $name,)*
                }
            }
        }
    };
}

claims! {
    Iss = "iss",
    Aud = "aud",
    Exp = "exp",
    Nbf = "nbf",
    Iat = "iat",
    Tid = "tid",
    Ver = "ver",
    Oid = "oid",
    Azp = "azp",
    Appid = "appid",
    Azpacr = "azpacr",
    Appidacr = "appidacr",
    Idtyp = "idtyp",
    Roles = "roles",
    Scp = "scp",
    Acrs = "acrs",
    XmsCc = "xms_cc",
    Cnf = "cnf",
    Nonce = "nonce",
    AtHash = "at_hash",
    CHash = "c_hash",
    XmsActFct = AgentClaim::ActorFacets.name(),
    XmsSubFct = AgentClaim::SubjectFacets.name(),
    XmsParAppAzp = AgentClaim::Blueprint.name(),
}

impl Claim {
    /// Describes the value of the claim, for [`TokenError::Claim`](crate::TokenError::Claim).
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Exp | Self::Nbf | Self::Iat => "a number of seconds",
            Self::Roles | Self::Acrs | Self::XmsCc => "an array of strings",
            Self::Tid => "a GUID in lower case, with hyphens",
            Self::Oid | Self::Azp | Self::Appid | Self::XmsParAppAzp => "a GUID",
            Self::XmsActFct | Self::XmsSubFct => {
                "one string of different numbers, with single spaces between them"
            }
            Self::Iss
            | Self::Aud
            | Self::Ver
            | Self::Azpacr
            | Self::Appidacr
            | Self::Idtyp
            | Self::Scp => "one string",
            // Only their presence counts.
            Self::Cnf | Self::Nonce | Self::AtHash | Self::CHash => "a JSON value",
        }
    }

    /// Returns true if a reader that ignores the claim could treat an agent as a person.
    pub(crate) const fn is_about_agents(self) -> bool {
        matches!(self, Self::XmsActFct | Self::XmsSubFct | Self::XmsParAppAzp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_in_more_than_case() {
        for claim in Claim::ALL {
            let name = claim.name();
            let namesakes = Claim::ALL.iter().filter(|c| c.name().eq_ignore_ascii_case(name));
            assert_eq!(namesakes.count(), 1, "{name}");
        }
    }
}
