//! The lines of `clients`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token};

use super::syntax::{Defects, expected};
use super::{no_identifier, paths};
use crate::finding::{Finding, Rule};
use crate::manifest::Shown;

const EXAMPLE: &str = r#"Web = "manifests/web.json""#;

/// The line `Name = "path"`, or `Name = ["path", …]` with one file for each registration of the
/// client.
pub(crate) struct ClientFiles {
    pub(crate) name: Ident,
    pub(crate) files: Vec<LitStr>,
}

/// Reads a line of `clients`.
pub(super) fn client(
    input: ParseStream<'_>,
    defects: &mut Defects,
) -> Result<ClientFiles, Finding> {
    let Ok(name) = input.parse::<Ident>() else {
        return Err(no_identifier(input, "the name of a client", EXAMPLE));
    };
    let written = name.to_string();
    let shown = Shown(&written);
    if input.peek(Token![=>]) || input.parse::<Token![=]>().is_err() {
        return Err(expected(input, format_args!("`=` after `{shown}`"), EXAMPLE));
    }
    let files = paths(input, "for the client", EXAMPLE, defects)?;
    Ok(ClientFiles { name, files })
}

/// Reports and leaves out clients whose name is reserved or taken.
pub(super) fn with_own_names(clients: Vec<ClientFiles>, defects: &mut Defects) -> Vec<ClientFiles> {
    let mut kept: Vec<ClientFiles> = Vec::new();
    for client in clients {
        let name = client.name.unraw();
        let finding = if name == RESERVED {
            Some(reserved())
        } else if kept.iter().any(|other| other.name.unraw() == name) {
            Some(repeated(&name))
        } else {
            None
        };
        match finding {
            Some(finding) => defects.lose(finding.at(client.name.span())),
            None => kept.push(client),
        }
    }
    kept
}

/// The associated constant of the enum, which a variant of this name would hide.
const RESERVED: &str = "ALL";

fn reserved() -> Finding {
    Finding::new(Rule::ClientName, format_args!("`{RESERVED}` is a reserved name"))
        .note(format_args!("`Client::{RESERVED}` is the list of all clients"))
        .help("choose another name")
}

fn repeated(name: &Ident) -> Finding {
    let name = name.to_string();
    Finding::new(Rule::ClientName, format_args!("client `{}` is given twice", Shown(&name)))
        .help("write one line for each client, with a list of the files of its registrations")
}
