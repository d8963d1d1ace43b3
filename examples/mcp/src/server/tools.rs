//! The tools of the CRM. The guard of each tool names the permissions that it requires.

use std::sync::Arc;

use entra_perms_runtime::mcp::GuardedTools;
use entra_perms_runtime::requires;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{ListToolsResult, PaginatedRequestParams};
use rmcp::schemars::{self, JsonSchema};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, tool, tool_handler, tool_router};
use serde::Deserialize;

use super::store::{Reach, Store};
use crate::permissions::roles::{Contacts, Proposals};
use crate::permissions::{Caller, Model};

#[derive(Clone)]
pub(crate) struct CrmServer {
    tools: GuardedTools<Self, Model>,
    store: Arc<Store>,
}

#[derive(Deserialize, JsonSchema)]
struct NewName {
    id: u32,
    name: String,
}

#[derive(Deserialize, JsonSchema)]
struct Id {
    id: u32,
}

#[derive(Deserialize, JsonSchema)]
struct Names {
    names: Vec<String>,
}

/// The documentation of a tool is its description for the model that calls it.
#[tool_router]
impl CrmServer {
    /// Lists the contacts that the caller may read.
    #[requires(Contacts::Read::ANY, caller = context)]
    #[tool]
    async fn list_contacts(
        &self,
        context: RequestContext<RoleServer>,
    ) -> Result<String, ErrorData> {
        use Contacts::Read::Constraint;

        let caller = Caller::from_request(&context)?;
        // If the manifest gets a new constraint, this exhaustive match fails the build.
        let reach = match Contacts::Read::widest(caller) {
            None => return Ok(String::new()),
            Some(Constraint::My) => Reach::My(caller.object_id()),
            Some(Constraint::Team) => Reach::Team(caller.object_id()),
            Some(Constraint::All) => Reach::All,
        };
        let contacts = self.store.contacts(reach).into_iter();
        let lines: Vec<String> = contacts.map(|(id, name)| format!("{id} {name}")).collect();
        Ok(lines.join(", "))
    }

    /// Renames a contact.
    #[requires(Contacts::Write::ANY, caller = context)]
    #[tool]
    async fn rename_contact(
        &self,
        Parameters(NewName { id, name }): Parameters<NewName>,
        context: RequestContext<RoleServer>,
    ) -> Result<String, ErrorData> {
        let reach = writable_contacts(Caller::from_request(&context)?)?;
        let renamed = format!("contact {id} is now {name}");
        self.store
            .rename_contact(reach, id, name)
            .ok_or_else(|| not_found("contact", id))?;
        Ok(renamed)
    }

    /// Deletes a contact. No AI agent may do this, also not for a person.
    #[requires(Contacts::Write::ANY, agents = never, caller = context)]
    #[tool]
    async fn delete_contact(
        &self,
        Parameters(Id { id }): Parameters<Id>,
        context: RequestContext<RoleServer>,
    ) -> Result<String, ErrorData> {
        let reach = writable_contacts(Caller::from_request(&context)?)?;
        self.store.delete_contact(reach, id).ok_or_else(|| not_found("contact", id))?;
        Ok(format!("contact {id} is deleted"))
    }

    /// Adds contacts. Only an application that acts as itself may do this.
    // The function does not need the caller, so the guard takes it from the request.
    #[requires(Contacts::Write::All, by = app)]
    #[tool]
    async fn import_contacts(
        &self,
        Parameters(Names { names }): Parameters<Names>,
    ) -> Result<String, ErrorData> {
        let count = names.len();
        self.store.import_contacts(names);
        Ok(format!("contacts imported: {count}"))
    }

    /// Approves a proposal. A person must stand behind the call: an AI agent may send it for one.
    #[requires(Proposals::ReadWrite::ANY, by = person, caller = context)]
    #[tool]
    async fn approve_proposal(
        &self,
        Parameters(Id { id }): Parameters<Id>,
        context: RequestContext<RoleServer>,
    ) -> Result<String, ErrorData> {
        use Proposals::ReadWrite::Constraint;

        let caller = Caller::from_request(&context)?;
        let user = caller.object_id();
        let reach = match Proposals::ReadWrite::widest(caller) {
            None => return Err(not_found("proposal", id)),
            Some(Constraint::Team) => Reach::Team(user),
            Some(Constraint::All) => Reach::All,
        };
        let title = self.store.proposal(reach, id).ok_or_else(|| not_found("proposal", id))?;
        let approver = user.ok_or_else(|| not_found("proposal", id))?;
        Ok(format!("`{title}` is approved by {approver}"))
    }

    /// Describes the server.
    // Every caller with a valid token may call this tool. A test names it.
    #[tool]
    async fn about(&self) -> String {
        "the contacts and proposals of the Contoso CRM".to_owned()
    }
}

#[tool_handler(router = self.tools)]
impl ServerHandler for CrmServer {
    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        // A model calls a tool only if the list has it. So the list also has the tools that a
        // caller could call with more scopes: the 403 to the call leads to these scopes.
        Ok(self.tools.list_reachable(&context))
    }
}

impl CrmServer {
    /// Returns an error if a guard names no tool, or if two guards name one tool.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let tools = GuardedTools::new(Self::tool_router())?;
        Ok(Self { tools, store: Arc::new(Store::new()) })
    }

    pub(crate) fn tools(&self) -> &GuardedTools<Self, Model> {
        &self.tools
    }
}

fn writable_contacts(caller: &Caller) -> Result<Reach, ErrorData> {
    use Contacts::Write::Constraint;

    match Contacts::Write::widest(caller) {
        None => Err(ErrorData::invalid_params("you may not write any contacts", None)),
        Some(Constraint::My) => Ok(Reach::My(caller.object_id())),
        Some(Constraint::Team) => Ok(Reach::Team(caller.object_id())),
        Some(Constraint::All) => Ok(Reach::All),
    }
}

/// A caller cannot tell a record out of reach from a record that does not exist.
fn not_found(kind: &str, id: u32) -> ErrorData {
    ErrorData::invalid_params(format!("there is no {kind} {id} that you may write"), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_description_of_the_server_has_no_guard() {
        let server = CrmServer::new().unwrap();
        assert_eq!(server.tools().unguarded(), ["about"]);
    }
}
