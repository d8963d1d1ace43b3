// The files of the examples in the documentation: one manifest, in memory.

use std::io;
use std::path::{Path, PathBuf};

use entra_perms_model::{FileKind, Files};

struct Memory;

impl Memory {
    const MANIFEST: &str = r#"{
        "appRoles": [
            {"value": "Contacts.Read", "allowedMemberTypes": ["User"]},
            {"value": "Contacts.Write", "allowedMemberTypes": ["User"]}
        ],
        "api": {"oauth2PermissionScopes": [{"value": "Crm.Read"}]}
    }"#;

    fn folder() -> PathBuf {
        std::path::absolute("api").expect("a current folder")
    }
}

impl Files for Memory {
    fn kind(&self, path: &Path) -> FileKind {
        if path == Self::folder().join("crm.json") {
            FileKind::File { bytes: Self::MANIFEST.len() as u64 }
        } else {
            FileKind::Nothing
        }
    }

    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(Self::MANIFEST.into())
    }
}
