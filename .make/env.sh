# What every script needs to know: where the repository is, where our own tools are. Sourced.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=${MATTERLOCK_TOOLS:-${HOME:?HOME is not set}/.cache/matterlock/tools}
LOGS=$TOOLS/logs
WASM=wasm32-unknown-unknown
export ROOT TOOLS LOGS WASM

mkdir -p "$LOGS" 2>/dev/null || {
    echo "error: cannot write to $TOOLS; free some space or set MATTERLOCK_TOOLS to a folder that can be written." >&2
    exit 1
}

# Our tools come first, so that an older one of the system never shadows them.
PATH=$TOOLS/bin:$ROOT/style/node_modules/.bin:$TOOLS/node/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
# A toolchain of Debian's, where the machine's own could not get a WASM target (see setup/wasm-target.sh).
if [ -d "$TOOLS/rust/bin" ]; then PATH=$TOOLS/rust/bin:$PATH; fi
export PATH
# npm's own chatter is not ours.
export NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false

# shellcheck source=.make/versions.sh
. "$ROOT/.make/versions.sh"
