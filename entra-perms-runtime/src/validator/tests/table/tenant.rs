//! Refused tokens: `tid` is not a tenant that the service accepts, or not the tenant of the issuer.

use serde_json::json;

use super::issuer::issuer;
use super::services::{
    ANY_TENANT, ANY_TENANT_V1, FILTER_ACCEPTS_ALL, FILTER_ACCEPTS_ONE, FILTER_PANICS, TWO_TENANTS,
};
use super::token::{Token, app, user, v1_user};
use super::{Hostile, claim_error, quoted, refused};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::TokenError;

/// A tenant that no service of the table names.
pub(super) const THIRD: &str = "11111111-2222-3333-4444-555555555555";
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The spelling of tenant ids in Entra's tokens.
pub(super) const TID: &str = "a GUID in lower case, with hyphens";

pub(super) fn rows() -> Vec<Hostile> {
    [tenant_ids(), tenants(), mixed(), filtered()].into_iter().flatten().collect()
}

/// Sets `tid` and `iss` as in a v2.0 token of the tenant in the global cloud.
pub(super) fn of_tenant(token: Token, tenant: &str) -> Token {
    token
        .claim("tid", tenant)
        .claim("iss", format!("https://login.microsoftonline.com/{tenant}/v2.0"))
}

fn tenant(found: &str) -> TokenError {
    TokenError::Tenant { found: quoted(found) }
}

fn tenant_ids() -> Vec<Hostile> {
    let simple = TENANT.replace('-', "");
    [
        json!(TENANT.to_uppercase()),
        json!(format!("{{{TENANT}}}")),
        json!(simple),
        json!(format!("urn:uuid:{TENANT}")),
        json!(format!(" {TENANT}")),
        json!(format!("{TENANT} ")),
        json!(format!("{TENANT}\0")),
        json!(format!("{TENANT}/v2.0")),
        json!("contoso.onmicrosoft.com"),
        json!("common"),
        json!("organizations"),
        json!("{tenantid}"),
        json!(""),
        json!("*"),
        json!([TENANT]),
        json!([TENANT, OTHER_TENANT]),
        json!({ "id": TENANT }),
        json!(7),
        json!(true),
        json!(false),
    ]
    .map(|tid| refused(format!("`tid` {tid}"), user().claim("tid", tid), claim_error("tid", TID)))
    .into_iter()
    .chain([
        // Put into the issuer's template, this `tid` would give the `iss` of the token.
        refused(
            "a tenant in upper case, also in the issuer",
            of_tenant(user(), &TENANT.to_uppercase()),
            claim_error("tid", TID),
        )
        .at(&ANY_TENANT),
        refused(
            "a tenant with a path to another tenant",
            of_tenant(user(), &format!("{TENANT}/../{THIRD}")),
            claim_error("tid", TID),
        )
        .at(&ANY_TENANT),
        refused(
            "the placeholder `{tenantid}` as the tenant",
            of_tenant(user(), "{tenantid}"),
            claim_error("tid", TID),
        )
        .at(&ANY_TENANT),
    ])
    .collect()
}

fn tenants() -> Vec<Hostile> {
    let nil = "00000000-0000-0000-0000-000000000000";
    vec![
        refused("a user of another tenant", of_tenant(user(), OTHER_TENANT), tenant(OTHER_TENANT)),
        refused(
            "an application of another tenant",
            of_tenant(app(), OTHER_TENANT),
            tenant(OTHER_TENANT),
        ),
        refused(
            "a user of the tenant for personal accounts",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        ),
        refused(
            "a user of a third tenant, to an API of two tenants",
            of_tenant(user(), THIRD),
            tenant(THIRD),
        )
        .at(&TWO_TENANTS),
        refused(
            "a user with a personal account, to an API of two tenants",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&TWO_TENANTS),
        refused(
            "a user with a personal account, to an API of any organization",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&ANY_TENANT),
        refused("a user of the nil tenant", of_tenant(user(), nil), tenant(nil)),
        refused(
            "a user of the nil tenant, to an API of any organization",
            of_tenant(user(), nil),
            tenant(nil),
        )
        .at(&ANY_TENANT),
    ]
}

/// `tid` names one tenant, and `iss` another.
fn mixed() -> Vec<Hostile> {
    let of_v2 = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let v1_issuer = format!("https://sts.windows.net/{TENANT}/");
    let tid = || user().claim("tid", OTHER_TENANT);
    let iss = || user().claim("iss", of_v2(OTHER_TENANT));
    vec![
        refused("another tenant in `tid`, our tenant in `iss`", tid(), tenant(OTHER_TENANT)),
        refused(
            "our tenant in `tid`, another tenant in `iss`",
            iss(),
            issuer(&of_v2(OTHER_TENANT)),
        ),
        refused(
            "the second of two tenants in `tid`, the first in `iss`",
            tid(),
            issuer(&of_v2(TENANT)),
        )
        .at(&TWO_TENANTS),
        refused(
            "the first of two tenants in `tid`, the second in `iss`",
            iss(),
            issuer(&of_v2(OTHER_TENANT)),
        )
        .at(&TWO_TENANTS),
        refused("any tenant, two different ones in `tid` and `iss`", tid(), issuer(&of_v2(TENANT)))
            .at(&ANY_TENANT),
        refused(
            "any tenant, two different ones in `tid` and `iss`, v1.0",
            v1_user().claim("tid", OTHER_TENANT),
            issuer(&v1_issuer),
        )
        .at(&ANY_TENANT_V1),
        refused(
            "any tenant, the placeholder `{tenantid}` in `iss`",
            user().claim("iss", of_v2("{tenantid}")),
            issuer(&of_v2("{tenantid}")),
        )
        .at(&ANY_TENANT),
        refused(
            "the tenant for personal accounts in `tid`, ours in `iss`",
            user().claim("tid", PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&ANY_TENANT),
        refused(
            "our tenant in `tid`, the tenant for personal accounts in `iss`",
            user().claim("iss", of_v2(PERSONAL_ACCOUNTS)),
            issuer(&of_v2(PERSONAL_ACCOUNTS)),
        )
        .at(&ANY_TENANT),
    ]
}

fn filtered() -> Vec<Hostile> {
    let forged = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    vec![
        refused("a tenant that the filter rejects", user(), tenant(TENANT))
            .refused_at(&FILTER_ACCEPTS_ONE),
        refused(
            "a tenant that the filter accepts in `tid`, another tenant in `iss`",
            user().claim("tid", OTHER_TENANT),
            issuer(&forged),
        )
        .refused_at(&FILTER_ACCEPTS_ONE),
        refused(
            "another tenant, if the filter accepts every tenant",
            of_tenant(user(), OTHER_TENANT),
            tenant(OTHER_TENANT),
        )
        .at(&FILTER_ACCEPTS_ALL),
        refused(
            "`tid` and `iss` differ, and the filter must not be called",
            user().claim("tid", OTHER_TENANT),
            issuer(&forged),
        )
        .refused_at(&FILTER_PANICS),
        refused(
            "a personal account, and the filter must not be called",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .refused_at(&FILTER_PANICS),
    ]
}
