#!/usr/bin/env bash
# What browsers load, compressed: fails where the signing page is over its budget. Needs a built browser part.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
exec node "$ROOT/.make/wasm-size.mjs" "$ROOT/target/site"
