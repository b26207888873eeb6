#!/usr/bin/env bash
# test-rust.sh [NEXTEST ARGUMENTS…]: the Rust tests, against a throw-away PostgreSQL. One crate only: test-rust.sh -E 'package(matterlock-vault)'
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
cd "$ROOT"

# Always the same selection of crates: another one would unify other features and compile half the tree a second time.
nextest=(cargo nextest run --locked --workspace --exclude matterlock-frontend --profile "${NEXTEST_PROFILE:-all}")
if [ "${1:-}" = --no-run ]; then exec "${nextest[@]}" "$@"; fi
# Half as many again as there are processors: each test waits now and then for its database, for a lock or for a clock.
export NEXTEST_TEST_THREADS=${NEXTEST_TEST_THREADS:-$((($(nproc) * 3 + 1) / 2))}
exec .make/test-postgres.sh "${nextest[@]}" "$@"
