#!/usr/bin/env bash
# Licences, sources and banned crates of everything in Cargo.lock, as deny.toml says. Needs no network.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
cd "$ROOT"

exec cargo deny --locked --offline --log-level warn check --hide-inclusion-graph bans licenses sources
