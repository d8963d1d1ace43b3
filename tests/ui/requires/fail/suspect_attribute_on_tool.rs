#[path = "../permissions.rs"]
mod permissions;

use entra_perms_runtime::requires;
use entra_perms_test_attributes::remember_once;
use permissions::roles::*;
use rmcp::{ErrorData, tool, tool_router};

struct Server;

#[tool_router]
impl Server {
    #[requires(Orders::Read::All)]
    #[tool]
    #[remember_once]
    async fn list() -> Result<String, ErrorData> {
        Ok("lamp".to_owned())
    }
}

fn main() {}
