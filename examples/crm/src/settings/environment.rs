//! The settings of the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::key::{Key, PREFIX};
use super::mistake::Mistake;
use super::text::{Place, Text};

const CONFIG: &str = "CRM_CONFIG";

/// The variables of this service.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// The file of `CRM_CONFIG`.
    pub(super) config: Option<PathBuf>,
    pub(super) texts: BTreeMap<Key, Text>,
}

/// Reads the variables that begin with the prefix.
pub(super) fn read(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Environment, Mistake> {
    let mut environment = Environment::default();
    for (name, value) in variables {
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with(PREFIX) || is_of_kubernetes(&name, &value.to_string_lossy()) {
            continue;
        }
        if name == CONFIG {
            environment.config = Some(value.into());
            continue;
        }
        let Some(key) = Key::from_variable(&name) else {
            let known = Key::ALL.into_iter().map(Key::variable).chain([CONFIG.to_owned()]);
            return Err(Mistake::unknown("variable", &name, known));
        };
        let Ok(text) = value.into_string() else {
            return Err(Mistake::new(format!("the variable `{name}` is not UTF-8")));
        };
        environment.texts.insert(key, Text { place: Place::Variable(key), text });
    }
    Ok(environment)
}

/// Returns whether Kubernetes sets the variable, which tells each program about the services of its
/// namespace.
///
/// For a service `crm`, these are `CRM_SERVICE_HOST`, `CRM_SERVICE_PORT`, `CRM_PORT`, and variables
/// such as `CRM_PORT_8080_TCP`. For `crm-web`, they begin with `CRM_WEB_`.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_port = name.ends_with("_PORT") && value.contains("://");
    let is_part_of_port = ["_TCP", "_UDP", "_SCTP"].iter().any(|protocol| name.contains(protocol));
    let is_service = name.contains("_SERVICE_HOST") || name.contains("_SERVICE_PORT");
    is_service || is_port || (name.contains("_PORT_") && is_part_of_port)
}
