//! A library whose documentation names the requirement of each guarded function.

#![deny(missing_docs)]

#[cfg(not(public_models))]
mod models;
#[cfg(public_models)]
pub mod models;

use entra_perms_runtime::{Denied, requires};

pub mod orders {
    //! Functions of a shop.

    use super::*;
    use crate::models::shop::roles::Orders as O;
    use crate::models::shop::roles::Orders::Read::All as Everything;
    use crate::models::shop::roles::Orders::Write::*;
    use crate::models::shop::{Caller, Role, Role as ShopRole, roles::*, scopes};

    /// Lists the orders.
    ///
    /// - a list at the end
    #[requires(any(Orders::Read::Team, all(Orders::Write::Team, scope(scopes::Shop::Read::Team))))]
    pub fn list(_: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    /// Is a handler.
    #[requires(at_least(Orders::Read::My), by = user)]
    pub async fn handler() {}

    /// Has no section.
    #[requires(Orders::Read::All, docs = off)]
    pub async fn off() {}

    #[allow(missing_docs)]
    #[requires(Orders::Write::ANY, by = app)]
    pub async fn without_docs() {}

    #[requires(Orders::Read::All)]
    #[cfg_attr(all(), cfg_attr(doc, doc = "Has docs with a condition."))]
    #[cfg_attr(not(doc), allow(missing_docs))]
    pub async fn conditional() {}

    #[allow(missing_docs)]
    #[requires(Orders::Read::All)]
    #[cfg_attr(not(doc), doc = "These docs have a condition that does not hold.")]
    pub async fn never_documented() {}

    /// Names roles by other paths.
    #[requires(any(self::Orders::Read::My, super::orders::Jobs::Run, Role::OrdersReadAll))]
    pub async fn paths() {}

    /// Names roles by aliases.
    #[requires(any(O::Read::My, Everything, ShopRole::OrdersReadAll))]
    pub async fn aliases() {}

    /// Names a role of a glob import.
    #[requires(Team)]
    pub async fn glob() {}

    /// Has guarded methods.
    #[derive(Debug)]
    pub struct Book;

    impl Book {
        /// Is a method.
        #[requires(Orders::Read::All, by = user)]
        pub fn method(&self, _: &Caller) -> Result<(), Denied> {
            Ok(())
        }

        /// Has an attribute that moves behind the check.
        #[requires(Orders::Read::All)]
        #[entra_perms_test_attributes::autometrics]
        pub fn moved(_: &Caller) -> Result<(), Denied> {
            Ok(())
        }
    }

    /// Is not guarded.
    pub fn with_impl() {
        use crate::models::shop::roles::Orders as Local;

        impl Book {
            /// Is in the body of a function.
            #[requires(Local::Read::All)]
            pub fn local(_: &Caller) -> Result<(), Denied> {
                Ok(())
            }
        }
    }

    /// Makes a guarded function.
    #[macro_export]
    macro_rules! guarded {
        ($name:ident, $role:path) => {
            /// Comes from a macro.
            #[requires(any($crate::models::shop::roles::Orders::Read::My, $role))]
            pub async fn $name() {}
        };
    }

    guarded!(from_macro, Orders::Read::Team);
}

pub mod people {
    //! Functions for accounts.

    use super::*;
    use crate::models::accounts::{roles, roles::*, scopes::*};

    /// Shows an account.
    #[requires(any(admin, roles::operator, files::read, scope(access_as_user)))]
    pub async fn show() {}
}

pub mod storage {
    //! Functions for files.

    use super::*;
    use crate::models::files::roles::*;

    /// Reads a file.
    #[requires(any(Files::Read, Files::Read::All, self_::r#type::_2nd))]
    pub async fn read() {}
}
