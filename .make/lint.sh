#!/usr/bin/env bash
# lint.sh: clippy over everything, warnings as errors. The browser's part is looked at alone and for its own target: server and browser
# features must never meet in one build.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
cd "$ROOT"

cargo clippy --locked --workspace --exclude matterlock-frontend --all-targets -- -D warnings
cargo clippy --locked --package matterlock-frontend --target "$WASM" -- -D warnings
# The signer's build leaves out what all other pages need.
cargo clippy --locked --package matterlock-frontend --no-default-features --features signing --target "$WASM" -- -D warnings
