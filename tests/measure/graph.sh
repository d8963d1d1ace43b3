#!/usr/bin/env bash
# Measures how long `cargo check` takes for a manifest as large as Microsoft Graph's, which is the
# largest one (716 roles, 807 scopes).
#
#   tests/measure/graph.sh [--check] [--runs N] [manifest.json]
#
# Without a manifest, the script generates one of that size. A given manifest must have no roles for
# users, like Graph's, because the mapping is empty. With --check, the script fails if a limit is
# exceeded. It is not a test, because the times depend on the load of the machine.
set -euo pipefail

readonly LIMIT_CHECK=700 LIMIT_MACRO=150 # ms, in a debug build, on 2 cores

check=false runs=9 manifest=
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=true ;;
    --runs) runs=$2; shift ;;
    -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    *) manifest=$(realpath "$1") ;;
  esac
  shift
done

root=$(realpath "$(dirname "$0")/../..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Prints a service principal, which may have more entries than a registration. 572 values are both a
# role and a scope.
made_up() {
  awk 'BEGIN {
    split("Read ReadWrite Create Manage", verbs)
    print "{ \"appId\": \"50000000-0000-4000-8000-000000000000\", \"displayName\": \"Made up\", \"servicePrincipalNames\": [],"
    list("appRoles", 0, 715, "\"allowedMemberTypes\": [\"Application\"], \"displayName\": \"%s\", \"description\": \"%s without a signed-in user.\"")
    print ","
    list("oauth2PermissionScopes", 144, 950, "\"type\": \"Admin\", \"adminConsentDisplayName\": \"%s\", \"adminConsentDescription\": \"%s on behalf of the user.\"")
    print "}"
  }
  function list(key, first, last, texts,    n, area, verb, line) {
    printf "\"%s\": [", key
    for (n = first; n <= last; n++) {
      area = int(n / 4); verb = verbs[n % 4 + 1]
      line = sprintf(texts, verb " everything in area " area, "Allows the app to " tolower(verb) " the properties, members, owners and settings of everything in area " area " of the organization,")
      printf "%s\n{ \"id\": \"50000000-0000-4000-8000-%012d\", \"isEnabled\": true, \"value\": \"Area%d.%s.All\", %s }", n == first ? "" : ",", ++ids, area, verb, line
    }
    printf "\n]"
  }'
}

crate() { # name
  mkdir -p "$scratch/$1/src"
  cat > "$scratch/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[dependencies]
entra-perms-runtime = { path = '$root/entra-perms-runtime', default-features = false, features = ["macros"] }
TOML
}

echo '[workspace]
members = ["empty", "graph"]
resolver = "3"' > "$scratch/Cargo.toml"
# Uses the versions of the workspace, which cargo has without a network.
cp "$root/Cargo.lock" "$scratch"
crate empty
: > "$scratch/empty/src/lib.rs"
crate graph
if [ -n "$manifest" ]; then cp "$manifest" "$scratch/graph.json"; else made_up > "$scratch/graph.json"; fi
chmod u+w "$scratch/graph.json"
cat > "$scratch/graph/src/lib.rs" <<'RUST'
pub mod permissions {
    entra_perms_runtime::permissions! {
        manifest = "graph.json",
        scopes = { "*" => [] },
    }
}
RUST

# Calls rustc, and prints the time of each of its passes. Only the two crates are built like this,
# so their dependencies are not built again.
cat > "$scratch/rustc-with-passes" <<'SH'
#!/bin/sh
case " $* " in
  *" --crate-name empty "* | *" --crate-name graph "*) RUSTC_BOOTSTRAP=1 exec "$@" -Ztime-passes ;;
  *) exec "$@" ;;
esac
SH
chmod +x "$scratch/rustc-with-passes"

cd "$scratch"
export CARGO_TARGET_DIR=$scratch/target CARGO_TERM_COLOR=never
cargo() { command cargo "$@" --offline 2> stderr || { cat stderr >&2; return 1; }; }

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

timed() { # command …
  local start
  start=$(milliseconds)
  "$@" || return
  echo $(($(milliseconds) - start))
}

check_again() { # crate
  touch "$1/src/lib.rs"
  timed cargo check -p "$1"
}

# Prints the time of the macro and of parsing its tokens, which is an upper bound for the macro.
expansion() { # crate
  touch "$1/src/lib.rs"
  RUSTC_WORKSPACE_WRAPPER=$scratch/rustc-with-passes cargo check -p "$1"
  awk '$NF == "macro_expand_crate" { printf "%d\n", $2 * 1000 + 0.5 }' stderr
}

# Prints the minimum, the median and the maximum of a file with one number in each line.
spread() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[1], v[int((NR + 1) / 2)], v[NR] }'; }

# Builds the dependencies, and runs each measurement once.
cargo check --workspace
for crate in empty graph; do expansion "$crate" > first; done
test -s first || { echo "rustc -Ztime-passes did not say how long macro_expand_crate took" >&2; exit 1; }

for _ in $(seq "$runs"); do
  # The crates alternate, so that other load affects both.
  for crate in empty graph; do
    check_again "$crate" >> "check-$crate"
    expansion "$crate" >> "expand-$crate"
  done
done
documented=$(timed cargo doc -p graph --no-deps)
test -f target/doc/graph/permissions/enum.Role.html

row() { # label, file with numbers
  local min median max
  read -r min median max < <(spread "$2")
  printf '%-32s %8d %8d %8d\n' "$1" "$min" "$median" "$max"
}

failed=false
difference() { # label, file with less, file with more, limit
  local less more
  read -r _ less _ < <(spread "$2")
  read -r _ more _ < <(spread "$3")
  printf '%-32s %17d %8s   at most %d\n' "$1" $((more - less)) '' "$4"
  [ $((more - less)) -le "$4" ] || failed=true
}

values=$({ grep -o '"value": *"' graph.json || true; } | wc -l)
echo "${manifest:-a generated manifest}: $values values, $(($(stat -c %s graph.json) / 1024)) KiB"
echo "$(rustc --version), $(nproc) cores, $runs runs of each, milliseconds"
echo
printf '%-32s %8s %8s %8s\n' '' min median max
row 'cargo check, empty crate' check-empty
row 'cargo check, this manifest' check-graph
difference '  longer by' check-empty check-graph "$LIMIT_CHECK"
row 'expanding macros, empty crate' expand-empty
row 'expanding macros, this manifest' expand-graph
difference '  longer by' expand-empty expand-graph "$LIMIT_MACRO"
printf '%-32s %17d\n' 'cargo doc, once' "$documented"

if $check && $failed; then exit 1; fi
