#!/usr/bin/env bash
# cargo-tool.sh check|install NAME: a build tool that cargo compiles, into the folder that all clones share.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

# Tools run for seconds and compile for minutes, so they are compiled for a short compile.
export CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_OPT_LEVEL=${OPT_LEVEL:-0} CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
export CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=debuginfo
# Kept until the install worked: an interrupted one goes on where it was.
export CARGO_TARGET_DIR=$TOOLS/build
# From here, so that the repository's settings don't apply.
cd "$TOOLS"

installed() { # COMMAND… VERSION: the version, or one below it (0.9 is satisfied by 0.9.143)
    local wanted=${*: -1} have
    have=$("${@:1:$#-1}" --version 2>/dev/null | awk 'NR == 1 {print $2}') || return 1
    [ "$have" = "$wanted" ] || [[ $have == "$wanted".* ]]
}

get() {
    cargo install --root "$TOOLS" --force "$@"
    rm -rf "$CARGO_TARGET_DIR"
}

case "${1:-check} ${2:?name of the tool}" in
"check wasm-bindgen-cli") installed wasm-bindgen "$WASM_BINDGEN_VERSION" ;;
# Its lock file names a release that was withdrawn, so it can't be used.
"install wasm-bindgen-cli") OPT_LEVEL=1 get wasm-bindgen-cli@="$WASM_BINDGEN_VERSION" ;;
"check cargo-leptos") installed cargo leptos "$CARGO_LEPTOS_VERSION" ;;
"install cargo-leptos") get cargo-leptos@="$CARGO_LEPTOS_VERSION" --locked --features no_downloads ;;
"check cargo-nextest") installed cargo nextest "$CARGO_NEXTEST_VERSION" ;;
"install cargo-nextest") get cargo-nextest@^"$CARGO_NEXTEST_VERSION" --locked ;;
"check cargo-deny") installed cargo deny "$CARGO_DENY_VERSION" ;;
"install cargo-deny") get cargo-deny@^"$CARGO_DENY_VERSION" --locked ;;
"check cargo-mutants") installed cargo mutants "$CARGO_MUTANTS_VERSION" ;;
"install cargo-mutants") get cargo-mutants@^"$CARGO_MUTANTS_VERSION" --locked ;;
*) die "unknown tool $2" ;;
esac
