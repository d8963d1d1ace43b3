//! GUIDs of the command line.

use entra_perms_runtime::Uuid;

use crate::error::Failure;

/// Reads a GUID, as an option of the command line has it.
pub(super) fn guid(option: &str, written: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(written).map_err(|_| {
        Failure::new(format_args!("`{written}` is not a GUID"))
            .help(format_args!("`{option}` takes a GUID"))
    })
}
