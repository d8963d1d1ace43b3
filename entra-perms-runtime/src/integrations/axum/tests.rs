//! The extractors without the layer.
//!
//! The folder `tests/e2e` of the workspace tests them with the layer, over HTTP.

use http::{Request, StatusCode};

use super::*;
use crate::guard::{GuardedFunction, GuardedHandler, Handler};
use crate::model::PermissionSet;
use crate::requirement::{Clause, Conditions, satisfiable};
use crate::test_support::model::{Role, TestModel};

struct ReadsContacts;

impl Guard for ReadsContacts {
    fn handler() -> &'static dyn GuardedHandler {
        const HANDLER: &dyn GuardedHandler = &Handler::new(
            GuardedFunction::new("crm", "contacts", "crm.rs", 1),
            satisfiable::<TestModel, _, _, _>(
                Conditions::NONE,
                [Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize))],
            ),
        );
        HANDLER
    }
}

fn parts() -> Parts {
    Request::new(()).into_parts().0
}

#[tokio::test]
async fn missing_layer_denies() {
    let caller =
        <Caller<TestModel> as FromRequestParts<()>>::from_request_parts(&mut parts(), &()).await;
    assert_eq!(caller.unwrap_err().into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    let guard = Authorized::<ReadsContacts>::from_request_parts(&mut parts(), &()).await;
    assert_eq!(guard.unwrap_err().into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn refusals_are_responses() {
    let status = |response: Response| response.status();
    assert_eq!(status(TokenError::Expired.into_response()), StatusCode::UNAUTHORIZED);
    assert_eq!(status(TokenError::NoPermission.into_response()), StatusCode::FORBIDDEN);
    assert_eq!(status(BearerError::Missing.into_response()), StatusCode::UNAUTHORIZED);
    assert_eq!(status(Denied::because(Vec::new()).into_response()), StatusCode::FORBIDDEN);
}
