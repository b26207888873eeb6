#!/usr/bin/env bash
# journeys.sh [PLAYWRIGHT ARGUMENTS…]: the journeys of end2end/ in Debian's Chromium, against the built server and the built browser part.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"
target=${CARGO_TARGET_DIR:-$ROOT/target}

.make/build-frontend.sh
# The same selection as the tests', so that nothing is compiled again for it.
cargo build --quiet --locked --workspace --exclude matterlock-frontend --bins --tests || build_failed "The server"

export MATTERLOCK_SERVER_BIN=$target/debug/server
export MATTERLOCK_SITE_ROOT=$ROOT/target/site
export CHROMIUM_PATH=${CHROMIUM_PATH:-$(command -v chromium || die "Chromium is missing; run .make/setup.sh test")}
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
cd end2end
exec npx --no-install playwright test "$@"
