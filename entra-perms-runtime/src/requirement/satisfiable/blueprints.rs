//! The check that one of the clients that `client = …` admits can call the API.
//!
//! A blueprint of AI agents cannot: the tokens of its agents have the client ids of the agents.

use super::nobody;
use crate::model::ClientEntry;
use crate::requirement::const_message::Message;
use crate::requirement::{AgentRule, Conditions};

/// The number of clients that a message names. The remedy must fit behind them.
const MAX_CLIENTS: usize = 6;

/// Returns the text of the build error, or `None` if every client is admitted, or one that is not a
/// blueprint.
pub(super) const fn defect(conditions: Conditions) -> Option<Message> {
    let clients = conditions.admitted_clients();
    if clients.is_empty() || !are_blueprints(clients) {
        return None;
    }
    let message = add_clients(nobody(), clients);
    Some(match conditions.agents() {
        Some(AgentRule::Only) => message.help("remove `client = …`"),
        Some(AgentRule::Never) | None => message.help("to admit AI agents, write `agents = only`"),
    })
}

const fn are_blueprints(mut clients: &[&ClientEntry]) -> bool {
    while let [client, rest @ ..] = clients {
        if !client.is_blueprint() {
            return false;
        }
        clients = rest;
    }
    true
}

const fn add_clients(mut message: Message, mut clients: &[&ClientEntry]) -> Message {
    let mut count = 0;
    while let [client, rest @ ..] = clients {
        if count == MAX_CLIENTS {
            return message.note("the other clients are blueprints, too");
        }
        message = message
            .note("client `")
            .text(client.name)
            .text("` is a blueprint: each of its agents has a client id of its own");
        count += 1;
        clients = rest;
    }
    message
}
