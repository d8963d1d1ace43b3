#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use permissions::roles::*;
use rmcp::{ErrorData, tool, tool_router};

struct Server;

#[tool_router]
impl Server {
    #[tool]
    #[requires(Orders::Read::All)]
    async fn list(&self) -> Result<String, ErrorData> {
        Ok("lamp".to_owned())
    }

    #[tool]
    #[requires(Orders::Read::All)]
    fn count(&self) -> Result<String, ErrorData> {
        Ok("1".to_owned())
    }
}

fn main() {}
