#!/usr/bin/env bash
# bench.sh [FILTER]: the measurements. They are ignored tests named bench_…, built with optimisation and run one at a time.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"

.make/setup.sh test
.make/build-frontend.sh
.make/wasm-size.sh
# Optimised code is what is measured; linking it across crates is what takes the time.
export CARGO_PROFILE_BENCH_LTO=false CARGO_PROFILE_BENCH_CODEGEN_UNITS=16
say "Building the measurements — usually 10 minutes the first time on 2 cores …"
MATTERLOCK_TEST_LASTING=yes exec .make/test-postgres.sh cargo nextest run --locked --workspace --exclude matterlock-frontend --cargo-profile bench \
    --profile bench --run-ignored only --no-tests warn -E "test(/bench_${1:-}/)"
