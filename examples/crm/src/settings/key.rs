//! The table of keys. Options, variables, the file and the help follow it.

/// The prefix of the variables.
pub(super) const PREFIX: &str = "CRM_";

/// A key of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Listen,
    OperatorsListen,
    Url,
    Database,
    Authority,
    Tenant,
    ClientId,
    BundledRoots,
    Origins,
    Log,
    LogFormat,
    MaxBody,
    RequestTimeout,
    ShutdownTimeout,
    Drain,
}

/// The facts about a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// The name in the file.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) default: DefaultValue,
    /// The meaning, for the help.
    pub(super) meaning: &'static str,
}

/// The kind of value that a key has in the file. The word is for the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text(&'static str),
    Number(&'static str),
    /// Texts, which are separated by commas outside of the file.
    List(&'static str),
    /// `true` or `false`. An option without a value is `true`.
    Flag,
}

/// The value of a key that nobody sets.
#[derive(Clone, Copy, Debug)]
pub(super) enum DefaultValue {
    /// This text, which is read like the user's.
    Text(&'static str),
    /// No text. The words are for the help.
    Nothing(&'static str),
}

impl Key {
    pub(super) const ALL: [Self; 15] = [
        Self::Listen,
        Self::OperatorsListen,
        Self::Url,
        Self::Database,
        Self::Authority,
        Self::Tenant,
        Self::ClientId,
        Self::BundledRoots,
        Self::Origins,
        Self::Log,
        Self::LogFormat,
        Self::MaxBody,
        Self::RequestTimeout,
        Self::ShutdownTimeout,
        Self::Drain,
    ];

    #[rustfmt::skip]
    pub(super) const fn row(self) -> Row {
        use DefaultValue::{Nothing, Text as Default};
        use Kind::{Flag, List, Number, Text};
        let (name, kind, default, meaning) = match self {
            Self::Listen => ("listen", Text("ADDR"), Default("127.0.0.1:8080"),
                "address of the API"),
            Self::OperatorsListen => ("operators_listen", Text("ADDR"), Default("127.0.0.1:8081"),
                "second address: metrics, permissions, documentation"),
            Self::Url => ("url", Text("URL"), Nothing("the address that the API listens on"),
                "URL at which clients see the API, such as a reverse proxy's"),
            Self::Database => ("database", Text("FILE"), Nothing("in memory"),
                "SQLite file, which is created if it is missing"),
            Self::Authority => ("authority", Text("URL"), Nothing(WITHOUT_AUTHORITY),
                "issuer of the tokens, such as https://login.microsoftonline.com"),
            Self::Tenant => ("tenant", Text("GUID"), Nothing(WITHOUT_TENANT),
                "tenant of the callers"),
            Self::ClientId => ("client_id", Text("GUID"), Nothing(WITHOUT_CLIENT_ID),
                "app registration of this environment"),
            Self::BundledRoots => ("bundled_roots", Flag, Default("false"),
                "trust only Mozilla's root certificates in the program"),
            Self::Origins => ("origins", List("LIST"), Default(""),
                "origins of web pages that may call the API, separated by commas"),
            Self::Log => ("log", Text("FILTER"), Default(WITHOUT_DECISIONS),
                "levels of the log; `info` adds each decision of a guard"),
            Self::LogFormat => ("log_format", Text("FORMAT"), Default("text"),
                "text or json"),
            Self::MaxBody => ("max_body", Number("BYTES"), Default("65536"),
                "size of the largest request body"),
            Self::RequestTimeout => ("request_timeout", Number("SECONDS"), Default("10"),
                "time until the response to a request"),
            Self::ShutdownTimeout => ("shutdown_timeout", Number("SECONDS"), Default("10"),
                "time for open requests during a shutdown"),
            Self::Drain => ("drain", Number("SECONDS"), Default("0"),
                "time between SIGTERM and the end of accepting, for load balancers"),
        };
        Row { name, kind, default, meaning }
    }

    /// Returns the key of this name in the file.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.row().name == name)
    }

    /// Returns the key of this option, such as `max-body`.
    pub(super) fn from_option(option: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.option() == option)
    }

    /// Returns the key of this variable, such as `CRM_MAX_BODY`.
    pub(super) fn from_variable(variable: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.variable() == variable)
    }

    pub(super) fn option(self) -> String {
        self.row().name.replace('_', "-")
    }

    pub(super) fn variable(self) -> String {
        format!("{PREFIX}{}", self.row().name.to_ascii_uppercase())
    }
}

/// A line for each response, each denial and each refused token. A denial has an event of its own,
/// so the decisions, which would be several lines for each request, are off.
const WITHOUT_DECISIONS: &str = "info,entra_perms_runtime::decisions=off";

#[cfg(feature = "development")]
const WITHOUT_AUTHORITY: &str = "a development issuer, for calls on this machine";
#[cfg(feature = "development")]
const WITHOUT_TENANT: &str = "the development issuer's; required with an authority";
#[cfg(feature = "development")]
const WITHOUT_CLIENT_ID: &str = "the one for development; required with an authority";
#[cfg(not(feature = "development"))]
const WITHOUT_AUTHORITY: &str = "none: required";
#[cfg(not(feature = "development"))]
const WITHOUT_TENANT: &str = "none: required";
#[cfg(not(feature = "development"))]
const WITHOUT_CLIENT_ID: &str = "none: required";
