//! The attributes of the table.

/// An attribute and its use.
pub(crate) struct Attribute {
    /// The crate's name in `Cargo.lock` and a prefix of its version. Empty for attributes of rustc.
    pub(crate) from: (&'static str, &'static str),
    pub(crate) text: &'static str,
    /// Imports and items before the guarded one. `{case}` is replaced with the name of the case.
    pub(crate) imports: &'static str,
    pub(crate) shapes: Shapes,
}

/// The items that have the attribute.
pub(crate) enum Shapes {
    /// Functions, in all shapes.
    Functions,
    /// Functions. This expression calls the `async fn`, whose signature the attribute changes.
    AsyncCalledBy(&'static str),
    /// Functions with a parameter for their caller.
    GivenCaller,
    /// Handlers of actix-web.
    Actix,
    /// Handlers of poem.
    Poem,
    /// An `impl`, a trait or a module around the method. `{guard}` marks the place of the guard.
    Around(&'static str),
    /// A method. `{attributes}` marks the place of the attribute and the guard.
    Method(&'static str),
    /// The plain function, called by this expression, which could bypass the guard.
    Bypass(&'static str),
}

const fn on_functions(
    name: &'static str,
    version: &'static str,
    text: &'static str,
    imports: &'static str,
) -> Attribute {
    Attribute { from: (name, version), text, imports, shapes: Shapes::Functions }
}

const fn around(
    name: &'static str,
    version: &'static str,
    text: &'static str,
    source: &'static str,
) -> Attribute {
    Attribute { from: (name, version), text, imports: "", shapes: Shapes::Around(source) }
}

/// A slice with a name of its own: linkme joins all slices of a program that share a name.
const SLICE: &str = "
#[linkme::distributed_slice]
static SECRETS_{case}: [fn(u32) -> Answer];
use self::SECRETS_{case} as SECRETS;
";

pub(crate) const ATTRIBUTES: &[Attribute] = &[
    // Caching.
    on_functions("cached", "0.56", "#[cached]", "use cached::proc_macro::cached;"),
    Attribute {
        shapes: Shapes::Bypass("secret_no_cache(1)"),
        ..on_functions(
            "cached",
            "0.56",
            "#[cached] and `secret_no_cache`",
            "use cached::proc_macro::cached;",
        )
    },
    on_functions("cached", "0.56", "#[cached(result = true)]", "use cached::proc_macro::cached;"),
    Attribute {
        shapes: Shapes::GivenCaller,
        ..on_functions(
            "cached",
            "0.56",
            "#[cached(key = \"u32\", convert = \"{ n }\")] and `&Caller`",
            "use cached::proc_macro::cached;",
        )
    },
    on_functions("cached", "0.56", "#[once]", "use cached::proc_macro::once;"),
    on_functions("cached", "0.56", "#[cfg_attr(all(), cached)]", "use cached::proc_macro::cached;"),
    on_functions(
        "cached",
        "0.56",
        "#[cfg_attr(not(test), cached)]",
        "use cached::proc_macro::cached;",
    ),
    on_functions("cached", "4", "#[cached]", "use cached4::cached;"),
    Attribute {
        shapes: Shapes::GivenCaller,
        ..on_functions(
            "cached",
            "4",
            "#[cached(key = \"u32\", convert = \"{ n }\")] and `&Caller`",
            "use cached4::cached;",
        )
    },
    on_functions("cached", "4", "#[once]", "use cached4::once;"),
    on_functions("cached", "4", "#[concurrent_cached]", "use cached4::concurrent_cached;"),
    on_functions("comemo", "0.5", "#[comemo::memoize]", ""),
    on_functions("memoise", "0.3", "#[memoise_map(n)]", "use memoise::memoise_map;"),
    on_functions(
        "memoise",
        "0.3",
        "#[cfg_attr(not(test), memoise_map(n))]",
        "use memoise::memoise_map;",
    ),
    on_functions("memoize", "0.6", "#[memoize]", "use memoize::memoize;"),
    Attribute {
        shapes: Shapes::GivenCaller,
        ..on_functions(
            "memoize",
            "0.6",
            "#[memoize(Ignore: caller)] and `&Caller`",
            "use memoize::memoize;",
        )
    },
    // Registration of functions.
    on_functions("linkme", "0.3", "#[linkme::distributed_slice(SECRETS)]", SLICE),
    Attribute {
        shapes: Shapes::Bypass("SECRETS[0](1)"),
        ..on_functions(
            "linkme",
            "0.3",
            "#[linkme::distributed_slice(SECRETS)] and `SECRETS[0]`",
            SLICE,
        )
    },
    // Contracts.
    on_functions("contracts", "0.6", "#[contracts::requires(n > 0)] and `disable_contracts`", ""),
    on_functions(
        "contracts",
        "0.6",
        "#[contracts::ensures(ret.is_ok())] and `disable_contracts`",
        "",
    ),
    on_functions("contracts", "0.5", "#[contracts05::pre(n > 0)]", ""),
    on_functions("contracts", "0.5", "#[contracts05::post(ret.is_ok() || ret.is_err())]", ""),
    // Tests.
    on_functions("test-case", "3", "#[test_case::test_case(1)]", ""),
    on_functions("rstest", "0.29", "#[rstest::rstest]", ""),
    on_functions("serial_test", "4", "#[serial_test::serial]", ""),
    on_functions("serial_test", "4", "#[serial_test::parallel]", ""),
    on_functions("tokio", "1", "#[tokio::test]", ""),
    // Tracing and logging.
    on_functions("async-backtrace", "0.2", "#[async_backtrace::framed]", ""),
    on_functions("fastrace", "0.7", "#[fastrace::trace]", ""),
    on_functions("function_name", "0.3", "#[function_name::named]", ""),
    on_functions("hotpath", "0.30", "#[hotpath::measure]", ""),
    on_functions("log-derive", "0.4", "#[log_derive::logfn(Trace)]", ""),
    on_functions("log-derive", "0.4", "#[log_derive::logfn_inputs(Trace)]", ""),
    on_functions("logcall", "0.2", "#[logcall::logcall]", ""),
    on_functions("minitrace", "0.6", "#[minitrace::trace]", ""),
    on_functions("profiling", "1", "#[profiling::function]", ""),
    on_functions("tracing", "0.1", "#[tracing::instrument(skip_all)]", ""),
    Attribute {
        shapes: Shapes::GivenCaller,
        ..on_functions("tracing", "0.1", "#[tracing::instrument(skip_all)] and `&Caller`", "")
    },
    // Asynchronous code.
    on_functions("async-recursion", "1", "#[async_recursion::async_recursion]", ""),
    on_functions("async-recursion", "1", "#[async_recursion::async_recursion(?Send)]", ""),
    Attribute {
        shapes: Shapes::AsyncCalledBy("secret(1)"),
        ..on_functions("maybe-async", "0.2", "#[maybe_async::must_be_sync]", "")
    },
    on_functions("maybe-async", "0.2", "#[maybe_async::must_be_async]", ""),
    Attribute {
        shapes: Shapes::AsyncCalledBy("secret(1)"),
        ..on_functions("tokio", "1", "#[tokio::main(flavor = \"current_thread\")]", "")
    },
    // Errors, arguments and bodies.
    on_functions("auto_enums", "0.8", "#[auto_enums::auto_enum]", ""),
    on_functions("bon", "3", "#[bon::builder]", ""),
    on_functions("culpa", "1", "#[culpa::throws(Error)]", ""),
    on_functions("duplicate", "2", "#[duplicate::duplicate_item(name; [other])]", ""),
    on_functions("fehler", "1", "#[fehler::throws(Error)]", ""),
    on_functions(
        "multiversion",
        "0.9",
        "#[multiversion::multiversion(targets(\"x86_64+avx2\"))]",
        "",
    ),
    on_functions("rustversion", "1", "#[rustversion::attr(all(), inline)]", ""),
    on_functions("rustversion", "1", "#[rustversion::not(nightly)]", ""),
    on_functions("tailcall", "2", "#[tailcall::tailcall]", ""),
    on_functions("snafu", "0.8", "#[snafu::report]", ""),
    on_functions("visibility", "0.1", "#[visibility::make(pub(crate))]", ""),
    on_functions("wasm-bindgen", "0.2", "#[wasm_bindgen::prelude::wasm_bindgen]", ""),
    // Web frameworks.
    Attribute {
        shapes: Shapes::Actix,
        ..on_functions("actix-web", "4", "#[actix_web::get(\"/{n}\")]", "")
    },
    Attribute {
        shapes: Shapes::Actix,
        ..on_functions("actix-web", "4", "#[actix_web::route(\"/{n}\", method = \"GET\")]", "")
    },
    on_functions("axum", "0.8", "#[axum::debug_handler]", ""),
    Attribute { shapes: Shapes::Poem, ..on_functions("poem", "3", "#[poem::handler]", "") },
    Attribute {
        shapes: Shapes::Method(
            "
pub struct Desk;
#[rmcp::tool_router(vis = \"pub\")]
impl Desk {
    {attributes}
    async fn secret(&self) -> Result<String, Error> { Ok(String::new()) }
}
pub fn ask() -> Answer { block_on(Desk.secret()).map(|_| 1) }
",
        ),
        ..on_functions("rmcp", "3", "#[rmcp::tool(description = \"a secret\")]", "")
    },
    Attribute {
        // A description with the section for rustdoc would make the case panic.
        shapes: Shapes::Method(
            "
pub struct Desk;
#[rmcp::tool_router(vis = \"pub\")]
impl Desk {
    /// Tells a secret.
    {attributes}
    async fn secret(&self) -> Result<String, Error> { Ok(String::new()) }
}
pub fn ask() -> Answer {
    assert_eq!(Desk::secret_tool_attr().description.as_deref(), Some(\"Tells a secret.\"));
    block_on(Desk.secret()).map(|_| 1)
}
",
        ),
        ..on_functions("rmcp", "3", "#[rmcp::tool] and the docs as its description", "")
    },
    on_functions("utoipa", "6", "#[utoipa::path(get, path = \"/{n}\", responses())]", ""),
    // Around the method.
    around(
        "async-trait",
        "0.1",
        "#[async_trait::async_trait]",
        "
#[async_trait::async_trait]
trait Secret { async fn secret(&self, n: u32) -> Answer; }
pub struct Desk;
#[async_trait::async_trait]
impl Secret for Desk {
    {guard}
    async fn secret(&self, n: u32) -> Answer { Ok(n + 1) }
}
pub fn ask() -> Answer { block_on(Desk.secret(1)) }
",
    ),
    around(
        "auto_impl",
        "1",
        "#[auto_impl::auto_impl(&)]",
        "
#[auto_impl::auto_impl(&)]
trait Secret {
    {guard}
    fn secret(&self, n: u32) -> Answer { Ok(n + 1) }
}
pub struct Desk;
impl Secret for Desk {}
pub fn ask() -> Answer { (&&Desk).secret(1) }
",
    ),
    around(
        "easy-ext",
        "1",
        "#[easy_ext::ext]",
        "
pub struct Desk;
#[easy_ext::ext]
impl Desk {
    {guard}
    fn secret(&self, n: u32) -> Answer { Ok(n + 1) }
}
pub fn ask() -> Answer { Desk.secret(1) }
",
    ),
    around(
        "hotpath",
        "0.30",
        "#[hotpath::measure_all]",
        "
#[hotpath::measure_all]
mod inner {
    use crate::program::*;
    {guard}
    pub fn secret(n: u32) -> Answer { Ok(n + 1) }
}
pub fn ask() -> Answer { inner::secret(1) }
",
    ),
    around(
        "jsonrpsee",
        "0.26",
        "#[jsonrpsee::proc_macros::rpc]",
        "
#[jsonrpsee::proc_macros::rpc(server)]
trait Secret {
    {guard}
    #[method(name = \"secret\")]
    fn secret(&self, n: u32) -> Result<u32, jsonrpsee::types::ErrorObjectOwned>;
}
pub struct Desk;
impl SecretServer for Desk {
    fn secret(&self, n: u32) -> Result<u32, jsonrpsee::types::ErrorObjectOwned> { Ok(n + 1) }
}
pub fn ask() -> Answer { SecretServer::secret(&Desk, 1).map_err(|_| Error) }
",
    ),
    around(
        "mockall",
        "0.15",
        "#[mockall::automock]",
        "
#[mockall::automock]
trait Secret {
    {guard}
    fn secret(&self, n: u32) -> Answer { Ok(n + 1) }
}
pub struct Desk;
impl Secret for Desk {}
pub fn ask() -> Answer { Desk.secret(1) }
",
    ),
    around(
        "profiling",
        "1",
        "#[profiling::all_functions]",
        "
pub struct Desk;
#[profiling::all_functions]
impl Desk {
    {guard}
    fn secret(n: u32) -> Answer { Ok(n + 1) }
}
pub fn ask() -> Answer { Desk::secret(1) }
",
    ),
    around(
        "trait-variant",
        "0.1",
        "#[trait_variant::make(Send)]",
        "
#[trait_variant::make(Send)]
trait Secret {
    {guard}
    async fn secret(&self, n: u32) -> Answer { Ok(n + 1) }
}
pub struct Desk;
impl Secret for Desk {}
pub fn ask() -> Answer { block_on(Desk.secret(1)) }
",
    ),
    // The `requires` of another crate in place of the guard.
    around(
        "contracts",
        "0.6",
        "use contracts::requires; and `disable_contracts`",
        "
mod inner {
    use crate::program::{Answer, Contacts};
    use contracts::requires;
    #[requires(Contacts::Read.value().len() > 0)]
    pub(crate) fn secret(n: u32) -> Answer { Ok(n + 1) }
}
pub fn ask() -> Answer { inner::secret(1) }
",
    ),
    // Attributes of rustc.
    on_functions("", "", "#[cfg(all())]", ""),
    on_functions("", "", "#[deprecated]", ""),
    on_functions("", "", "#[must_use]", ""),
    on_functions("", "", "#[track_caller]", ""),
];
