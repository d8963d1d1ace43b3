//! Documents with marked, unmarked and declared operations.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::{OpenApi, OpenApiBuilder, SecurityRequirement};

use super::*;
use crate::audit::Guarded;
use crate::model::PermissionSet;
use crate::requirement::{AgentRule, By, Clause, Conditions, Requirement};
use crate::test_support::log::Log;
use crate::test_support::model::{DESKTOP, OTHER_TENANT, Role, Scope, TENANT, TestModel, WEB};
use crate::testing::DevIssuer;
use crate::validator::Tenants;

const TEAM: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::ReadTeam as usize));
const ALL: Clause<TestModel> = Clause::of_roles(PermissionSet::from_index(Role::ReadAll as usize));
const CONSOLE: Clause<TestModel> =
    Clause::of_roles(PermissionSet::from_index(Role::Console as usize));
const NOTHING: Clause<TestModel> =
    Clause::of_scopes(PermissionSet::from_index(Scope::Nothing as usize));

/// A guarded function: its name, the kind of its callers, and its requirement.
type Function = (&'static str, Conditions, &'static [Clause<TestModel>]);

/// Returns a security with these guarded functions, each on its own line.
async fn security(functions: &[Function]) -> EntraSecurity<TestModel> {
    security_for(Tenants::single(TENANT).unwrap(), functions).await
}

async fn security_for(tenants: Tenants, functions: &[Function]) -> EntraSecurity<TestModel> {
    let keys = DevIssuer::new(TENANT).unwrap().jwks();
    let validator = TokenValidator::builder(tenants).jwks(keys).build().await.unwrap();
    let inventory = (1..).zip(functions).map(|(line, (name, by, clauses))| {
        let function = GuardedFunction::new("crm::api", name, "src/api.rs", line);
        Guarded::new(function, Requirement::all(*by, clauses))
    });
    EntraSecurity { inventory: inventory.collect(), ..EntraSecurity::new(&validator) }
}

fn operation(id: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(id))
}

/// Returns an operation as `#[requires]` above `#[utoipa::path]` makes it.
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

/// Returns the `security` of `GET /one`.
fn security_of_one(document: &OpenApi) -> Value {
    as_json(document)["paths"]["/one"]["get"]["security"].clone()
}

/// Returns the message about each unclear operation.
fn unclear(result: Result<(), UnclearOperations>) -> Vec<String> {
    result.unwrap_err().operations().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn alternatives_follow_from_the_requirement() {
    for (by, clauses, expected) in [
        (Conditions::NONE, const { &[TEAM] } as &[_], json!([["api://crm/Crm.Read.Team"]])),
        (
            Conditions::NONE,
            const { &[ALL] },
            json!([["api://crm/Crm.Read"], ["api://crm/.default"]]),
        ),
        (Conditions::NONE.with_by(By::User), const { &[ALL] }, json!([["api://crm/Crm.Read"]])),
        (Conditions::NONE.with_by(By::App), const { &[ALL] }, json!([["api://crm/.default"]])),
        (Conditions::NONE.with_by(By::Person), const { &[ALL] }, json!([["api://crm/Crm.Read"]])),
        // Only users meet authentication contexts.
        (Conditions::NONE.with_context(1), const { &[ALL] }, json!([["api://crm/Crm.Read"]])),
        // A client needs all scopes of a set.
        (
            Conditions::NONE,
            const { &[TEAM, NOTHING] },
            json!([["api://crm/Crm.Read.Team", "api://crm/Nothing"]]),
        ),
    ] {
        let mut document = document([("/one", marked("one", "crm::api::one:1"))]);
        security(&[("one", by, clauses)]).await.apply(&mut document).unwrap();
        let alternatives: Vec<_> = security_of_one(&document)
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["entra"].clone())
            .collect();
        assert_eq!(json!(alternatives), expected);
    }
}

#[tokio::test]
async fn the_description_states_the_conditions_that_have_no_field() {
    const PERSON: &str = "A client must act for a human. An AI agent may act for a human, but not \
                          through its own user account.";
    const NEVER: &str = "AI agents may not call this operation.";
    const ONLY: &str = "Only AI agents may call this operation.";
    const CLIENTS: &str = "Only the client `Web` or `Desktop` may call this operation.";
    const CONTEXT: &str = "The access token must have the authentication context `c1`.";
    const FRESH: &str = "The access token must be at most 15 min old.";
    let person = Conditions::NONE.with_by(By::Person);
    let never = Conditions::NONE.with_agents(AgentRule::Never);
    let web = Conditions::NONE.with_clients(const { &[&WEB, &DESKTOP] });
    for (conditions, own, expected) in [
        (Conditions::NONE, Some("Own."), Some("Own.".to_owned())),
        (Conditions::NONE.with_by(By::User), None, None),
        (person, None, Some(PERSON.to_owned())),
        (person, Some(""), Some(PERSON.to_owned())),
        (person, Some("Own."), Some(format!("Own.\n\n{PERSON}"))),
        (never, Some("Own."), Some(format!("Own.\n\n{NEVER}"))),
        (Conditions::NONE.with_agents(AgentRule::Only), None, Some(ONLY.to_owned())),
        (web, None, Some(CLIENTS.to_owned())),
        (web.with_context(1), None, Some(format!("{CLIENTS}\n\n{CONTEXT}"))),
        (Conditions::NONE.with_context(1), None, Some(CONTEXT.to_owned())),
        (Conditions::NONE.with_fresh(900), Some("Own."), Some(format!("Own.\n\n{FRESH}"))),
        (
            never.with_fresh(900).with_context(1),
            None,
            Some(format!("{NEVER}\n\n{CONTEXT}\n\n{FRESH}")),
        ),
        (
            person.with_agents(AgentRule::Never),
            Some("Own."),
            Some(format!("Own.\n\n{PERSON}\n\n{NEVER}")),
        ),
    ] {
        let one = marked("one", "crm::api::one:1").description(own);
        let mut document = document([("/one", one)]);
        let security = security(&[("one", conditions, const { &[ALL] })]).await;
        let description =
            |document: &OpenApi| as_json(document)["paths"]["/one"]["get"]["description"].clone();
        security.apply(&mut document).unwrap();
        assert_eq!(description(&document), json!(expected), "{conditions:?} {own:?}");
        // The mark is gone, so a second call changes nothing.
        security.apply(&mut document).unwrap();
        assert_eq!(description(&document), json!(expected), "applied twice");
        // A document that was stored and read again may have the mark and the sentences.
        let described = expected.clone();
        let again = marked("one", "crm::api::one:1").description(described);
        let mut again = self::document([("/one", again)]);
        security.apply(&mut again).unwrap();
        assert_eq!(description(&again), json!(expected), "already described");
    }
}

#[tokio::test]
async fn only_the_mark_is_removed_from_an_operation() {
    let extensions = ExtensionsBuilder::new().add(MARK, "crm::api::one:1").add("x-mine", 1).build();
    let mut document = document([
        ("/one", operation("one").extensions(Some(extensions))),
        ("/own", operation("own").security(SecurityRequirement::default())),
    ]);
    security(&[("one", Conditions::NONE, const { &[TEAM] })])
        .await
        .apply(&mut document)
        .unwrap();
    let document = as_json(&document);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&document["paths"]["/one"]["get"]),
        ["operationId", "responses", "security", "x-mine"]
    );
    assert_eq!(
        document["paths"]["/own"]["get"]["security"],
        json!([{}]),
        "its own security is unchanged"
    );
    assert_eq!(keys(&document["paths"]["/own"]["get"]), ["operationId", "responses", "security"]);
}

#[tokio::test]
async fn an_undeclared_operation_is_an_error() {
    let functions = [("one", Conditions::NONE, const { &[TEAM] } as &[_])];
    let mut api = document([("/one", operation("one")), ("/two", operation("two"))]);
    let result = security(&functions).await.apply(&mut api);
    assert_eq!(
        unclear(result),
        [
            "\
`GET /one`: the operation does not declare a requirement
  note: its handler may be `crm::api::one` (src/api.rs:1)
  help: put `#[requires]` above `#[utoipa::path]`, or add `security(…)`",
            "\
`GET /two`: the operation does not declare a requirement
  help: put `#[requires]` above `#[utoipa::path]`, or add `security(…)`"
        ]
    );
    assert_eq!(security_of_one(&api), Value::Null);
    // The default of the document applies to `/two`, but not to `/one`, which may be guarded.
    let mut api = document([("/one", operation("one")), ("/two", operation("two"))]);
    api.security = Some(vec![SecurityRequirement::new("entra", [""; 0])]);
    let with_default = unclear(security(&functions).await.apply(&mut api));
    let [message] = with_default.as_slice() else { panic!("{with_default:?}") };
    assert!(message.starts_with("`GET /one`"), "{message}");
}

#[tokio::test]
async fn operation_id_matches_a_unique_function_name() {
    let by_id = async |functions: &[_], mut api: OpenApi| {
        let result = security(functions).await.by_operation_id().apply(&mut api);
        result.map(|()| security_of_one(&api)).map_err(|error| error.operations().len())
    };
    let one = ("one", Conditions::NONE, const { &[TEAM] } as &[_]);
    let another = ("one", Conditions::NONE, const { &[ALL] } as &[_]);
    let just_one = || document([("/one", operation("one"))]);
    let team = json!([{ "entra": ["api://crm/Crm.Read.Team"] }]);
    assert_eq!(by_id(&[one], just_one()).await, Ok(team.clone()));
    assert_eq!(by_id(&[one, one], just_one()).await, Ok(team), "their requirements are equal");
    assert_eq!(by_id(&[one, another], just_one()).await, Err(1));
    assert_eq!(by_id(&[], just_one()).await, Err(1));
    assert_eq!(
        by_id(&[one], document([("/one", operation("one")), ("/two", operation("one"))])).await,
        Err(2)
    );
    // Another operation is marked with the function.
    let taken = document([("/one", operation("one")), ("/two", marked("one", "crm::api::one:1"))]);
    assert_eq!(by_id(&[one], taken).await, Err(1));
}

#[tokio::test]
async fn a_marked_function_must_exist_and_be_satisfiable() {
    let mut api = document([
        ("/console", marked("console", "crm::api::console:1")),
        ("/one", marked("one", "shop::api::one:1")),
    ]);
    let unclear = unclear(
        security(&[("console", Conditions::NONE, const { &[CONSOLE] })])
            .await
            .apply(&mut api),
    );
    assert_eq!(
        unclear,
        [
            "`GET /console`: nobody can satisfy its requirement",
            "`GET /one`: `shop::api::one:1` requires permissions of another `permissions!`"
        ]
    );
}

#[tokio::test]
async fn the_scheme_has_the_endpoints_of_the_tenant() {
    let scheme = async |tenants| {
        let mut document = document([]);
        security_for(tenants, &[])
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
                    "scopes": {
                        "api://crm/.default": "The app roles that the application was assigned.",
                    },
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
        description.ends_with("Replace `organizations` in the URL with the id of the tenant."),
        "{description}"
    );
}

#[tokio::test]
async fn the_modifier_applies_the_security_and_logs_unclear_operations() {
    let security = security(&[("one", Conditions::NONE, const { &[TEAM] })]).await;
    let mut api =
        document([("/one", marked("one", "crm::api::one:1")), ("/two", operation("two"))]);
    Log::start();
    security.modify(&mut api);
    assert_eq!(security_of_one(&api), json!([{ "entra": ["api://crm/Crm.Read.Team"] }]));
    let [error] = &Log::lines()[..] else { panic!("{:?}", Log::lines()) };
    assert!(error.starts_with("ERROR") && error.contains("GET /two"), "{error}");
}

#[test]
fn routes_lists_every_operation() {
    let mut api = document([("/one", operation("one"))]);
    api.paths.add_path_operation("/one", vec![HttpMethod::Put], operation("put"));
    assert_eq!(
        routes(&api),
        [(http::Method::GET, "/one".to_owned()), (http::Method::PUT, "/one".to_owned())]
    );
}

#[tokio::test]
async fn declared_schemes_and_scopes_must_exist() {
    let own = |scheme: &str, scopes: &[&str]| {
        let security = SecurityRequirement::new(scheme, scopes.iter().copied());
        document([("/one", operation("one").security(security))])
    };
    let entra = security(&[]).await;
    for (mut good, declared) in [
        (own("entra", &[]), json!([{ "entra": [] }])),
        (own("entra", &["api://crm/Crm.Read"]), json!([{ "entra": ["api://crm/Crm.Read"] }])),
        (own("entra", &["api://crm/.default"]), json!([{ "entra": ["api://crm/.default"] }])),
    ] {
        entra.apply(&mut good).unwrap();
        assert_eq!(security_of_one(&good), declared);
        entra.apply(&mut good).unwrap();
        assert_eq!(security_of_one(&good), declared, "applied twice");
    }
    for (mut bad, problem) in [
        (own("azure", &[]), "the scheme `azure`"),
        (own("entra", &["Crm.Read"]), "the scope `Crm.Read`"),
        // A disabled scope.
        (own("entra", &["api://crm/Old"]), "the scope `api://crm/Old`"),
    ] {
        let [message] = unclear(entra.apply(&mut bad)).try_into().unwrap();
        assert!(message.starts_with("`GET /one`: ") && message.contains(problem), "{message}");
    }
    let [message] = unclear(entra.scheme_name("oauth").apply(&mut own("entra", &[])))
        .try_into()
        .unwrap();
    assert!(message.contains("the scheme `entra`, which the document does not have"), "{message}");
}

// A document that contradicts the guard is worse than no document.
#[tokio::test]
async fn a_guarded_operation_must_not_declare_security() {
    let entra = security(&[("one", Conditions::NONE, &[TEAM])]).await;
    for own in
        [SecurityRequirement::default(), SecurityRequirement::new("entra", ["api://crm/Crm.Read"])]
    {
        let mut document = document([("/one", marked("one", "crm::api::one:1").security(own))]);
        let [message] = unclear(entra.apply(&mut document)).try_into().unwrap();
        assert_eq!(
            message,
            "\
`GET /one`: `crm::api::one:1` is guarded and has a `security(…)`
  help: remove the `security(…)`"
        );
        // An unclear operation keeps its mark, so it is unclear the second time, too.
        assert_eq!(unclear(entra.apply(&mut document)), [message]);
    }
}

#[tokio::test]
async fn the_error_lists_every_unclear_operation() {
    let mut api = document([("/one", operation("one")), ("/two", operation("two"))]);
    let error = security(&[]).await.apply(&mut api).unwrap_err();
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "the requirement of some operations is unclear");
    assert_eq!(lines.iter().filter(|line| line.starts_with("`GET /")).count(), 2, "{error}");
}
