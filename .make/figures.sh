#!/usr/bin/env bash
# figures.sh [FILTER]: the long form of the figures that the promises name. They are ignored tests named figure_…, run one at a time.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
cd "$ROOT"

# The same selection of crates as the tests', so that nothing is compiled again for it.
exec .make/test-postgres.sh cargo nextest run --locked --workspace --exclude matterlock-frontend \
    --profile figures --run-ignored only --no-tests warn -E "test(/figure_${1:-}/)"
