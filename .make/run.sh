#!/usr/bin/env bash
# run.sh [SERVER ARGUMENTS…]: installs what is missing, builds what changed, and becomes the server. PORT chooses the port.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

cd "$ROOT"
target=${CARGO_TARGET_DIR:-$ROOT/target}
port=${PORT:-3000}
if ! [[ $port =~ ^[0-9]{1,5}$ ]] || [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
    die "PORT=$port is not a port number (1 to 65535)."
fi
export MATTERLOCK_LISTEN=${MATTERLOCK_LISTEN:-127.0.0.1:$port}
export MATTERLOCK_SITE_ROOT=${MATTERLOCK_SITE_ROOT:-$ROOT/target/site}

# Asked before the build, so that nobody waits ten minutes for this answer.
listening() {
    local host=${MATTERLOCK_LISTEN%:*}
    case $host in 0.0.0.0 | '[::]') host=127.0.0.1 ;; esac
    (exec 3<>"/dev/tcp/$host/${MATTERLOCK_LISTEN##*:}") 2>/dev/null
}
if listening; then
    die "port ${MATTERLOCK_LISTEN##*:} is taken by another program; stop that one or choose another: make run PORT=$((port + 1))"
fi

.make/setup.sh run
.make/build-frontend.sh
if [ ! -x "$target/debug/server" ]; then
    need_space 6
    say "Building the server — usually 6 minutes the first time on 2 cores …"
fi
cargo build --locked --package matterlock-server --bin server || build_failed "The server"

# From here on the terminal's Ctrl-C reaches the server itself.
exec "$target/debug/server" serve "$@"
