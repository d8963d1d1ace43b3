//! The requests that are sent to every framework, and the expected responses.

use std::time::{Duration, SystemTime};

use entra_perms_runtime::testing::DevIssuer;
use entra_perms_tests::crm::{Model, Role, Scope};

/// The operations of each service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Takes a `MaybeCaller`, and responds with the kind of caller, or with `anonymous`.
    Catalog,
    /// A guarded handler: `Contacts::Write::Team`.
    Guarded,
    /// Takes a `MaybeCaller`, and passes it to a function that requires `Contacts::Write::Team`.
    Function,
    /// Takes a `Caller`.
    Me,
    /// Takes a `MaybeCaller` of another model.
    Other,
    /// A handler that is guarded for another model.
    OtherGuard,
    /// Takes a `MaybeCaller` behind a second layer, which requires a token.
    Inner,
    /// Takes a `MaybeCaller`, outside of the layer.
    Outside,
}

pub(super) const OPERATIONS: [Operation; 8] = [
    Operation::Catalog,
    Operation::Guarded,
    Operation::Function,
    Operation::Me,
    Operation::Other,
    Operation::OtherGuard,
    Operation::Inner,
    Operation::Outside,
];

/// The credentials of a request.
pub(super) struct Credentials {
    pub(super) name: &'static str,
    /// The values of the `Authorization` headers.
    pub(super) authorization: Vec<String>,
    /// The query of the URL. gRPC has none.
    pub(super) query: &'static str,
    pub(super) sender: Sender,
}

/// The sender, as the layer must see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// Without any token.
    Anonymous,
    /// With other credentials than a token in the header.
    NoToken,
    Malformed,
    BadToken,
    /// A user without the role that the guards require.
    Reader,
    /// A user with the role.
    Writer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Body(&'static str),
    /// The challenge of a request without a token: 401, and no error code.
    SignIn,
    /// 400
    Malformed,
    /// 401 with an error code
    BadToken,
    /// 403
    Denied,
    /// 500
    Misconfigured,
}

impl Operation {
    /// Returns the response to a request of this sender.
    pub(super) fn expected(self, sender: Sender) -> Expected {
        match (self, sender) {
            (Self::Outside, _) => Expected::Misconfigured,
            (_, Sender::NoToken) => Expected::SignIn,
            (_, Sender::Malformed) => Expected::Malformed,
            (_, Sender::BadToken) => Expected::BadToken,
            (Self::Other | Self::OtherGuard, _) => Expected::Misconfigured,
            (Self::Catalog, Sender::Anonymous) => Expected::Body("anonymous"),
            (_, Sender::Anonymous) => Expected::SignIn,
            (Self::Catalog | Self::Me | Self::Inner, _) => Expected::Body("user"),
            (Self::Guarded | Self::Function, Sender::Reader) => Expected::Denied,
            (Self::Guarded, Sender::Writer) => Expected::Body("guarded"),
            (Self::Function, Sender::Writer) => Expected::Body("function"),
        }
    }

    /// Returns the path of the operation, in lower case.
    pub(super) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

pub(super) fn all_credentials(issuer: &DevIssuer) -> Vec<Credentials> {
    let user = |role| issuer.user::<Model>().roles([role]).scopes([Scope::CrmReadWriteTeam]);
    let bearer = |token: String| vec![format!("Bearer {token}")];
    let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let expired =
        user(Role::ContactsWriteTeam).issued_at(SystemTime::now() - Duration::from_secs(7200));
    let forged = user(Role::ContactsWriteTeam).sign().replace('.', ".e30");
    let writer = || bearer(user(Role::ContactsWriteTeam).sign());
    [
        ("nothing", values(&[]), "", Sender::Anonymous),
        ("another parameter", values(&[]), "?page=2", Sender::Anonymous),
        ("only a token in the URL", values(&[]), "?access_token=x", Sender::NoToken),
        ("an escaped name in the URL", values(&[]), "?a=b&access%5Ftoken=x", Sender::NoToken),
        ("another scheme", values(&["Basic dTpw"]), "", Sender::NoToken),
        ("an empty header", values(&[""]), "", Sender::NoToken),
        ("no token behind the scheme", values(&["Bearer"]), "", Sender::Malformed),
        ("two tokens behind the scheme", values(&["Bearer a b"]), "", Sender::Malformed),
        ("two headers", values(&["", "Bearer a"]), "", Sender::Malformed),
        ("a header and the URL", writer(), "?access_token=x", Sender::Malformed),
        ("a text that is not a token", values(&["Bearer x"]), "", Sender::BadToken),
        ("a forged token", bearer(forged), "", Sender::BadToken),
        ("an expired token", bearer(expired.sign()), "", Sender::BadToken),
        ("a reader", bearer(user(Role::ContactsReadTeam).sign()), "", Sender::Reader),
        ("a writer", writer(), "", Sender::Writer),
        ("nothing, again", values(&[]), "", Sender::Anonymous),
    ]
    .into_iter()
    .map(|(name, authorization, query, sender)| Credentials { name, authorization, query, sender })
    .collect()
}
