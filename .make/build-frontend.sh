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
    cat .make/versions.sh .make/build-frontend.sh .cargo/config.toml Cargo.toml Cargo.lock style/package-lock.json
    find app frontend crates/domain crates/tlog style -name node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
}

now=$(inputs | sha256sum)
if [ "$now" = "$(cat "$stamp" 2>/dev/null)" ] && [ -s $site.wasm ] && [ -s $site.js ] && [ -s $site.css ] && [ -s target/site/signing/signing.wasm ]; then exit 0; fi

say "Building the browser's part — usually 5 minutes the first time, 2 after a change …"
begin=$SECONDS
need_space 3
rm -f "$stamp"
# A compiler's message is what helps; cargo-leptos' own backtrace after it is not.
export RUST_BACKTRACE=0 RUST_SPANTRACE=0
cargo leptos build --project matterlock --frontend-only --release --split --precompress --cargo-locked || build_failed "The browser's part"
cargo leptos build --project matterlock-signing --frontend-only --release --precompress --cargo-locked || build_failed "The signer's part"
mkdir -p target/site/signing
cp target/site-signing/signing/signing.{js,wasm}{,.br,.gz} target/site/signing/
mkdir -p target
printf '%s\n' "$now" >"$stamp"
say "  done in $(duration $((SECONDS - begin)))"
