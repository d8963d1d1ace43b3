//! The database: each user has some contacts. A background service imports them, so that no test
//! writes to the database past the service.

use std::fs;
use std::path::Path;

use entra_perms_runtime::Uuid;
use entra_perms_runtime::testing::DevIssuer;
use serde_json::json;

use super::cores::Cores;
use super::process::Deployment;
use super::users::{self, CONTACTS_EACH, USERS};
use crate::permissions::crm;

/// The client id in `manifests/crm-import.json`: the one client that may import.
const IMPORT: Uuid = Uuid::from_u128(0xdc15_9e6a_409c_48f2_ab68_b48e_bf13_c171);
/// The users in one import, which must not be larger than the limit of the service.
const USERS_PER_IMPORT: usize = 40;

/// Creates the database of a deployment.
pub fn create(deployment: &Deployment, issuer: &DevIssuer) {
    eprintln!("importing {} contacts", USERS * CONTACTS_EACH);
    let service = deployment.start(Cores::All);
    let token = issuer.app::<crm::Model>().roles([crm::Role::ContactsWriteAll]);
    let token = token.client_id(IMPORT).claim("iss", deployment.authority.issuer()).sign();
    for first in (0..USERS).step_by(USERS_PER_IMPORT) {
        let body = contacts(first..(first + USERS_PER_IMPORT).min(USERS));
        let request = format!(
            "POST /contacts/import HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let response = service.respond(request.as_bytes()).expect("the service responds");
        assert_eq!(response.status, 200, "the import from user {first}: {}", response.body);
    }
    service.stop();
}

/// Returns the contacts of these users as JSON.
fn contacts(users: std::ops::Range<usize>) -> String {
    let mut contacts = Vec::new();
    for user in users {
        for number in 0..CONTACTS_EACH {
            contacts.push(json!({
                "owner": users::object_id(user).to_string(),
                "name": format!("Contact {number} of {user}"),
                "email": format!("contact-{number}@customer-{user}.example"),
            }));
        }
    }
    json!(contacts).to_string()
}

/// Copies a database that no service has opened.
pub fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).expect("the service has created the database");
}
