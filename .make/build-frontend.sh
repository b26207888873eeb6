#!/usr/bin/env bash
# Builds what the browser loads (WASM, loader, style sheet, assets) into target/site. Does nothing when none of its inputs changed.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

cd "$ROOT"
stamp=target/.site-built-from
site=target/site/pkg/matterlock

# By content: a checkout that touches every file's time changes nothing.
inputs() {
    rustc --version
    cat .make/versions.sh .make/build-frontend.sh Cargo.toml Cargo.lock style/package-lock.json
    find app frontend crates/domain style -name node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
}

now=$(inputs | sha256sum)
if [ "$now" = "$(cat "$stamp" 2>/dev/null)" ] && [ -s $site.wasm ] && [ -s $site.js ] && [ -s $site.css ]; then exit 0; fi

say "Building the browser's part — usually 5 minutes the first time, 2 after a change …"
begin=$SECONDS
need_space 3
rm -f "$stamp"
# Without it the linker puts every lazy page's data into the file that all pages load.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Clink-arg=--no-merge-data-segments"
# A compiler's message is what helps; cargo-leptos' own backtrace after it is not.
export RUST_BACKTRACE=0 RUST_SPANTRACE=0
cargo leptos build --frontend-only --release --split --precompress --cargo-locked || build_failed "The browser's part"
mkdir -p target
printf '%s\n' "$now" >"$stamp"
say "  done in $(duration $((SECONDS - begin)))"
