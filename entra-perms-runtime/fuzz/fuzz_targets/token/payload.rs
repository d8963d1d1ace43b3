//! Payloads whose claims are chosen by bytes.

use super::composed::Member;

/// Claims with values that some service accepts, or rejects because of a small difference.
pub const CLAIMS: [Member; 22] = [
    ("ver", &[r#""2.0""#, r#""1.0""#, "2.0"]),
    (
        "tid",
        &[
            r#""72f988bf-86f1-41af-91ab-2d7cd011db47""#,
            r#""5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11""#,
            r#""9188040d-6c67-4c5b-b112-36a304b66dad""#,
            "null",
        ],
    ),
    (
        "iss",
        &[
            r#""https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0""#,
            r#""https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/""#,
            r#""https://login.microsoftonline.com/5b1e7a0c-0f43-4f9b-8d9c-0d6c1f6f0a11/v2.0""#,
            r#""https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/""#,
            r#""https://sts.windows.net/{tenantid}/""#,
        ],
    ),
    (
        "aud",
        &[
            r#""8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11""#,
            r#""620539d0-bd16-4c89-b6c4-32fc0414e29f""#,
            r#""api://crm""#,
            r#""api://crm/""#,
            r#""https://crm.example""#,
            r#""https://crm.example//""#,
            r#""https://CRM.example/""#,
            r#""spn:620539d0-bd16-4c89-b6c4-32fc0414e29f""#,
            r#""spn:8f0cbb4e-6a0c-4a3f-9a8c-2f3a1b0c9d11""#,
            r#""urn:further""#,
            r#""urn:further/""#,
        ],
    ),
    (
        "exp",
        &["1800003600", "1799999940.5", "1799999940", "1799999000", "1e300", r#""1800003600""#],
    ),
    ("nbf", &["1800000000", "1800000060", "1800000061", "1800003600", "0", "-1"]),
    ("idtyp", &[r#""app""#, r#""user""#, r#""device""#, "null"]),
    (
        "roles",
        &[
            r#"["Contacts.Read.Team","Contacts.Read.All","Contacts.Import","Retired","Console"]"#,
            r#"["Contacts.Read.All"]"#,
            r#"["Contacts.Import"]"#,
            r#"["Of.Tomorrow"]"#,
            "[]",
            "[null]",
            r#""Contacts.Read.All""#,
        ],
    ),
    (
        "scp",
        &[
            r#""Crm.Read""#,
            r#""Crm.Read.Team""#,
            r#""Old Nothing""#,
            r#""/""#,
            r#""""#,
            r#""Of.Tomorrow""#,
        ],
    ),
    ("oid", &[r#""00000001-de70-4000-8000-000000000001""#, r#""""#]),
    (
        "azp",
        &[
            r#""00000001-de70-4000-8000-000000000003""#,
            r#""00000002-de70-4000-8000-00000000000a""#,
            "7",
        ],
    ),
    (
        "appid",
        &[
            r#""00000001-de70-4000-8000-000000000003""#,
            r#""{00000002-DE70-4000-8000-00000000000A}""#,
            r#""api://client""#,
        ],
    ),
    ("nonce", &[r#""a6d4""#]),
    ("iat", &["1800000000", "1799999999", "1799999999.5", "-1", r#""1799999999""#]),
    ("cnf", &[r#"{"kid":"a"}"#, "null"]),
    ("name", &[r#""Adele""#, "null"]),
    ("upn", &[r#""adele@contoso.example""#]),
    ("xms_act_fct", &[r#""3 9 11""#, r#""11 3""#, r#""3""#, r#""13""#, r#""1 1""#, "11"]),
    ("xms_sub_fct", &[r#""1 3""#, r#""13 3""#, r#""9 11""#, r#""11 13""#, r#""11,13""#, "[11]"]),
    ("xms_par_app_azp", &[r#""30cf4c22-9985-4ef7-8756-91cc888176bd""#, r#""agent""#]),
    ("azpacr", &[r#""1""#, r#""0""#, r#""2""#, r#""3""#, r#""""#, "1"]),
    ("appidacr", &[r#""1""#, r#""0""#, r#""2""#, r#""01""#, "null"]),
];
