//! The guarded functions as operations that a caller may run, for user interfaces.

use serde::Serialize;

use super::{Guarded, Inventory};
use crate::caller::{Caller, Denied, Reason};
use crate::model::Model;

/// A guarded function, and the decision of its guard for one caller.
///
/// See [`Inventory::allowed`]. In JSON, the members have the names of the fields, in their order.
/// All members are always there. A later version may add members.
///
/// ```json
/// {
///   "module": "crm::api::contacts",
///   "function": "rename",
///   "requirement": "`Contacts.Write.Team` or `Contacts.Write.All`",
///   "allowed": false,
///   "reasons": [{
///     "id": "lacks_scope",
///     "text": "the user holds `Contacts.Write.Team`, but the client lacks the scope …"
///   }],
///   "sufficient_scopes": [["api://contoso.example/crm/Crm.ReadWrite.Team"]]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Operation {
    /// The path of the module, such as `crm::api::contacts`.
    pub module: &'static str,
    /// The name of the function.
    pub function: &'static str,
    /// The requirement in words, for people.
    pub requirement: String,
    /// `true` if the guard lets the caller in.
    pub allowed: bool,
    /// The reasons of the denial, as in [`Denied::reasons`]. Empty if the operation is allowed.
    pub reasons: Vec<OperationReason>,
    /// The sets of scopes that would be sufficient, as in [`Denied::sufficient_scopes`]. The names
    /// are full, so that a client can request them. Empty if no scope helps, or if the operation is
    /// allowed.
    pub sufficient_scopes: Vec<Vec<String>>,
}

/// A reason why an [`Operation`] is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OperationReason {
    /// The stable id of the reason, for programs: see [`Reason::id`].
    pub id: &'static str,
    /// The reason in words, for people. The words may change.
    pub text: String,
}

impl<M: Model> Inventory<M> {
    /// Lists the guarded functions, and for each one whether this caller may run it, and why not.
    ///
    /// A user interface can hide a button that its user may not use, or say which permission is
    /// missing. The guards decide in any case: use the list to show things only. It is in the order
    /// of [`functions`](Self::functions), nothing is logged, and it needs no token.
    ///
    /// ```
    /// # mod permissions { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.rs")); }
    /// use entra_perms_runtime::audit::Inventory;
    /// use entra_perms_runtime::{Denied, requires};
    /// use permissions::{Caller, Model, Role, Scope, roles::*};
    ///
    /// #[requires(Contacts::Read::Team)]
    /// fn list(caller: &Caller) -> Result<(), Denied> {
    ///     Ok(())
    /// }
    ///
    /// #[requires(Contacts::Write::Team)]
    /// fn rename(caller: &Caller) -> Result<(), Denied> {
    ///     Ok(())
    /// }
    ///
    /// # fn main() {
    /// // Collect the inventory once, when the service starts.
    /// let inventory = Inventory::<Model>::collect();
    ///
    /// let roles = [Role::ContactsReadTeam, Role::ContactsWriteTeam];
    /// let ada = Caller::test().user().roles(roles).scopes([Scope::CrmReadTeam]);
    ///
    /// let operations = inventory.allowed(&ada);
    /// let [list, rename] = operations.as_slice() else { panic!("two functions are guarded") };
    /// assert_eq!((list.function, list.allowed), ("list", true));
    /// assert_eq!((rename.function, rename.allowed), ("rename", false));
    /// assert_eq!(rename.reasons[0].id, "lacks_scope");
    /// assert!(rename.sufficient_scopes[0][0].ends_with("/Crm.ReadWrite.Team"));
    ///
    /// let json = serde_json::to_value(&operations).unwrap();
    /// assert_eq!(json[1]["requirement"], "`Contacts.Write.Team`");
    /// # }
    /// ```
    ///
    /// # Which functions
    ///
    /// - Each guard is one operation. A generic function is one operation for all its types.
    /// - Methods of several types in one module can have one name. Treat such a name as allowed
    ///   only if all of its operations are.
    /// - Operations that are equal in all fields are listed once.
    /// - Guards of another model are not in the inventory. A caller of another model does not
    ///   compile.
    /// - Checks in a function body are not included: see [Limits](crate::audit#limits).
    ///
    /// # Who may see it
    ///
    /// The list names all guarded functions of the program, also the ones that no client calls.
    /// To show less, collect an inventory from an iterator:
    ///
    /// ```
    /// # use entra_perms_runtime::{Model, audit::Inventory};
    /// fn of_api<M: Model>() -> Inventory<M> {
    ///     let is_of_api = |module: &str| module.starts_with("crm::api");
    ///     let functions = Inventory::collect().into_iter();
    ///     functions.filter(|guarded| is_of_api(guarded.function().module_path)).collect()
    /// }
    /// ```
    #[must_use]
    pub fn allowed(&self, caller: &Caller<M>) -> Vec<Operation> {
        let mut operations: Vec<Operation> = Vec::new();
        for guarded in self.functions() {
            let operation = guarded.operation(caller);
            // Only the file and the line can differ. Neither is for clients. The functions are
            // sorted, so functions of one name are neighbors.
            let mut of_one_name = operations.iter().rev().take_while(|other| {
                other.module == operation.module && other.function == operation.function
            });
            if !of_one_name.any(|other| *other == operation) {
                operations.push(operation);
            }
        }
        operations
    }
}

impl<M: Model> Guarded<M> {
    fn operation(&self, caller: &Caller<M>) -> Operation {
        let function = self.function();
        let requirement = self.requirement();
        let denied = caller.decide(&requirement).err();
        Operation {
            module: function.module_path,
            function: function.name,
            requirement: requirement.to_string(),
            allowed: denied.is_none(),
            reasons: denied.iter().flat_map(Denied::reasons).map(OperationReason::new).collect(),
            sufficient_scopes: denied.iter().flat_map(full_names).collect(),
        }
    }
}

impl OperationReason {
    fn new(reason: &Reason) -> Self {
        Self { id: reason.id(), text: reason.to_string() }
    }
}

/// Returns the sufficient scopes by the names with which clients request them.
fn full_names(denied: &Denied) -> Vec<Vec<String>> {
    let Some(api_facts) = denied.api_facts() else { return Vec::new() };
    let full_names = |set: &Vec<&str>| set.iter().map(|scope| api_facts.full_name(scope)).collect();
    denied.sufficient_scopes().iter().map(full_names).collect()
}
