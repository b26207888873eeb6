#!/usr/bin/env bash
# What a client's phone loads to sign, compressed: fails above the budget. Needs a built browser part.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
exec node "$ROOT/.make/wasm-size.mjs" "$ROOT/target/site/pkg"
