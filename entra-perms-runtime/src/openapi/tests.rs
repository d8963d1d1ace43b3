use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::{OpenApiBuilder, SecurityRequirement};

use super::*;
use crate::audit::Guarded;
use crate::model::{CallerKind, PermissionSet};
use crate::requirement::{Clause, Requirement};
use crate::test_support::log::Log;
use crate::test_support::model::{OTHER_TENANT, Role, Scope, TENANT, TestModel};
use crate::testing::DevIssuer;
use crate::validator::Tenants;

const TEAM: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
const ALL: Clause<TestModel> = Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
const CONSOLE: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::Console as usize));
const NOTHING: Clause<TestModel> =
    Clause::of_scopes(PermissionSet::from_index(Scope::Nothing as usize));

/// A name, and what is required.
type Function = (&'static str, Option<CallerKind>, &'static [Clause<TestModel>]);

/// With these guarded functions; each stands on a line of its own.
async fn security(functions: &[Function]) -> EntraSecurity<TestModel> {
    security_for(Tenants::single(TENANT).unwrap(), functions).await
}

async fn security_for(tenant: Tenants, functions: &[Function]) -> EntraSecurity<TestModel> {
    let keys = DevIssuer::new(TENANT).unwrap().jwks();
    let validator = TokenValidator::builder(tenant).jwks(keys).build().await.unwrap();
    let inventory = (1..).zip(functions).map(|(line, (name, by, clauses))| {
        let function = GuardedFunction::new("crm::api", name, "src/api.rs", line);
        Guarded::new(function, Requirement::all(*by, clauses))
    });
    EntraSecurity { inventory: inventory.collect(), ..EntraSecurity::new(&validator) }
}

fn operation(id: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(id))
}

/// As `#[requires]` above `#[utoipa::path]` makes it.
fn marked(id: &str, mark: &str) -> OperationBuilder {
    operation(id).extensions(Some(ExtensionsBuilder::new().add(MARK, mark).build()))
}

fn document(operations: impl IntoIterator<Item = (&'static str, OperationBuilder)>) -> OpenApi {
    let paths = operations.into_iter().fold(PathsBuilder::new(), |paths, (path, operation)| {
        paths.path(path, PathItem::new(HttpMethod::Get, Operation::from(operation)))
    });
    OpenApiBuilder::new().paths(paths).build()
}

fn as_json(document: &OpenApi) -> Value {
    serde_json::to_value(document).unwrap()
}

/// The `security` of the one operation, and what else it has.
fn of_one(document: &OpenApi) -> Value {
    as_json(document)["paths"]["/one"]["get"]["security"].clone()
}

/// What the message says of each operation.
fn unclear(result: Result<(), UnclearOperations>) -> Vec<String> {
    result.unwrap_err().operations().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn alternatives_follow_from_the_requirement() {
    for (by, clauses, expected) in [
        (None, const { &[TEAM] } as &[_], json!([["api://crm/Crm.Read.Team"]])),
        (None, const { &[ALL] }, json!([["api://crm/Crm.Read"], ["api://crm/.default"]])),
        (Some(CallerKind::User), const { &[ALL] }, json!([["api://crm/Crm.Read"]])),
        (Some(CallerKind::App), const { &[ALL] }, json!([["api://crm/.default"]])),
        // Several scopes of one set are one requirement.
        (
            None,
            const { &[TEAM, NOTHING] },
            json!([["api://crm/Crm.Read.Team", "api://crm/Nothing"]]),
        ),
    ] {
        let mut document = document([("/one", marked("one", "crm::api::one:1"))]);
        security(&[("one", by, clauses)]).await.apply(&mut document).unwrap();
        let alternatives: Vec<_> = of_one(&document)
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["entra"].clone())
            .collect();
        assert_eq!(json!(alternatives), expected);
    }
}

#[tokio::test]
async fn the_mark_is_taken_out_and_nothing_else() {
    let extensions = ExtensionsBuilder::new().add(MARK, "crm::api::one:1").add("x-mine", 1).build();
    let mut document = document([
        ("/one", operation("one").extensions(Some(extensions))),
        ("/own", operation("own").security(SecurityRequirement::default())),
    ]);
    security(&[("one", None, const { &[TEAM] })])
        .await
        .apply(&mut document)
        .unwrap();
    let document = as_json(&document);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&document["paths"]["/one"]["get"]),
        ["operationId", "responses", "security", "x-mine"]
    );
    assert_eq!(document["paths"]["/own"]["get"]["security"], json!([{}]), "its own is left alone");
    assert_eq!(keys(&document["paths"]["/own"]["get"]), ["operationId", "responses", "security"]);
}

#[tokio::test]
async fn an_operation_that_says_nothing_is_an_error() {
    let functions = [("one", None, const { &[TEAM] } as &[_])];
    let mut api = document([("/one", operation("one")), ("/two", operation("two"))]);
    let result = security(&functions).await.apply(&mut api);
    assert_eq!(
        unclear(result),
        [
            "`GET /one`: nothing says what it requires, and `crm::api::one` (src/api.rs:1) has its name: put `#[requires]` above `#[utoipa::path]`, or say `security(…)` in it",
            "`GET /two`: nothing says what it requires: put `#[requires]` above `#[utoipa::path]`, or say `security(…)` in it"
        ]
    );
    assert_eq!(of_one(&api), Value::Null);
    // The document's own holds for what says nothing, and not for what may be guarded.
    let mut api = document([("/one", operation("one")), ("/two", operation("two"))]);
    api.security = Some(vec![SecurityRequirement::new("entra", [""; 0])]);
    let of_all = unclear(security(&functions).await.apply(&mut api));
    assert!(of_all.len() == 1 && of_all[0].starts_with("`GET /one`"), "{of_all:?}");
}

#[tokio::test]
async fn an_id_counts_where_it_is_asked_for_and_one_function_has_it_for_a_name() {
    let by_id = async |functions: &[_], mut api: OpenApi| {
        let result = security(functions).await.by_operation_id().apply(&mut api);
        result.map(|()| of_one(&api)).map_err(|error| error.operations().len())
    };
    let one = ("one", None, const { &[TEAM] } as &[_]);
    let another = ("one", None, const { &[ALL] } as &[_]);
    let just_one = || document([("/one", operation("one"))]);
    let team = json!([{ "entra": ["api://crm/Crm.Read.Team"] }]);
    assert_eq!(by_id(&[one], just_one()).await, Ok(team.clone()));
    assert_eq!(by_id(&[one, one], just_one()).await, Ok(team), "they require the same");
    assert_eq!(by_id(&[one, another], just_one()).await, Err(1));
    assert_eq!(by_id(&[], just_one()).await, Err(1));
    assert_eq!(
        by_id(&[one], document([("/one", operation("one")), ("/two", operation("one"))])).await,
        Err(2)
    );
    // The function is that of another operation, which says so.
    let taken = document([("/one", operation("one")), ("/two", marked("one", "crm::api::one:1"))]);
    assert_eq!(by_id(&[one], taken).await, Err(1));
}

#[tokio::test]
async fn what_a_mark_names_must_be_there_and_satisfiable() {
    let mut api = document([
        ("/console", marked("console", "crm::api::console:1")),
        ("/one", marked("one", "shop::api::one:1")),
    ]);
    let unclear =
        unclear(security(&[("console", None, const { &[CONSOLE] })]).await.apply(&mut api));
    assert_eq!(
        unclear,
        [
            "`GET /console`: nobody can satisfy what it requires",
            "`GET /one`: `shop::api::one:1` is guarded with the permissions of another `permissions!`"
        ]
    );
}

#[tokio::test]
async fn the_scheme_is_that_of_the_tenant() {
    let scheme = async |tenant| {
        let mut document = document([]);
        security_for(tenant, &[])
            .await
            .scheme_name("login")
            .apply(&mut document)
            .unwrap();
        as_json(&document)["components"]["securitySchemes"]["login"].clone()
    };
    let one = scheme(Tenants::single(TENANT).unwrap()).await;
    let base = format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0");
    assert_eq!(
        one,
        json!({
            "type": "oauth2",
            "description": "Microsoft Entra ID",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": format!("{base}/authorize"),
                    "tokenUrl": format!("{base}/token"),
                    "scopes": {
                        "api://crm/Crm.Read": "Read.",
                        "api://crm/Crm.Read.Team": "Read of the team.",
                        "api://crm/Nothing": "Nothing.",
                    },
                },
                "clientCredentials": {
                    "tokenUrl": format!("{base}/token"),
                    "scopes": { "api://crm/.default": "The app roles that the application was assigned." },
                },
            },
        })
    );
    let two = scheme(Tenants::any_of([TENANT, OTHER_TENANT]).unwrap()).await;
    let flows = &two["flows"];
    let endpoint = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize";
    assert_eq!(flows["authorizationCode"]["authorizationUrl"], endpoint);
    let description = flows["clientCredentials"]["scopes"]["api://crm/.default"].as_str().unwrap();
    assert!(
        description.ends_with("Ask with the id of the tenant in place of `organizations`."),
        "{description}"
    );
}

#[tokio::test]
async fn as_a_modifier_it_does_the_same_and_logs_what_is_unclear() {
    let security = security(&[("one", None, const { &[TEAM] })]).await;
    let mut api =
        document([("/one", marked("one", "crm::api::one:1")), ("/two", operation("two"))]);
    Log::start();
    security.modify(&mut api);
    assert_eq!(of_one(&api), json!([{ "entra": ["api://crm/Crm.Read.Team"] }]));
    let [error] = &Log::lines()[..] else { panic!("{:?}", Log::lines()) };
    assert!(error.starts_with("ERROR") && error.contains("GET /two"), "{error}");
}

#[test]
fn routes_are_those_of_all_operations() {
    let mut api = document([("/one", operation("one"))]);
    api.paths.add_path_operation("/one", vec![HttpMethod::Put], operation("put"));
    assert_eq!(
        routes(&api),
        [(http::Method::GET, "/one".to_owned()), (http::Method::PUT, "/one".to_owned())]
    );
}

#[tokio::test]
async fn what_an_operation_says_itself_must_be_in_the_document() {
    let own = |scheme: &str, scopes: &[&str]| {
        let security = SecurityRequirement::new(scheme, scopes.iter().copied());
        document([("/one", operation("one").security(security))])
    };
    let entra = security(&[]).await;
    for (mut good, said) in [
        (own("entra", &[]), json!([{ "entra": [] }])),
        (own("entra", &["api://crm/Crm.Read"]), json!([{ "entra": ["api://crm/Crm.Read"] }])),
        (own("entra", &["api://crm/.default"]), json!([{ "entra": ["api://crm/.default"] }])),
    ] {
        entra.apply(&mut good).unwrap();
        assert_eq!(of_one(&good), said);
        entra.apply(&mut good).unwrap();
        assert_eq!(of_one(&good), said, "once more");
    }
    for (mut bad, says) in [
        (own("azure", &[]), "the scheme `azure`"),
        (own("entra", &["Crm.Read"]), "the scope `Crm.Read`"),
        // Disabled.
        (own("entra", &["api://crm/Old"]), "the scope `api://crm/Old`"),
    ] {
        let [message] = unclear(entra.apply(&mut bad)).try_into().unwrap();
        assert!(message.starts_with("`GET /one`: ") && message.contains(says), "{message}");
    }
    let [message] = unclear(entra.scheme_name("oauth").apply(&mut own("entra", &[])))
        .try_into()
        .unwrap();
    assert!(message.contains("the scheme `entra`, which the document does not have"), "{message}");
}

/// A document that says of a guarded operation what is not so is worse than none.
#[tokio::test]
async fn a_guarded_operation_has_no_security_of_its_own() {
    let entra = security(&[("one", None, &[TEAM])]).await;
    for own in
        [SecurityRequirement::default(), SecurityRequirement::new("entra", ["api://crm/Crm.Read"])]
    {
        let mut document = document([("/one", marked("one", "crm::api::one:1").security(own))]);
        let [message] = unclear(entra.apply(&mut document)).try_into().unwrap();
        assert_eq!(
            message,
            "`GET /one`: `crm::api::one:1` is guarded, so that it needs no `security(…)` of its own: leave that out"
        );
        // What is unclear keeps its mark, and is no less unclear the second time.
        assert_eq!(unclear(entra.apply(&mut document)), [message]);
    }
}
