//! Accepted tokens of each cloud, with each way to configure tenants and each kind of key.

use super::services::{
    ANY_TENANT, ANY_TENANT_KEY_OF_ALL, ANY_TENANT_KEY_OF_TENANT, ANY_TENANT_V1, CHINA, CHINA_ANY,
    CHINA_V1, CHINA_V2, EXTERNAL_ID, FILTER_ACCEPTS_ALL, FILTER_ACCEPTS_ONE, KEY_OF_ALL,
    KEY_OF_TENANT, KEY_OF_V1, ROLLOVER, TWO_TENANTS, US, US_V1, US_V2,
};
use super::tenant::{THIRD, of_tenant};
use super::token::{STRANGER, Token, app, stranger, user, v1_app, v1_user};
use super::{Good, app_accepted, user_accepted};
use crate::test_support::model::{OTHER_TENANT, TENANT};

pub(super) fn rows() -> Vec<Good> {
    [clouds(), tenants(), keys()].into_iter().flatten().collect()
}

fn of_cloud(token: Token, authority: &str) -> Token {
    token.claim("iss", format!("{authority}/{TENANT}/v2.0"))
}

/// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>
fn clouds() -> Vec<Good> {
    let china_v1 = || format!("https://sts.chinacloudapi.cn/{TENANT}/");
    let external_id = format!("https://{TENANT}.ciamlogin.com");
    vec![
        // GCC uses the authority of the global cloud.
        user_accepted(
            "a user of GCC",
            user().claim("xms_tnt_fct", "3 9").claim("tenant_region_sub_scope", "GCC"),
        ),
        user_accepted("a user of the US Government", of_cloud(user(), US)).at(&US_V2),
        app_accepted("an application of the US Government", of_cloud(app(), US)).at(&US_V2),
        user_accepted("a user of the US Government with a v1.0 token", v1_user()).at(&US_V1),
        app_accepted("an application of the US Government with a v1.0 token", v1_app()).at(&US_V1),
        user_accepted("a user of China", of_cloud(user(), CHINA)).at(&CHINA_V2),
        app_accepted("an application of China", of_cloud(app(), CHINA)).at(&CHINA_V2),
        user_accepted("a user of China with a v1.0 token", v1_user().claim("iss", china_v1()))
            .at(&CHINA_V1),
        app_accepted(
            "an application of China with a v1.0 token",
            v1_app().claim("iss", china_v1()),
        )
        .at(&CHINA_V1),
        user_accepted("a user of China, to an API of any organization", of_cloud(user(), CHINA))
            .at(&CHINA_ANY),
        user_accepted("a customer of External ID", of_cloud(user(), &external_id)).at(&EXTERNAL_ID),
        app_accepted("an application of External ID", of_cloud(app(), &external_id))
            .at(&EXTERNAL_ID),
    ]
}

fn tenants() -> Vec<Good> {
    let v1_of_third = v1_user()
        .claim("tid", THIRD)
        .claim("iss", format!("https://sts.windows.net/{THIRD}/"));
    vec![
        user_accepted("a user of the first of two tenants", user()).at(&TWO_TENANTS),
        user_accepted("a user of the second of two tenants", of_tenant(user(), OTHER_TENANT))
            .at(&TWO_TENANTS),
        app_accepted("an application of the second of two tenants", of_tenant(app(), OTHER_TENANT))
            .at(&TWO_TENANTS),
        user_accepted("a user of any organization", of_tenant(user(), THIRD)).at(&ANY_TENANT),
        app_accepted("an application of any organization", of_tenant(app(), THIRD)).at(&ANY_TENANT),
        user_accepted("a user of any organization with a v1.0 token", v1_of_third)
            .at(&ANY_TENANT_V1),
        user_accepted(
            "a user of a tenant that the filter accepts",
            of_tenant(user(), OTHER_TENANT),
        )
        .at(&FILTER_ACCEPTS_ONE),
        user_accepted("our tenant, if the filter accepts every tenant", user())
            .at(&FILTER_ACCEPTS_ALL),
    ]
}

fn keys() -> Vec<Good> {
    vec![
        user_accepted("signed with the second of two published keys", user()).at(&ROLLOVER),
        user_accepted(
            "signed with the first of two published keys",
            Token::from_builder(stranger()).sign_as(&STRANGER),
        )
        .at(&ROLLOVER),
        user_accepted("the issuer of the key contains `{tenantid}`", user()).at(&KEY_OF_ALL),
        app_accepted("app-only, the issuer of the key contains `{tenantid}`", app())
            .at(&KEY_OF_ALL),
        user_accepted("the issuer of the key is the tenant", user()).at(&KEY_OF_TENANT),
        user_accepted(
            "any tenant, the issuer of the key contains `{tenantid}`",
            of_tenant(user(), THIRD),
        )
        .at(&ANY_TENANT_KEY_OF_ALL),
        user_accepted("any tenant, the issuer of the key is the tenant", user())
            .at(&ANY_TENANT_KEY_OF_TENANT),
        // The metadata of v2.0 publishes the key of these v1.0 tokens.
        user_accepted("v1.0, the issuer of the key contains `{tenantid}`", v1_user())
            .at(&KEY_OF_ALL),
        user_accepted("v1.0, the issuer of the key is the tenant", v1_user()).at(&KEY_OF_TENANT),
        user_accepted("v1.0, the issuer of the key is the v1.0 issuer", v1_user()).at(&KEY_OF_V1),
    ]
}
