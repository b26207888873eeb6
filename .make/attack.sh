#!/usr/bin/env bash
# attack.sh [ARGUMENTS…]: the long form of the attack on the isolation, on an installation of its own that is gone afterwards. Arguments go to
# `server attack`, such as --seed 7; without any it is --long.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"
target=${CARGO_TARGET_DIR:-$ROOT/target}

.make/setup.sh run
cargo build --locked --package matterlock-server --bin server || build_failed "The server"

# A socket's path may be 107 bytes long at most, so not under a long TMPDIR.
dir=$(mktemp -d /tmp/matterlock-attack.XXXXXX)
server=
# shellcheck disable=SC2329 # called by the trap
stop() {
    status=$?
    trap - EXIT INT TERM HUP
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$dir"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Nothing of the surroundings decides where: the installation is private.
unset DATABASE_URL MATTERLOCK_MASTER_KEY
export MATTERLOCK_DATA=$dir/data MATTERLOCK_MASTER_KEY_FILE=$dir/key/master.key
[ "$#" -gt 0 ] || set -- --long
say "Usually 15 minutes on 2 cores."
"$target/debug/server" attack "$@" &
server=$!
status=0
wait "$server" || status=$?
server=
exit "$status"
