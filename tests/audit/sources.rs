//! The source check agrees with the compiler on which functions are guarded, and on which lines.

use async_trait::async_trait;
use entra_perms_runtime::audit::Sources;
use entra_perms_runtime::{Denied, requires, requires as guard};
use entra_perms_tests::crm::Caller;
use entra_perms_tests::crm::roles::*;

/// Has its guard below other attributes, on several lines.
#[cfg(test)]
#[tracing::instrument(skip_all)]
#[must_use = "a test"]
#[rustfmt::skip]
#[requires(
    any(
        Contacts::Read::Team,
        Contacts::Read::All,
    ),
)]
#[inline]
fn on_several_lines(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[rustfmt::skip]
#[cfg_attr(all(), inline, requires(Contacts::Read::Team))]
#[cfg_attr(any(), requires(Contacts::Read::All))]
fn under_a_condition(caller: &Caller) -> Result<(), Denied> {
    #[guard(Contacts::Read::Team)] fn nested(_: &Caller) -> Result<(), Denied> { Ok(()) }
    nested(caller)
}

#[cfg(any())]
#[requires(Contacts::Read::Team)]
fn not_compiled(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

mod inner {
    use super::*;

    #[entra_perms_runtime::requires(Contacts::Read::Team)]
    pub(super) async fn handler() {}
}

#[async_trait]
trait Book {
    async fn list(&self, caller: &Caller) -> Result<(), Denied>;
}

struct Desk;

#[async_trait]
impl Book for Desk {
    #[requires(Contacts::Read::Team)]
    async fn list(&self, caller: &Caller) -> Result<(), Denied> {
        let _ = caller;
        Ok(())
    }
}

macro_rules! as_given {
    ($($item:item)*) => { $($item)* };
}

as_given! {
    #[requires(Contacts::Read::Team)]
    fn given_as_an_item(_: &Caller) -> Result<(), Denied> {
        Ok(())
    }

    #[requires(Contacts::Read::Team)]
    fn given_as_an_item_too(_: &Caller) -> Result<(), Denied> {
        Ok(())
    }
}

macro_rules! taken_apart {
    ($(#[$attribute:meta] fn $name:ident;)*) => {
        $(
            #[$attribute]
            fn $name(_: &Caller) -> Result<(), Denied> {
                Ok(())
            }
        )*
    };
}

taken_apart! {
    #[requires(Contacts::Read::Team)]
    fn taken_apart;
    #[requires(Contacts::Read::Team)]
    fn taken_apart_too;
}

macro_rules! endpoint {
    ($name:ident) => {
        #[requires(Contacts::Read::Team)]
        fn $name(_: &Caller) -> Result<(), Denied> {
            Ok(())
        }
    };
}

endpoint!(written_by_a_macro);
endpoint! {
    written_by_a_macro_too
}

include!("included.rs");

#[test]
fn no_guard_of_this_crate_is_lost() {
    let _ = (
        on_several_lines,
        under_a_condition,
        inner::handler,
        given_as_an_item,
        given_as_an_item_too,
    );
    let _ = (taken_apart, taken_apart_too, written_by_a_macro, written_by_a_macro_too, included);
    let _ = <Desk as Book>::list;
    Sources::new("audit/main.rs").check().unwrap();
}

#[test]
fn a_crate_that_is_not_in_the_program_is_named_once() {
    let error = Sources::new("audit/lost.rs").check().unwrap_err().to_string();
    let places: Vec<_> = error.lines().filter(|line| line.starts_with("audit/lost.rs:")).collect();
    assert_eq!(
        places,
        [
            "audit/lost.rs:1: the program has no guard of this crate",
            "audit/lost.rs:9: `#[memoize]` is above the guard of `remembered` and expands first",
        ]
    );
}
