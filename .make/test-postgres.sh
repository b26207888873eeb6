#!/usr/bin/env bash
# test-postgres.sh COMMAND…: runs the command with a throw-away PostgreSQL cluster, whose superuser's address is in
# MATTERLOCK_TEST_DATABASE_URL. Unix socket only; nothing is synced to disk, unless MATTERLOCK_TEST_LASTING=yes; gone with the command, however either of them ends.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

# The newest server that is installed.
bin=$(find /usr/lib/postgresql /usr/pgsql-* /usr/local/pgsql -maxdepth 3 -name initdb 2>/dev/null | sort -V | tail -n 1 || true)
bin=$(dirname "${bin:-$(command -v initdb || die "PostgreSQL's server is missing; run .make/setup.sh test")}")

# What a killed run left behind.
find /tmp -maxdepth 1 -name 'matterlock-test.*' -mmin +120 ! -exec test -e {}/data/postmaster.pid \; -exec rm -rf {} + 2>/dev/null || true

# A socket's path may be 107 bytes long at most, so not under a long TMPDIR.
dir=$(mktemp -d /tmp/matterlock-test.XXXXXX)
# PostgreSQL refuses root.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    user=postgres
    id -u "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$dir"
    as_user=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
fi

postmaster=
# shellcheck disable=SC2329 # called by the trap
stop() {
    status=$?
    trap - EXIT INT TERM HUP
    if [ -n "$postmaster" ]; then
        kill -QUIT "$postmaster" 2>/dev/null || true
        wait "$postmaster" 2>/dev/null || true
    fi
    rm -rf "$dir"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cd "$dir"
"${as_user[@]}" "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync \
    >"$dir/initdb.log" 2>&1 || {
    cat "$dir/initdb.log" >&2
    die "the test database could not be created in $dir"
}
# It dies with this script even when that one is killed.
setpriv --pdeathsig KILL -- true 2>/dev/null && as_user=("${as_user[@]:-setpriv}" --pdeathsig QUIT)
# Measurements say yes: then a commit waits for the disk, as it does in a firm's installation.
lasting=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
if [ "${MATTERLOCK_TEST_LASTING:-no}" = yes ]; then lasting=(); fi
"${as_user[@]}" "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= "${lasting[@]}" -c max_connections=300 -c shared_buffers=256MB -c max_wal_size=4GB -c autovacuum_naptime=10s \
    -c log_min_messages=fatal >"$dir/postgres.log" 2>&1 &
postmaster=$!
for _ in $(seq 150); do
    "$bin/pg_isready" -q -h "$dir" -U postgres && break
    kill -0 "$postmaster" 2>/dev/null || break
    sleep 0.1
done
"$bin/pg_isready" -q -h "$dir" -U postgres || {
    cat "$dir/postgres.log" >&2
    die "the test database did not start"
}

export MATTERLOCK_TEST_DATABASE_URL="postgres:///postgres?host=$dir&user=postgres"
cd "$ROOT"
"$@"
