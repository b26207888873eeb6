#!/usr/bin/env bash
# The last resort: Debian's own newer compiler and cargo, with a WASM target built from its source. Used for this project only.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

command -v apt-get >/dev/null || die "this system has no apt"
may_be_root || die "Debian's compiler has to be installed as root: sudo apt-get install rustc-web cargo-web rust-web-src"
as_root apt-get update
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rustc-web cargo-web rust-web-src lld

rm -rf "$TOOLS/rust" "$TOOLS/rust.new"
mkdir -p "$TOOLS/rust.new/bin"
for tool in rustc cargo rustdoc; do
    [ -x "/usr/bin/$tool" ] || die "Debian's $tool is not where it was expected"
    ln -s "/usr/bin/$tool" "$TOOLS/rust.new/bin/$tool"
done
mv "$TOOLS/rust.new" "$TOOLS/rust"
PATH=$TOOLS/rust/bin:$PATH "$ROOT/.make/setup/build-wasm-std.sh" "$TOOLS/wasm-std"
rm -rf "$TOOLS/wasm-std"
