#!/usr/bin/env bash
# test.sh: everything that has to hold, cheapest first, stopping at the first step that fails; at the end, where the time went.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"

table=()
begin=$SECONDS

# What the two runners say that they ran, as JUnit files.
results=("$ROOT/target/nextest/all/junit.xml" "$ROOT/target/journeys.xml")
rm -f "${results[@]}"

# counted ATTRIBUTE: its sum over the runners that ran.
counted() {
    local file number sum=0
    for file in "${results[@]}"; do
        number=$(grep -m 1 -oP "<testsuites[^>]*\b$1=\"\K\d+" "$file" 2>/dev/null || echo 0)
        sum=$((sum + number))
    done
    echo "$sum"
}

# What failed, by name, and then why, in the runners' own words, the last thing that is printed: whoever has only the end of the output has the reason.
reasons() {
    local files=() file
    for file in "${results[@]}"; do [ ! -f "$file" ] || files+=("$file"); done
    [ "${#files[@]}" -gt 0 ] || return 0
    # A runner says `failure` of what did not hold, `error` of what did not come to its end, and may say no more than that.
    awk '/<testcase / { name = $0; gsub(/.*<testcase name="|" classname=.*/, "", name) }
         /<(failure|error)[ >]/ { print "failed: " name }' "${files[@]}" | cut -c 1-200 | head -n 12
    awk '/<(failure|error)[ >]/ { inside = 1 }
         inside { line = $0; gsub(/<!\[CDATA\[|\]\]>|<\/?(failure|error)[^>]*>/, "", line); if (line ~ /[^ ]/) print line }
         /<\/(failure|error)>|<(failure|error)[^>]*\/>/ { inside = 0 }' "${files[@]}" | cut -c 1-200 | head -n 16
}

# shellcheck disable=SC2329 # called by the trap
report() {
    local status=$? row failed
    trap - EXIT
    say ""
    say "Where the time went:"
    for row in "${table[@]}"; do printf '  %s\n' "$row"; done
    printf '  %-46s %s\n' "in all" "$(duration $((SECONDS - begin)))"
    if [ "$status" -ne 0 ]; then say "Stopped at the first step that failed; run 'make test' again after mending it."; fi
    failed=$(($(counted failures) + $(counted errors)))
    say "$(($(counted tests) - failed - $(counted skipped))) passed, $failed failed"
    reasons || true
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
}

export PLAYWRIGHT_JUNIT_OUTPUT_FILE=${results[1]} PLAYWRIGHT_JUNIT_OUTPUT_NAME=${results[1]}

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
timed "journeys in the browser" .make/journeys.sh --reporter=list,junit
