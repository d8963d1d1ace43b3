//! Records of the decisions of guards, for logs and metrics.
//!
//! A service hands over a [`DecisionSink`] once, with [`record_decisions`]. From then on, the sink
//! sees each decision of a guard that `#[requires]` made, allowed or denied:
//!
//! ```
//! use entra_perms_runtime::decisions::{Decision, DecisionLog, DecisionSink, record_decisions};
//!
//! /// Writes who was denied. Allowed calls are not of interest here.
//! struct Denials;
//!
//! impl DecisionSink for Denials {
//!     fn record(&self, decision: &Decision<'_>) {
//!         if let Some(denied) = decision.denied() {
//!             println!("{}: {:?} {denied}", decision.function(), decision.object_id());
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sinks: Vec<Box<dyn DecisionSink>> = vec![Box::new(Denials), Box::new(DecisionLog)];
//! record_decisions(sinks)?;
//! # Ok(())
//! # }
//! ```
//!
//! A decision has no token. Of the claims, it has ids, roles and scopes only. Calls of
//! [`Caller::require`](crate::Caller::require) and of [`Caller::can`](crate::Caller::can) are not
//! decisions of a guard, and are not recorded.
//!
//! Without a sink, a guard reads one static variable, and does nothing else.

mod log;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(test)]
#[cfg(feature = "testing")]
mod tests;

use core::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use uuid::Uuid;

pub use self::log::DecisionLog;
#[cfg(feature = "metrics")]
pub use self::metrics::DecisionMetrics;
use super::GuardedFunction;
use crate::caller::{Agent, Caller, Denied, Grounds};
use crate::model::{CallerKind, Model};
use crate::requirement::Requirement;

static SINK: OnceLock<Box<dyn DecisionSink>> = OnceLock::new();

/// A place that receives the decisions of guards: see [`record_decisions`].
pub trait DecisionSink: Send + Sync + 'static {
    /// Receives a decision, before the guard returns it.
    ///
    /// The guard waits, so a sink should hand slow work to another thread. A panic would end the
    /// request.
    fn record(&self, decision: &Decision<'_>);
}

/// Gives a decision to each sink, in their order.
impl DecisionSink for Vec<Box<dyn DecisionSink>> {
    fn record(&self, decision: &Decision<'_>) {
        for sink in self {
            sink.record(decision);
        }
    }
}

/// Hands every later decision of a guard in this program to `sink`. For several sinks, pass a
/// `Vec<Box<dyn DecisionSink>>`.
///
/// # Errors
/// Returns [`AlreadyRecorded`] if the program has called this function before. The first sink
/// stays, so that no library can replace the one of the service.
pub fn record_decisions(sink: impl DecisionSink) -> Result<(), AlreadyRecorded> {
    SINK.set(Box::new(sink)).map_err(|_| AlreadyRecorded)
}

/// The error of [`record_decisions`] if it was called before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the decisions of guards are already recorded: `record_decisions` was called before")]
#[non_exhaustive]
pub struct AlreadyRecorded;

/// A decision of a guard: the function, the requirement, the caller, and the result.
///
/// It has ids, roles and scopes. It never has a token.
pub struct Decision<'a> {
    function: &'a GuardedFunction,
    question: &'a dyn Question,
    denied: Option<&'a Denied>,
    duration: Option<Duration>,
}

impl Decision<'_> {
    /// Returns the guarded function.
    #[must_use]
    pub fn function(&self) -> &GuardedFunction {
        self.function
    }

    /// Returns the requirement of the function, which displays as in
    /// [`Requirement`](crate::Requirement).
    #[must_use]
    pub fn requirement(&self) -> &dyn fmt::Display {
        self.question.requirement()
    }

    /// Returns `true` if the caller may run the function.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.denied.is_none()
    }

    /// Returns the denial with its reasons, or `None` if the caller may run the function.
    #[must_use]
    pub fn denied(&self) -> Option<&Denied> {
        self.denied
    }

    /// Returns the grounds of each part of the requirement that the caller meets. They are worked
    /// out by this call, as [`Caller::explain`](crate::Caller::explain) does it.
    ///
    /// If the function is denied, these are the parts that do not deny it.
    #[must_use]
    pub fn grounds(&self) -> Vec<Grounds> {
        self.question.grounds()
    }

    /// Returns the kind of caller. Returns `None` if the request has no caller: it is anonymous, or
    /// no layer verified it.
    #[must_use]
    pub fn kind(&self) -> Option<CallerKind> {
        Some(self.question.caller()?.kind)
    }

    /// Returns the tenant that issued the caller's token.
    #[must_use]
    pub fn tenant(&self) -> Option<Uuid> {
        Some(self.question.caller()?.tenant)
    }

    /// Returns the object id of the user, or of the application's service principal: see
    /// [`Caller::object_id`](crate::Caller::object_id).
    #[must_use]
    pub fn object_id(&self) -> Option<Uuid> {
        self.question.caller()?.object_id
    }

    /// Returns the client id of the application that sent the token.
    #[must_use]
    pub fn client_id(&self) -> Option<Uuid> {
        self.question.caller()?.client_id
    }

    /// Returns the client id of the registration of this API that accepted the token.
    #[must_use]
    pub fn registration(&self) -> Option<Uuid> {
        Some(self.question.caller()?.registration)
    }

    /// Returns the AI agent that acts, or `None` if the token does not name one.
    #[must_use]
    pub fn agent(&self) -> Option<Agent> {
        self.question.caller()?.agent
    }

    /// Returns the time that the guard took, with the log of a denial. Returns `None` on
    /// `wasm32-unknown-unknown`, which has no clock.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("function", &format_args!("{}", self.function))
            .field("requirement", &format_args!("{}", self.requirement()))
            .field("denied", &self.denied)
            .finish_non_exhaustive()
    }
}

/// The ids of a caller.
struct CallerFacts {
    kind: CallerKind,
    tenant: Uuid,
    object_id: Option<Uuid>,
    client_id: Option<Uuid>,
    registration: Uuid,
    agent: Option<Agent>,
}

/// The question that a guard decides, for callers of any model.
trait Question {
    fn requirement(&self) -> &dyn fmt::Display;
    fn caller(&self) -> Option<CallerFacts>;
    fn grounds(&self) -> Vec<Grounds>;
}

struct Asked<'a, M: Model> {
    requirement: &'a Requirement<M>,
    caller: Option<&'a Caller<M>>,
}

impl<M: Model> Question for Asked<'_, M> {
    fn requirement(&self) -> &dyn fmt::Display {
        self.requirement
    }

    fn caller(&self) -> Option<CallerFacts> {
        let caller = self.caller?;
        Some(CallerFacts {
            kind: caller.kind(),
            tenant: caller.tenant(),
            object_id: caller.object_id(),
            client_id: caller.client_id(),
            registration: caller.registration(),
            agent: caller.agent(),
        })
    }

    fn grounds(&self) -> Vec<Grounds> {
        let Some(caller) = self.caller else { return Vec::new() };
        caller.explain(*self.requirement).into_grounds()
    }
}

/// Returns the sink, if there is one. It is inlined into guards, as one look at a variable.
#[inline]
pub(super) fn sink() -> Option<&'static dyn DecisionSink> {
    SINK.get().map(|sink| &**sink)
}

/// Returns the result of `check`, and hands the decision to the sink.
pub(super) fn decide<M: Model>(
    sink: &dyn DecisionSink,
    function: &GuardedFunction,
    requirement: &Requirement<M>,
    caller: Option<&Caller<M>>,
    check: impl FnOnce() -> Result<(), Denied>,
) -> Result<(), Denied> {
    let start = now();
    let result = check();
    let duration = start.map(|start| start.elapsed());
    let question = Asked { requirement, caller };
    let denied = result.as_ref().err();
    sink.record(&Decision { function, question: &question, denied, duration });
    result
}

/// Returns the current time, if the platform has a clock. Asking one without a clock would panic.
fn now() -> Option<Instant> {
    let has_no_clock = cfg!(all(target_family = "wasm", target_os = "unknown"));
    if has_no_clock { None } else { Some(Instant::now()) }
}
