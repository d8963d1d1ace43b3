#!/usr/bin/env bash
# What Microsoft Graph's manifest, the largest there is (716 roles, 807 scopes), costs each time a crate is checked.
#
#   tests/measure/graph.sh [--check] [--runs N] [manifest.json]
#
# Without a manifest, one of Graph's size is made up. One that is given must have no roles for users, as Graph's has none: the
# mapping leads nowhere. With --check it fails where a limit is passed; it is no test, since it depends on who else uses the
# machine.
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

# A service principal, which may hold more than a registration; 572 values are both a role and a scope.
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
# The versions that the workspace has, which are there without a network.
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

# As rustc, and says how long each of its passes took; around the two crates alone, so that what they depend on is not built
# again.
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

# The macro, and what rustc does with the tokens it returns: an upper bound of the macro's own share.
expansion() { # crate
  touch "$1/src/lib.rs"
  RUSTC_WORKSPACE_WRAPPER=$scratch/rustc-with-passes cargo check -p "$1"
  awk '$NF == "macro_expand_crate" { printf "%d\n", $2 * 1000 + 0.5 }' stderr
}

# Numbers, one a line → min, median, max
spread() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[1], v[int((NR + 1) / 2)], v[NR] }'; }

# What the crates depend on, and a first time for what is measured.
cargo check --workspace
for crate in empty graph; do expansion "$crate" > first; done
test -s first || { echo "rustc -Ztime-passes did not say how long macro_expand_crate took" >&2; exit 1; }

for _ in $(seq "$runs"); do
  # In turns, so that what else happens on the machine meets both.
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
echo "${manifest:-a manifest that is made up}: $values values, $(($(stat -c %s graph.json) / 1024)) KiB"
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
