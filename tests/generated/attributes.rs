//! `#[requires]` above attributes that store results, copy functions or change them: the check runs
//! on every call.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use entra_perms_runtime::{Denied, requires};
use entra_perms_test_attributes::{
    autometrics, count, duplicate, register, remember, remember_once,
};
use entra_perms_tests::crm::roles::Contacts;
use entra_perms_tests::crm::{Caller, Model, Role, Scope};
use tower::ServiceExt as _;

use crate::caller::user;

#[requires(Contacts::Read::Team)]
#[remember(team)]
fn by_key(caller: &Caller, team: &str) -> Result<String, Denied> {
    Ok(format!("{team} of {}", caller.held().len()))
}

#[requires(Contacts::Read::Team)]
#[remember_once]
fn first_result(_: &Caller) -> Result<String, Denied> {
    Ok("all".to_owned())
}

#[requires(Contacts::Read::Team)]
#[remember(team)]
async fn asynchronous(_: &Caller, team: String) -> Result<String, Denied> {
    std::future::ready(Ok(team)).await
}

#[requires(Contacts::Read::Team, caller = request.extensions())]
#[cfg_attr(all(), inline, remember(number))]
async fn conditional(request: http::Request<()>, number: u8) -> Result<u8, Denied> {
    Ok(number)
}

#[requires(Contacts::Read::Team)]
#[remember(N)]
fn generic<T: Clone + Send + 'static, const N: usize>(
    _: &Caller,
    list: [T; N],
) -> Result<Vec<T>, Denied> {
    Ok(list.to_vec())
}

#[requires(Contacts::Read::Team)]
#[remember_once]
#[duplicate(by_another_name)]
fn several(_: &Caller) -> Result<u8, Denied> {
    Ok(1)
}

/// The trait that `register` implements for a type. Its method calls the function.
pub(crate) trait Command {
    fn call(caller: &Caller) -> Result<String, Denied>;
}

struct List;

#[requires(Contacts::Read::Team)]
#[register(List)]
fn registered(caller: &Caller) -> Result<String, Denied> {
    Ok(format!("for {}", caller.held().len()))
}

#[tokio::test]
async fn a_registered_function_is_checked() {
    let permitted = permitted().await;
    let denied = denied().await;
    assert!(registered(&permitted).is_ok() && registered(&denied).is_err());
    assert!(List::call(&permitted).is_ok() && List::call(&denied).is_err());
}

struct Desk {
    city: &'static str,
}

impl Desk {
    #[requires(Contacts::Read::Team)]
    #[remember(team)]
    fn associated(_: &Caller, team: &str) -> Result<String, Denied> {
        Ok(team.to_owned())
    }

    /// A guarded method that calls a function with an attribute that stores results.
    #[requires(Contacts::Read::Team)]
    fn method(&self, caller: &Caller, team: &str) -> Result<String, Denied> {
        Ok(format!("{} in {} for {}", stored(team), self.city, caller.held().len()))
    }
}

#[remember(team)]
fn stored(team: &str) -> String {
    team.to_owned()
}

async fn permitted() -> Caller {
    user::<Model, _, _>([Role::ContactsReadTeam], [Scope::CrmReadTeam]).await
}

async fn denied() -> Caller {
    user::<Model, _, _>([Role::AccountsReadTeam], [Scope::CrmReadTeam]).await
}

/// Calls the function for two callers, in both orders. Neither a result nor a denial may be stored
/// for the other caller.
async fn each_caller_is_checked<T: Debug + PartialEq>(
    form: &str,
    call: impl AsyncFn(&Caller, u8) -> Result<T, Denied>,
) {
    let permitted = permitted().await;
    let denied = denied().await;
    let first = call(&permitted, 1).await;
    assert!(first.is_ok(), "{form}");
    assert!(call(&denied, 1).await.is_err(), "{form}: a stored result went to another caller");
    assert!(call(&denied, 2).await.is_err(), "{form}");
    assert!(call(&permitted, 2).await.is_ok(), "{form}: a stored denial went to another caller");
    assert_eq!(call(&permitted, 1).await, first, "{form}");
}

fn team(number: u8) -> String {
    format!("team {number}")
}

fn request(caller: &Caller) -> http::Request<()> {
    let mut request = http::Request::new(());
    request.extensions_mut().insert(caller.clone());
    request
}

#[tokio::test]
async fn the_check_runs_on_every_call() {
    each_caller_is_checked("a key", async |caller, n| by_key(caller, &team(n))).await;
    each_caller_is_checked("async", async |caller, n| asynchronous(caller, team(n)).await).await;
    each_caller_is_checked("cfg_attr", async |caller, n| conditional(request(caller), n).await)
        .await;
    each_caller_is_checked("associated", async |caller, n| Desk::associated(caller, &team(n)))
        .await;
    each_caller_is_checked("method", async |caller, n| {
        Desk { city: "Oslo" }.method(caller, &team(n))
    })
    .await;
    each_caller_is_checked("several", async |caller, _| several(caller)).await;
    each_caller_is_checked("generic", async |caller, n| match n {
        1 => generic(caller, [0_u8]).map(|list| list.len()),
        _ => generic(caller, ['a', 'b']).map(|list| list.len()),
    })
    .await;
}

#[tokio::test]
async fn a_denial_is_not_stored_as_the_first_result() {
    let permitted = permitted().await;
    let denied = denied().await;
    assert!(first_result(&denied).is_err());
    assert!(first_result(&permitted).is_ok());
    assert!(first_result(&denied).is_err());
}

#[tokio::test]
async fn the_result_is_still_stored() {
    let one = permitted().await;
    let other = user::<Model, _, _>(
        [Role::ContactsReadTeam, Role::ContactsWriteTeam],
        [Scope::CrmReadTeam],
    )
    .await;
    assert_eq!(by_key(&one, "stored").unwrap(), "stored of 1");
    assert_eq!(by_key(&other, "stored").unwrap(), "stored of 1");
    assert_eq!(by_key(&other, "new").unwrap(), "new of 2");
}

static RUNS: AtomicUsize = AtomicUsize::new(0);

#[requires(Contacts::Read::Team)]
#[count(RUNS)]
fn counted(_: &Caller) -> Result<(), Denied> {
    Ok(())
}

#[tokio::test]
async fn code_of_an_attribute_runs_after_the_check() {
    assert!(counted(&denied().await).is_err());
    assert_eq!(RUNS.load(Ordering::Relaxed), 0);
    assert!(counted(&permitted().await).is_ok());
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
}

/// A recursive call can have another caller.
#[requires(Contacts::Read::Team, caller = caller)]
#[remember(depth)]
fn recursive(caller: &Caller, then: &Caller, depth: u8) -> Result<u8, Denied> {
    let _ = caller;
    if depth == 0 { Ok(0) } else { recursive(then, then, depth - 1).map(|depth| depth + 1) }
}

#[tokio::test]
async fn a_recursive_call_is_checked() {
    let permitted = permitted().await;
    let denied = denied().await;
    assert_eq!(recursive_of(&permitted, &permitted, 3), Some(3));
    assert_eq!(recursive_of(&permitted, &denied, 7), None);
}

fn recursive_of(caller: &Caller, then: &Caller, depth: u8) -> Option<u8> {
    recursive(caller, then, depth).ok()
}

#[requires(Contacts::Read::Team)]
#[autometrics]
fn shadowed(caller: &Caller) -> Result<&'static str, Denied> {
    Ok(caller)
}

#[tokio::test]
async fn a_local_variable_of_an_attribute_does_not_replace_the_caller() {
    assert_eq!(shadowed(&permitted().await).unwrap(), module_path!());
    assert!(shadowed(&denied().await).is_err());
}

#[requires(Contacts::Read::Team)]
#[remember_once]
async fn handler() -> String {
    "all".to_owned()
}

/// An attribute copies this handler with its parameters. The extractor is one of them.
#[requires(Contacts::Read::Team)]
#[duplicate(copied_handler)]
async fn original_handler() -> String {
    "all".to_owned()
}

#[tokio::test]
async fn copies_of_a_handler_keep_the_extractor() {
    let app = Router::new()
        .route("/stored", get(handler))
        .route("/not_stored", get(not_stored_handler))
        .route("/original", get(original_handler))
        .route("/copied", get(copied_handler));
    let permitted = permitted().await;
    let denied = denied().await;
    for path in ["/stored", "/not_stored", "/original", "/copied"] {
        let mut statuses = BTreeMap::new();
        for (order, caller) in [
            ("1 denied", Some(&denied)),
            ("2 permitted", Some(&permitted)),
            ("3 denied", Some(&denied)),
            ("4 without the layer", None),
        ] {
            let mut request = http::Request::get(path).body(Body::empty()).unwrap();
            if let Some(caller) = caller {
                request.extensions_mut().insert(caller.clone());
            }
            let response = app.clone().oneshot(request).await.unwrap();
            statuses.insert(order, response.status().as_u16());
        }
        assert_eq!(
            statuses,
            BTreeMap::from([
                ("1 denied", 403),
                ("2 permitted", 200),
                ("3 denied", 403),
                ("4 without the layer", 500)
            ]),
            "{path}"
        );
    }
}
