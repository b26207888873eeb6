#!/usr/bin/env bash
# test.sh: everything that has to hold, cheapest first, stopping at the first step that fails; at the end, where the time went.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"

table=()
passed=0
begin=$SECONDS

# shellcheck disable=SC2329 # called by the trap
report() {
    local status=$? row
    trap - EXIT
    say ""
    say "Where the time went:"
    for row in "${table[@]}"; do printf '  %s\n' "$row"; done
    printf '  %-46s %s\n' "in all" "$(duration $((SECONDS - begin)))"
    if [ "$status" -eq 0 ]; then
        say "Everything holds: $passed steps."
    else
        say "Stopped at the first step that failed; run 'make test' again after mending it."
    fi
    exit "$status"
}
trap report EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# timed TITLE COMMAND…
timed() {
    local title=$1 started=$SECONDS status=0
    shift
    say ""
    say "── $title"
    "$@" || status=$?
    table+=("$(printf '%-46s %s%s' "$title" "$(duration $((SECONDS - started)))" "$([ "$status" -eq 0 ] || echo '  failed')")")
    [ "$status" -eq 0 ] || exit "$status"
    passed=$((passed + 1))
}

timed "set-up" .make/setup.sh test
need_space 8
timed "format" cargo fmt --all --check
timed "import rules" .make/check-imports.sh
timed "dependencies" .make/check-dependencies.sh
timed "lints" .make/lint.sh
timed "tests: build" .make/test-rust.sh --no-run
timed "tests: run" .make/test-rust.sh
timed "browser's part: build" .make/build-frontend.sh
timed "browser's part: size" .make/wasm-size.sh
timed "journeys in the browser" .make/journeys.sh
