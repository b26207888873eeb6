#!/usr/bin/env bash
# Builds the standard library for WASM from Debian's source package of exactly the compiler's version, and puts it where the compiler
# looks. For machines that reach a Debian mirror, but not Rust's own release server. Adds nothing to apt's lists.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

command -v apt-get >/dev/null || die "this system has no apt"
sysroot=$(rustc --print sysroot)
version=$(rustc --version | cut -d' ' -f2)
work=$TOOLS/wasm-std
rm -rf "$work"
mkdir -p "$work"

# The package's revision is the same whatever suite holds it, so the newest suites are asked until one has it.
fetch_source() {
    local mirror suite apt revision options=''
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    # shellcheck disable=SC2016 # apt's own placeholder
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | sort -u | grep -v security | sed -n 1p)
    [ -n "$mirror" ] || die "apt knows no Debian mirror; run apt-get update first"
    if [ -e "$keyring" ]; then options="[signed-by=$keyring] "; fi
    for suite in trixie-backports forky sid bookworm-backports trixie; do
        rm -rf "$work/apt"
        mkdir -p "$work/apt/lists/partial"
        echo "deb $options$mirror $suite main" >"$work/apt/sources.list"
        apt=(-o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/apt/lists"
            -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
        apt-get "${apt[@]}" update || continue
        revision=$(apt-cache "${apt[@]}" madison rust-src | awk '{print $3}' | grep -m 1 "^$version+" || true)
        [ -n "$revision" ] || continue
        (cd "$work" && apt-get "${apt[@]}" download "rust-src=$revision") && return 0
    done
    die "Debian has no source of Rust $version"
}

link=$sysroot/lib/rustlib/src/rust/library
if [ ! -f "$link/Cargo.lock" ]; then
    fetch_source
    rm -rf "$TOOLS/rust-src"
    dpkg -x "$work"/rust-src_*.deb "$TOOLS/rust-src"
    library=$(dirname "$(find "$TOOLS/rust-src/usr" -path '*/rustc-*/library/Cargo.lock' -not -path '*/src/tools/*' | sed -n 1p)")
    mkdir -p "$(dirname "$link")"
    rm -f "$link"
    ln -s "$library" "$link"
fi
"$ROOT/.make/setup/build-wasm-std.sh" "$work"
# The built libraries need their source no more; a link of ours that points nowhere would be in rustup's way.
if [ -L "$link" ]; then rm -f "$link"; fi
rm -rf "$work" "$TOOLS/rust-src"
