#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;
use rmcp::{tool, tool_router};

struct Server;

#[tool_router]
impl Server {
    #[requires(Orders::Read::All)]
    #[tool]
    async fn list(&self) -> String {
        "lamp".to_owned()
    }

    #[requires(Orders::Write::All)]
    #[tool]
    fn delete(&self) {}
}

fn main() {}
