//! `token`: the output, the key file, and refused arguments.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::conduct;
use crate::workspace::{MANIFEST, MODEL, Run, Shop, command};

const USER: [&str; 5] = ["token", "--role", "Orders.Read", "--scope", "Shop.Read"];
const CLIENT_ID: &str = "10000000-0000-4000-8000-000000000001";

/// A package that was built before, with a role for users, one for applications, and disabled ones.
fn shop() -> Shop {
    let roles = r#""appRoles": [
    {"id": "30000000-0000-4000-8000-000000000002", "value": "Orders.Import", "isEnabled": true,
     "allowedMemberTypes": ["Application"]},
    {"id": "30000000-0000-4000-8000-000000000003", "value": "Orders.Old", "isEnabled": false,
     "allowedMemberTypes": ["User"]},"#;
    let scopes = r#""oauth2PermissionScopes": [
      {"id": "20000000-0000-4000-8000-000000000002", "value": "Shop.Old", "type": "Admin",
       "isEnabled": false},
      {"id": "20000000-0000-4000-8000-000000000003", "value": "Shop.Find", "type": "User",
       "isEnabled": true},"#;
    let manifest = MANIFEST.replace("\"appRoles\": [", roles);
    let manifest = manifest.replace("\"oauth2PermissionScopes\": [", scopes);
    let model = MODEL
        .replace("scopes = {", "not_delegated = [\"Orders.Old\"], scopes = { \"Shop.Find\" => [],");
    let shop = Shop::new(&[("src/main.rs", &model), ("shop.json", &manifest)]);
    fs::create_dir(shop.folder.join("target")).unwrap();
    shop
}

/// Runs the program with the target folder of the package.
fn run(shop: &Shop, arguments: &[&str]) -> Run {
    let mut command = command(&shop.folder, arguments);
    Run::of(&command.env_remove("CARGO_TARGET_DIR").output().unwrap())
}

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&USER, more].concat()
}

fn key(shop: &Shop) -> PathBuf {
    shop.folder.join("target/entra-perms/dev-key.der")
}

fn claims(token: &str) -> Value {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

/// Fails unless the program refuses these arguments with this first line.
#[track_caller]
fn expect_refusal(shop: &Shop, arguments: &[&str], line: &str) {
    let words: Vec<_> = arguments.iter().map(|word| (*word).to_owned()).collect();
    conduct::expect_refusal(&run(shop, arguments), line, &words);
}

#[test]
fn the_output_is_a_script_with_a_curl_line() {
    let shop = shop();
    let run = run(&shop, &USER);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
    let (comments, rest) = run.stdout.split_once("curl").unwrap();
    assert_eq!(
        comments,
        "# a client acts for a user\n\
         # app roles that it can use: Orders.Read\n\
         # scopes that it has: Shop.Read\n\
         # only a service with `DevIssuer::shared` accepts it, for 1h\n"
    );
    let line = " -g -i 'http://127.0.0.1:8080/' \\\n  -H 'Authorization: Bearer ";
    let token = rest.strip_prefix(line).unwrap().strip_suffix("'\n").unwrap();
    let claims = claims(token);
    assert_eq!(claims["aud"], CLIENT_ID);
    assert_eq!(claims["tid"], "00000001-de70-4000-8000-000000000004");
    assert_eq!((&claims["roles"][0], &claims["scp"]), (&"Orders.Read".into(), &"Shop.Read".into()));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3_600);
}

#[test]
fn a_shell_gets_the_token_alone() {
    let shop = shop();
    for option in ["-q", "--quiet"] {
        let run = run(&shop, &with(&[option, "--expires-in", "10m"]));
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
        let token = run.stdout.strip_suffix('\n').unwrap();
        assert!(token.split('.').count() == 3 && !token.contains(char::is_whitespace), "{token}");
        let claims = claims(token);
        assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 600);
    }
}

/// `sh` runs the script. A function takes the place of `curl`, and prints its words.
#[cfg(unix)]
#[test]
fn nothing_in_the_script_is_run_by_a_shell() {
    let shop = shop();
    for url in [
        "http://127.0.0.1:1/'$(touch${IFS}pwned)'`>pwned`;touch<pwned>pwned&pwned|pwned\\",
        "http://127.0.0.1:1/$HOME?a=b&c=!x#y",
        "http://127.0.0.1:1/''\"\"",
    ] {
        let script = run(&shop, &[&USER[..], &["--url", url]].concat());
        assert_eq!(script.status, 0, "{script:?}");
        let script = format!("curl() {{ printf '%s\\n' \"$@\"; }}\n{}", script.stdout);
        let before = fs::read_dir(&shop.folder).unwrap().count();
        let output = Command::new("sh").args(["-c", &script]).current_dir(&shop.folder).output();
        let output = String::from_utf8(output.unwrap().stdout).unwrap();
        let words: Vec<_> = output.lines().collect();
        let [options @ .., header] = words.as_slice() else { panic!("{output}") };
        assert_eq!(options, ["-g", "-i", url, "-H"], "{output}");
        assert!(header.starts_with("Authorization: Bearer ey"), "{output}");
        assert_eq!(fs::read_dir(&shop.folder).unwrap().count(), before, "{url}");
    }
}

#[test]
fn values_without_effect_are_warnings() {
    let shop = shop();
    let cases: [(&[&str], &str); 5] = [
        (
            &["--role", "Orders.Old", "--scope", "Shop.Read"],
            "the app role `Orders.Old` is disabled, so it is never granted",
        ),
        (
            &["--role", "Orders.Read", "--scope", "Shop.Find"],
            "no scope of the token leads to the app role `Orders.Read`",
        ),
        (&["--scope", "Shop.Old"], "the scope `Shop.Old` is disabled, so it is never granted"),
        (&["--as", "app"], "most services refuse an application without app roles"),
        (
            &["--as", "agent-for-user", "--scope", "Shop.Find"],
            "the registration does not request `xms_act_fct`, `xms_sub_fct` and `xms_par_app_azp`, \
             so guards do not know that an agent acts",
        ),
    ];
    for (arguments, warning) in cases {
        let shown = run(&shop, &[&["token"], arguments].concat());
        assert_eq!((shown.status, shown.stderr.as_str()), (0, ""), "{shown:?}");
        assert!(shown.stdout.contains("\n# app roles that it can use: none\n"), "{shown:?}");
        assert!(shown.stdout.contains(&format!("\n# warning: {warning}\n")), "{shown:?}");
        let quiet = run(&shop, &[&["token", "-q"], arguments].concat());
        assert_eq!((quiet.status, quiet.stdout.lines().count()), (0, 1), "{quiet:?}");
        assert_eq!(quiet.stderr, format!("warning: {warning}\n"));
    }
}

#[test]
fn every_bad_argument_is_refused_with_one_line() {
    let shop = shop();
    let cases: [(&[&str], &str); 24] = [
        (&["--role", "Orders.Raed"], "the model has no app role `Orders.Raed`"),
        (
            &["--role", "x\n::error::y\u{1b}[2J"],
            r"the model has no app role `x\n\u{3a}:error::y\u{1b}[2J`",
        ),
        (&["--role", ""], "the model has no app role ``"),
        (&["--scope", "Orders.Read"], "the model has no scope `Orders.Read`"),
        (&["--role", "Orders.Import"], "users cannot hold the app role `Orders.Import`"),
        (&["--as", "app"], "an application that acts as itself has no scopes"),
        (&["--as", "agent-as-itself"], "an application that acts as itself has no scopes"),
        (&["--client", "Web"], "the model has no client `Web`"),
        (&["--environment", "dev"], "`dev` is not a GUID"),
        (&["--tenant", "contoso.example"], "`contoso.example` is not the id of a tenant"),
        (
            &["--tenant", "9188040d-6c67-4c5b-b112-36a304b66dad"],
            "`9188040d-6c67-4c5b-b112-36a304b66dad` is not the id of a tenant",
        ),
        (&["--object-id", "ada"], "`ada` is not a GUID"),
        (&["--blueprint", CLIENT_ID], "`--blueprint` is for AI agents"),
        (&["--blueprint", "x", "--as", "agent-account"], "`x` is not a GUID"),
        (&["--context", "1"], "`1` is not an authentication context"),
        (&["--context", "c0"], "`c0` is not an authentication context"),
        (&["--context", "c100"], "`c100` is not an authentication context"),
        (&["--context", "c+1"], "`c+1` is not an authentication context"),
        (&["--context", "c01"], "`c01` is not an authentication context"),
        (&["--expires-in", "forever"], "`forever` is not a time for `--expires-in`"),
        (&["--expires-in", "31d"], "`31d` is not a time for `--expires-in`"),
        (&["--url", "-o/etc/passwd"], "`-o/etc/passwd` is not a URL"),
        (&["--url", "http://a\n\u{1b}b"], r"`http://a\n\u{1b}b` is not a URL"),
        (&["--format", "json"], "`token` does not use `--format`"),
    ];
    for (more, line) in cases {
        // A value that begins with a dash is one word with its option.
        let more = match more {
            [option, value] if value.starts_with('-') => vec![format!("{option}={value}")],
            more => more.iter().map(|word| (*word).to_owned()).collect(),
        };
        let more: Vec<_> = more.iter().map(String::as_str).collect();
        expect_refusal(&shop, &[&USER[..], &more].concat(), line);
    }
    expect_refusal(&shop, &["token"], "a client that acts for a user needs a scope");
    expect_refusal(
        &shop,
        &["token", "--as", "app", "--role", "Orders.Read"],
        "applications cannot hold the app role `Orders.Read`",
    );
    expect_refusal(
        &shop,
        &["token", "--as", "app", "--context", "c1"],
        "only users meet authentication contexts",
    );
    assert!(!key(&shop).exists(), "a refused command makes no key");
}

#[test]
fn mistyped_values_have_a_suggestion() {
    let shop = shop();
    for (option, written, meant) in
        [("--role", "Orders.Raed", "Orders.Read"), ("--scope", "shop.read", "Shop.Read")]
    {
        let run = run(&shop, &["token", option, written]);
        assert!(run.stderr.contains(&format!("\n  help: did you mean `{meant}`?\n")), "{run:?}");
    }
}

#[test]
fn one_of_several_registrations_is_chosen() {
    const PROD: &str = "20000000-0000-4000-8000-00000000000f";
    let prod = MANIFEST.replace(CLIENT_ID, PROD).replace("Version\": 2", "Version\": null");
    let prod = prod.replace("api://shop", "api://prod");
    let model = MODEL.replace("\"shop.json\",", "\"shop.json\", environments = [\"prod.json\"],");
    let shop = Shop::new(&[("src/main.rs", &model), ("prod.json", &prod)]);
    fs::create_dir(shop.folder.join("target")).unwrap();
    let token = run(&shop, &with(&["-q", "--environment", PROD])).stdout;
    let claims = claims(&token);
    assert_eq!((&claims["aud"], &claims["ver"]), (&"api://prod".into(), &"1.0".into()));
    let other = "90000000-0000-4000-8000-000000000001";
    let line = format!("the model has no registration `{other}`");
    expect_refusal(&shop, &with(&["--environment", other]), &line);
}

#[test]
fn a_manifest_without_a_client_id_needs_one() {
    let manifest = MANIFEST.replace(CLIENT_ID, "${CLIENT_ID}");
    let shop = Shop::new(&[("src/main.rs", MODEL), ("shop.json", &manifest)]);
    fs::create_dir(shop.folder.join("target")).unwrap();
    expect_refusal(&shop, &USER, "the manifest has no client id");
    let token = run(&shop, &with(&["-q", "--environment", CLIENT_ID])).stdout;
    assert_eq!(claims(&token)["aud"], CLIENT_ID);
}

#[test]
fn the_key_is_not_printed_and_stays() {
    let shop = shop();
    let first = run(&shop, &with(&["-q"]));
    let bytes = fs::read(key(&shop)).unwrap();
    let second = run(&shop, &USER);
    assert_eq!(fs::read(key(&shop)).unwrap(), bytes);
    for run in [&first, &second] {
        let text = format!("{}{}", run.stdout, run.stderr);
        assert!(!text.contains(&URL_SAFE_NO_PAD.encode(&bytes[..60])), "{run:?}");
    }
    let header = |run: &Run| {
        let token = run.stdout.split("ey").nth(1).unwrap();
        token.split('.').next().unwrap().to_owned()
    };
    assert_eq!(header(&first), header(&second), "both are signed with one key");
}

#[test]
fn a_key_that_cannot_be_used_is_named() {
    let shop = shop();
    let file = "target/entra-perms/dev-key.der";
    assert_eq!(run(&shop, &USER).status, 0);
    let good = fs::read(key(&shop)).unwrap();
    for bytes in [&good[..good.len() - 1], &[]] {
        fs::write(key(&shop), bytes).unwrap();
        let line = format!("the development key `{file}` is damaged");
        expect_refusal(&shop, &USER, &line);
        assert_eq!(fs::read(key(&shop)).unwrap(), bytes);
    }
    fs::write(key(&shop), good).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(key(&shop)), 0o600);
        assert_eq!(mode(shop.folder.join("target/entra-perms")), 0o700);
        fs::set_permissions(key(&shop), fs::Permissions::from_mode(0o644)).unwrap();
        expect_refusal(&shop, &USER, &format!("other users can open `{file}`"));
    }
}

#[test]
fn the_target_folder_must_exist() {
    let shop = Shop::new(&[("src/main.rs", MODEL)]);
    expect_refusal(&shop, &USER, "there is no target folder `target`");
    assert!(!shop.folder.join("target").exists());
    fs::create_dir(shop.folder.join("other")).unwrap();
    assert_eq!(run(&shop, &with(&["--target-dir", "other"])).status, 0);
    assert!(shop.folder.join("other/entra-perms/dev-key.der").is_file());
    let mut named = command(&shop.folder, &USER);
    let named =
        Run::of(&named.env("CARGO_TARGET_DIR", shop.folder.join("third")).output().unwrap());
    assert!(named.stderr.starts_with("error: there is no target folder `third`\n"), "{named:?}");
}

/// Processes that start at once sign with one key.
#[test]
fn commands_that_start_at_once_share_one_key() {
    let shop = shop();
    let start = || {
        let mut command = command(&shop.folder, &with(&["-q"]));
        command.env_remove("CARGO_TARGET_DIR").spawn().unwrap()
    };
    let running: Vec<_> = (0..12).map(|_| start()).collect();
    let outputs = running.into_iter().map(|child| child.wait_with_output().unwrap());
    let tokens: Vec<_> = outputs.map(|output| Run::of(&output)).collect();
    let headers: Vec<_> = tokens.iter().map(|run| run.stdout.split('.').next().unwrap()).collect();
    assert!(tokens.iter().all(|run| run.status == 0), "{tokens:?}");
    assert!(headers.iter().all(|header| *header == headers[0] && header.len() > 40), "{headers:?}");
    let names = fs::read_dir(shop.folder.join("target/entra-perms")).unwrap();
    assert_eq!(names.count(), 2, "no temporary file stays behind");
}
