//! `curl` commands with fresh tokens, to paste into a terminal.

use entra_perms_runtime::Uuid;
use entra_perms_runtime::testing::{DevIssuer, DevIssuerError};

use crate::permissions::{Client, Model, Role, Scope};
use crate::store::seed::ADELE;

/// The object id of the import service.
const IMPORT: Uuid = Uuid::from_u128(0x5e4c_1ce0_c0de_4000_8000_0000_0000_0011);

/// Returns the issuer that shares its key with `cargo entra-perms token`. `tenant` is a GUID.
///
/// # Errors
/// Returns an error if the key cannot be read.
pub fn shared_issuer(tenant: Option<&str>) -> Result<DevIssuer, DevIssuerError> {
    match tenant {
        Some(tenant) => DevIssuer::shared_for(tenant),
        None => DevIssuer::shared(),
    }
}

/// Returns a command for each of three callers. Each command ends in the path, which is easy to
/// change.
#[must_use]
pub fn requests(issuer: &DevIssuer, client_id: &str, url: &str) -> String {
    let web_app = web_app_for_adele(issuer, client_id);
    let import = import_service(issuer, client_id);
    format!(
        "\
a development issuer replaces Entra; its tokens expire in an hour
`cargo entra-perms token -p example-crm` signs tokens of other callers; `--help` has examples
try these commands, also with the path /me, /accounts, or /proposals

# a web app that acts for Adele, with Crm.ReadWrite.Team
curl -i -H 'Authorization: Bearer {web_app}' {url}/contacts

# a background service (an application that acts as itself)
curl -i -H 'Authorization: Bearer {import}' {url}/contacts

# no token
curl -i {url}/contacts"
    )
}

fn web_app_for_adele(issuer: &DevIssuer, client_id: &str) -> String {
    let token = issuer.user::<Model>().registration(client_id).client(Client::Web);
    token
        .object_id(ADELE)
        .roles([Role::AccountsReadTeam, Role::ContactsReadTeam, Role::ContactsWriteTeam])
        .scopes([Scope::CrmReadWriteTeam])
        .sign()
}

fn import_service(issuer: &DevIssuer, client_id: &str) -> String {
    let token = issuer.app::<Model>().registration(client_id).client(Client::Import);
    token
        .object_id(IMPORT)
        .roles([Role::AccountsReadAll, Role::ContactsReadAll, Role::ContactsWriteAll])
        .sign()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::DEVELOPMENT_CLIENT_ID;

    #[test]
    fn each_command_ends_in_the_path() {
        let issuer = DevIssuer::new("3f1a8d52-6b7e-4c19-9a04-b2d5e8f07c61").unwrap();
        let requests = requests(&issuer, DEVELOPMENT_CLIENT_ID, "http://127.0.0.1:1");
        let commands: Vec<_> = requests.lines().filter(|line| line.starts_with("curl")).collect();
        assert_eq!(commands.len(), 3);
        assert!(commands.iter().all(|command| command.ends_with(" http://127.0.0.1:1/contacts")));
        let with_token = |command: &&&str| command.contains("'Authorization: Bearer ey");
        assert_eq!(commands.iter().filter(with_token).count(), 2);
    }
}
