#!/usr/bin/env bash
# setup.sh run|test|all: installs what is missing for building and running, or for testing too. Silent and instant when all is there.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

part=${1:-run}
here=$ROOT/.make/setup
cd "$ROOT"

# ensure TITLE USUALLY SCRIPT ARGS…: the script's `install`, unless its `check` is content.
ensure() {
    local title=$1 usually=$2 script=$here/$3.sh
    shift 3
    "$script" check "$@" || step "$title" "$usually" "$script" install "$@"
}

command -v cargo >/dev/null || die "Rust is missing; install it from the Rust project's own page (rustup), then run the same command again."

# Two clones share the tools: the second waits for the first.
exec 9>"$TOOLS/lock"
if ! flock -n 9; then
    say "Waiting for another set-up that is under way …"
    flock 9
fi

ensure "Installing the compiler's WASM target" "10 seconds, 2 minutes where it has to be built" wasm-target
"$here/debian-packages.sh" check "$part" ||
    step "Installing Debian packages: $("$here/debian-packages.sh" list "$part")" "1 minute" "$here/debian-packages.sh" install "$part"
ensure "Installing Node.js $NODE_MAJOR" "20 seconds" node
ensure "Installing Tailwind, fonts and wasm-opt" "20 seconds" npm-packages style
if [ "$part" != run ]; then ensure "Installing the browser test runner" "20 seconds" npm-packages end2end; fi
ensure "Installing wasm-bindgen $WASM_BINDGEN_VERSION" "2 minutes on 2 cores" cargo-tool wasm-bindgen-cli
ensure "Installing cargo-leptos $CARGO_LEPTOS_VERSION" "8 minutes on 2 cores" cargo-tool cargo-leptos
if [ "$part" != run ]; then ensure "Installing cargo-nextest $CARGO_NEXTEST_VERSION" "5 minutes on 2 cores" cargo-tool cargo-nextest; fi
if [ "$part" != run ]; then ensure "Installing cargo-deny $CARGO_DENY_VERSION" "2 minutes on 2 cores" cargo-tool cargo-deny; fi
