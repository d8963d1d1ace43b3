//! Every cloud, every way to say which tenants are served, and the keys that sign for them.

use super::services::{
    ANY_TENANT, ANY_TENANT_KEY_OF_ALL, ANY_TENANT_KEY_OF_TENANT, ANY_TENANT_V1, CHINA, CHINA_ANY,
    CHINA_V1, CHINA_V2, EVERY_CUSTOMER, EXTERNAL_ID, KEY_OF_ALL, KEY_OF_TENANT, KEY_OF_V1,
    ONE_CUSTOMER, ROLLOVER, TWO_TENANTS, US, US_V1, US_V2,
};
use super::tenant::{THIRD, of_tenant};
use super::token::{STRANGER, Token, app, stranger, user, v1_app, v1_user};
use super::{Good, app_is_taken, user_is_taken};
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
        // GCC signs in at the global authority.
        user_is_taken(
            "a user of GCC",
            user().claim("xms_tnt_fct", "3 9").claim("tenant_region_sub_scope", "GCC"),
        ),
        user_is_taken("a user of the US Government", of_cloud(user(), US)).at(&US_V2),
        app_is_taken("an application of the US Government", of_cloud(app(), US)).at(&US_V2),
        user_is_taken("a user of the US Government, v1.0", v1_user()).at(&US_V1),
        app_is_taken("an application of the US Government, v1.0", v1_app()).at(&US_V1),
        user_is_taken("a user of China", of_cloud(user(), CHINA)).at(&CHINA_V2),
        app_is_taken("an application of China", of_cloud(app(), CHINA)).at(&CHINA_V2),
        user_is_taken("a user of China, v1.0", v1_user().claim("iss", china_v1())).at(&CHINA_V1),
        app_is_taken("an application of China, v1.0", v1_app().claim("iss", china_v1()))
            .at(&CHINA_V1),
        user_is_taken("a user of any tenant of China", of_cloud(user(), CHINA)).at(&CHINA_ANY),
        user_is_taken("a customer of External ID", of_cloud(user(), &external_id)).at(&EXTERNAL_ID),
        app_is_taken("an application of External ID", of_cloud(app(), &external_id))
            .at(&EXTERNAL_ID),
    ]
}

fn tenants() -> Vec<Good> {
    let v1_of = |tenant: &str| {
        v1_user()
            .claim("tid", tenant)
            .claim("iss", format!("https://sts.windows.net/{tenant}/"))
    };
    vec![
        user_is_taken("the first of two tenants", user()).at(&TWO_TENANTS),
        user_is_taken("the second of two tenants", of_tenant(user(), OTHER_TENANT))
            .at(&TWO_TENANTS),
        app_is_taken("an application of the second of two tenants", of_tenant(app(), OTHER_TENANT))
            .at(&TWO_TENANTS),
        user_is_taken("any organisation", of_tenant(user(), THIRD)).at(&ANY_TENANT),
        app_is_taken("an application of any organisation", of_tenant(app(), THIRD)).at(&ANY_TENANT),
        user_is_taken("any organisation, v1.0", v1_of(THIRD)).at(&ANY_TENANT_V1),
        user_is_taken("a tenant that is a customer", of_tenant(user(), OTHER_TENANT))
            .at(&ONE_CUSTOMER),
        user_is_taken("our tenant, where every customer is admitted", user()).at(&EVERY_CUSTOMER),
    ]
}

fn keys() -> Vec<Good> {
    vec![
        user_is_taken("the key before, while keys are replaced", user()).at(&ROLLOVER),
        user_is_taken(
            "the key after, while keys are replaced",
            Token::of(stranger()).signed_by(&STRANGER),
        )
        .at(&ROLLOVER),
        user_is_taken("a key of all tenants", user()).at(&KEY_OF_ALL),
        app_is_taken("a key of all tenants, for an application", app()).at(&KEY_OF_ALL),
        user_is_taken("a key of the tenant", user()).at(&KEY_OF_TENANT),
        user_is_taken("a key of all tenants, any tenant", of_tenant(user(), THIRD))
            .at(&ANY_TENANT_KEY_OF_ALL),
        user_is_taken("a key of one tenant, any tenant", user()).at(&ANY_TENANT_KEY_OF_TENANT),
        // Signed with a key that is published under v2.0 metadata.
        user_is_taken("a key of all tenants, v1.0", v1_user()).at(&KEY_OF_ALL),
        user_is_taken("a key of the tenant, v1.0", v1_user()).at(&KEY_OF_TENANT),
        user_is_taken("a key of v1.0 metadata, v1.0", v1_user()).at(&KEY_OF_V1),
    ]
}
