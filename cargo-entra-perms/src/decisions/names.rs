//! The values of a model, as the reasons of the runtime need them.

use std::collections::BTreeSet;

use entra_perms_model::Model;

/// The values of a model for the rest of the program.
///
/// The runtime's reasons have the values of a build, which are constants. Here they become known
/// when the program runs. They are kept once for each model, and the program ends soon.
pub(crate) struct ReasonNames {
    roles: Vec<&'static str>,
    scopes: Vec<&'static str>,
    clients: Vec<&'static str>,
}

impl ReasonNames {
    pub(super) fn of(model: &Model) -> Self {
        let kept = |name: &str| -> &'static str { name.to_owned().leak() };
        Self {
            roles: model.roles.iter().map(|role| kept(&role.entry.value)).collect(),
            scopes: model.scopes.iter().map(|scope| kept(&scope.entry.value)).collect(),
            clients: model.clients.iter().map(|client| kept(client.plain_name())).collect(),
        }
    }

    /// Returns the values of app roles, in the order of the manifest.
    pub(super) fn roles(&self, roles: &BTreeSet<usize>) -> Vec<&'static str> {
        roles.iter().filter_map(|index| self.roles.get(*index).copied()).collect()
    }

    /// Returns the values of scopes, in the order given.
    pub(super) fn scopes(&self, scopes: &[usize]) -> Vec<&'static str> {
        scopes.iter().filter_map(|index| self.scopes.get(*index).copied()).collect()
    }

    /// Returns the names of clients, in the order given.
    pub(super) fn clients(&self, clients: &[usize]) -> Vec<&'static str> {
        clients.iter().filter_map(|index| self.clients.get(*index).copied()).collect()
    }
}
