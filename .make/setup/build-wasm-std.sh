#!/usr/bin/env bash
# build-wasm-std.sh FOLDER: compiles the standard library for WASM from the sysroot's source, and installs it in the sysroot.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"

work=$1
mkdir -p "$work/empty/src"
cat >"$work/empty/Cargo.toml" <<'TOML'
[package]
name = "empty"
version = "0.0.0"
edition = "2024"
[profile.release]
debug = false
[workspace]
TOML
: >"$work/empty/src/lib.rs"

# Outside the repository, so that none of its settings leak in. The bootstrap variable is what lets a stable compiler build its own std.
cd "$work/empty"
RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" RUSTFLAGS='' cargo build --release --target "$WASM" \
    -Zbuild-std=std,panic_abort,proc_macro,test

lib=$(rustc --print sysroot)/lib/rustlib/$WASM
# Complete or not at all: an interrupted copy must not look like an installed target.
rm -rf "$lib" "$lib.new"
mkdir -p "$lib.new/lib"
cp "$work/target/$WASM/release/deps/"*.rlib "$lib.new/lib/"
rm -f "$lib.new/lib/libempty-"*
mv "$lib.new" "$lib"
