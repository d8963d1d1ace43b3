//! `tid`: a tenant that is served, and the one whose issuer the token names.

use serde_json::json;

use super::issuer::issuer;
use super::services::{
    ANY_TENANT, ANY_TENANT_V1, EVERY_CUSTOMER, NOT_ASKED, ONE_CUSTOMER, TWO_TENANTS,
};
use super::token::{Token, app, user, v1_user};
use super::{Hostile, quoted, refused, shape};
use crate::test_support::model::{OTHER_TENANT, TENANT};
use crate::validator::TokenError;

/// Nobody's.
pub(super) const THIRD: &str = "11111111-2222-3333-4444-555555555555";
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The one spelling that Entra has.
pub(super) const TID: &str = "a GUID in lower case, with hyphens";

pub(super) fn rows() -> Vec<Hostile> {
    [tenant_ids(), tenants(), mixed(), filtered()].into_iter().flatten().collect()
}

/// As a v2.0 token of that tenant has it, in the global cloud.
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
    .map(|tid| refused(format!("`tid` {tid}"), user().claim("tid", tid), shape("tid", TID)))
    .into_iter()
    .chain([
        // It would fill the template, and the issuer with it.
        refused(
            "a tenant in capitals, in the issuer as well",
            of_tenant(user(), &TENANT.to_uppercase()),
            shape("tid", TID),
        )
        .at(&ANY_TENANT),
        refused(
            "a tenant that leads elsewhere",
            of_tenant(user(), &format!("{TENANT}/../{THIRD}")),
            shape("tid", TID),
        )
        .at(&ANY_TENANT),
        refused("the template as the tenant", of_tenant(user(), "{tenantid}"), shape("tid", TID))
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
            "of personal accounts",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        ),
        refused("of none of two tenants", of_tenant(user(), THIRD), tenant(THIRD)).at(&TWO_TENANTS),
        refused(
            "of personal accounts, to two tenants",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&TWO_TENANTS),
        refused(
            "of personal accounts, to any organisation",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&ANY_TENANT),
        refused("of the nil tenant", of_tenant(user(), nil), tenant(nil)),
        refused("of the nil tenant, to any organisation", of_tenant(user(), nil), tenant(nil))
            .at(&ANY_TENANT),
    ]
}

/// `tid` of the one, `iss` of the other.
fn mixed() -> Vec<Hostile> {
    let of_v2 = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let of_v1 = |tenant: &str| format!("https://sts.windows.net/{tenant}/");
    let tid = || user().claim("tid", OTHER_TENANT);
    let iss = || user().claim("iss", of_v2(OTHER_TENANT));
    vec![
        refused("another tenant, its issuer ours", tid(), tenant(OTHER_TENANT)),
        refused("our tenant, its issuer another's", iss(), issuer(&of_v2(OTHER_TENANT))),
        refused("one of two tenants, its issuer the other's", tid(), issuer(&of_v2(TENANT)))
            .at(&TWO_TENANTS),
        refused("the other way round", iss(), issuer(&of_v2(OTHER_TENANT))).at(&TWO_TENANTS),
        refused("any tenant, its issuer another's", tid(), issuer(&of_v2(TENANT))).at(&ANY_TENANT),
        refused(
            "any tenant, its issuer another's, v1.0",
            v1_user().claim("tid", OTHER_TENANT),
            issuer(&of_v1(TENANT)),
        )
        .at(&ANY_TENANT_V1),
        refused(
            "any tenant, its issuer the template",
            user().claim("iss", of_v2("{tenantid}")),
            issuer(&of_v2("{tenantid}")),
        )
        .at(&ANY_TENANT),
        refused(
            "personal accounts behind our issuer",
            user().claim("tid", PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .at(&ANY_TENANT),
        refused(
            "our tenant behind that of personal accounts",
            user().claim("iss", of_v2(PERSONAL_ACCOUNTS)),
            issuer(&of_v2(PERSONAL_ACCOUNTS)),
        )
        .at(&ANY_TENANT),
    ]
}

fn filtered() -> Vec<Hostile> {
    let forged = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    vec![
        refused("a tenant that is no customer", user(), tenant(TENANT)).refused_at(&ONE_CUSTOMER),
        refused(
            "a customer's `tid` behind another issuer",
            user().claim("tid", OTHER_TENANT),
            issuer(&forged),
        )
        .refused_at(&ONE_CUSTOMER),
        refused(
            "another tenant, though every customer is admitted",
            of_tenant(user(), OTHER_TENANT),
            tenant(OTHER_TENANT),
        )
        .at(&EVERY_CUSTOMER),
        refused(
            "a tenant that nobody vouched for",
            user().claim("tid", OTHER_TENANT),
            issuer(&forged),
        )
        .refused_at(&NOT_ASKED),
        refused(
            "personal accounts, which no filter is asked for",
            of_tenant(user(), PERSONAL_ACCOUNTS),
            tenant(PERSONAL_ACCOUNTS),
        )
        .refused_at(&NOT_ASKED),
    ]
}
