#!/usr/bin/env bash
# The compiler's WASM target: `check` says whether it is there, `install` gets it from the first source that has it.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

# Compiles one line: a target that another compiler version left behind does not pass.
works() {
    echo 'pub fn f() -> String { String::new() }' |
        rustc --target "$WASM" --crate-type lib --crate-name probe --emit=metadata -o "$TOOLS/probe.rmeta" - 2>/dev/null
}

case ${1:-check} in
check) works ;;
install)
    if command -v rustup >/dev/null && RUSTUP_MAX_RETRIES=1 timeout 300 rustup target add "$WASM" && works; then
        say "The WASM target came from rustup."
    elif "$ROOT/.make/setup/wasm-std-from-debian.sh" && works; then
        say "The WASM target was built from Debian's source of the same compiler version."
    elif "$ROOT/.make/setup/debian-toolchain.sh" && PATH=$TOOLS/rust/bin:$PATH && works; then
        say "The WASM target comes with Debian's own compiler, which is used from now on: $(rustc --version)."
    else
        die "no source of the WASM target could be reached; on a machine with a network, 'rustup target add $WASM' installs it"
    fi
    ;;
esac
