//! The writes from the live registration to the checked-in one, in data order:
//!
//! - `registration`: JSON in the form of Microsoft Graph → entries and settings;
//! - `ids`: the id of each value;
//! - `target`: the registration after all writes; `clients` has its pre-authorized clients;
//! - `writes`: live and target → requests in an order that Microsoft Graph accepts; `stages` has
//!   the order, `settings` the settings;
//! - `risks`: the losses, as items of a report;
//! - `az` and `json`: the plan as text.
//!
//! Microsoft Graph replaces `appRoles` and `api.oauth2PermissionScopes` as whole lists, keeps the
//! keys of `api` that a request does not name, and refuses a request that changes or removes an
//! enabled entry (`CannotDeleteOrUpdateEnabledEntitlement`).
//! <https://learn.microsoft.com/graph/api/application-update>

mod az;
mod clients;
mod ids;
mod json;
mod registration;
mod risks;
mod settings;
mod stages;
mod target;
#[cfg(test)]
mod tests;
mod writes;

use serde_json::Value;

pub(crate) use self::az::render as render_script;
pub(crate) use self::json::render as render_json;
pub(crate) use self::registration::{Kind, Registration};
use crate::error::Failure;
use crate::place::Location;
use crate::report::Item;

/// The ordered writes.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The client id of the live registration.
    pub(crate) client_id: String,
    pub(crate) writes: Vec<Write>,
    /// The losses and the decisions that somebody should know.
    pub(crate) items: Vec<Item>,
}

/// One `PATCH` of the application.
#[derive(Debug)]
pub(crate) struct Write {
    /// The parts of the write in words, such as "disables app role `Orders.Read`".
    pub(crate) purposes: Vec<String>,
    pub(crate) body: Value,
}

/// The place of an entry in the checked-in manifest, or else in the live export.
pub(crate) type PlaceOf<'p> = &'p dyn Fn(Kind, &str) -> Option<Location>;

impl Plan {
    /// Plans the writes. A target that Microsoft Graph would refuse is a failure.
    pub(crate) fn new(
        live: &Registration,
        checked_in: &Registration,
        place_of: PlaceOf<'_>,
    ) -> Result<Self, Failure> {
        let client_id = live.client_id.clone().ok_or_else(|| {
            Failure::new("the live registration has no client id")
                .help("export the whole registration: `az ad app show --id <app id> -o json`")
        })?;
        let target = target::Target::new(live, checked_in, &client_id)?;
        let writes = writes::writes(live, &target);
        let items = risks::items(live, &target, place_of);
        Ok(Self { client_id, writes, items })
    }
}
