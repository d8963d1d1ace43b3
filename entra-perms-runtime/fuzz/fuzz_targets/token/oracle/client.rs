//! The client of a caller, and the conditions about clients.

use entra_perms_runtime::{Reason, Requirement, requirement};
use serde_json::Value;

use crate::permissions::roles::*;
use crate::permissions::{CLIENTS, Caller, Client, Model};
use crate::services::Service;

/// Returns a requirement of any role that somebody can hold, and this condition.
macro_rules! any_role {
    (client = $($client:tt)*) => {
        requirement!(
            any(Contacts::Read::Team, Contacts::Read::All, Contacts::Import, Console),
            client = $($client)*
        )
    };
}

/// Requirements, and the clients that they admit.
const REQUIREMENTS: [(Requirement<Model>, &[&str]); 4] = [
    (any_role!(client = Client::Web), &["Web"]),
    (any_role!(client = Client::Desktop), &["Desktop"]),
    (any_role!(client = Client::Import), &["Import"]),
    (any_role!(client = any(Client::Web, Client::Desktop)), &["Web", "Desktop"]),
];

/// Checks that the caller has the client of the payload, and that a condition admits only its own
/// clients, and a confidential one only with a proof of its identity.
pub fn check(caller: &Caller, claims: &Value, service: &Service) {
    let (client_claim, authentication) = match claims["ver"].as_str().unwrap() {
        "1.0" => ("appid", "appidacr"),
        _ => ("azp", "azpacr"),
    };
    for name in ["appid", "azp", "appidacr", "azpacr"] {
        let spellings = claims.as_object().unwrap().keys();
        let spellings = spellings.filter(|spelling| spelling.eq_ignore_ascii_case(name));
        assert!(spellings.count() <= 1, "`{name}` is there twice");
        assert!(claims.get(name).is_none_or(Value::is_string), "`{name}` is not a string");
    }
    let client_id = caller.client_id().map(|id| id.to_string());
    assert_eq!(client_id.as_deref().map(digits), claims[client_claim].as_str().map(digits));
    assert_eq!(caller.registration().to_string(), service.client_id);

    let client = CLIENTS
        .iter()
        .find(|(_, api, id, _)| *api == service.client_id && client_id.as_deref() == Some(*id));
    assert_eq!(caller.client().map(Client::name), client.map(|client| client.0));
    let is_proven = matches!(claims[authentication].as_str(), Some("1" | "2"));
    // A caller without a role that counts meets no requirement, for reasons that are not checked
    // here.
    let has_role = !caller.effective().is_empty();
    for (requirement, admitted) in REQUIREMENTS {
        let reason = match client {
            Some((name, _, _, is_public)) if admitted.contains(name) => {
                (!is_public && !is_proven).then_some("unproven_client")
            }
            Some(_) | None => Some("wrong_client"),
        };
        assert_eq!(caller.can(requirement), has_role && reason.is_none(), "{requirement}");
        if has_role {
            let denied = caller.require(requirement).err();
            let reasons = denied.iter().flat_map(|denied| denied.reasons()).map(Reason::id);
            assert!(reasons.eq(reason), "{requirement}: {denied:?}");
        }
    }
}

/// Returns the hexadecimal digits of a GUID, which may have several forms.
fn digits(guid: &str) -> String {
    let guid = guid.strip_prefix("urn:uuid:").unwrap_or(guid);
    guid.to_lowercase().chars().filter(char::is_ascii_hexdigit).collect()
}
