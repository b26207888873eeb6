#!/usr/bin/env bash
# debian-packages.sh check|install run|test: the system packages that building and running (run) or testing (test) needs.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"

has_postgres() {
    local initdb major
    for initdb in $(command -v initdb || true) /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
        [ -x "$initdb" ] || continue
        major=$("$initdb" --version | grep -oE '[0-9]+' | head -n 1)
        [ "$major" -lt "$POSTGRES_MAJOR" ] || return 0
    done
    return 1
}

missing() {
    command -v cc >/dev/null || echo build-essential
    command -v git >/dev/null || echo git
    command -v npm >/dev/null || echo npm
    command -v node >/dev/null || echo nodejs
    has_postgres || echo postgresql
    [ "$1" != run ] || return 0
    command -v chromium >/dev/null || echo chromium
    command -v pdftoppm >/dev/null || echo poppler-utils
    command -v qpdf >/dev/null || echo qpdf
    command -v oathtool >/dev/null || echo oathtool
    command -v openssl >/dev/null || echo openssl
}

mapfile -t packages < <(missing "${2:-run}")
case ${1:-check} in
check) [ ${#packages[@]} -eq 0 ] ;;
list) echo "${packages[*]}" ;;
install)
    command -v apt-get >/dev/null || die "this system has no apt; please install: ${packages[*]}"
    may_be_root || die "installing packages needs root; please run: sudo apt-get install ${packages[*]}"
    # Debian starts a database of its own with the package; ours is private, so none is wanted.
    if [[ " ${packages[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
        as_root mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    # An installation that was cut off is finished first.
    as_root dpkg --configure -a
    as_root apt-get update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold "${packages[@]}"
    ;;
esac
