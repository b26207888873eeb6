#!/usr/bin/env bash
# The import rules: who may depend on whom, what may reach the browser, and what may be named where. Says every breach, not only the first.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"

breaches=0
breach() {
    say "breach: $1"
    [ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/    /' | head -n 20
    breaches=$((breaches + 1))
}

# found PATTERN PATHS…: lines of Rust that match, comments left out. Nothing found is no failure.
found() {
    local pattern=$1
    shift
    grep -rnP --include='*.rs' "$pattern" "$@" | grep -vP '^[^:]+:\d+:\s*//' || true
}

edges=$(cargo metadata --quiet --format-version 1 --no-deps --locked | node .make/workspace-edges.mjs) || breach "a crate depends on what it may not" "$edges"

# Features unify by what is asked for together, so the browser's graph is asked for alone.
# shellcheck disable=SC2054 # the comma is cargo's
tree=(cargo tree --quiet --locked --package matterlock-frontend --target "$WASM" --edges normal,no-proc-macro)
graph=$("${tree[@]}" --prefix none --format '{p}' | sort -u) || breach "the browser's dependencies can't be listed (is Cargo.lock up to date?)"
for crate in tokio sqlx sqlx-core axum hyper rustls zxcvbn chrono-tz matterlock-backend matterlock-vault matterlock-paper; do
    # A here-string: grep would end a pipe early, which counts as a failure.
    version=$(grep -m 1 -oP "^$crate v\K\S+" <<<"$graph" || true)
    [ -z "$version" ] || breach "$crate reaches the browser" "$("${tree[@]}" --invert "$crate@$version")"
done

lines=$(found '\bbackend::|\buse backend\b' app/src | grep -v '^app/src/api/' || true)
[ -z "$lines" ] || breach "backend is named in app outside app/src/api" "$lines"

lines=$(found '\bsqlx(_core)?::|\buse sqlx(_core)?\b' crates/domain crates/vault crates/paper crates/tlog crates/verify app frontend server)
[ -z "$lines" ] || breach "sqlx is named outside crates/backend" "$lines"

lines=$(found '\b(app|backend|vault|paper|frontend|server)::' crates/domain/src)
[ -z "$lines" ] || breach "domain names another crate of ours" "$lines"

lines=$(found '\b(app|backend|domain|vault|paper|frontend|server)::' crates/tlog/src)
[ -z "$lines" ] || breach "tlog names another crate of ours" "$lines"

lines=$(found '\bunsafe\b\s*(\{|fn\b|impl\b|trait\b|extern\b)|#\[unsafe\(|allow\(unsafe_code' crates app frontend server)
[ -z "$lines" ] || breach "unsafe" "$lines"

# The content security policy refuses inline styles, and `style:name=` is one as soon as the server renders it.
# `style=WhenStyle::…` is how a component is told to write a time.
lines=$(found '(?<![\w-])style(:[\w-]+)?=(?!=|WhenStyle::)|<style\b' app/src)
[ -z "$lines" ] || breach "an inline style in app" "$lines"

for manifest in crates/*/Cargo.toml app/Cargo.toml frontend/Cargo.toml server/Cargo.toml; do
    grep -A1 '^\[lints\]' "$manifest" | grep -q '^workspace = true' || breach "$manifest does not take the workspace's lints"
done

# Lock files name versions and checksums, not where somebody's machine happened to download from.
lines=$(grep -nE '"resolved"|\.tgz|\bregistry\b' style/package-lock.json end2end/package-lock.json || true)
[ -z "$lines" ] || breach "a lock file records a download address" "$lines"

[ "$breaches" -eq 0 ] || die "$breaches import rules are broken"
