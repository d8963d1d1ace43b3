//! Several servers in one program, whose tools and prompts may have equal names.

use entra_perms_runtime::mcp::{GuardedPrompts, GuardedTools, GuardsError};
use entra_perms_runtime::requires;
use entra_perms_tests::crm::Model;
use entra_perms_tests::crm::roles::*;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::model::PromptMessage;
use rmcp::{ErrorData, prompt, prompt_router, tool, tool_router};

mod accounts {
    use super::*;

    pub(super) struct Server;

    #[tool_router(vis = "pub(super)")]
    impl Server {
        #[requires(Accounts::Read::Team)]
        #[tool]
        fn list() -> Result<String, ErrorData> {
            Ok("Fabrikam".to_owned())
        }
    }

    /// The router of another part of the server.
    pub(super) mod closed {
        use super::*;

        #[tool_router(vis = "pub(in super::super)", router = closed_router)]
        impl Server {
            #[requires(Accounts::Read::All)]
            #[tool]
            fn list_closed() -> Result<String, ErrorData> {
                Ok("Litware".to_owned())
            }
        }
    }

    #[prompt_router(vis = "pub(super)")]
    impl Server {
        #[requires(Accounts::Read::Team)]
        #[prompt]
        async fn summary() -> Result<Vec<PromptMessage>, ErrorData> {
            Ok(Vec::new())
        }
    }
}

/// The path of this module begins with the path of `accounts`.
mod accounts_export {
    use super::*;

    pub(super) struct Server;

    #[tool_router(vis = "pub(super)")]
    impl Server {
        #[requires(Accounts::Read::All)]
        #[tool]
        fn list() -> Result<String, ErrorData> {
            Ok("Fabrikam, Litware".to_owned())
        }
    }
}

const ACCOUNTS: &str = concat!(module_path!(), "::accounts");

fn accounts(
    router: ToolRouter<accounts::Server>,
) -> Result<GuardedTools<accounts::Server, Model>, GuardsError> {
    GuardedTools::in_module(ACCOUNTS, router)
}

#[test]
fn each_server_has_the_guards_of_its_module_and_of_the_modules_below() {
    let tools = accounts::Server::tool_router() + accounts::Server::closed_router();
    assert!(accounts(tools).unwrap().unguarded().is_empty());

    let module = concat!(module_path!(), "::accounts_export");
    let tools = accounts_export::Server::tool_router();
    let export = GuardedTools::<_, Model>::in_module(module, tools).unwrap();
    assert!(export.unguarded().is_empty());

    let prompts = accounts::Server::prompt_router();
    let prompts = GuardedPrompts::<_, Model>::in_module(ACCOUNTS, prompts).unwrap();
    assert!(prompts.unguarded().is_empty());
}

#[test]
fn a_guard_below_the_module_needs_a_tool() {
    let error = accounts(accounts::Server::tool_router()).unwrap_err();
    let expected = "names the tool `list_closed`, which the router does not have \
                    (for one of several servers, use `in_module`)";
    assert!(error.to_string().ends_with(expected), "{error}");
}

#[test]
fn without_modules_the_servers_of_a_program_are_mixed_up() {
    let tools = accounts_export::Server::tool_router();
    let error = GuardedTools::<_, Model>::new(tools).unwrap_err();
    assert!(
        matches!(error, GuardsError::NotInRouter { .. } | GuardsError::GuardedTwice { .. }),
        "{error}"
    );
}
